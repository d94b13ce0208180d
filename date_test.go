package focalpoint_test

import (
	"crypto/rand"
	"testing"
	"time"

	"pgregory.net/rapid"

	"focalpoint"
)

// TestDays: a whole day is read as the general reader of times reads it.
func TestDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[0-9]{4}-[0-9]{2}-[0-9]{2}`), rapid.StringMatching(`(19|20)[0-9]{2}-(0[0-9]|1[0-3])-[0-3][0-9]`),
			rapid.StringMatching(`[0-9 -]{10}`)).Draw(t, "date")
		want, err := time.Parse("2006-01-02", s)
		first, last, ok := focalpoint.Date(s).Bounds()
		if ok != (err == nil) || ok && (first != last || first != focalpoint.DayOf(want)) {
			t.Fatalf("%q: %v %v %v, want %v %v", s, first, last, ok, want, err)
		}
	})
}

// TestIDTime: an identifier tells when it was made, and stands at or behind the
// smallest one of its instant.
func TestIDTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(0, 1<<47).Draw(t, "at")).UTC()
		id := focalpoint.NewID("ev", at, rand.Reader)
		if got, ok := focalpoint.IDTime(id); !ok || !got.Equal(at) {
			t.Fatalf("%s: %v %v, want %v", id, got, ok, at)
		}
		if first, next := focalpoint.FirstID("ev", at), focalpoint.FirstID("ev", at.Add(time.Millisecond)); id < first || id >= next {
			t.Fatalf("%s does not lie between %s and %s", id, first, next)
		}
	})
	for _, s := range []string{"", "ev", "ev-by-hand", "evuuuuuuuuuuuuuuuuuuuu"} {
		if at, ok := focalpoint.IDTime(s); ok {
			t.Fatalf("%q was made at %v", s, at)
		}
	}
}
