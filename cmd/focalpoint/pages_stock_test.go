package main

import (
	"net/http"
	"strings"
	"testing"

	"focalpoint/internal/access"
)

// TestPagesStock takes a lot and a pistol into State stock, and leads a round in
// hand to the lot and its buyer.
func TestPagesStock(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		force := d.party("Federal police", "authority", "police", "BRA")
		lot := fields("kind", "ammunition", "make", "CBC", "calibre", "9x19", "quantity", "1 859 000", "marks.0.kind", "lot", "marks.0.text", "AXA18", "marks.1.kind", "headstamp", "marks.1.text", "CBC 9mm LUGER AXA18",
			"force", force, "since", "2006-12-29", "state", "BRA", "from", "Works of the CBC", "document", "contract 7/2006")
		r.bad("/stock/new", with(lot, "force", ""), 422, "name the police or armed force that holds it")
		r.bad("/stock/new", with(lot, "quantity", ""), 422, "say how many rounds the lot has")
		r.bad("/stock/new", with(lot, "quantity", "a box"), 422, "is no whole number")
		r.bad("/stock/new", with(lot, "marks.0.text", "", "marks.1.text", ""), 422, "write the lot number or the headstamp")
		r.bad("/stock/new", with(lot, "since", "29/12/2006"), 422)
		if _, body, _ := r.send("/stock/new", with(lot, "add", "marks"), http.StatusOK); !strings.Contains(body, `name="marks.2.text"`) {
			t.Error("without scripts another mark cannot be added")
		}
		at, body := r.good("/stock/new", lot)
		for _, want := range []string{"AXA18", "State stock", "Federal police", "contract 7/2006"} {
			if !strings.Contains(body, want) {
				t.Errorf("the page of the lot lacks %q", want)
			}
		}
		r.bad("/stock/new", fields("kind", "firearm", "make", "Taurus", "force", force), 422, "write the serial number or the State mark")
		r.good("/stock/new", fields("kind", "firearm", "make", "Taurus", "force", "Army", "since", "1999", "marks.0.kind", "state-property", "marks.0.text", "EB 4711"))
		for _, asked := range []string{"headstamp=CBC+9mm+LUGER+AXA18", "headstamp=AXA1%5B89%5D", "headstamp=&lot=AXA18&calibre=9x19"} {
			r.shows("/stock?"+asked, at, "Federal police", "29 December 2006")
		}
		r.shows("/stock?headstamp=XYZ+77777", "No ammunition lot on record fits")
		if body := r.get("/stock?headstamp=&lot=", http.StatusUnprocessableEntity); !strings.Contains(body, "write what stands on the case head") {
			t.Error("nothing to look for is not said")
		}
		r.shows("/stock", at, "EB 4711")
		if body := r.get("/stock?kind=firearm", http.StatusOK); strings.Contains(body, at) {
			t.Error("the filter does not narrow")
		}
		r.get("/stock?as=csv", http.StatusOK)
		analyst := d.as("statistician", access.RoleAnalyst)
		analyst.get("/stock", http.StatusOK)
		analyst.get("/stock/new", http.StatusForbidden)
		analyst.send("/stock/new", lot, http.StatusForbidden)
	})
}
