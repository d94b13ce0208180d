package i18n_test

import (
	"strings"
	"testing"

	"focalpoint/internal/i18n"
)

// TestSaid: sentences that rooms wrote in English are found by their text,
// with what was filled in, also one inside another; words of people stay.
func TestSaid(t *testing.T) {
	ru := i18n.For(i18n.Russian)
	for english, want := range map[string]string{
		"there is no item it069npxym":                     "предмета it069npxym нет",
		"sign in first":                                   "сначала войдите",
		"another item was chosen: taken out of its case":  "выбран другой предмет: исключено из дела",
		"another item was chosen: the laboratory says so": "выбран другой предмет: the laboratory says so",
		"the words of an officer":                         "the words of an officer",
		"":                                                "",
		"there is no item ":                               "there is no item ", // nothing filled in is not the sentence
		`the list "make" has no code "x"; add the code first or choose another`: "в перечне \"make\" нет кода \"x\"; сначала добавьте его или выберите другой",
	} {
		if got := ru.Said(english); got != want {
			t.Errorf("%q is said as %q, want %q", english, got, want)
		}
	}
	if got := i18n.For(i18n.English).Said("there is no item x"); got != "there is no item x" {
		t.Errorf("English stays English: %q", got)
	}
	if got := i18n.For(i18n.Arabic).Said("there is no item it069"); !strings.Contains(got, "\u2068it069\u2069") {
		t.Errorf("what is filled in is isolated from right-to-left text: %q", got)
	}
}
