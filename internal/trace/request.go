package trace

import (
	"slices"
	"strings"

	"focalpoint"
)

// Priority of a request.
type Priority string

// Priorities.
const (
	Routine Priority = "routine"
	Urgent  Priority = "urgent" // needs a reason
)

// Use is what the requester will do with the answer (International Tracing
// Instrument, para. 17 (c)).
type Use string

// Uses of an answer.
const (
	UseInvestigation Use = "investigation"
	UseProsecution   Use = "prosecution"
	UseDiversion     Use = "diversion" // finding where it left the licit circuit
	UseReturn        Use = "return"    // to its lawful owner
	UseAnalysis      Use = "analysis"  // statistics, patterns
)

// Uses lists the uses in the order of pages.
func Uses() []Use {
	return []Use{UseInvestigation, UseProsecution, UseDiversion, UseReturn, UseAnalysis}
}

// Questions are what an addressee can be asked; keys "trace.ask.*" of the
// message catalogue.
func Questions() []string {
	return []string{"holder", "made", "exported", "imported", "sold", "lost", "chain", "lot", "documents", "other-items"}
}

// Requester is who asks, so that the answer finds the desk.
type Requester struct {
	Party     focalpoint.PartyID `json:"party,omitempty"`
	Authority string             `json:"authority,omitempty"`
	Officer   string             `json:"officer,omitempty"`
	Contact   string             `json:"contact,omitempty"` // telephone or e-mail
	Case      string             `json:"case,omitempty"`    // number of the file
	Country   focalpoint.Country `json:"country,omitempty"`
}

// Request is what a question says. The same request can go to several
// addressees; each hop keeps the copy that left.
type Request struct {
	Describes      focalpoint.Description `json:"describes"`
	Marks          []focalpoint.Mark      `json:"marks,omitempty"`
	Marking        focalpoint.MarkStatus  `json:"marking,omitempty"`
	Why            string                 `json:"why,omitempty"`           // why the item is held to be illicit (ITI 17 (a))
	Basis          string                 `json:"basis,omitempty"`         // legal basis: a code of directory.Bases
	BasisText      string                 `json:"basisText,omitempty"`     // its article or agreement in words
	Circumstances  string                 `json:"circumstances,omitempty"` // under which it was found
	Offences       []focalpoint.Coded     `json:"offences,omitempty"`
	FoundOn        focalpoint.Date        `json:"foundOn,omitempty"`
	FoundAt        focalpoint.Place       `json:"foundAt,omitzero"`
	Use            Use                    `json:"use,omitempty"` // intended use of the answer (ITI 17 (c))
	Questions      []string               `json:"questions,omitempty"`
	Priority       Priority               `json:"priority,omitempty"`
	PriorityReason string                 `json:"priorityReason,omitempty"`
	Requester      Requester              `json:"requester,omitzero"`
	Handling       string                 `json:"handling,omitempty"` // confidentiality, onward use
	Photos         []string               `json:"photos,omitempty"`   // digests of stored pictures
	Note           string                 `json:"note,omitempty"`
	Waived         map[string]string      `json:"waived,omitempty"` // field -> why it cannot be given
}

// Missing is a field that a request should carry and does not.
type Missing struct {
	Field  string   `json:"field"`
	Sets   []string `json:"sets"`             // who asks for it: "isacs", "iti", "peers"
	Waived string   `json:"waived,omitempty"` // the stated reason; empty: the request may not leave
}

// Key is the message key of the field's name.
func (m Missing) Key() string { return "trace.field." + m.Field }

// Complete lists what a request to an addressee lacks: the five fields of
// ISACS/MOSAIC 05.31 (make, model, calibre, serial number, country of
// manufacture or last import), the three of the International Tracing
// Instrument, para. 17 (why illicit with legal basis and circumstances; marks,
// type and calibre; intended use), and what the peers' forms make mandatory
// (type, importer of a foreign make, requester, date and place of recovery,
// offence, reason for urgency). Fields keep this order.
func Complete(r Request, to Addressee) []Missing {
	var out []Missing
	need := func(field string, have bool, sets ...string) {
		if !have {
			out = append(out, Missing{Field: field, Sets: sets, Waived: strings.TrimSpace(r.Waived[field])})
		}
	}
	d := r.Describes
	given := func(c focalpoint.Coded) bool {
		return strings.TrimSpace(c.Raw) != "" || !focalpoint.Absent(c.Code)
	}
	rounds := d.Kind == focalpoint.Ammunition
	need("make", given(d.Make), "isacs", "peers")
	if !rounds {
		need("model", given(d.Model), "isacs", "peers")
	}
	need("calibre", given(d.Calibre), "isacs", "iti", "peers")
	need("serial", r.numbered(), "isacs", "iti", "peers")
	need("country", given(d.Country) || r.has(focalpoint.MarkImport) || given(d.Importer), "isacs", "peers")
	if !rounds {
		need("type", given(d.Type), "iti", "peers")
	}
	if made := d.Country.Code; !rounds && !focalpoint.Absent(made) && to.Country != "" && string(to.Country) != made && to.Kind != ToState {
		need("importer", given(d.Importer) || r.has(focalpoint.MarkImport), "peers")
	}
	need("why", text(r.Why), "iti")
	need("basis", r.Basis != "" || text(r.BasisText), "iti")
	need("circumstances", text(r.Circumstances), "iti")
	need("found-on", r.FoundOn != "", "iti", "peers")
	need("found-at", !r.FoundAt.IsZero(), "iti", "peers")
	need("use", r.Use != "", "iti")
	need("offence", len(r.Offences) > 0, "peers")
	need("authority", text(r.Requester.Authority) || r.Requester.Party != "", "peers")
	need("contact", text(r.Requester.Contact), "peers")
	need("case", text(r.Requester.Case), "peers")
	need("questions", len(r.Questions) > 0, "iti")
	if r.Priority == Urgent {
		need("priority-reason", text(r.PriorityReason), "peers")
	}
	return out
}

func text(s string) bool { return strings.TrimSpace(s) != "" }

func (r Request) has(kind focalpoint.MarkKind) bool {
	return slices.ContainsFunc(r.Marks, func(m focalpoint.Mark) bool { return m.Kind == kind && (m.Text != "" || m.Reading != "") })
}

// numbered says whether the request gives a number to look up by, or says that
// there is none to read: the peers' forms ask for one or the other.
func (r Request) numbered() bool {
	if r.Describes.Kind == focalpoint.Ammunition {
		return r.has(focalpoint.MarkLot) || r.has(focalpoint.MarkHeadstamp)
	}
	for _, m := range r.Marks {
		if m.Kind != focalpoint.MarkSerial {
			continue
		}
		switch m.Condition {
		case focalpoint.ConditionErased, focalpoint.ConditionNever:
			return true
		}
		if m.Text != "" || m.Reading != "" {
			return true
		}
	}
	return r.Marking == focalpoint.MarkedErased || r.Marking == focalpoint.MarkedNot
}

// mayLeave is nil when nothing is missing without a stated reason, else an
// Error of KindIncomplete that names each field.
func mayLeave(r Request, to Addressee) error {
	var open []error
	first := ""
	for _, m := range Complete(r, to) {
		if m.Waived != "" {
			continue
		}
		if first == "" {
			first = "request." + m.Field
		}
		open = append(open, &focalpoint.Error{Kind: focalpoint.KindIncomplete, Field: "request." + m.Field,
			Msg: "missing (asked for by " + strings.Join(m.Sets, ", ") + "); give it, or say why it cannot be given"})
	}
	if len(open) == 0 {
		return nil
	}
	return &focalpoint.Error{Op: "trace.Check", Kind: focalpoint.KindIncomplete, Field: first, Err: joined(open)}
}

// joined keeps several errors apart for forms that show each at its field.
type joined []error

func (j joined) Error() string {
	out := make([]string, len(j))
	for i, e := range j {
		out[i] = e.Error()
	}
	return strings.Join(out, "\n")
}

// Unwrap gives the single errors.
func (j joined) Unwrap() []error { return j }
