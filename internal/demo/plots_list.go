package demo

import (
	"fmt"

	"focalpoint"
)

// divertedShipment: rifles leave for Talvenia on a licence, never arrive, and some are seized at home.
func (p *plots) divertedShipment() {
	c := p.begin("diverted-shipment", "The shipment that never arrived", "Twelve rifles were exported to Talvenia on one licence. Within a year three of them were seized at home; Talvenia has no record of their arrival.")
	c.persons, c.offences = p.people(2), []string{"trafficking in firearms"}
	left := p.before(760)
	var lives []*Life
	for i := range 12 {
		lives = append(lives, p.life("x-halvorn/hr5", fmt.Sprintf("HR7%d%02d", p.w.Seed%9, 31+i)+"5", left, func(n *pen) {
			n.beginMade("maker x-halvorn")
			n.exportTo("XTL", "Export licence EL-7731 (end user: Talvenia Forest Service)")
		}))
	}
	for i := range 3 {
		in := p.incident(left + focalpoint.Day(120+90*i))
		in.Place.Location, in.Route = focalpoint.LocationBorder, []focalpoint.Country{"XTL", Home}
		x := p.add(in, lives[2+3*i], storyExported, asStruck)
		x.Hop = hopPlan{To: "XTL", Answer: hopNoRecord}
	}
}

// erasedNumber: a number ground off is restored by the laboratory, and the trace succeeds.
func (p *plots) erasedNumber() {
	c := p.begin("erased-number", "The number that was ground off", "A pistol used in a killing bears no number. The laboratory etches the frame; the restored characters lead to its last owner.")
	c.persons, c.offences = p.people(1), []string{"homicide"}
	life := p.life("x-halvorn/h9", "", p.before(500), (*pen).lawful)
	in := p.incident(p.before(330))
	x := p.add(in, life, storyKnown, weighed)
	x.Restored = x.Marks
	x.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Position: "frame", Condition: focalpoint.ConditionErased, Read: "eye"}}
	x.Describes.Marking = focalpoint.Chosen(string(focalpoint.MarkedErased))
}

// alarmPistols: a workshop converts alarm pistols of one batch.
func (p *plots) alarmPistols() {
	c := p.begin("alarm-pistols", "The workshop that converts alarm pistols", "Alarm pistols of one batch turn up, bored out to fire bullets; on half of them the maker's number has been ground off.")
	c.persons, c.group, c.links, c.offences = p.people(3), "The Fellgate workshop", []string{"other-trafficking"}, []string{"illicit manufacture of firearms"}
	first := int(p.w.Seed%5000) + 71000000
	for i := range 8 {
		in := p.incident(p.before(700 - 70*i))
		x := p.stranger(in, storyConverted)
		m := p.w.model("x-yildaran/y9")
		s := see(p.w.dice("alarm", i), serial(m.Format, first+i), 2015, asStruck)
		x.Sight, x.Marks[0] = &s, s.mark()
		if i%2 == 1 {
			x.Sight, x.Marks = nil, []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Position: "frame", Condition: focalpoint.ConditionErased, Read: "eye"}}
			x.Describes.Marking = focalpoint.Chosen(string(focalpoint.MarkedErased))
		}
	}
}

// strawBuyers: a dealer sells pistols in lots to three buyers, who pass them on.
func (p *plots) strawBuyers() {
	c := p.begin("straw-dealer", "The dealer of Hollow Lane", "Twelve pistols went from Hollow Lane Guns to three buyers within weeks. Seven were seized from others within a year of the sale.")
	buyers := p.people(3)
	c.persons, c.offences = buyers, []string{"trafficking in firearms", "drug trafficking"}
	sold := p.before(900)
	base := 4000 + int(p.w.Seed%700)*12
	var lives []*Life
	for i := range 12 {
		number := serial("@@@###", 900000+base+i)
		lives = append(lives, p.life("x-halvorn/h9", number, sold+focalpoint.Day(2*i), func(n *pen) {
			n.first = sold - 120
			n.beginMadeFor("maker x-halvorn", "straw dealer")
			n.sell(buyers[i/4])
		}))
	}
	for i := range 7 {
		in := p.incident(sold + focalpoint.Day(60+40*i))
		in.Suspects = nil // not the buyers: others
		how := asStruck
		if i%3 == 1 {
			how = spaced
		}
		p.add(in, lives[i+i/2], storyKnown, how)
	}
}

// destroyedReturn: three firearms from one destruction record are seized again.
func (p *plots) destroyedReturn() {
	c := p.begin("destroyed-return", "Destroyed on paper", "Three firearms that one destruction record lists are seized again. Somebody at the court store did not destroy them.")
	c.persons, c.offences = p.people(1), []string{"trafficking in firearms"}
	for i := range 3 {
		life := p.life([]string{"x-ostrik/38", "x-pellacor/p40", "x-casmeral/c12"}[i], "", p.before(800), func(n *pen) {
			n.lawful()
			n.destroyOn("Destruction record DR-7701")
		})
		p.add(p.incident(p.before(600-150*i)), life, storyDestroyed, asStruck)
	}
}

// deactivatedReturn: deactivated firearms are made to fire again.
func (p *plots) deactivatedReturn() {
	p.begin("deactivated-return", "Deactivated, and firing", "Two pistols with deactivation certificates are seized in working order.").persons = p.people(1)
	for i := range 2 {
		life := p.life("x-drenova/dz1", "", p.before(900), func(n *pen) {
			n.lawful()
			n.deactivate()
		})
		x := p.add(p.incident(p.before(420-200*i)), life, storyDeactivated, asStruck)
		x.Describes.Origin = focalpoint.Chosen(string(focalpoint.OriginReactivated))
	}
}

// exportedReturn: a pistol exported years ago comes back; the State of destination knows its last owner.
func (p *plots) exportedReturn() {
	p.begin("exported-return", "Exported, and back", "A pistol exported to Kestria comes back. Kestria answers: its last owner there sold it without a permit.").persons = p.people(1)
	life := p.life("x-halvorn/h380", "", p.before(1500), func(n *pen) {
		n.beginMade("maker x-halvorn")
		n.exportTo("XKT", "Export licence EL-6120")
	})
	x := p.add(p.incident(p.before(300)), life, storyExported, asStruck)
	x.Hop = hopPlan{To: "XKT", Answer: hopFound}
}

// partsByPost: essential parts come in parcels, one by one.
func (p *plots) partsByPost() {
	c := p.begin("parts-by-post", "A pistol in five parcels", "Frames, slides and barrels come by post from one sender in Ordovia, mislabelled as bicycle parts.")
	c.persons, c.offences = p.people(2), []string{"smuggling", "trafficking in firearms"}
	kinds := []focalpoint.PartKind{focalpoint.PartFrame, focalpoint.PartSlide, focalpoint.PartBarrel, focalpoint.PartFrame, focalpoint.PartBarrel}
	for i, part := range kinds {
		in := p.incident(p.before(260 - 11*i))
		in.Place.Location, in.Conveyance, in.Concealment, in.Route = focalpoint.LocationPost, "parcel", "mislabelled", []focalpoint.Country{"XRD", Home}
		in.Exhibits = append(in.Exhibits, &Exhibit{Role: focalpoint.RoleSeized, Describes: focalpoint.Description{Kind: focalpoint.Part, Part: part, Make: focalpoint.Raw("Pellacor"), Model: focalpoint.Raw("PC9"), Quantity: 1},
			Marks: []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: fmt.Sprintf("811-44%03d", 20+i), Position: string(part), Condition: focalpoint.ConditionLegible}}})
	}
}

// armyTheft: rifles are stolen from a depot in one night.
func (p *plots) armyTheft() {
	c := p.begin("army-theft", "The night at the depot", "Eight rifles were stolen from the army's depot in one night and reported. Three have been seized so far, with rounds of the depot's lots.")
	c.persons, c.offences = p.people(3), []string{"theft", "trafficking in firearms"}
	night := p.before(640)
	for i := range 8 {
		life := p.life("x-norvint/n223", fmt.Sprintf("%02d-4417%02d", p.w.Seed%90+10, 10+i), night, func(n *pen) {
			n.beginService(p.w.makers["x-norvint"], "army")
			n.missing(focalpoint.EventTheft)
		})
		if i%3 != 1 {
			continue
		}
		in := p.incident(night + focalpoint.Day(50+60*i))
		p.add(in, life, storyStockTheft, asStruck)
		lot := p.w.lot(3)
		in.Exhibits = append(in.Exhibits, &Exhibit{Role: focalpoint.RoleSeized, Describes: focalpoint.Description{Kind: focalpoint.Ammunition, Make: focalpoint.Raw("Lumbria"), Calibre: focalpoint.Raw("5.56x45"), Quantity: int64(60 + i), Unit: "rounds"},
			Marks: []focalpoint.Mark{{Kind: focalpoint.MarkHeadstamp, Text: lot.Headstamp, Position: "case head"}}})
	}
}

// stolenFile: another State's file of lost and stolen arms names firearms that are seized at home.
func (p *plots) stolenFile() {
	c := p.begin("stolen-file", "Hits in the neighbour's file", "Kestria sent its file of stolen firearms. Four of them have been seized at home.")
	c.persons = p.people(1)
	for i := range 12 {
		n := p.w.Size + 5000 + i
		d := p.w.dice("stolen file", i)
		m := p.w.model([]string{"x-ostrik/38", "x-ostrik/45", "x-norvint/n223", "x-pellacor/pc9"}[i%4])
		life := &Life{N: n, Model: m, Year: max(m.From, 2005), Item: focalpoint.ItemID(p.w.id(focalpoint.PrefixItem, "stolen file", i, p.w.live.Time()))}
		life.Struck = serial(m.Format, d.IntN(space(m.Format)))
		life.Written = life.Struck
		stolen := p.before(1000 + 30*i)
		desc := focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(p.w.makers[m.Maker].Name), Model: focalpoint.Raw(m.Name), Calibre: focalpoint.Raw(m.Written[0]), Type: focalpoint.Raw(m.TypeRaw[0])}
		life.Events = []focalpoint.Event{{ID: focalpoint.EventID(p.w.id(focalpoint.PrefixEvent, "stolen file", i, p.w.live.Time())), Item: life.Item, Kind: focalpoint.EventTheft, Happened: stolen.Date(), State: "XKT",
			Place: focalpoint.Place{Country: "XKT"}, Keeper: p.w.ref("focal XKT"), Document: fmt.Sprintf("XKT-STOLEN-%04d", 410+i), Describes: &desc, Recorded: stolen.Time().AddDate(0, 1, 0),
			Marks: []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: life.Written, Position: "frame"}}}}
		life.Learned = p.w.live.Time()
		p.foreign = append(p.foreign, life)
		if i%3 == 0 {
			x := p.add(p.incident(p.before(650-40*i)), life, storyStolen, asStruck)
			x.Abroad = true
		}
	}
}

// seizedTwice: a firearm leaves the evidence store and is seized again.
func (p *plots) seizedTwice() {
	c := p.begin("seized-twice", "Seized twice", "One pistol was seized, kept as evidence, and seized again two years later. Nobody recorded that it left the store.")
	c.persons = p.people(2)
	life := p.life("x-pellacor/pc9", "", p.before(700), (*pen).lawful)
	p.add(p.incident(p.before(600)), life, storyKnown, asStruck)
	x := p.add(p.incident(p.before(100)), life, storyKnown, asStruck)
	x.Again = true
}

// twoMakers: one number on arms of two makers.
func (p *plots) twoMakers() {
	p.begin("one-number-two-makers", "One number, two makers", "Two shotguns of different makers bear the same number. With the maker reported each is found; without, nobody can tell.").persons = p.people(1)
	number := fmt.Sprintf("%06d", 204400+p.w.Seed%97)
	a := p.life("x-casmeral/c12", number, p.before(900), (*pen).lawful)
	b := p.life("x-bastalla/b12", number, p.before(800), (*pen).lawful)
	p.add(p.incident(p.before(500)), a, storyKnown, asStruck)
	x := p.add(p.incident(p.before(200)), b, storyKnown, asStruck)
	x.Describes.Make, x.Describes.Model, x.Describes.Year, x.Hidden = focalpoint.Coded{}, focalpoint.Coded{}, "", true
	x.Describes.Calibre = focalpoint.Raw("12 gauge")
	x.Describes.Type = focalpoint.Raw("shotgun")
}

// crew: one group in four occurrences that look unrelated.
func (p *plots) crew() {
	c := p.begin("tarn-crew", "The Tarn crew", "Four seizures in four places share three people, one supplier and one kind of hiding place.")
	c.persons, c.group, c.links, c.offences = p.people(3), "The Tarn crew", []string{"drug-trafficking", "violent-crime"}, []string{"armed robbery", "drug trafficking"}
	for i := range 2 {
		life := p.life([]string{"x-pellacor/p40", "x-ostrik/45"}[i], "", p.before(620-100*i), func(n *pen) {
			n.lawful()
			n.missing(focalpoint.EventTheft)
		})
		p.add(p.incident(p.before(400-60*i)), life, storyStolen, asStruck)
	}
	p.stranger(p.incident(p.before(230)), storyErased)
	p.stranger(p.incident(p.before(150)), storyCraft)
	for _, in := range p.incidents[len(p.incidents)-4:] {
		in.Concealment, in.Conveyance = "vehicle-cavity", "van"
		in.Suspects = nil
		for _, q := range c.persons {
			in.Suspects = append(in.Suspects, Suspect{Person: q, Role: "companion", Stage: "prosecuted"})
		}
		in.Goods = []Goods{{"drugs", "amphetamine", "g", 350}}
	}
}

// unmarkedCargo: factory-made rifles that were never marked, in a boat.
func (p *plots) unmarkedCargo() {
	c := p.begin("unmarked-cargo", "Rifles without a mark", "Five new rifles of a factory, never marked, in the bilge of a boat off the Isle of Orm.")
	c.persons, c.offences = p.people(2), []string{"smuggling", "trafficking in firearms"}
	in := p.incident(p.before(350))
	in.Place.Location, in.Conveyance, in.Concealment, in.Route = focalpoint.LocationSea, "small-boat", "cargo", []focalpoint.Country{"XZF", Home}
	for range 5 {
		p.stranger(in, storyUnmarked)
	}
}
