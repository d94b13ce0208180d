package demo

import (
	"fmt"

	"focalpoint"
)

// recordsSince is the first year for which the exercise's registry keeps records.
const recordsSince = 1950

// RecordsSince is the first year for which the home State of the exercise keeps
// records: what is older has result F7.
func RecordsSince() int { return recordsSince }

// rareCodes plants what ends in the result codes that chance seldom brings.
func (p *plots) rareCodes() {
	p.counterfeit()
	p.namelessMaker()
	p.grandfather()
	p.enteredTwice()
	p.swappedParts()
}

// counterfeit: pistols with a known maker's mark and numbers the maker never struck.
func (p *plots) counterfeit() {
	c := p.begin("counterfeit-number", "Numbers that were never struck", "Two pistols bear the mark of Halvorn and numbers in a form that Halvorn never struck: the marks are counterfeit.")
	c.persons, c.offences = p.people(1), []string{"illicit manufacture of firearms"}
	for i := range 2 {
		in := p.incident(p.before(410 - 130*i))
		x := p.stranger(in, storyForeign)
		number := fmt.Sprintf("77-%04d61%d", 8100+p.w.Seed%700, 2+i)
		s := see(p.w.dice("counterfeit", i), number, 2019, asStruck)
		x.Sight, x.Marks, x.Hop, x.Story = &s, []focalpoint.Mark{s.mark()}, hopPlan{}, storyCounterfeit
		m := p.w.model("x-halvorn/h9")
		x.Describes = focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(p.w.makers[m.Maker].Name), Type: focalpoint.Raw(m.TypeRaw[0]), Calibre: focalpoint.Raw(m.Written[0]),
			Origin: focalpoint.Chosen(string(focalpoint.OriginIndustrial)), Marking: focalpoint.Chosen(string(focalpoint.MarkedUniquely))}
	}
}

// namelessMaker: a maker's name that stands in no list.
func (p *plots) namelessMaker() {
	p.begin("nameless-maker", "A maker nobody knows", "A shotgun bears a number and the name of a maker that stands in no list. Nobody can be asked before the name is cleared up.").persons = p.people(1)
	x := p.stranger(p.incident(p.before(275)), storyForeign)
	x.Describes.Make, x.Describes.Model, x.Describes.Country, x.Hop, x.Story = focalpoint.Raw("Wystrelle & Qvorm"), focalpoint.Coded{}, focalpoint.Coded{}, hopPlan{}, storyNameless
	x.Describes.Type, x.Describes.Calibre = focalpoint.Raw("shotgun"), focalpoint.Raw("12 gauge")
	s := see(p.w.dice("nameless", 0), fmt.Sprintf("WQ%05d", 40000+p.w.Seed%9000), 1990, asStruck)
	x.Sight, x.Marks = &s, []focalpoint.Mark{s.mark()}
}

// grandfather: a revolver older than any record.
func (p *plots) grandfather() {
	p.begin("grandfathers-revolver", "Older than the records", "A revolver of 1931 is found in an attic. Records begin in 1950.").persons = p.people(1)
	x := p.stranger(p.incident(p.before(190)), storyForeign)
	x.Describes.Make, x.Describes.Model, x.Describes.Country, x.Describes.Year, x.Hop, x.Story = focalpoint.Raw("Ostrik"), focalpoint.Coded{}, focalpoint.Coded{}, "1931", hopPlan{}, storyAncient
	x.Describes.Type, x.Describes.Calibre = focalpoint.Raw("revolver"), focalpoint.Raw(".38 Special")
	s := see(p.w.dice("grandfather", 0), fmt.Sprintf("Z9%05d", 11000+p.w.Seed%8000), 1931, asStruck)
	x.Sight, x.Marks = &s, []focalpoint.Mark{s.mark()}
}

// enteredTwice: the laboratory enters a pistol again that the police have entered; the second trace asks the same.
func (p *plots) enteredTwice() {
	p.begin("entered-twice", "One pistol, two traces", "The police seized a pistol, and the laboratory entered it again when it came in. The second trace asks the same as the first.").persons = p.people(1)
	life := p.life("x-pellacor/p40", "", p.before(620), (*pen).lawful)
	p.add(p.incident(p.before(240)), life, storyKnown, asStruck)
	again := p.incident(p.before(238))
	again.Event, again.Suspects, again.Offences = focalpoint.EventObserve, nil, nil
	x := p.add(again, life, storyTwice, asStruck)
	x.Role, x.Again = focalpoint.RoleEvidenceOnly, true
}

// swappedParts: the frame of one pistol with the barrel of another, which was stolen.
func (p *plots) swappedParts() {
	p.begin("swapped-parts", "Two pistols in one", "A pistol has the frame of one and the barrel of another, which was reported stolen. The frame is followed, and both lives are told.").persons = p.people(1)
	frame := p.life("x-halvorn/h380", "", p.before(560), (*pen).lawful)
	barrel := p.life("x-halvorn/h380", "", p.before(540), func(n *pen) {
		n.lawful()
		n.missing(focalpoint.EventTheft)
	})
	x := p.add(p.incident(p.before(160)), frame, storyKnown, asStruck)
	s := see(p.w.dice("swapped", 0), barrel.Struck, barrel.Year, asStruck)
	m := s.mark()
	m.Position = "barrel"
	x.Marks = append(x.Marks, m)
	x.Expect.Part = barrel.Item
}
