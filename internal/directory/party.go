package directory

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
)

// Kind is what sort of body a party is.
type Kind string

// Kinds of party.
const (
	Authority    Kind = "authority"    // a body of this State or another
	FocalPoint   Kind = "focal-point"  // the national focal point of a State (Firearms Protocol art. 13)
	Organization Kind = "organization" // intergovernmental or regional
	Keeper       Kind = "keeper"       // whoever must keep records
)

// Kinds lists the kinds in the order of pages.
func Kinds() []Kind { return []Kind{FocalPoint, Authority, Organization, Keeper} }

// Role is what a party does with firearms or about them. A party can have several.
type Role string

// Roles of a party. The first group keeps records of items.
const (
	RoleMaker      Role = "maker"
	RoleImporter   Role = "importer"
	RoleDealer     Role = "dealer"
	RoleBroker     Role = "broker"
	RoleCarrier    Role = "carrier"
	RoleRegistry   Role = "registry"
	RoleForce      Role = "force" // police or armed forces holding State stock
	RoleCourtStore Role = "court-store"
	RoleMuseum     Role = "museum"
	RoleArchive    Role = "archive" // keeps the books of closed businesses
	RoleSecurity   Role = "private-security"
	RoleProof      Role = "proof-house"

	RolePolice     Role = "police"
	RoleCustoms    Role = "customs"
	RoleProsecutor Role = "prosecutor"
	RoleLicensing  Role = "licensing"
	RoleLaboratory Role = "laboratory"
	RoleLiaison    Role = "liaison" // passes questions on: a national central bureau, a regional secretariat
	RoleStatistics Role = "statistics"
)

// Roles lists every role in the order of pages.
func Roles() []Role {
	return []Role{RoleMaker, RoleImporter, RoleDealer, RoleBroker, RoleCarrier, RoleRegistry, RoleForce, RoleCourtStore, RoleMuseum, RoleArchive,
		RoleSecurity, RoleProof, RolePolice, RoleCustoms, RoleProsecutor, RoleLicensing, RoleLaboratory, RoleLiaison, RoleStatistics}
}

// ContactKind says how a contact is reached.
type ContactKind string

// Kinds of contact.
const (
	ContactPost      ContactKind = "post"
	ContactPhone     ContactKind = "phone"
	ContactEmail     ContactKind = "email"
	ContactFax       ContactKind = "fax"
	ContactMessaging ContactKind = "messaging" // a closed network such as I-24/7, named in Label
	ContactWeb       ContactKind = "web"
	ContactNode      ContactKind = "node" // the party's own focalpoint
)

// ContactKinds lists the kinds in the order of pages.
func ContactKinds() []ContactKind {
	return []ContactKind{ContactNode, ContactMessaging, ContactEmail, ContactPhone, ContactPost, ContactFax, ContactWeb}
}

// Contact is one way to reach a party.
type Contact struct {
	Kind      ContactKind     `json:"kind"`
	Value     string          `json:"value"`               // address, number
	Label     string          `json:"label,omitempty"`     // office, desk, network
	Person    string          `json:"person,omitempty"`    // whom to ask for, in office
	Languages []string        `json:"languages,omitempty"` // two-letter codes spoken there
	Secure    bool            `json:"secure,omitempty"`    // may carry personal data
	From      focalpoint.Date `json:"from,omitempty"`
	To        focalpoint.Date `json:"to,omitempty"`
}

// Party is a body of the directory.
type Party struct {
	ID        focalpoint.PartyID `json:"id"`
	Kind      Kind               `json:"kind"`
	Name      string             `json:"name"`
	Names     map[string]string  `json:"names,omitempty"` // in other languages, by two-letter code
	Roles     []Role             `json:"roles,omitempty"`
	Country   focalpoint.Country `json:"country,omitempty"` // empty for an organization of many States
	Parent    focalpoint.PartyID `json:"parent,omitempty"`  // the body it belongs to
	Makes     []string           `json:"makes,omitempty"`   // make codes of the catalogue it answers for
	Licence   string             `json:"licence,omitempty"` // its own number of licence or registration
	Contacts  []Contact          `json:"contacts,omitempty"`
	Languages []string           `json:"languages,omitempty"` // two-letter codes, preferred first
	TimeZone  string             `json:"timeZone,omitempty"`  // IANA name, "America/Bogota"
	Hours     []Hours            `json:"hours,omitempty"`     // empty: not known
	Clock     string             `json:"clock,omitempty"`     // code of an agreed answering time, see the trace room
	From      focalpoint.Date    `json:"from,omitempty"`      // exists since
	To        focalpoint.Date    `json:"to,omitempty"`        // last day; empty while it exists
	Successor focalpoint.PartyID `json:"successor,omitempty"` // who took over its books
	Source    string             `json:"source,omitempty"`    // where this entry comes from
	Note      string             `json:"note,omitempty"`
	Exercise  bool               `json:"exercise,omitempty"` // fictional, of the demonstration country
}

// Has says whether the party has any of the roles.
func (p Party) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(p.Roles, r) })
}

// Trade says whether the party buys and sells: what it holds has not reached a
// final holder.
func (p Party) Trade() bool { return p.Has(RoleMaker, RoleImporter, RoleDealer, RoleBroker) }

// ClosedOn says whether the party had certainly ceased before a day.
func (p Party) ClosedOn(day focalpoint.Day) bool {
	_, last, ok := p.To.Bounds()
	return ok && last < day
}

// NameIn returns the name in a language, else the party's own name.
func (p Party) NameIn(lang string) string {
	if s := p.Names[lang]; s != "" {
		return s
	}
	return p.Name
}

// Ref is the party as events name it.
func (p Party) Ref() focalpoint.Ref {
	return focalpoint.Ref{Party: p.ID, Name: p.Name, Country: p.Country}
}

// Language returns the first language of the party that is among the offered
// ones, and otherwise the fallback.
func (p Party) Language(offered []string, fallback string) string {
	for _, l := range p.Languages {
		if slices.Contains(offered, l) {
			return l
		}
	}
	return fallback
}

// Check says what is wrong with a party, field by field; nil when nothing is.
func (p Party) Check() error {
	var wrong focalpoint.Fields
	if strings.TrimSpace(p.Name) == "" {
		wrong.Add("name", "give the name under which the party is written to")
	}
	if !slices.Contains(Kinds(), p.Kind) {
		wrong.Add("kind", "%q is no kind of party; choose one of %v", p.Kind, Kinds())
	}
	for i, r := range p.Roles {
		if !slices.Contains(Roles(), r) {
			wrong.Add(fmt.Sprintf("roles[%d]", i), "%q is no role; choose among %v", r, Roles())
		}
	}
	if p.Kind == Keeper && len(p.Roles) == 0 {
		wrong.Add("roles", "say which records it keeps: maker, importer, dealer, registry, force …")
	}
	if p.Kind == FocalPoint && p.Country == "" {
		wrong.Add("country", "a focal point is that of a State: give its country")
	}
	if len(p.Country) != 0 && len(p.Country) != 3 {
		wrong.Add("country", "%q is no country code; three letters as in ISO 3166-1, such as BRA", p.Country)
	}
	for i, c := range p.Contacts {
		path := fmt.Sprintf("contacts[%d].", i)
		if !slices.Contains(ContactKinds(), c.Kind) {
			wrong.Add(path+"kind", "%q is no kind of contact; choose among %v", c.Kind, ContactKinds())
		}
		if strings.TrimSpace(c.Value) == "" {
			wrong.Add(path+"value", "the address or number is missing")
		}
		if c.Kind == ContactEmail && !strings.Contains(c.Value, "@") {
			wrong.Add(path+"value", "%q is no e-mail address", c.Value)
		}
		checkSpan(&wrong, path, c.From, c.To)
	}
	if p.TimeZone != "" {
		if _, err := time.LoadLocation(p.TimeZone); err != nil {
			wrong.Add("timeZone", "%q is no time zone; write one such as America/Bogota", p.TimeZone)
		}
	}
	for i, h := range p.Hours {
		if err := h.check(); err != "" {
			wrong.Add(fmt.Sprintf("hours[%d]", i), "%s", err)
		}
	}
	checkSpan(&wrong, "", p.From, p.To)
	if p.Successor != "" && p.To == "" {
		wrong.Add("to", "a party with a successor has a last day")
	}
	return wrong.Err("directory.Save")
}

func checkSpan(wrong *focalpoint.Fields, path string, from, to focalpoint.Date) {
	for _, d := range []struct {
		name string
		date focalpoint.Date
	}{{"from", from}, {"to", to}} {
		if _, err := focalpoint.ParseDate(string(d.date)); err != nil {
			wrong.Add(path+d.name, "%q is not a date; write 2016-03-05, 2016-03 or 2016", d.date)
			return
		}
	}
	if to.Before(from) {
		wrong.Add(path+"to", "the last day %s lies before the first, %s", to, from)
	}
}
