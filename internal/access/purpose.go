package access

import (
	"context"
	"slices"

	"focalpoint"
	"focalpoint/internal/store"
)

// Purpose is why somebody reads a person's data or searches the register. Ref
// names the case, trace, licence, seizure or incident the purpose is about.
type Purpose struct {
	Kind string `json:"kind"` // "case", "trace", "licence", "seizure", "inspection"; of a search also "incident"
	Ref  string `json:"ref"`
}

// PurposeKinds lists the purposes for which personal data may be read.
func PurposeKinds() []string { return []string{"case", "trace", "licence", "seizure", "inspection"} }

// SearchKinds lists the purposes for which the register may be searched: those
// of persons, and an incident in the book of the force, for a firearm in hand is
// looked up before its seizure is on record.
func SearchKinds() []string { return append(PurposeKinds(), "incident") }

// PurposeOperator is the kind of purpose of who works on the machine itself and
// has the database before him.
const PurposeOperator = "operator"

// Check says what is wrong with a purpose for reading a person's data.
func (p Purpose) Check() error {
	if p.among(PurposeKinds()) {
		return nil
	}
	return &focalpoint.Error{Op: "access.Purpose", Kind: focalpoint.KindInvalid, Field: "purpose", Key: "person.err.purpose-missing",
		Msg: "personal data is read for a purpose only: name the case, trace, licence or seizure"}
}

// CheckSearch says what is wrong with a purpose for searching the register.
func (p Purpose) CheckSearch() error {
	if p.among(SearchKinds()) {
		return nil
	}
	return &focalpoint.Error{Op: "access.Purpose", Kind: focalpoint.KindInvalid, Field: "purpose", Key: "access.err.purpose",
		Msg: "the register is searched for a purpose only: name the case, trace, licence, seizure or incident"}
}

func (p Purpose) among(kinds []string) bool {
	return slices.Contains(kinds, p.Kind) && (p.Ref != "" || p.Kind == "inspection")
}

// KnownFunc says whether the case, trace, licence or seizure that a purpose
// names is on record.
type KnownFunc func(ctx context.Context, why Purpose) (bool, error)

// CheckPurposes has every stated purpose of a search asked for what it names;
// without it nobody asks. Call it once, before the accounts are used.
func (s *Users) CheckPurposes(known KnownFunc) { s.known = known }

// Stated refuses a search without a purpose, or for one that points nowhere.
func (s *Users) Stated(ctx context.Context, why Purpose) error {
	if err := why.CheckSearch(); err != nil || s.known == nil || why.Ref == "" {
		return err
	}
	known, err := s.known(ctx, why)
	if err == nil && !known {
		err = &focalpoint.Error{Op: "access.Stated", Kind: focalpoint.KindInvalid, Field: "purpose", Key: "person.err.purpose-nowhere", Args: []any{"ref", why.Ref},
			Msg: why.Ref + " is not on record; write the number of the case, trace or seizure the reading is for"}
	}
	return err
}

// WorkOn remembers what somebody works on until he signs out or says something
// else, so that each search need not name it.
func (s *Users) WorkOn(ctx context.Context, token string, p Purpose) error {
	if err := s.Stated(ctx, p); err != nil {
		return err
	}
	return s.log.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE session SET purpose = $1, purpose_ref = $2 WHERE token = $3`, p.Kind, p.Ref, tokenHash(token))
		return err
	})
}

// WorksOn returns what WorkOn remembers; the zero Purpose when nothing was said.
func (s *Users) WorksOn(ctx context.Context, token string) (p Purpose, err error) {
	err = s.log.DB.QueryRowContext(ctx, `SELECT purpose, purpose_ref FROM session WHERE token = $1`, tokenHash(token)).Scan(&p.Kind, &p.Ref)
	if store.Missing(err) {
		err = nil
	}
	return p, err
}
