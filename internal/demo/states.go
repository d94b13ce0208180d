package demo

import "focalpoint"

// State is a fictional State. Its code is one that ISO 3166 leaves to its users.
type State struct {
	Code    focalpoint.Country
	Names   map[string]string // by language
	Langs   []string          // official languages of the exercise
	Regions []Region
	// What it does with a request: shares of requests answered, answered without a record, refused; the rest stay silent.
	Answers, NoRecord, Refuses int
	Neighbour                  bool
}

// Region is a first-level division of a State with the towns where things happen.
type Region struct {
	Code  string
	Names map[string]string
	Towns []string
}

// Home is the State whose focal point works with this program.
const Home focalpoint.Country = "XMD"

func six(en, fr, es, ru, ar, zh string) map[string]string {
	return map[string]string{"en": en, "fr": fr, "es": es, "ru": ru, "ar": ar, "zh": zh}
}

func region(code string, names map[string]string, towns ...string) Region {
	return Region{Code: code, Names: names, Towns: towns}
}

// States returns the States of the exercise, home first.
func States() []State {
	return []State{
		{Code: Home, Names: six("Meridonia (exercise)", "Méridonie (exercice)", "Meridonia (ejercicio)", "Меридония (учения)", "ميريدونيا (تمرين)", "梅里多尼亚（演习）"), Langs: []string{"en"}, Regions: homeRegions()},
		{Code: "XSV", Neighbour: true, Answers: 55, NoRecord: 20, Refuses: 10, Langs: []string{"ru"},
			Names: six("Sorvania (exercise)", "Sorvanie (exercice)", "Sorvania (ejercicio)", "Сорвания (учения)", "سورفانيا (تمرين)", "索尔瓦尼亚（演习）")},
		{Code: "XKT", Neighbour: true, Answers: 70, NoRecord: 15, Refuses: 5, Langs: []string{"fr"},
			Names: six("Kestria (exercise)", "Kestrie (exercice)", "Kestria (ejercicio)", "Кестрия (учения)", "كيستريا (تمرين)", "凯斯特里亚（演习）")},
		{Code: "XTL", Neighbour: true, Answers: 45, NoRecord: 15, Refuses: 15, Langs: []string{"es"},
			Names: six("Talvenia (exercise)", "Talvénie (exercice)", "Talvenia (ejercicio)", "Талвения (учения)", "تالفينيا (تمرين)", "塔尔维尼亚（演习）")},
		{Code: "XZF", Answers: 50, NoRecord: 20, Refuses: 10, Langs: []string{"ar"},
			Names: six("Zafaria (exercise)", "Zafarie (exercice)", "Zafaria (ejercicio)", "Зафария (учения)", "ظفاريا (تمرين)", "扎法里亚（演习）")},
		{Code: "XRD", Answers: 60, NoRecord: 20, Refuses: 5, Langs: []string{"en", "zh"},
			Names: six("Ordovia (exercise)", "Ordovie (exercice)", "Ordovia (ejercicio)", "Ордовия (учения)", "أوردوفيا (تمرين)", "奥尔多维亚（演习）")},
	}
}

func homeRegions() []Region {
	return []Region{
		region("XMD-NO", six("Northmark", "Marche du Nord", "Marca Norte", "Северная марка", "الثغر الشمالي", "北境"), "Harrowgate Ford", "Upper Lenn", "Vardmouth"),
		region("XMD-CA", six("Capital District", "District de la capitale", "Distrito Capital", "Столичный округ", "منطقة العاصمة", "首都区"), "Meridon", "Old Wharf", "Castle Hill"),
		region("XMD-EA", six("Eastlake", "Lac-Est", "Lago Este", "Восточное озеро", "البحيرة الشرقية", "东湖"), "Lakehaven", "Tarn", "Millbrook End"),
		region("XMD-SO", six("South Coast", "Côte Sud", "Costa Sur", "Южное побережье", "الساحل الجنوبي", "南岸"), "Port Aurel", "Saltreach", "Grey Sands"),
		region("XMD-WE", six("Westfells", "Hauts de l'Ouest", "Sierras del Oeste", "Западные холмы", "تلال الغرب", "西岭"), "Fellgate", "Corrie Bridge", "Stonewick"),
		region("XMD-IS", six("Isle of Orm", "Île d'Orm", "Isla de Orm", "Остров Орм", "جزيرة أورم", "奥姆岛"), "Ormsay", "Kelp Bay"),
	}
}

// state returns a State by its code.
func (w *World) state(code focalpoint.Country) *State {
	for i := range w.States {
		if w.States[i].Code == code {
			return &w.States[i]
		}
	}
	return nil
}
