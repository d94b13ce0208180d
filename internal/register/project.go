package register

import (
	"cmp"
	"slices"
	"strings"

	"focalpoint"
)

// ReviewBelow is the confidence under which a coded cell waits for a person.
const ReviewBelow = 0.7

// Item is an item as its latest events leave it. It is derived.
type Item struct {
	ID          focalpoint.ItemID      `json:"id"`
	Describes   focalpoint.Description `json:"describes"` // merged from its events, coded
	TypeClass   string                 `json:"typeClass"` // the questionnaire's type
	Marking     focalpoint.MarkStatus  `json:"marking"`
	Serial      string                 `json:"serial,omitempty"` // text of the first serial mark, as seen
	Role        focalpoint.Role        `json:"role,omitempty"`   // in the latest occurrence
	Status      focalpoint.Status      `json:"status"`
	Holder      focalpoint.Ref         `json:"holder,omitzero"` // in the last legal record
	Keeper      focalpoint.Ref         `json:"keeper,omitzero"` // who keeps the last legal record
	State       focalpoint.Country     `json:"state,omitempty"` // of the last legal record
	SameAs      focalpoint.ItemID      `json:"sameAs,omitempty"`
	PartOf      focalpoint.ItemID      `json:"partOf,omitempty"`
	Seizure     focalpoint.SeizureID   `json:"seizure,omitempty"` // the latest
	FirstDay    *focalpoint.Day        `json:"-"`
	LastDay     *focalpoint.Day        `json:"-"`
	Events      int                    `json:"events"`
	LastEvent   focalpoint.EventID     `json:"lastEvent"`
	LastLegal   focalpoint.EventID     `json:"lastLegal,omitempty"` // the last legal record
	Confidence  float64                `json:"confidence"`          // of the least certain code
	Queued      bool                   `json:"queued"`              // a cell waits for a person
	Waiting     []Cell                 `json:"waiting,omitempty"`   // the cells that wait
	Import      focalpoint.ImportID    `json:"import,omitempty"`
	Row         int64                  `json:"row,omitempty"`
	Changed     int64                  `json:"changed"` // leaf of the log that last changed it
	Marks       []ItemMark             `json:"marks,omitempty"`
	Occurrences []Occurrence           `json:"-"`
	Holders     []Holding              `json:"-"` // persons named as lawful holders
	Alarms      []Alarm                `json:"alarms,omitempty"`
	Identified  []Identified           `json:"-"` // with what the item's own events hold it to be the same
}

// Identified is a decision that holds: an item is the same thing as another.
type Identified struct {
	Item  focalpoint.ItemID  `json:"item"`
	Other focalpoint.ItemID  `json:"other"`
	Event focalpoint.EventID `json:"event"`
}

// ItemMark is a mark with the event that reported it.
type ItemMark struct {
	focalpoint.Mark
	Fold  string             `json:"-"` // FoldMark of it
	Event focalpoint.EventID `json:"event"`
}

// Occurrence is one time an item was seized, found, surrendered, lost, stolen
// or observed. The figures count occurrences.
type Occurrence struct {
	Event     focalpoint.EventID
	Kind      focalpoint.EventKind
	Role      focalpoint.Role
	Seizure   focalpoint.SeizureID
	Happened  focalpoint.Date
	Place     focalpoint.Place
	Offences  []string // codes in order, without repeats
	Context   focalpoint.LegalContext
	Document  string
	Control   string
	Quantity  int64
	ItemKind  focalpoint.ItemKind
	Part      focalpoint.PartKind
	Type      string
	TypeClass string
	Origin    string
	Marking   focalpoint.MarkStatus
	Import    focalpoint.ImportID
}

// AlarmKind names a contradiction in a life.
type AlarmKind string

// Kinds of alarm.
const (
	AlarmDestroyed   AlarmKind = "return-destroyed"   // on record as destroyed, and yet here
	AlarmDeactivated AlarmKind = "return-deactivated" // on record as deactivated, and yet here as a firearm
	AlarmExported    AlarmKind = "return-exported"    // on record as exported, seized in the State it left
	AlarmStock       AlarmKind = "return-stock"       // on record as State stock, seized from others
	AlarmStolen      AlarmKind = "stolen-found"       // reported lost or stolen, and here
	AlarmTwoLives    AlarmKind = "two-lives"          // goes on in lawful hands after it was destroyed
	AlarmTagMark     AlarmKind = "tag-mark"           // its tag names another number than is struck
	AlarmTagAbsent   AlarmKind = "tag-absent"         // on record with a tag, and without one here
	AlarmTagClone    AlarmKind = "tag-clone"          // its tag stands on another item as well
)

// Alarm is a contradiction that somebody must look at: Event cannot be after Against.
type Alarm struct {
	Kind    AlarmKind          `json:"kind"`
	Event   focalpoint.EventID `json:"event"`
	Against focalpoint.EventID `json:"against"`
	Day     *focalpoint.Day    `json:"-"`
}

// Project derives an item from its own events and from the events of items
// held to be the same. It is a pure function: same events and codes, same item.
func Project(id focalpoint.ItemID, own, foreign []focalpoint.Event, codes Coder) Item {
	it := Item{ID: id, Status: focalpoint.StatusUnknown, Events: len(own), Confidence: 1}
	holding := own
	if len(own) > 1 || own[0].Corrects != "" {
		holding, _ = Effective(own)
	}
	it.describe(holding, codes)
	life := holding
	if len(foreign) > 0 {
		life, _ = Effective(append(slices.Clone(own), foreign...))
	}
	it.follow(life, holding)
	it.tagged(life, holding)
	it.kept(codes)
	it.hold(holding)
	for i := range holding {
		it.occur(&holding[i], codes)
	}
	if len(own) > 0 {
		it.Import, it.Row = own[0].Import, own[0].Row
	}
	return it
}

// kept finds in the directory who keeps the last legal record, where the record
// names him by text alone. A name the coder is unsure of waits for a person.
func (it *Item) kept(codes Coder) {
	if it.Keeper.Party != "" || it.Keeper.Name == "" {
		return
	}
	c := codes.Keeper(it.Keeper.Name, it.State)
	it.wait(Cell{"keeper", c})
	if c.Confidence >= ReviewBelow && !focalpoint.Absent(c.Code) {
		it.Keeper.Party = focalpoint.PartyID(c.Code)
	}
}

// describe merges what the events said the item is: the later report wins,
// cell by cell.
func (it *Item) describe(holding []focalpoint.Event, codes Coder) {
	byReport := holding
	if len(holding) > 1 {
		byReport = slices.Clone(holding)
		slices.SortStableFunc(byReport, func(a, b focalpoint.Event) int {
			return cmp.Or(a.Recorded.Compare(b.Recorded), strings.Compare(string(a.ID), string(b.ID)))
		})
	}
	d := &it.Describes
	for i := range byReport {
		e := &byReport[i]
		if e.Describes != nil {
			merge(d, e.Describes)
		}
		for _, m := range e.Marks {
			it.addMark(m, e.ID)
		}
	}
	*d = codes.Describe(*d)
	if d.Kind == "" {
		d.Kind = focalpoint.Firearm
	}
	it.TypeClass = codes.Class("type", d.Type.Code)
	if it.TypeClass == "" {
		it.TypeClass = string(focalpoint.TypeUnknown)
	}
	it.Marking = it.markStatus()
	for _, c := range cells(d) {
		if c.Raw == "" {
			continue
		}
		it.Confidence = min(it.Confidence, c.Confidence)
		it.wait(c)
	}
	if d.Quantity == 0 {
		d.Quantity = 1
	}
}

func merge(d, with *focalpoint.Description) {
	set := func(to *focalpoint.Coded, from focalpoint.Coded) {
		if !from.IsZero() {
			*to = from
		}
	}
	set(&d.Make, with.Make)
	set(&d.Model, with.Model)
	set(&d.Calibre, with.Calibre)
	set(&d.Type, with.Type)
	set(&d.Action, with.Action)
	set(&d.Origin, with.Origin)
	set(&d.Country, with.Country)
	set(&d.Importer, with.Importer)
	set(&d.Marking, with.Marking)
	d.Kind = cmp.Or(with.Kind, d.Kind)
	d.Part = cmp.Or(with.Part, d.Part)
	d.Year = cmp.Or(with.Year, d.Year)
	d.Unit = cmp.Or(with.Unit, d.Unit)
	d.Quantity = cmp.Or(with.Quantity, d.Quantity)
	if len(with.Extra) > 0 {
		d.Extra = with.Extra
	}
}

func (it *Item) addMark(m focalpoint.Mark, event focalpoint.EventID) {
	for _, have := range it.Marks {
		if have.Kind == m.Kind && have.Text == m.Text && have.Reading == m.Reading && have.Position == m.Position {
			return
		}
	}
	it.Marks = append(it.Marks, ItemMark{Mark: m, Fold: FoldMark(m), Event: event})
	if it.Serial == "" && m.Kind == focalpoint.MarkSerial {
		it.Serial = m.Text
	}
}

// markStatus answers the questionnaire's "by marking": what the reporter said,
// else what the marks themselves show.
func (it *Item) markStatus() focalpoint.MarkStatus {
	if c := it.Describes.Marking.Code; c != "" {
		return focalpoint.MarkStatus(c)
	}
	status := focalpoint.MarkedUnknown
	for _, m := range it.Marks {
		if m.Kind != focalpoint.MarkSerial {
			continue
		}
		switch m.Condition {
		case focalpoint.ConditionErased, focalpoint.ConditionAltered, focalpoint.ConditionPartial, focalpoint.ConditionCounterfeit:
			status = focalpoint.MarkedErased
		case focalpoint.ConditionNever:
			if status == focalpoint.MarkedUnknown {
				status = focalpoint.MarkedNot
			}
		default:
			if m.Fold != "" {
				return focalpoint.MarkedUniquely
			}
		}
	}
	return status
}

// follow walks the life and keeps where it leads: status, last legal record, alarms.
func (it *Item) follow(life, own []focalpoint.Event) {
	mine := map[focalpoint.EventID]bool{}
	for i := range own {
		mine[own[i].ID] = true
	}
	var st standing
	for i := range life {
		e := &life[i]
		if f, l, ok := e.Happened.Bounds(); ok {
			if it.FirstDay == nil {
				it.FirstDay = &f
			}
			it.LastDay = &l
		}
		it.LastEvent = e.ID
		if alarm, against := st.contradicts(e); alarm != "" && mine[e.ID] {
			a := Alarm{Kind: alarm, Event: e.ID, Against: against}
			if f, _, ok := e.Happened.Bounds(); ok {
				a.Day = &f
			}
			it.Alarms = append(it.Alarms, a)
		}
		st.follow(e)
		it.relate(e)
	}
	it.Status = st.status
	if it.Status == "" {
		it.Status = focalpoint.StatusUnknown
	}
	if st.Legal != nil {
		it.LastLegal, it.Keeper, it.State, it.Holder = st.Legal.ID, st.Legal.Keeper, st.Legal.State, st.Holder
	}
}

// relate keeps which firearm a part belongs to, what the item is the same as,
// and its latest seizure and role.
func (it *Item) relate(e *focalpoint.Event) {
	if e.Item != it.ID {
		return
	}
	switch e.EffectiveKind() {
	case focalpoint.EventJoin:
		it.PartOf = e.Other
	case focalpoint.EventLeave:
		if it.PartOf == e.Other {
			it.PartOf = ""
		}
	case focalpoint.EventIdentify:
		it.SameAs = e.Other
		it.Identified = append(it.Identified, Identified{it.ID, e.Other, e.ID})
	}
	if e.Seizure != "" {
		it.Seizure = e.Seizure
	}
	if e.Role != "" {
		it.Role = e.Role
	}
}

func (it *Item) occur(e *focalpoint.Event, codes Coder) {
	kind := e.EffectiveKind()
	switch kind {
	case focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender, focalpoint.EventLoss, focalpoint.EventTheft, focalpoint.EventObserve:
	default:
		return
	}
	role := e.Role
	if role == "" {
		role = map[focalpoint.EventKind]focalpoint.Role{focalpoint.EventSeizure: focalpoint.RoleSeized, focalpoint.EventFind: focalpoint.RoleFound,
			focalpoint.EventSurrender: focalpoint.RoleSurrendered, focalpoint.EventLoss: focalpoint.RoleReportedLost, focalpoint.EventTheft: focalpoint.RoleReportedStolen,
			focalpoint.EventObserve: focalpoint.RoleEvidenceOnly}[kind]
	}
	if it.Role == "" {
		it.Role = role
	}
	d := &it.Describes
	o := Occurrence{Event: e.ID, Kind: kind, Role: role, Seizure: e.Seizure, Happened: e.Happened, Place: e.Place, Context: e.Context, Document: e.Document, Control: e.Control,
		Quantity: d.Quantity, ItemKind: d.Kind, Part: d.Part, Type: d.Type.Code, TypeClass: it.TypeClass, Origin: d.Origin.Code, Marking: it.Marking, Import: e.Import}
	for _, offence := range e.Offences {
		coded := codes.Offence(offence)
		it.wait(Cell{"offence", coded})
		if code := coded.Code; code != "" && !slices.Contains(o.Offences, code) {
			o.Offences = append(o.Offences, code)
		}
	}
	it.Occurrences = append(it.Occurrences, o)
}
