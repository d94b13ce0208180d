package demo

import (
	"fmt"

	"focalpoint"
)

// Event is short for what a step fills.
type event = focalpoint.Event

// first fills the event by which the register first hears of the firearm: what it is and which marks it bears.
func (p *pen) introduce(e *event) {
	e.Describes, e.Marks = p.describe(), p.marks()
}

// begin tells how the firearm came into the register.
func (p *pen) begin(k storyKind) {
	maker := p.w.makers[p.l.Model.Maker]
	switch {
	case service(k):
		p.beginService(maker, of(p.d, []string{"army", "police-stock", "coastguard"}))
	case k == storyKnown && p.d.chance(.06), k == "" && p.d.chance(.08):
		p.beginOldBook()
	case maker.State == Home:
		p.beginMade("maker " + maker.Code)
	default:
		p.beginImported(maker)
	}
}

// beginOldBook is a firearm the registry took up from an old book that tells no more.
func (p *pen) beginOldBook() {
	owner := p.w.owner(p.d)
	p.who = owner.ref()
	p.add(focalpoint.EventRegister, func(e *event, _ focalpoint.Day) {
		p.introduce(e)
		e.To, e.Keeper = owner.ref(), p.w.ref("registry")
		e.Document = fmt.Sprintf("Old book %d, entry %d", p.d.between(1, 40), p.d.between(1, 900))
	})
}

func (p *pen) beginMade(maker string) {
	p.made(maker)
	p.toMarket(p.w.openDealer(p.d))
}

// beginMadeFor is beginMade for a dealer of our choice.
func (p *pen) beginMadeFor(maker, dealer string) {
	p.made(maker)
	p.toMarket(p.w.ref(dealer))
}

func (p *pen) made(maker string) {
	p.who = p.w.ref(maker)
	p.add(focalpoint.EventManufacture, func(e *event, day focalpoint.Day) {
		p.introduce(e)
		e.To, e.Keeper = p.w.ref(maker), p.w.ref(maker)
		if p.l.Year > day.Year() || p.l.Year < day.Year()-1 {
			e.Happened = focalpoint.YearDate(min(p.l.Year, day.Year()))
		}
	})
	if p.d.chance(.8) {
		p.add(focalpoint.EventProof, func(e *event, day focalpoint.Day) {
			e.From, e.To, e.Keeper = p.w.ref(maker), p.w.ref(maker), p.w.ref("proof")
			e.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkProof, Text: fmt.Sprintf("MD crown %02d", day.Year()%100), Position: "barrel", Method: "stamped"}}
		})
	}
}

func (p *pen) beginImported(maker Maker) {
	firm := of(p.d, importers())
	p.l.Import = firm.Code
	importer := p.w.ref("importer " + firm.Code)
	p.who = importer
	p.add(focalpoint.EventImport, func(e *event, day focalpoint.Day) {
		p.introduce(e)
		e.From = focalpoint.Ref{Party: p.w.Party("maker " + maker.Code).ID, Country: maker.State}
		e.To, e.Keeper = importer, p.w.ref("customs")
		e.Document = fmt.Sprintf("Import licence IL-%d-%04d", day.Year(), p.d.between(1, 9999))
	})
	p.toMarket(p.w.openDealer(p.d))
}

// toMarket tells how the firearm came from maker or importer to a dealer and from him to an owner.
func (p *pen) toMarket(dealer focalpoint.Ref) {
	from := p.who
	p.who = dealer
	p.add(focalpoint.EventDeliver, func(e *event, day focalpoint.Day) {
		e.From, e.To, e.Keeper = from, dealer, from
		e.Document = fmt.Sprintf("Delivery note %d", p.d.between(10000, 99999))
	})
}

// openDealer throws for a dealer who is still in business.
func (w *World) openDealer(d dice) focalpoint.Ref {
	for {
		p := w.Parties[of(d, w.dealers)]
		if p.Closed == "" {
			return focalpoint.Ref{Party: p.ID, Country: Home}
		}
	}
}

func (p *pen) beginService(maker Maker, force string) {
	if maker.State == Home {
		m := "maker " + maker.Code
		p.add(focalpoint.EventManufacture, func(e *event, day focalpoint.Day) {
			p.introduce(e)
			e.To, e.Keeper = p.w.ref(m), p.w.ref(m)
		})
	} else {
		p.add(focalpoint.EventImport, func(e *event, day focalpoint.Day) {
			p.introduce(e)
			e.From = focalpoint.Ref{Party: p.w.Party("maker " + maker.Code).ID, Country: maker.State}
			e.To, e.Keeper = p.w.ref(force), p.w.ref("customs")
			e.Document = fmt.Sprintf("Government contract %d/%d", day.Year(), p.d.between(1, 60))
		})
	}
	p.who = p.w.ref(force)
	p.add(focalpoint.EventStockIn, func(e *event, day focalpoint.Day) {
		e.To, e.Keeper = p.w.ref(force), p.w.ref(force)
		e.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkState, Text: fmt.Sprintf("MD %s %d", map[string]string{"army": "A", "police-stock": "P", "coastguard": "CG"}[force], p.d.between(100, 99999)), Position: "receiver", Method: "stamped"}}
	})
}

// middle tells what happened in lawful hands.
func (p *pen) middle(k storyKind) {
	if service(k) || k == storyClosed {
		return
	}
	if p.who.Person == "" {
		p.sell(p.w.owner(p.d))
	}
	for p.d.chance(.25) {
		switch p.d.weighted(50, 20, 30) {
		case 0:
			p.handOver(focalpoint.EventTransfer, p.w.owner(p.d))
		case 1:
			p.handOver(focalpoint.EventInherit, p.w.owner(p.d))
		default:
			p.repair()
		}
	}
}

func (p *pen) sell(to Person) {
	from := p.who
	p.who = to.ref()
	p.add(focalpoint.EventSale, func(e *event, day focalpoint.Day) {
		e.From, e.To, e.Keeper = from, to.ref(), from
		e.Document = fmt.Sprintf("Invoice %d-%05d", day.Year(), p.d.between(1, 99999))
	})
	if p.d.chance(.85) {
		p.add(focalpoint.EventLicence, func(e *event, day focalpoint.Day) {
			e.To, e.Keeper, e.Authority = to.ref(), p.w.ref("registry"), p.w.ref("registry")
			e.Document = fmt.Sprintf("Possession licence PL-%d-%06d", day.Year(), p.d.between(1, 999999))
		})
	}
}

func (p *pen) handOver(kind focalpoint.EventKind, to Person) {
	from := p.who
	p.who = to.ref()
	p.add(kind, func(e *event, day focalpoint.Day) {
		e.From, e.To, e.Keeper = from, to.ref(), p.w.ref("registry")
		e.Document = fmt.Sprintf("Transfer permit TP-%d-%05d", day.Year(), p.d.between(1, 99999))
	})
}

func (p *pen) repair() {
	at, holder := p.w.openDealer(p.d), p.who
	p.add(focalpoint.EventRepair, func(e *event, _ focalpoint.Day) {
		e.From, e.To, e.Keeper = at, holder, at
		e.Reason = of(p.d, []string{"new firing pin", "sights fitted", "spring replaced", "barrel cleaned and tested"})
	})
}

// end tells how the record ends before the firearm is seized, or to this day.
func (p *pen) end(k storyKind, seized bool) {
	if !seized {
		p.endQuietly()
		return
	}
	switch k {
	case storyClosed:
		closed := p.w.closedDealers()
		dealer := of(p.d, closed)
		from := p.who
		p.who = focalpoint.Ref{Party: dealer.ID, Country: Home}
		_, l, _ := dealer.Closed.Bounds()
		p.last = min(p.last, l)
		p.add(focalpoint.EventDeliver, func(e *event, _ focalpoint.Day) {
			e.From, e.To, e.Keeper = from, focalpoint.Ref{Party: dealer.ID, Country: Home}, from
		})
	case storyDead:
		heir := p.w.Person(p.d.IntN(p.w.dead()))
		_, l, _ := heir.Died.Bounds()
		p.last = min(p.last, l-10)
		p.handOver(focalpoint.EventTransfer, heir)
	case storyStolen, storyStockTheft:
		p.missing(focalpoint.EventTheft)
	case storyLost:
		p.missing(focalpoint.EventLoss)
	case storyExported:
		p.export()
	case storyDestroyed:
		p.destroy()
	case storyDeactivated:
		p.deactivate()
	}
}

// endQuietly is how firearms end that are never seized.
func (p *pen) endQuietly() {
	switch p.d.weighted(860, 40, 30, 10, 30, 15, 15) {
	case 1:
		p.export()
	case 2:
		p.missing(focalpoint.EventTheft)
	case 3:
		p.missing(focalpoint.EventLoss)
	case 4:
		p.destroy()
	case 5:
		p.deactivate()
	case 6:
		p.missing(focalpoint.EventTheft)
		p.recovered()
	}
}

func (w *World) closedDealers() []Party {
	var out []Party
	for _, i := range w.dealers {
		if w.Parties[i].Closed != "" {
			out = append(out, w.Parties[i])
		}
	}
	return out
}

func (p *pen) missing(kind focalpoint.EventKind) {
	holder := p.who
	p.add(kind, func(e *event, day focalpoint.Day) {
		e.From, e.Keeper = holder, p.w.ref("police "+p.home.Code)
		e.Document = fmt.Sprintf("Police report PR-%d-%05d", day.Year(), p.d.between(1, 99999))
	})
}

func (p *pen) recovered() {
	holder := p.who
	p.add(focalpoint.EventRecover, func(e *event, _ focalpoint.Day) {
		e.To, e.Keeper = holder, p.w.ref("police "+p.home.Code)
	})
}

func (p *pen) export() {
	p.exportTo(of(p.d, p.w.States[1:]).Code, fmt.Sprintf("Export licence EL-%05d", p.d.between(1, 99999)))
}

func (p *pen) exportTo(to focalpoint.Country, document string) {
	from := p.who
	p.who = p.w.ref("consignee " + string(to))
	p.add(focalpoint.EventExport, func(e *event, _ focalpoint.Day) {
		e.From, e.To, e.Keeper = from, p.w.ref("consignee "+string(to)), p.w.ref("customs")
		e.Document = document
	})
}

func (p *pen) destroy() { p.destroyOn(fmt.Sprintf("Destruction record DR-%04d", p.d.between(1, 7000))) }

func (p *pen) destroyOn(document string) {
	holder := p.who
	p.add(focalpoint.EventSurrender, func(e *event, _ focalpoint.Day) {
		e.From, e.To, e.Keeper = holder, p.w.ref("police "+p.home.Code), p.w.ref("police "+p.home.Code)
		e.Role, e.Context = focalpoint.RoleSurrendered, focalpoint.ContextAdministrative
	})
	p.add(focalpoint.EventDestroy, func(e *event, _ focalpoint.Day) {
		e.From, e.Keeper, e.Authority = p.w.ref("court"), p.w.ref("court"), p.w.ref("court")
		e.Document = document
	})
}

func (p *pen) deactivate() {
	holder := p.who
	p.add(focalpoint.EventDeactivate, func(e *event, day focalpoint.Day) {
		e.From, e.To, e.Keeper = holder, holder, p.w.ref("proof")
		e.Document = fmt.Sprintf("Deactivation certificate DC-%d-%04d", day.Year(), p.d.between(1, 9999))
		e.Marks = []focalpoint.Mark{{Kind: focalpoint.MarkDeactivation, Text: fmt.Sprintf("MD DEAC %02d", day.Year()%100), Position: "barrel", Method: "stamped"}}
	})
}
