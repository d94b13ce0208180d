package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/register"
)

// NodeKind says what a node of a link graph is.
type NodeKind string

// Kinds of node.
const (
	NodeSeizure NodeKind = "seizure"
	NodeItem    NodeKind = "item"
	NodeTrace   NodeKind = "trace"
	NodePerson  NodeKind = "person"
	NodeGroup   NodeKind = "group"
	NodeParty   NodeKind = "party" // authority, keeper, dealer of the directory, or a name
	NodeCase    NodeKind = "case"
)

// NodeKinds lists the kinds in order, for legends and for charts that number them.
func NodeKinds() []NodeKind {
	return []NodeKind{NodeSeizure, NodeItem, NodeTrace, NodePerson, NodeGroup, NodeParty, NodeCase}
}

// Node is one thing in a link graph. Label is what may be shown to everybody
// who may see the case: make and number of an item, place of a seizure, name of
// a group. Of a person there is no label here; the door reads the name for a
// purpose, or shows the id.
type Node struct {
	ID    string   `json:"id"`
	Kind  NodeKind `json:"kind"`
	Label string   `json:"label,omitempty"`
	Code  string   `json:"code,omitempty"` // status of an item, result of a trace
}

// EdgeKind says how two nodes are linked.
type EdgeKind string

// Kinds of edge.
const (
	EdgeIn       EdgeKind = "in"          // item in a seizure
	EdgeInvolved EdgeKind = "involved"    // person in a seizure
	EdgeTraced   EdgeKind = "traced"      // item of a trace
	EdgeLegal    EdgeKind = "last-record" // holder or keeper in the last legal record
	EdgeSame     EdgeKind = "same"        // two items held to be one
	EdgePart     EdgeKind = "part-of"
	EdgeMember   EdgeKind = "member"
	EdgeGroup    EdgeKind = "group"    // one group and another
	EdgeRelation EdgeKind = "relation" // in an investigator's words
	EdgeCase     EdgeKind = "case"     // a related case
	EdgeLink     EdgeKind = "link"     // put into the case, with nothing else to tie it
)

// Edge links two nodes. Role is a code or, for a relation, words.
type Edge struct {
	From      string   `json:"from"`
	To        string   `json:"to"`
	Kind      EdgeKind `json:"kind"`
	Role      string   `json:"role,omitempty"`
	Suspected bool     `json:"suspected,omitempty"`
}

// Graph is the link graph of a case.
type Graph struct {
	Nodes []Node `json:"nodes"`
	Edges []Edge `json:"edges"`
}

// Graph draws what a case holds and how it hangs together. The same records
// give the same graph in the same order.
func (r *Room) Graph(ctx context.Context, id focalpoint.CaseID) (Graph, error) {
	v, err := r.Get(ctx, id)
	if err != nil {
		return Graph{}, err
	}
	c, err := r.gather(ctx, v.Doc)
	if err != nil {
		return Graph{}, err
	}
	items := make([]register.Item, 0, len(c.items))
	for _, item := range c.items {
		it, err := r.reg.Item(ctx, item)
		if err != nil {
			return Graph{}, err
		}
		items = append(items, it)
	}
	return Draw(id, v.Doc, c.incidents, items, c.traces, c.groups), nil
}

// Draw makes the graph from what was read. It is a pure function.
func Draw(id focalpoint.CaseID, doc Case, incidents []Incident, items []register.Item, traces []Followed, groups []Grouped) Graph {
	b := &drawing{seen: map[string]bool{}}
	for _, s := range incidents {
		b.node(Node{ID: string(s.ID), Kind: NodeSeizure, Label: strings.TrimSpace(cmp.Or(s.Place.Text, s.Place.Unit, s.Number) + " " + string(s.Happened))})
		for _, p := range s.Persons {
			b.node(Node{ID: string(p.Person), Kind: NodePerson})
			b.edge(Edge{From: string(p.Person), To: string(s.ID), Kind: EdgeInvolved, Role: p.Role})
		}
		for _, it := range s.Items {
			b.edge(Edge{From: string(it), To: string(s.ID), Kind: EdgeIn})
		}
	}
	for i := range items {
		b.item(&items[i])
	}
	for _, t := range traces {
		b.node(Node{ID: string(t.ID), Kind: NodeTrace, Code: string(t.Result)})
		b.edge(Edge{From: string(t.ID), To: string(t.Item), Kind: EdgeTraced})
		b.party(string(t.Item), t.Holder, "holder")
		b.party(string(t.Item), t.Keeper, "keeper")
	}
	for _, g := range groups {
		b.node(Node{ID: string(g.ID), Kind: NodeGroup, Label: g.Name})
		for _, m := range g.Members {
			b.node(Node{ID: string(m.Person), Kind: NodePerson})
			b.edge(Edge{From: string(m.Person), To: string(g.ID), Kind: EdgeMember, Role: string(m.Role), Suspected: m.Suspected})
		}
		for _, rel := range g.Relations {
			b.edge(Edge{From: string(g.ID), To: string(rel.Group), Kind: EdgeGroup, Role: rel.Kind})
		}
	}
	for _, rel := range doc.Relations {
		b.edge(Edge{From: rel.From, To: rel.To, Kind: EdgeRelation, Role: rel.What, Suspected: rel.Suspected})
	}
	b.loose(id, doc)
	return b.graph()
}

// drawing collects nodes and edges, each once.
type drawing struct {
	nodes []Node
	edges []Edge
	seen  map[string]bool
}

func (b *drawing) node(n Node) {
	if n.ID != "" && !b.seen[n.ID] {
		b.seen[n.ID] = true
		b.nodes = append(b.nodes, n)
	}
}

func (b *drawing) edge(e Edge) {
	if e.From != "" && e.To != "" && e.From != e.To && !slices.Contains(b.edges, e) {
		b.edges = append(b.edges, e)
	}
}

func (b *drawing) item(it *register.Item) {
	id := string(it.ID)
	d := it.Describes
	label := strings.Join(strings.Fields(cmp.Or(d.Make.Code, d.Make.Raw)+" "+cmp.Or(d.Model.Code, d.Model.Raw)+" "+it.Serial), " ")
	b.node(Node{ID: id, Kind: NodeItem, Label: label, Code: string(it.Status)})
	b.edge(Edge{From: id, To: string(it.SameAs), Kind: EdgeSame})
	b.edge(Edge{From: id, To: string(it.PartOf), Kind: EdgePart})
	b.party(id, it.Holder, "holder")
	b.party(id, it.Keeper, "keeper")
}

// party links an item with who holds or keeps its last legal record.
func (b *drawing) party(item string, ref focalpoint.Ref, role string) {
	switch {
	case ref.Person != "":
		b.node(Node{ID: string(ref.Person), Kind: NodePerson})
		b.edge(Edge{From: item, To: string(ref.Person), Kind: EdgeLegal, Role: role})
	case ref.Party != "":
		b.node(Node{ID: string(ref.Party), Kind: NodeParty, Label: ref.Name})
		b.edge(Edge{From: item, To: string(ref.Party), Kind: EdgeLegal, Role: role})
	case ref.Name != "":
		b.node(Node{ID: "name:" + ref.Name, Kind: NodeParty, Label: ref.Name})
		b.edge(Edge{From: item, To: "name:" + ref.Name, Kind: EdgeLegal, Role: role})
	}
}

// loose ties what hangs on nothing else to the case itself.
func (b *drawing) loose(id focalpoint.CaseID, doc Case) {
	tied := map[string]bool{}
	for _, e := range b.edges {
		tied[e.From], tied[e.To] = true, true
	}
	self := Node{ID: string(id), Kind: NodeCase, Label: doc.Title}
	for _, l := range doc.Links {
		switch l.Kind {
		case LinkCase:
			b.node(self)
			b.node(Node{ID: l.ID, Kind: NodeCase})
			b.edge(Edge{From: string(id), To: l.ID, Kind: EdgeCase})
			continue
		case LinkPerson:
			b.node(Node{ID: l.ID, Kind: NodePerson})
		}
		if !tied[l.ID] && b.seen[l.ID] {
			b.node(self)
			b.edge(Edge{From: string(id), To: l.ID, Kind: EdgeLink, Role: l.Role})
		}
	}
}

// graph puts everything in order and drops edges that lead outside the case.
func (b *drawing) graph() Graph {
	kinds := NodeKinds()
	slices.SortFunc(b.nodes, func(x, y Node) int {
		return cmp.Or(slices.Index(kinds, x.Kind)-slices.Index(kinds, y.Kind), strings.Compare(x.ID, y.ID))
	})
	edges := slices.DeleteFunc(b.edges, func(e Edge) bool { return !b.seen[e.From] || !b.seen[e.To] })
	slices.SortFunc(edges, func(x, y Edge) int {
		return cmp.Or(strings.Compare(x.From, y.From), strings.Compare(x.To, y.To), strings.Compare(string(x.Kind), string(y.Kind)), strings.Compare(x.Role, y.Role))
	})
	return Graph{Nodes: b.nodes, Edges: edges}
}
