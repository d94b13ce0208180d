package focalpoint_test

import (
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
