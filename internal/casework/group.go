package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

// Group is an organized criminal group (United Nations Convention against
// Transnational Organized Crime, art. 2 (a): three or more persons, acting in
// concert over time, for gain).
type Group struct {
	Name      string               `json:"name"`
	Aliases   []string             `json:"aliases,omitempty"`
	Since     focalpoint.Date      `json:"since,omitempty"`
	Until     focalpoint.Date      `json:"until,omitempty"` // broken up
	Countries []focalpoint.Country `json:"countries,omitempty"`
	Territory string               `json:"territory,omitempty"`
	Summary   string               `json:"summary,omitempty"`
	Members   []Member             `json:"members,omitempty"`
	Activity  []Activity           `json:"activity,omitempty"`
	Relations []GroupRelation      `json:"relations,omitempty"`
}

// Member is a person's part in a group.
type Member struct {
	Person    focalpoint.PersonID `json:"person"`
	Role      MemberRole          `json:"role"`
	Suspected bool                `json:"suspected,omitempty"` // not established
	Since     focalpoint.Date     `json:"since,omitempty"`
	Until     focalpoint.Date     `json:"until,omitempty"`
	Note      string              `json:"note,omitempty"`
}

// MemberRole says what a member does in a group.
type MemberRole string

// Roles of members.
const (
	RoleLeader    MemberRole = "leader"
	RoleOrganizer MemberRole = "organizer"
	RoleFinancier MemberRole = "financier"
	RoleBroker    MemberRole = "broker"
	RoleSupplier  MemberRole = "supplier"
	RoleArmourer  MemberRole = "armourer" // keeps, converts or makes arms
	RoleCourier   MemberRole = "courier"
	RoleStraw     MemberRole = "straw-buyer"
	RoleEnforcer  MemberRole = "enforcer"
	RoleMember    MemberRole = "member"
)

// MemberRoles lists the roles in the order in which pages show them.
func MemberRoles() []MemberRole {
	return []MemberRole{RoleLeader, RoleOrganizer, RoleFinancier, RoleBroker, RoleSupplier, RoleArmourer, RoleCourier, RoleStraw, RoleEnforcer, RoleMember}
}

// ActivityKind is what else a group does beside firearms.
type ActivityKind string

// Kinds of activity, after the questionnaire's other suspected offences.
const (
	ActivityFirearms  ActivityKind = "firearms-trafficking"
	ActivityDrugs     ActivityKind = "drug-trafficking"
	ActivityTerrorism ActivityKind = "terrorism"
	ActivityPersons   ActivityKind = "persons-trafficking"
	ActivityMigrants  ActivityKind = "migrant-smuggling"
	ActivityWildlife  ActivityKind = "wildlife-trafficking"
	ActivityOther     ActivityKind = "other-trafficking"
	ActivityViolence  ActivityKind = "violent-crime"
	ActivityMoney     ActivityKind = "money-laundering"
)

// ActivityKinds lists the kinds in the order in which pages show them.
func ActivityKinds() []ActivityKind {
	return []ActivityKind{ActivityFirearms, ActivityDrugs, ActivityTerrorism, ActivityPersons, ActivityMigrants, ActivityWildlife, ActivityOther, ActivityViolence, ActivityMoney}
}

// Activity links a group to a kind of crime.
type Activity struct {
	Kind      ActivityKind    `json:"kind"`
	Suspected bool            `json:"suspected,omitempty"`
	Since     focalpoint.Date `json:"since,omitempty"`
	Source    string          `json:"source,omitempty"` // on what it rests: case number, judgment, report
	Note      string          `json:"note,omitempty"`
}

// GroupRelation is how one group stands to another.
type GroupRelation struct {
	Group focalpoint.GroupID `json:"group"`
	Kind  string             `json:"kind"` // of GroupRelationKinds
	Note  string             `json:"note,omitempty"`
}

// GroupRelationKinds lists the ways groups stand to each other.
func GroupRelationKinds() []string {
	return []string{"ally", "rival", "supplies", "buys-from", "part-of"}
}

// Leaders returns the leaders of a group that have not left it.
func (g Group) Leaders() []Member {
	var out []Member
	for _, m := range g.Members {
		if m.Role == RoleLeader && m.Until == "" {
			out = append(out, m)
		}
	}
	return out
}

// ValidateGroup finds what is wrong with a group, without a database.
func ValidateGroup(g Group) error {
	var f findings
	if strings.TrimSpace(g.Name) == "" {
		f.add("name", "group-name")
	}
	f.text("name", g.Name, maxCell)
	f.text("summary", g.Summary, maxText)
	f.date("since", g.Since)
	f.date("until", g.Until)
	for i, c := range g.Countries {
		if len(c) != 3 || strings.ToUpper(string(c)) != string(c) {
			f.add("countries["+strconv.Itoa(i)+"]", "country", "value", string(c))
		}
	}
	for i, m := range g.Members {
		path := fmt.Sprintf("members[%d].", i)
		if focalpoint.IDPrefix(string(m.Person)) != focalpoint.PrefixPerson {
			f.add(path+"person", "id", "id", string(m.Person))
		}
		if !slices.Contains(MemberRoles(), m.Role) {
			f.add(path+"role", "choice", "value", string(m.Role))
		}
		f.date(path+"since", m.Since)
		f.date(path+"until", m.Until)
	}
	for i, a := range g.Activity {
		path := fmt.Sprintf("activity[%d].", i)
		if !slices.Contains(ActivityKinds(), a.Kind) {
			f.add(path+"kind", "choice", "value", string(a.Kind))
		}
		f.date(path+"since", a.Since)
	}
	for i, rel := range g.Relations {
		path := fmt.Sprintf("relations[%d].", i)
		if focalpoint.IDPrefix(string(rel.Group)) != focalpoint.PrefixGroup {
			f.add(path+"group", "id", "id", string(rel.Group))
		}
		if !slices.Contains(GroupRelationKinds(), rel.Kind) {
			f.add(path+"kind", "choice", "value", rel.Kind)
		}
	}
	return f.list.Err("casework.ValidateGroup")
}

// SaveGroup checks and saves a group: new (id and base zero) or changed, with a reason.
func (r *Room) SaveGroup(ctx context.Context, by focalpoint.UserID, id focalpoint.GroupID, base int64, g Group, reason string) (focalpoint.GroupID, int64, error) {
	if err := ValidateGroup(g); err != nil {
		return id, 0, err
	}
	if err := change("casework.SaveGroup", string(id), base, reason); err != nil {
		return id, 0, err
	}
	if err := r.groupThere(ctx, id, g); err != nil {
		return id, 0, err
	}
	given, version := id, int64(0)
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "group.save", Subject: string(id)}, func(tx *ledger.Tx) (err error) {
		if id = given; id == "" {
			id = focalpoint.GroupID(tx.NewID(focalpoint.PrefixGroup))
			tx.Entry.Subject = string(id)
		}
		if version, err = groups.Put(ctx, tx, string(id), base, g, reason); err != nil {
			return err
		}
		return deriveGroup(ctx, tx, id, version, g)
	})
	return id, version, err
}

func (r *Room) groupThere(ctx context.Context, self focalpoint.GroupID, g Group) error {
	var f findings
	var people []focalpoint.PersonID
	for _, m := range g.Members {
		people = append(people, m.Person)
	}
	unknown, err := person.Unknown(ctx, r.log.DB, people)
	if err != nil {
		return err
	}
	for i, m := range g.Members {
		if slices.Contains(unknown, m.Person) {
			f.add(fmt.Sprintf("members[%d].person", i), "id", "id", string(m.Person))
		}
	}
	var others []string
	for _, rel := range g.Relations {
		others = append(others, string(rel.Group))
	}
	have, err := known(ctx, r.log.DB, "crime_group", others)
	if err != nil {
		return err
	}
	for i, rel := range g.Relations {
		if !have[string(rel.Group)] || rel.Group == self {
			f.add(fmt.Sprintf("relations[%d].group", i), "id", "id", string(rel.Group))
		}
	}
	return f.list.Err("casework.SaveGroup")
}

func deriveGroup(ctx context.Context, tx *ledger.Tx, id focalpoint.GroupID, version int64, g Group) error {
	for _, table := range []string{"crime_group WHERE id", "group_member WHERE crime_group"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" = $1", string(id)); err != nil {
			return err
		}
	}
	var kinds []string
	for _, a := range g.Activity {
		if !slices.Contains(kinds, string(a.Kind)) {
			kinds = append(kinds, string(a.Kind))
		}
	}
	slices.Sort(kinds)
	leaders := 0
	var rows [][]any
	for n, m := range g.Members {
		var until any
		if _, last, ok := m.Until.Bounds(); ok {
			until = int64(last)
		}
		if m.Role == RoleLeader {
			leaders++
		}
		rows = append(rows, []any{string(id), int64(n), string(m.Person), string(m.Role), until})
	}
	text := fold(strings.Join(append([]string{g.Name, g.Territory}, g.Aliases...), " "))
	if err := tx.InsertDerived(ctx, "crime_group", []string{"id", "version", "name", "text", "links", "members", "leaders", "ended", "changed"},
		[]any{string(id), version, g.Name, text, strings.Join(kinds, " "), int64(len(g.Members)), int64(leaders), g.Until != "", tx.Leaf}); err != nil {
		return err
	}
	return tx.InsertDerived(ctx, "group_member", []string{"crime_group", "n", "person", "role", "until_day"}, rows...)
}

// Group returns the latest version of a group.
func (r *Room) Group(ctx context.Context, id focalpoint.GroupID) (ledger.Version[Group], error) {
	return groups.Get(ctx, r.log.DB, string(id))
}

// GroupHistory returns every version of a group, oldest first.
func (r *Room) GroupHistory(ctx context.Context, id focalpoint.GroupID) ([]ledger.Version[Group], error) {
	return groups.History(ctx, r.log.DB, string(id))
}

// GroupRow is a group in a list.
type GroupRow struct {
	ID       focalpoint.GroupID `json:"id"`
	Version  int64              `json:"version"`
	Name     string             `json:"name"`
	Activity []string           `json:"activity,omitempty"`
	Members  int64              `json:"members"`
	Leaders  int64              `json:"leaders"`
	Ended    bool               `json:"ended,omitempty"`
	Changed  int64              `json:"changed"`
}

// GroupFilter chooses groups for a list. Empty fields do not narrow.
type GroupFilter struct {
	Text     string // words of names, aliases, territory
	Activity ActivityKind
	Person   focalpoint.PersonID // a member, now or before
	Sort     string              // of GroupSortable, "-" before it for descending; default: by name
	After    string              // cursor of the page before
	Limit    int                 // default 50, at most 1000
}

// GroupPage is a stretch of the list of groups.
type GroupPage = store.Page[GroupRow]

// GroupSortable lists the columns a list of groups can be sorted by.
func GroupSortable() []string { return store.Names(groupList.Sorts) }

var groupList = store.List[GroupRow]{
	Op:     "casework.Groups",
	Select: "id, version, name, links, members, leaders, ended, changed",
	From:   "crime_group",
	ID:     "id",
	Sorts:  store.Columns("name", "members", "leaders", "ended", "changed"),
	Usual:  "name",
	Scan: func(scan func(...any) error) (g GroupRow, err error) {
		var links string
		var ended int64
		err = scan(&g.ID, &g.Version, &g.Name, &links, &g.Members, &g.Leaders, &ended, &g.Changed)
		g.Activity, g.Ended = strings.Fields(links), ended == 1
		return g, err
	},
}

// Groups returns a page of the list of groups.
func (r *Room) Groups(ctx context.Context, f GroupFilter) (GroupPage, error) {
	var w store.Where
	for _, word := range strings.Fields(fold(f.Text)) {
		w.Holds("text", word)
	}
	w.Word("links", string(f.Activity))
	if f.Person != "" {
		w.And("EXISTS (SELECT 1 FROM group_member m WHERE m.crime_group = crime_group.id AND m.person = ?)", string(f.Person))
	}
	return groupList.Page(ctx, r.log.DB, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}
