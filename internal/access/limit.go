package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Limit is how much a role may ask of the register, so that it cannot be read
// out number by number.
type Limit struct {
	// Bits is what a question must tell at least: with 8 bits no more than one mark in 256 fits it.
	Bits float64 `json:"bits"`
	// PerHour is how many different questions may be asked within an hour.
	PerHour int `json:"perHour"`
}

// Limits are those of all roles that may search.
type Limits map[Role]Limit

// What a limit may be.
const (
	mostBits    = 30
	mostPerHour = 100000
)

// firstLimits hold until the administrator sets others. Tracing, the laboratory
// and the focal point see worn marks all day; the others ask for one firearm at a time.
func firstLimits() Limits {
	return Limits{
		RoleIntake: {8, 120}, RoleBorder: {8, 240}, RoleLicensing: {8, 240}, RoleAnalyst: {8, 120}, RoleInspector: {8, 120},
		RoleTracing: {6, 600}, RoleExaminer: {6, 300}, RoleFocalPoint: {4, 600},
	}
}

// Searchers are the roles that may search, in the order in which pages show them.
func Searchers() []Role {
	var out []Role
	for _, r := range Roles() {
		if May([]Role{r}, ReadItems) {
			out = append(out, r)
		}
	}
	return out
}

// Of is what somebody with these roles may do: the widest of them.
func (l Limits) Of(roles []Role) Limit {
	out := Limit{Bits: mostBits}
	for _, r := range roles {
		if own, ok := l[r]; ok {
			out.Bits, out.PerHour = min(out.Bits, own.Bits), max(out.PerHour, own.PerHour)
		}
	}
	return out
}

var limits = ledger.NewBook[Limits]("limit_book")

const limitsID = "search"

// ReadLimits returns the limits in force. The version is for a change; 0 says
// that nobody has set any yet.
func ReadLimits(ctx context.Context, log *ledger.Log) (Limits, int64, error) {
	v, err := limits.Get(ctx, log.DB, limitsID)
	if err != nil && focalpoint.KindOf(err) == focalpoint.KindNotFound {
		return firstLimits(), 0, nil
	}
	return v.Doc, v.Version, err
}

// LimitHistory returns every version of the limits, oldest first.
func LimitHistory(ctx context.Context, log *ledger.Log) ([]ledger.Version[Limits], error) {
	return limits.History(ctx, log.DB, limitsID)
}

// SaveLimits sets the limits of every role that may search, with the reason.
func SaveLimits(ctx context.Context, log *ledger.Log, actor focalpoint.UserID, base int64, l Limits, reason string) error {
	var wrong focalpoint.Fields
	for _, r := range Searchers() {
		own := l[r]
		if own.Bits < 0 || own.Bits > mostBits {
			wrong = append(wrong, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: string(r) + ".bits", Key: "access.err.bits", Args: []any{"most", mostBits}, Msg: fmt.Sprintf("write 0 to %d bits", mostBits)})
		}
		if own.PerHour < 1 || own.PerHour > mostPerHour {
			wrong = append(wrong, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: string(r) + ".perHour", Key: "access.err.hour", Args: []any{"most", mostPerHour}, Msg: fmt.Sprintf("write 1 to %d searches an hour", mostPerHour)})
		}
	}
	for r := range l {
		if !r.Valid() {
			wrong.Add("roles", "%q is no role", string(r))
		}
	}
	if strings.TrimSpace(reason) == "" {
		wrong = append(wrong, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: "reason", Msg: "say why the record is changed", Key: "person.err.reason"})
	}
	if err := wrong.Err("access.SaveLimits"); err != nil {
		return err
	}
	_, err := log.Write(ctx, ledger.Entry{Actor: actor, Action: "limits.save", Subject: limitsID}, func(tx *ledger.Tx) error {
		_, err := limits.Put(ctx, tx, limitsID, base, l, reason)
		return err
	})
	return err
}

// Question is a search of the register before it is answered.
type Question struct {
	Text string
	Bits float64 // how much it tells
}

// Ask leaves an access entry of a search, answered or refused, and says whether
// it may be answered: it must have a purpose, tell enough and not come too often
// for the user's roles. The count is that of the entries themselves, so it holds
// over all nodes of a database. The same question asked again reads out
// nothing new and is not counted again.
func Ask(ctx context.Context, log *ledger.Log, by User, why Purpose, q Question) error {
	if err := why.CheckSearch(); err != nil {
		return err
	}
	set, _, err := ReadLimits(ctx, log)
	if err != nil {
		return err
	}
	limit := set.Of(by.Roles)
	var refused error
	_, err = log.Write(ctx, ledger.Entry{Actor: by.ID, Action: "register.search", Subject: why.Ref}, func(tx *ledger.Tx) error {
		refused = nil
		if q.Bits < limit.Bits {
			refused = tooWide(q.Bits, limit.Bits)
			return enter(ctx, tx, why, SubjectRegister, q.Text, q.Bits, ResultTooWide)
		}
		var asked int64
		err := tx.QueryRowContext(ctx, `SELECT COUNT(DISTINCT what) FROM access_entry WHERE actor = $1 AND at > $2 AND subject = $3 AND result = $4 AND what <> $5`,
			string(by.ID), tx.At.Add(-time.Hour).UnixMicro(), SubjectRegister, string(ResultAsked), q.Text).Scan(&asked)
		if err != nil {
			return err
		}
		if asked >= int64(limit.PerHour) {
			refused = tooOften(limit.PerHour)
			return enter(ctx, tx, why, SubjectRegister, q.Text, q.Bits, ResultTooOften)
		}
		return enter(ctx, tx, why, SubjectRegister, q.Text, q.Bits, ResultAsked)
	})
	if err != nil {
		return err
	}
	return refused
}

// Operated leaves an access entry of a search from the command line by who
// works on the machine itself: nothing is refused, for the database lies open to him.
func Operated(ctx context.Context, log *ledger.Log, operator focalpoint.UserID, q Question) error {
	_, err := log.Write(ctx, ledger.Entry{Actor: operator, Action: "register.search"}, func(tx *ledger.Tx) error {
		return enter(ctx, tx, Purpose{Kind: PurposeOperator}, SubjectRegister, q.Text, q.Bits, ResultAsked)
	})
	return err
}

func tooWide(bits, least float64) error {
	return &focalpoint.Error{Op: "access.Ask", Kind: focalpoint.KindInvalid, Field: "pattern", Key: "access.err.wide", Args: []any{"bits", floor(bits), "least", floor(least)},
		Msg: fmt.Sprintf("this leaves too much of the register open: it tells %.1f bits, and your role must tell at least %.1f; add a symbol that can be read, or the make, model, calibre, type, country or year", floor(bits), floor(least))}
}

// floor rounds down to a tenth, so that what is refused never reads as enough.
func floor(bits float64) float64 { return float64(int(bits*10)) / 10 }

func tooOften(most int) error {
	return &focalpoint.Error{Op: "access.Ask", Kind: focalpoint.KindTooOften, Key: "access.err.often", Args: []any{"most", most},
		Msg: fmt.Sprintf("your role may ask %d different questions an hour, and you have asked them; wait a while, or ask the administrator for a higher limit", most)}
}
