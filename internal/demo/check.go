package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/casework"
	"focalpoint/internal/flows"
	"focalpoint/internal/linkage"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
)

// Difference is one thing the house says otherwise than the truth.
type Difference struct {
	Where string // number of the incident and line, or key of the case
	Story string
	Field string
	Want  string
	Got   string
}

// String writes the difference in one line.
func (d Difference) String() string {
	return fmt.Sprintf("%s (%s) %s: want %q, got %q", d.Where, d.Story, d.Field, d.Want, d.Got)
}

// Check compares what the house says of every seized item and planted case with the truth. It reads through the
// same doors as everybody.
func Check(ctx context.Context, h House, figures *flows.Figures, t Truth) (Agreement, error) {
	c := checker{House: h, figures: figures}
	if err := c.index(ctx); err != nil {
		return Agreement{}, err
	}
	for _, e := range t.Exhibits {
		found, err := c.exhibit(ctx, e)
		if err != nil {
			return Agreement{}, fmt.Errorf("%s line %d: %w", e.Incident, e.Line, err)
		}
		c.count(found)
	}
	for _, e := range t.Cases {
		found, err := c.plantedCase(ctx, e)
		if err != nil {
			return Agreement{}, fmt.Errorf("case %s: %w", e.Key, err)
		}
		c.count(found)
	}
	for _, e := range t.Links {
		found, err := c.link(ctx, e)
		if err != nil {
			return Agreement{}, fmt.Errorf("link of %s: %w", e.A, err)
		}
		c.count(found)
	}
	return c.out, nil
}

// link looks for the link between two records of one firearm: found, whatever was decided about it.
func (c *checker) link(ctx context.Context, e ExpectLink) ([]Difference, error) {
	_, err := c.Links.Get(ctx, linkage.IDOf(e.A, e.B))
	if focalpoint.KindOf(err) == focalpoint.KindNotFound && err != nil {
		return []Difference{{string(e.B), "record of " + string(e.Office) + ", written " + string(e.Written), "link", string(e.A), "none"}}, nil
	}
	return nil, err
}

type checker struct {
	House
	figures  *flows.Figures
	byNumber map[string]focalpoint.SeizureID
	out      Agreement
}

func (c *checker) count(found []Difference) {
	c.out.Checked++
	if len(found) == 0 {
		c.out.Agree++
	}
	c.out.Differ = append(c.out.Differ, found...)
}

// index learns which seizure bears which number.
func (c *checker) index(ctx context.Context) error {
	c.byNumber = map[string]focalpoint.SeizureID{}
	return c.Seizures.Each(ctx, seizure.Filter{}, func(r seizure.Row) error {
		c.byNumber[r.Number] = r.ID
		return nil
	})
}

// exhibit compares one seized item.
func (c *checker) exhibit(ctx context.Context, e Expect) ([]Difference, error) {
	var out []Difference
	differ := func(field, want, got string) {
		if want != got {
			out = append(out, Difference{fmt.Sprintf("%s/%d", e.Incident, e.Line), string(e.Story) + ", seen " + string(e.Seen), field, want, got})
		}
	}
	doc, err := c.Seizures.Get(ctx, c.byNumber[e.Incident])
	if err != nil {
		return nil, err
	}
	if e.Line > len(doc.Doc.Items) {
		differ("items", fmt.Sprint(e.Line), fmt.Sprint(len(doc.Doc.Items)))
		return out, nil
	}
	item := doc.Doc.Items[e.Line-1].ID
	it, err := c.Register.Item(ctx, item)
	if err != nil {
		return nil, err
	}
	life, err := c.Register.Life(ctx, item)
	if err != nil {
		return nil, err
	}
	differ("item", string(e.Item), identified(e, life))
	differ("alarm", e.Alarm, alarmsOf(it))
	leaf, counted, err := c.counted(ctx, item)
	if err != nil {
		return nil, err
	}
	differ("counted", fmt.Sprint(e.Counted), fmt.Sprint(counted))
	if e.Counted && counted {
		differ("leaf counted", string(e.Leaf), string(leaf))
	}
	v, err := c.Traces.ForItem(ctx, item)
	switch {
	case focalpoint.KindOf(err) == focalpoint.KindNotFound && err != nil:
		differ("traced", fmt.Sprint(e.Traced), "false")
		return out, nil
	case err != nil:
		return nil, err
	}
	differ("traced", fmt.Sprint(e.Traced), "true")
	f := v.Doc.Finding
	differ("result", string(e.Result), string(f.Result))
	differ("leaf", string(e.Leaf), string(f.Leaf))
	legal(e, f, differ)
	if e.Part != "" {
		differ("part of another", "told", map[bool]string{true: "told", false: "not told"}[slices.ContainsFunc(f.Parts, func(p trace.PartLife) bool { return p.Item == e.Part })])
	}
	return out, nil
}

// identified is the item of the register the seized one is held to be: the one expected, when it is among them.
func identified(e Expect, life register.Life) string {
	if e.Item != "" && slices.Contains(life.Same, e.Item) {
		return string(e.Item)
	}
	if len(life.Same) == 0 {
		return ""
	}
	return string(life.Same[0])
}

func alarmsOf(it register.Item) string {
	var kinds []string
	for _, a := range it.Alarms {
		if !slices.Contains(kinds, string(a.Kind)) {
			kinds = append(kinds, string(a.Kind))
		}
	}
	return strings.Join(kinds, " ")
}

// counted is the leaf of the tracing table the figures put an item into; ok is false when they do not count it.
func (c *checker) counted(ctx context.Context, item focalpoint.ItemID) (focalpoint.TracingLeaf, bool, error) {
	fed, err := c.figures.CellsOfItem(ctx, item)
	if err != nil {
		return "", false, err
	}
	for _, f := range fed {
		for _, cell := range f.Cells {
			_, leaf, ok := strings.Cut(cell, ".tracing.")
			if ok && slices.Contains(focalpoint.TracingLeaves(), focalpoint.TracingLeaf(leaf)) {
				return focalpoint.TracingLeaf(leaf), true, nil
			}
		}
	}
	return "", false, nil
}

// legal compares the last legal record.
func legal(e Expect, f trace.Finding, differ func(field, want, got string)) {
	if f.LastLegal == nil {
		differ("holder", e.Holder, "")
		return
	}
	l := f.LastLegal
	if e.Legal != "" || e.Holder == "" {
		differ("last legal record", string(e.Legal), string(l.Event))
	}
	if e.Keeper != "" {
		differ("keeper", e.Keeper, holderText(l.Keeper))
	}
	differ("holder", e.Holder, holderText(l.Holder))
	differ("State", string(e.State), string(l.State))
}

// plantedCase compares a planted case: one investigation holds its occurrences and its people together.
func (c *checker) plantedCase(ctx context.Context, e ExpectCase) ([]Difference, error) {
	var out []Difference
	differ := func(field, want, got string) {
		if want != got {
			out = append(out, Difference{e.Key, "planted case", field, want, got})
		}
	}
	page, err := c.Cases.List(ctx, casework.Filter{Text: "EXERCISE-" + e.Key})
	if err != nil {
		return nil, err
	}
	if len(page.Rows) != 1 {
		differ("cases", "1", fmt.Sprint(len(page.Rows)))
		return out, nil
	}
	doc, err := c.Cases.Get(ctx, page.Rows[0].ID)
	if err != nil {
		return nil, err
	}
	held := map[casework.LinkKind][]string{}
	for _, l := range doc.Doc.Links {
		held[l.Kind] = append(held[l.Kind], l.ID)
	}
	differ("incidents", fmt.Sprint(len(e.Incidents)), fmt.Sprint(len(held[casework.LinkSeizure])))
	for _, number := range e.Incidents {
		differ("incident "+number, "held", map[bool]string{true: "held", false: "missing"}[slices.Contains(held[casework.LinkSeizure], string(c.byNumber[number]))])
	}
	differ("persons", fmt.Sprint(e.Persons), fmt.Sprint(len(held[casework.LinkPerson])))
	graph, err := c.Cases.Graph(ctx, focalpoint.CaseID(doc.ID))
	if err != nil {
		return nil, err
	}
	differ("link graph", "drawn", map[bool]string{true: "drawn", false: "empty"}[len(graph.Nodes) > len(e.Incidents) && len(graph.Edges) > 0])
	return out, nil
}
