package focalpoint

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classes an Error so that every door answers it in the same way. The
// list is append-only: kinds travel between programs by name.
type Kind string

// Kinds of error and what a door makes of them (HTTP status, exit code).
const (
	KindInternal   Kind = "internal"   // our fault: 500, exit 1
	KindInvalid    Kind = "invalid"    // the input must be mended: 422, exit 2
	KindNotFound   Kind = "not-found"  // no such thing: 404, exit 1
	KindConflict   Kind = "conflict"   // somebody else changed it meanwhile: 409, exit 1
	KindForbidden  Kind = "forbidden"  // the role or purpose does not allow it: 403, exit 1
	KindSignIn     Kind = "sign-in"    // nobody is signed in: 401, exit 1
	KindIncomplete Kind = "incomplete" // a request that must not leave as it stands: 422, exit 1
	KindTooLarge   Kind = "too-large"  // over a stated limit: 413, exit 2
	KindMismatch   Kind = "mismatch"   // stored rows do not agree with the log: exit 1
	KindBusy       Kind = "busy"       // try again: 503, exit 1
	KindTooOften   Kind = "too-often"  // more often than the role may: 429, exit 1
)

// Error says what went wrong, where, and how to mend it. Op is the operation
// ("register.Record"), Field the path of the offending input ("items[1].marks[0].text"),
// Msg a sentence a tired officer can act on. Key and Args, where given, name the
// same sentence in the message catalogue ("seizure.err.place", with names and
// values in turn), so that a page can say it in the user's language.
type Error struct {
	Op    string
	Kind  Kind
	Field string
	Msg   string
	Key   string
	Args  []any
	Err   error
}

// Error writes field, message and cause in one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" && !(e.Msg == "" && e.Err != nil && strings.HasPrefix(e.Err.Error(), e.Field+": ")) { // the cause says it itself
		b.WriteString(e.Field + ": ")
	}
	if e.Msg != "" {
		b.WriteString(e.Msg)
	}
	if e.Err != nil {
		if e.Msg != "" {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	if b.Len() == 0 {
		b.WriteString(string(e.Kind))
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// E wraps err with an operation, keeping the kind of an Error inside.
// E(op, nil) is nil.
func E(op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Kind: KindOf(err), Err: err}
}

// Errorf makes an Error of a kind with a sentence.
func Errorf(op string, kind Kind, format string, args ...any) error {
	return &Error{Op: op, Kind: kind, Msg: fmt.Sprintf(format, args...)}
}

// Invalid makes an Error of KindInvalid about one field of the input.
func Invalid(op, field, format string, args ...any) error {
	return &Error{Op: op, Kind: KindInvalid, Field: field, Msg: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of the first Error in the chain that has one, and
// KindInternal for any other error.
func KindOf(err error) Kind {
	var e *Error
	for errors.As(err, &e) {
		if e.Kind != "" {
			return e.Kind
		}
		err = e.Err
	}
	return KindInternal
}

// FieldOf returns the path of the input field an error speaks of, or "".
func FieldOf(err error) string {
	var e *Error
	for errors.As(err, &e) {
		if e.Field != "" {
			return e.Field
		}
		err = e.Err
	}
	return ""
}

// Fields collects several errors about one input, so that a form shows all of
// them at once.
type Fields []*Error

// Add appends one finding.
func (f *Fields) Add(field, format string, args ...any) {
	*f = append(*f, &Error{Kind: KindInvalid, Field: field, Msg: fmt.Sprintf(format, args...)})
}

// Err returns nil when nothing was found, else one Error whose cause joins all findings.
func (f Fields) Err(op string) error {
	if len(f) == 0 {
		return nil
	}
	list := make([]error, len(f))
	for i, e := range f {
		list[i] = e
	}
	return &Error{Op: op, Kind: KindInvalid, Field: f[0].Field, Err: errors.Join(list...)}
}

// FieldErrors returns every finding inside err that names a field, in order.
func FieldErrors(err error) []*Error {
	var out []*Error
	var walk func(error)
	walk = func(err error) {
		switch x := err.(type) {
		case nil:
		case *Error:
			if x.Err == nil || x.Msg != "" {
				out = append(out, x)
				return
			}
			walk(x.Err)
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				walk(e)
			}
		case interface{ Unwrap() error }:
			walk(x.Unwrap())
		}
	}
	walk(err)
	return out
}
