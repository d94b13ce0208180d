package linkage

import (
	"embed"
	"encoding/json"
	"math"
	"strings"
	"sync"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's tables.
func Schema() store.Schema { return store.Schema{Name: "linkage", Files: schemaFiles} }

// decisions is the logged table.
var decisions = ledger.Logged("link_decision", 1, "id:s link:s at:i actor:s decision:s event:s reason:s body:s")

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{decisions, separates} }

// State is where a link stands.
type State string

// States of a link.
const (
	Proposed  State = "proposed"  // waits for an officer
	Confirmed State = "confirmed" // the two are held to be one; their lives are read as one
	Rejected  State = "rejected"  // they are two; it is not proposed again
	Undone    State = "undone"    // was confirmed; the two stand apart again
)

// States lists the states in the order of pages.
func States() []State { return []State{Proposed, Confirmed, Rejected, Undone} }

// Evidence is how two records agree in one field.
type Evidence struct {
	Field string `json:"field"` // mark, make, calibre, year
	// Result of a mark: equal, alike, wrong, swapped, missing, two-alike, affix, read; of other fields: same, near,
	// different, unknown.
	Result  string  `json:"result"`
	A       string  `json:"a,omitempty"` // what the first record has: the folded mark, codes, the year
	B       string  `json:"b,omitempty"`
	Log10LR float64 `json:"log10LR"`
}

// Bits is the weight of the evidence as a power of two: one bit makes the link twice as likely.
func (e Evidence) Bits() float64 { return e.Log10LR * math.Log2(10) }

// Link is two records that may speak of one firearm.
type Link struct {
	ID          string             `json:"id"`
	A           focalpoint.ItemID  `json:"a"` // of the office that stands first in AllOffices
	B           focalpoint.ItemID  `json:"b"`
	OfficeA     Office             `json:"officeA"`
	OfficeB     Office             `json:"officeB"`
	Probability float64            `json:"probability"`
	Evidence    []Evidence         `json:"evidence"`
	Model       string             `json:"model"` // that weighed it, and the entry of the log it had seen
	State       State              `json:"state"`
	Event       focalpoint.EventID `json:"event,omitempty"` // by which the two are joined, while confirmed
	// Alarms are the contradictions of the joined life.
	Alarms []register.AlarmKind `json:"alarms,omitempty"`
	// Conflict: the records that this link and surer ones would bring together hold two of one office.
	Conflict bool  `json:"conflict,omitempty"`
	Changed  int64 `json:"changed"` // entry of the log
}

// Bits is the weight of all evidence together.
func (l Link) Bits() (sum float64) {
	for _, e := range l.Evidence {
		sum += e.Bits()
	}
	return sum
}

// Decision is what somebody decided about a link.
type Decision struct {
	ID       string             `json:"id"`
	Link     string             `json:"link"`
	At       time.Time          `json:"at"`
	By       focalpoint.UserID  `json:"by"`
	Decision State              `json:"decision"`
	Event    focalpoint.EventID `json:"event,omitempty"` // that joined or parted the two
	Reason   string             `json:"reason"`
	Seen     json.RawMessage    `json:"seen"` // the link as it stood
}

// IDOf names the link of two items; the order does not matter.
func IDOf(a, b focalpoint.ItemID) string {
	if b < a {
		a, b = b, a
	}
	return string(a) + "-" + string(b)
}

// Room proposes and decides links. It is safe for concurrent use.
type Room struct {
	log  *ledger.Log
	reg  *register.Register
	home focalpoint.Country
	mu   sync.Mutex
	seen int64 // entry of the log up to which new items were looked at
	dir  *directory.Directory
}

// New returns the room. home is the State whose records these are.
func New(log *ledger.Log, reg *register.Register, dir *directory.Directory, home focalpoint.Country) *Room {
	return &Room{log: log, reg: reg, dir: dir, home: home, seen: unknown}
}

func alarmWords(list []register.AlarmKind) string {
	words := make([]string, len(list))
	for i, k := range list {
		words[i] = string(k)
	}
	return strings.Join(words, " ")
}
