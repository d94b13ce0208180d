package demo

import "focalpoint"

// Maker is a fictional maker of firearms or ammunition.
type Maker struct {
	Code    string // in the catalogue's list "make"
	Name    string
	Aliases []string // other spellings the catalogue is taught
	State   focalpoint.Country
}

// Model is what a maker makes, with the format of its serial numbers: # is a digit, @ a Latin letter, % a Cyrillic
// letter, ¤ an Arabic-Indic digit, everything else stands for itself.
type Model struct {
	Code    string // in the catalogue's list "model"
	Maker   string
	Name    string
	Type    string // catalogue code
	TypeRaw []string
	Calibre string // catalogue code
	Written []string
	Format  string
	Service bool // bought by forces
	Civil   int  // weight on the civil market
	From    int  // first year of manufacture
}

func makers() []Maker {
	return []Maker{
		{"x-halvorn", "Halvorn Arms Works", []string{"Halvorn", "HALVORN ARMS", "Halvorn A.W."}, Home},
		{"x-casmeral", "Casmeral Gunmakers", []string{"Casmeral", "CASMERAL & SONS"}, Home},
		{"x-drenova", "Drenova Zavod", []string{"Drenova", "Дренова", "ДРЕНОВА ЗАВОД"}, "XSV"},
		{"x-zirkovo", "Zirkovo Machine Plant", []string{"Zirkovo", "Зирково"}, "XSV"},
		{"x-ostrik", "Ostrik et Fils", []string{"Ostrik", "OSTRIK"}, "XKT"},
		{"x-norvint", "Norvint Manufacture", []string{"Norvint", "NORVINT MFR"}, "XKT"},
		{"x-yildaran", "Yildaran Blanks", []string{"Yildaran", "YILDARAN"}, "XTL"},
		{"x-bastalla", "Bastalla Armas", []string{"Bastalla", "BASTALLA"}, "XTL"},
		{"x-qamara", "Qamara Works", []string{"Qamara", "قمرة"}, "XZF"},
		{"x-pellacor", "Pellacor Firearms", []string{"Pellacor", "PELLACOR INC"}, "XRD"},
		{"x-quornall", "Quornall Defence", []string{"Quornall", "QUORNALL DEF"}, "XRD"},
		{"x-lumbria", "Lumbria Cartridge", []string{"Lumbria", "LUMBRIA"}, "XKT"},
	}
}

func models() []Model {
	return []Model{
		{"x-halvorn/h9", "x-halvorn", "H9", "pistol", []string{"pistol", "semi-automatic pistol"}, "9x19", []string{"9x19", "9 mm Luger", "9 mm Para"}, "@@@###", true, 16, 1986},
		{"x-halvorn/h380", "x-halvorn", "H380", "pistol", []string{"pistol"}, "9x17", []string{".380 ACP", "9x17", "9 mm kurz"}, "H@#####", false, 8, 1990},
		{"x-halvorn/hr5", "x-halvorn", "HR5", "rifle", []string{"rifle", "bolt-action rifle"}, "7.62x51", []string{".308 Win", "308 Winchester", "7.62x51"}, "HR#####", true, 7, 1975},
		{"x-casmeral/c12", "x-casmeral", "C12", "shotgun", []string{"shotgun", "hunting shotgun"}, "12x70", []string{"12 gauge", "12/70", "12 ga"}, "######", false, 14, 1950},
		{"x-casmeral/c20", "x-casmeral", "C20", "shotgun", []string{"shotgun"}, "20x70", []string{"20 gauge", "20/70"}, "#####@", false, 5, 1962},
		{"x-drenova/dz1", "x-drenova", "DZ1", "pistol", []string{"pistol", "пистолет"}, "9x18-makarov", []string{"9x18", "9 mm Makarov", "9x18 PM"}, "%%####", true, 7, 1958},
		{"x-drenova/dz47", "x-drenova", "DZ47", "assault-rifle", []string{"assault rifle", "автомат"}, "7.62x39", []string{"7.62x39", "7,62x39"}, "%%######", true, 2, 1960},
		{"x-zirkovo/zm3", "x-zirkovo", "ZM3", "submachine-gun", []string{"submachine gun", "пистолет-пулемёт"}, "7.62x25", []string{"7.62x25", "7.62 Tokarev"}, "##-%####", true, 1, 1971},
		{"x-ostrik/38", "x-ostrik", "Mod. 38", "revolver", []string{"revolver", "révolver"}, "38-special", []string{".38 Special", "38 SPL", ".38 Spl"}, "@######", false, 11, 1968},
		{"x-ostrik/45", "x-ostrik", "P45", "pistol", []string{"pistol", "pistolet"}, "45-auto", []string{".45 ACP", "45 Auto"}, "P45-#####", false, 5, 1995},
		{"x-norvint/n223", "x-norvint", "N223", "rifle", []string{"rifle", "carabine"}, "5.56x45", []string{".223 Rem", "5.56x45", "223 Remington"}, "##-######", true, 6, 1988},
		{"x-yildaran/y9", "x-yildaran", "Y9", "signal-pistol", []string{"alarm pistol", "signal pistol"}, "9pa", []string{"9 mm P.A.K.", "9 mm PAK"}, "Y####-##@#####", false, 0, 2006},
		{"x-bastalla/b22", "x-bastalla", "B22", "rimfire-rifle", []string{"small-bore rifle", "rifle"}, "22-lr", []string{".22 LR", "22 Long Rifle"}, "@#####@", false, 9, 1980},
		{"x-bastalla/b12", "x-bastalla", "B12 Auto", "shotgun", []string{"shotgun", "escopeta"}, "12x70", []string{"12 gauge", "12/70"}, "######", false, 8, 1992},
		{"x-qamara/q9", "x-qamara", "Q9", "pistol", []string{"pistol", "مسدس"}, "9x19", []string{"9x19", "9 mm Para"}, "¤¤¤¤¤¤¤", true, 5, 1998},
		{"x-pellacor/pc9", "x-pellacor", "PC9", "pistol", []string{"pistol"}, "9x19", []string{"9x19", "9mm Luger"}, "###-#####", false, 8, 1999},
		{"x-pellacor/p40", "x-pellacor", "P40", "pistol", []string{"pistol"}, "40-sw", []string{".40 S&W", "40 SW"}, "@@@####", false, 5, 1997},
		{"x-quornall/q5", "x-quornall", "Q5", "assault-rifle", []string{"assault rifle", "rifle"}, "5.56x45", []string{"5.56x45", "5.56 NATO"}, "Q########", true, 0, 2001},
	}
}

// importers are firms whose mark stands on arms they bring in; officers take it for the maker's.
func importers() []Maker {
	return []Maker{
		{"x-brightwater", "Brightwater Imports", []string{"Brightwater", "BRIGHTWATER IMP"}, Home},
		{"x-sablepoint", "Sable Point Trading", []string{"Sable Point", "SABLE POINT TRDG"}, Home},
		{"x-oldwharf", "Old Wharf Sporting", []string{"Old Wharf", "OLD WHARF SPTG"}, Home},
	}
}
