package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"focalpoint/web/browsertest"
)

// TestJourneyMarkBySign enters a mark sign by sign on the search page and the form of a seizure, at the
// width of a phone and of a desk, in English and Arabic: the boxes write the notation into the field, read it
// back, stay left to right, are accessible, and what they wrote finds the firearm.
func TestJourneyMarkBySign(t *testing.T) {
	if testing.Short() {
		t.Log("did not run: -short")
		return
	}
	h := openHouse(t)
	ctx, ok := browsertest.Open(t, 1200, 900)
	if !ok {
		return
	}
	serial := []rune(h.arms[0].serial)
	for i, lang := range []string{"en", "ar"} {
		v := &visit{t: t, h: h, ctx: ctx, lang: lang, arm: h.arms[0]}
		if i == 0 {
			v.signIn("amina")
		}
		for _, width := range []int64{390, 1200} {
			for name, place := range map[string][2]string{"search": {"/search", "#s-q"}, "seizure": {"/seizures/new", `[name="items.0.marks.0.text"]`}} {
				v.open(place[0] + "?lang=" + lang)
				v.do(chromedp.EmulateViewport(width, 900), chromedp.Click(place[1]+" ~ button[data-open]"))
				for n, sign := range serial {
					if n == 1 {
						sign = ' ' // nobody can read the second
					}
					v.do(chromedp.KeyEvent(string(sign)))
				}
				want := strings.ToUpper(string(serial[:1]) + "?" + string(serial[2:]))
				if got := strings.ToUpper(v.value(place[1])); got != want {
					t.Errorf("%s, %s, %d: typed sign by sign the field has %q, want %q", name, lang, width, got, want)
				}
				if got := v.eval(`getComputedStyle(document.querySelector(".markboxes")).direction`); got != "ltr" {
					t.Errorf("%s, %s: the boxes run %s", name, lang, got)
				}
				if got := v.eval(`String(document.documentElement.scrollWidth <= innerWidth)`); got != "true" {
					t.Errorf("%s, %s: at %d the page is wider than the screen", name, lang, width)
				}
				browsertest.Screenshot(t, ctx, fmt.Sprintf("boxes-%s-%d-%s", name, width, lang))
				browsertest.Accessible(t, ctx)
				if name == "seizure" { // the browser would ask whether to leave a form that is not saved yet
					v.do(chromedp.WaitReady(`[data-draft-status][data-state="saved"]`))
				}
			}
		}
		v.open("/search")
		v.do(chromedp.Click("#s-q ~ button[data-open]"))
		for n, sign := range serial {
			v.do(chromedp.KeyEvent(map[bool]string{true: " ", false: string(sign)}[n == 1]))
		}
		v.do(chromedp.KeyEvent("\r"), chromedp.WaitReady("td a[href^='/items/']"))
		if got := v.text("table"); !strings.Contains(got, h.arms[0].serial) {
			t.Errorf("%s: what was typed sign by sign does not find %s: %.300s", lang, h.arms[0].serial, got)
		}
		v.do(chromedp.Click("#s-q ~ button[data-open]"))
		if got, want := v.eval(`Array.from(document.querySelectorAll(".markboxes input")).map(e => e.value).join("")`), string(serial[:1])+string(serial[2:]); !strings.EqualFold(got, want) {
			t.Errorf("%s: read back, the boxes show %q, want %q", lang, got, want)
		}
	}
}

// value is what stands in a field.
func (v *visit) value(selector string) string {
	v.t.Helper()
	return v.eval(fmt.Sprintf("document.querySelector(%q).value", selector))
}

// eval asks the page.
func (v *visit) eval(expression string) string {
	v.t.Helper()
	s, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		v.t.Fatalf("%s: %v", expression, err)
	}
	return s
}
