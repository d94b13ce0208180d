package casework

import (
	"context"
	"slices"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Sources are the other rooms, as far as a case looks into them. Each function
// takes ids, leaves out those it does not know, and may be nil.
type Sources struct {
	Seizures func(ctx context.Context, ids []focalpoint.SeizureID) ([]Incident, error)
	Traces   func(ctx context.Context, ids []focalpoint.TraceID) ([]Followed, error)
	// TracesOf finds the traces of items, so that a case which holds an item
	// shows its trace without being told.
	TracesOf func(ctx context.Context, items []focalpoint.ItemID) ([]focalpoint.TraceID, error)
	// Decided is called inside every write that decides on the follow-up of a trace,
	// so that the trace says the same; what it returns is stored: the follow-up with
	// what the trace knows of the last legal record.
	Decided func(ctx context.Context, tx *ledger.Tx, u FollowUp) (FollowUp, error)
}

// Incident is what a case needs to know of a seizure.
type Incident struct {
	ID        focalpoint.SeizureID `json:"id"`
	Number    string               `json:"number,omitempty"`
	Happened  focalpoint.Date      `json:"happened,omitempty"`
	Place     focalpoint.Place     `json:"place,omitzero"`
	Authority focalpoint.Ref       `json:"authority,omitzero"`
	Items     []focalpoint.ItemID  `json:"items,omitempty"`
	Persons   []Party              `json:"persons,omitempty"`
	Withdrawn bool                 `json:"withdrawn,omitempty"`
}

// Party is a person with a part in something.
type Party struct {
	Person focalpoint.PersonID `json:"person"`
	Role   string              `json:"role,omitempty"`
}

// Followed is what a case needs to know of a trace.
type Followed struct {
	ID      focalpoint.TraceID    `json:"id"`
	Item    focalpoint.ItemID     `json:"item"`
	Seizure focalpoint.SeizureID  `json:"seizure,omitempty"`
	Result  focalpoint.ResultCode `json:"result,omitempty"`
	Holder  focalpoint.Ref        `json:"holder,omitzero"` // in the last legal record
	Keeper  focalpoint.Ref        `json:"keeper,omitzero"`
	State   focalpoint.Country    `json:"state,omitempty"`
	Moments []Moment              `json:"moments,omitempty"` // opened, asked, answered, closed; Source is filled in
}

func (r *Room) incidents(ctx context.Context, ids []string) ([]Incident, error) {
	if r.from.Seizures == nil || len(ids) == 0 {
		return nil, nil
	}
	return r.from.Seizures(ctx, typed[focalpoint.SeizureID](ids))
}

func (r *Room) followed(ctx context.Context, ids []string) ([]Followed, error) {
	if r.from.Traces == nil || len(ids) == 0 {
		return nil, nil
	}
	return r.from.Traces(ctx, typed[focalpoint.TraceID](ids))
}

// contents is everything a case holds, directly or through its seizures.
type contents struct {
	doc       Case
	incidents []Incident
	items     []focalpoint.ItemID
	traces    []Followed
	persons   []Party // each person once; the role is that of the case, else of the first seizure
	groups    []Grouped
}

// Grouped is a group of a case with its id.
type Grouped struct {
	ID focalpoint.GroupID
	Group
}

// gather reads what a case holds.
func (r *Room) gather(ctx context.Context, doc Case) (*contents, error) {
	c := &contents{doc: doc}
	var err error
	if c.incidents, err = r.incidents(ctx, doc.ids(LinkSeizure)); err != nil {
		return nil, err
	}
	c.incidents = slices.DeleteFunc(c.incidents, func(i Incident) bool { return i.Withdrawn })
	for _, id := range doc.ids(LinkItem) {
		c.item(focalpoint.ItemID(id))
	}
	for _, l := range doc.Links {
		if l.Kind == LinkPerson {
			c.person(Party{focalpoint.PersonID(l.ID), l.Role})
		}
	}
	for _, s := range c.incidents {
		for _, id := range s.Items {
			c.item(id)
		}
		for _, p := range s.Persons {
			c.person(p)
		}
	}
	traces := doc.ids(LinkTrace)
	if r.from.TracesOf != nil && len(c.items) > 0 {
		more, err := r.from.TracesOf(ctx, c.items)
		if err != nil {
			return nil, err
		}
		for _, id := range more {
			if !slices.Contains(traces, string(id)) {
				traces = append(traces, string(id))
			}
		}
	}
	if c.traces, err = r.followed(ctx, traces); err != nil {
		return nil, err
	}
	for _, t := range c.traces {
		c.item(t.Item)
	}
	list, err := groups.Many(ctx, r.log.DB, doc.ids(LinkGroup))
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		c.groups = append(c.groups, Grouped{focalpoint.GroupID(v.ID), v.Doc})
		for _, m := range v.Doc.Members {
			c.person(Party{m.Person, string(m.Role)})
		}
	}
	return c, nil
}

func (c *contents) item(id focalpoint.ItemID) {
	if id != "" && !slices.Contains(c.items, id) {
		c.items = append(c.items, id)
	}
}

func (c *contents) person(p Party) {
	if p.Person != "" && !slices.ContainsFunc(c.persons, func(have Party) bool { return have.Person == p.Person }) {
		c.persons = append(c.persons, p)
	}
}

func (c Case) ids(kind LinkKind) []string {
	var out []string
	for _, l := range c.Links {
		if l.Kind == kind {
			out = append(out, l.ID)
		}
	}
	return out
}
