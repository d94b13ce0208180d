package demo

import (
	"fmt"

	"focalpoint"
)

// foreignModels are what strangers of the register are: anything made abroad.
func (w *World) foreignModel(d dice) *Model {
	for {
		m := &w.models[d.IntN(len(w.models))]
		if w.makers[m.Maker].State != Home && m.Code != "x-yildaran/y9" {
			return m
		}
	}
}

// strangerExhibit is an item that the register does not know.
func (w *World) strangerExhibit(d dice, in *Incident, k storyKind) *Exhibit {
	x := &Exhibit{Story: k, Role: roleOf(in.Event), Ask: true}
	if in.Event == focalpoint.EventObserve {
		x.Role = focalpoint.RoleEvidenceOnly
	}
	switch k {
	case storyForeign:
		w.foreign(d, in, x)
	case storyErased:
		m := w.foreignModel(d)
		w.officer(d, x, m, m.From+10, "")
		x.Describes.Marking = focalpoint.Chosen(string(focalpoint.MarkedErased))
		x.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Position: "frame", Condition: focalpoint.ConditionErased, Read: "eye"}}
	case storyCraft, storyPrinted:
		x.Describes = craft(d, k)
		x.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Condition: focalpoint.ConditionNever}}
	case storyConverted:
		w.converted(d, x)
	case storyUnmarked:
		m := w.foreignModel(d)
		w.officer(d, x, m, m.From+10, "")
		x.Describes.Marking = focalpoint.Chosen(string(focalpoint.MarkedNot))
		x.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Condition: focalpoint.ConditionNever}}
	case storyUnknown:
		x.Describes = focalpoint.Description{Kind: focalpoint.Firearm, Type: focalpoint.Raw(of(d, []string{"pistol", "revolver", "shotgun", "rifle"})),
			Marking: focalpoint.Chosen(string(focalpoint.MarkedUnknown))}
	}
	return x
}

// foreign is a marked firearm of another State: the trace goes there.
func (w *World) foreign(d dice, in *Incident, x *Exhibit) {
	m := w.foreignModel(d)
	year := max(m.From, 1975+d.IntN(45))
	number := serial(m.Format, d.IntN(space(m.Format)))
	how := asStruck
	if d.chance(.2) {
		how = of(d, []mess{spaced, otherABC, inArabic})
	}
	s := see(d, number, year, how)
	x.Sight, x.Marks = &s, []focalpoint.Mark{s.mark()}
	w.officer(d, x, m, year, "")
	x.Hidden = false
	x.Describes.Make = focalpoint.Raw(w.makers[m.Maker].Name)
	if d.chance(.5) {
		x.Describes.Country = focalpoint.Chosen(string(w.makers[m.Maker].State))
	}
	x.Hop = w.throwHop(d, w.makers[m.Maker].State, in.Day)
}

func craft(d dice, k storyKind) focalpoint.Description {
	desc := focalpoint.Description{Kind: focalpoint.Firearm, Origin: focalpoint.Chosen(string(focalpoint.OriginCraft)), Marking: focalpoint.Chosen(string(focalpoint.MarkedNot))}
	desc.Type = focalpoint.Raw(of(d, []string{"shotgun", "pistol", "single-shot or break-open handgun"}))
	desc.Calibre = focalpoint.Raw(of(d, []string{"12 gauge", ".38 Special", "9x19"}))
	if k == storyPrinted {
		desc.Origin, desc.Type = focalpoint.Chosen(string(focalpoint.OriginPrinted)), focalpoint.Raw("pistol")
		desc.Calibre = focalpoint.Raw("9x19")
	}
	return desc
}

// converted is an alarm pistol made to fire bullets; the maker's number is still on it.
func (w *World) converted(d dice, x *Exhibit) {
	m := w.model("x-yildaran/y9")
	number := serial(m.Format, d.IntN(space(m.Format)))
	s := see(d, number, 2015, asStruck)
	x.Sight, x.Marks = &s, []focalpoint.Mark{s.mark(), {Kind: focalpoint.MarkCalibre, Text: "9 mm P.A.K.", Position: "slide"}}
	w.officer(d, x, m, 2015, "")
	x.Hidden = false
	x.Describes.Make = focalpoint.Raw(w.makers[m.Maker].Name)
	x.Describes.Origin = focalpoint.Chosen(string(focalpoint.OriginConverted))
	x.Describes.Type, x.Describes.Calibre = focalpoint.Raw("pistol"), focalpoint.Raw("9x17")
}

// model returns a model by its code; it panics for a code that no model has, which a test excludes.
func (w *World) model(code string) *Model {
	for i := range w.models {
		if w.models[i].Code == code {
			return &w.models[i]
		}
	}
	panic("demo: there is no model " + code)
}

// ammunition adds rounds to some incidents: they are counted, and a lot with a buyer's headstamp leads to its buyer.
func (w *World) ammunition(d dice, in *Incident) {
	if in.Event != focalpoint.EventSeizure || !d.chance(.18) {
		return
	}
	lot := d.IntN(w.lots())
	x := &Exhibit{Role: roleOf(in.Event), Describes: focalpoint.Description{Kind: focalpoint.Ammunition, Make: focalpoint.Raw("Lumbria"), Calibre: focalpoint.Raw(w.lot(lot).Calibre), Quantity: int64(d.between(3, 240)), Unit: "rounds"},
		Marks: []focalpoint.Mark{{Kind: focalpoint.MarkHeadstamp, Text: w.lot(lot).Headstamp, Position: "case head"}}}
	if d.chance(.3) {
		x.Marks = append(x.Marks, focalpoint.Mark{Kind: focalpoint.MarkLot, Text: w.lot(lot).Number, Position: "box"})
	}
	in.Exhibits = append(in.Exhibits, x)
}

// Lot is a lot of ammunition bought by a force.
type Lot struct {
	N                          int
	Item                       focalpoint.ItemID
	Number, Headstamp, Calibre string
	Buyer                      string // key of a party
	Year                       int
	Rounds                     int64
}

// lots is how many lots of ammunition forces have bought.
func (w *World) lots() int { return 24 }

func (w *World) lot(n int) Lot {
	d := w.dice("lot", n)
	buyer := []string{"army", "police-stock", "coastguard"}[n%3]
	code := map[string]string{"army": "A", "police-stock": "P", "coastguard": "C"}[buyer]
	l := Lot{N: n, Buyer: buyer, Year: w.start.Year() + n%8, Calibre: []string{"9x19", "7.62x51", "5.56x45"}[n%3], Rounds: int64(d.between(2, 40)) * 5000,
		Item: focalpoint.ItemID(w.id(focalpoint.PrefixItem, "lot", n, w.live.Time()))}
	l.Number = fmt.Sprintf("LUM-%02d-%03d", l.Year%100, 100+n)
	l.Headstamp = fmt.Sprintf("LUM %02d MD-%s %s", l.Year%100, code, string(latinLetters[n%len(latinLetters)]))
	return l
}

// Events of a lot: it came in, and into the stock of its buyer.
func (w *World) lotEvents(l Lot) []focalpoint.Event {
	day := focalpoint.Date(fmt.Sprintf("%d-04-%02d", l.Year, 1+l.N))
	maker := w.Party("maker x-lumbria")
	desc := &focalpoint.Description{Kind: focalpoint.Ammunition, Make: focalpoint.Raw("Lumbria Cartridge"), Calibre: focalpoint.Raw(l.Calibre), Quantity: l.Rounds, Unit: "rounds", Year: fmt.Sprint(l.Year)}
	marks := []focalpoint.Mark{{Kind: focalpoint.MarkHeadstamp, Text: l.Headstamp, Position: "case head"}, {Kind: focalpoint.MarkLot, Text: l.Number, Position: "box"}}
	list := []focalpoint.Event{
		{Item: l.Item, Kind: focalpoint.EventImport, Happened: day, State: Home, From: focalpoint.Ref{Party: maker.ID, Country: maker.State}, To: w.ref(l.Buyer), Keeper: w.ref("customs"), Describes: desc, Marks: marks, Document: fmt.Sprintf("Contract AM-%d-%02d", l.Year, l.N)},
		{Item: l.Item, Kind: focalpoint.EventStockIn, Happened: day[:8] + "29", State: Home, To: w.ref(l.Buyer), Keeper: w.ref(l.Buyer)},
	}
	for i := range list {
		f, _, _ := list[i].Happened.Bounds()
		list[i].Recorded = f.Time().AddDate(0, 0, 3)
		list[i].ID = focalpoint.EventID(w.id(focalpoint.PrefixEvent, "lot event", l.N*8+i, w.live.Time()))
	}
	return list
}
