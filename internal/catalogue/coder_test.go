package catalogue

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint"
)

func TestCoders(t *testing.T) {
	c := Default()
	for _, x := range []struct {
		list, raw, code string
		h               Hints
	}{
		{"calibre", "5,45", "5.45x39", Hints{}},
		{"calibre", "7,62х39", "7.62x39", Hints{}}, // Cyrillic х
		{"calibre", "7.62 × 51 mm NATO", "7.62x51", Hints{}},
		{"calibre", "12/70", "12x70", Hints{}},
		{"calibre", "12 ga 2 3/4", "12x70", Hints{}},
		{"calibre", ".410 x 76", "410x76", Hints{}},
		{"calibre", "32", "gauge-32", Hints{Type: "shotgun"}},
		{"calibre", "32", "cal-32", Hints{Type: "revolver"}},
		{"calibre", "32/63,5 BAGOS", "cal-32", Hints{Type: "revolver"}},
		{"calibre", "32/63,5 BAGOS", "32x63.5", Hints{Type: "shotgun"}},
		{"calibre", "1970-12-01", "12x70", Hints{}},
		{"calibre", "dez/70", "12x70", Hints{}},
		{"calibre", ".45 ACP", "45-auto", Hints{}},
		{"calibre", "9 mm Para", "9x19", Hints{}},
		{"calibre", "6.5 Creedmoor", "6.5-creedmoor", Hints{}},
		{"calibre", "416 Rigby", "416-rigby", Hints{}}, // from the name lists alone
		{"calibre", "desconhecido", "unknown", Hints{}},
		{"make", "S & W", "smith-wesson", Hints{}},
		{"make", "Forjas Taurus S.A.", "taurus", Hints{}},
		{"make", "GLOK", "glock", Hints{}},
		{"make", "WINCHSTER", "winchester", Hints{}},
		{"make", "БРАУНІНГ", "browning", Hints{}},
		{"make", "KОЛЬТ", "colt", Hints{}}, // Latin K in a Cyrillic word
		{"make", "ВІТЧИЗНЯНЕ", "unknown", Hints{}},
		{"model", "PT 92 AF", "taurus/pt-92", Hints{Make: "taurus"}},
		{"model", "82.0", "taurus/82", Hints{Make: "taurus"}},
		{"model", "АКС-74У", "izhmash/aks-74u", Hints{}},
		{"model", "FAL", "type-fal/fal", Hints{}},
		{"type", "garrucha", "single-shot-pistol", Hints{}},
		{"type", "arma de fabricação caseira", "unknown", Hints{}},
		{"type", "рушниця мисливська", "rifle", Hints{Bore: "НАРІЗНА"}},
		{"type", "рушниця мисливська", "shotgun", Hints{Bore: "ГЛАДКОСТВОЛЬНА"}},
		{"type", "fusil de chasse", "shotgun", Hints{}},
		{"type", "pistolet mitrailleur", "submachine-gun", Hints{}},
		{"type", "مسدس", "pistol", Hints{}},
		{"type", "冲锋枪", "submachine-gun", Hints{}},
		{"type", "subfusil", "submachine-gun", Hints{}},
		{"type", "sawn-off shotgun", "sawn-off-shotgun", Hints{}},
		{"country", "Rep. Tcheca", "CZE", Hints{}},
		{"country", "Allemagne", "DEU", Hints{}},
		{"country", "Ucrânia", "UKR", Hints{}},
		{"country", "Iugoslávia", "YUG", Hints{}},
		{"country", "sem país", "unknown", Hints{}},
		{"ownership", "Polícia Militar", "military-police", Hints{}},
		{"ownership", "PATRIMONIADA / OUTRAS", "other", Hints{}},
		{"ownership", "Não Patrimoniada", "none", Hints{}},
		{"offence", "Porte Ilegal de Arma de Fogo de Uso Restrito", "arms-possession", Hints{}},
		{"offence", "Comércio Ilegal De Arma De Fogo", "arms-trade", Hints{}},
		{"offence", "090121", "arms-trafficking", Hints{}},
		{"role", "ВТРАТА", "reported-lost", Hints{}},
		{"role", "Lícita", "lawful-owner", Hints{}},
		{"kind", "Munição", "ammunition", Hints{}},
		{"action", "semi-automática", "semi-automatic", Hints{}},
		{"origin", "impresa en 3D", "printed", Hints{}},
		{"location", "vessels and harbours", "sea", Hints{}},
		{"mark-status", "altered marking", "altered", Hints{}},
	} {
		if r := c.Code(x.list, x.raw, x.h); r.Code != x.code {
			t.Errorf("%s %q: %q (%.2f, %s), want %q", x.list, x.raw, r.Code, r.Confidence, r.Reason, x.code)
		}
	}
}

// TestSlipOfThePickList: a Taurus from "Brunei" is most likely from Brazil, but
// a person must say so.
func TestSlipOfThePickList(t *testing.T) {
	c := Default()
	for raw, want := range map[string][2]string{"Brunei": {"taurus", "BRA"}, "Bahamas": {"taurus", "BRA"}, "AUSTRÁLIA": {"glock", "AUT"}, "Brasil": {"taurus", "BRA"}} {
		r := c.Code("country", raw, Hints{Make: want[0]})
		if r.Code != want[1] || r.Unsure() != (raw != "Brasil") {
			t.Errorf("%q with %s: %+v", raw, want[0], r)
		}
	}
	if r := c.Code("country", "Alemanha", Hints{Make: "taurus"}); r.Code != "DEU" { // "América" begins alike, but not the name a Portuguese list has
		t.Errorf("Alemanha with taurus: %+v", r)
	}
	if r := c.Code("country", "Brunei", Hints{}); r.Code != "BRN" || r.Unsure() {
		t.Errorf("Brunei without a maker: %+v", r)
	}
}

func TestMarkingLookAlikes(t *testing.T) {
	rows, err := readTable(os.DirFS("."), "testdata/marking_own.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		m := Default().Marking(r["text"])
		if string(m.Status) != r["status"] || r["reading"] != "" && m.Reading != r["reading"] {
			t.Errorf("%q: %s, reading %q (%s); want %s %q", r["text"], m.Status, m.Reading, m.Reason, r["status"], r["reading"])
		}
	}
}

func TestDescribeWeighsCellsTogether(t *testing.T) {
	c := Default()
	raw := focalpoint.Raw
	d := c.Describe(focalpoint.Description{Make: raw("TAURUS"), Model: raw("82"), Calibre: raw(".38"), Type: raw("REVÓLVER"), Country: raw("Brunei"), Marking: raw("raspado")})
	got := []string{string(d.Kind), d.Make.Code, d.Model.Code, d.Calibre.Code, d.Type.Code, d.Action.Code, d.Origin.Code, d.Country.Code, d.Marking.Code}
	want := []string{"firearm", "taurus", "taurus/82", "38-special", "revolver", "revolving", "industrial", "BRA", "altered"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d.Calibre.Raw != ".38" || d.Country.Confidence >= ReviewThreshold {
		t.Errorf("the raw cell or the doubt is lost: %+v %+v", d.Calibre, d.Country)
	}
	d = c.Describe(focalpoint.Description{Make: raw("TAURUS"), Model: raw("PT 57 S"), Calibre: raw("7,65 MM")})
	if d.Calibre.Code != "32-auto" {
		t.Errorf("a bore that may mean the model's cartridge: %+v", d.Calibre)
	}
	d = c.Describe(focalpoint.Description{Make: raw("TAURUS"), Model: raw("PT 938"), Calibre: raw(".40 S&W")})
	if d.Calibre.Code != "40-sw" || d.Calibre.Confidence > 0.8 || !strings.Contains(d.Calibre.Reason, "not known in this calibre") {
		t.Errorf("a calibre the model is not made in: %+v", d.Calibre)
	}
	d = c.Describe(focalpoint.Description{Type: raw("Arma de fabricação caseira")})
	if d.Type.Code != "unknown" || d.Origin.Code != "other-illicit" || d.Kind != focalpoint.Firearm {
		t.Errorf("home-made arm: %+v", d)
	}
	d = c.Describe(focalpoint.Description{Type: raw("ПІСТОЛЕТ СИГНАЛЬНИЙ"), Origin: raw("перероблений")})
	if d.Kind != focalpoint.Firearm || d.Type.Code != "pistol" || d.Origin.Code != "converted" {
		t.Errorf("converted signal pistol: %+v", d)
	}
	d = c.Describe(focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Chosen("colt"), Model: raw("G17"), Calibre: focalpoint.Chosen("45-auto")})
	if d.Make.Code != "colt" || d.Calibre.Code != "45-auto" {
		t.Errorf("a chosen code was changed: %+v", d)
	}
	d = c.Describe(focalpoint.Description{Type: raw("silenciador")})
	if d.Kind != focalpoint.Part || d.Part != focalpoint.PartModerator {
		t.Errorf("sound moderator: %+v", d)
	}
}

func TestLegalContextFollowsTheOrderOfTheList(t *testing.T) {
	c := Default()
	l := c.LegalContext([]focalpoint.Coded{focalpoint.Raw("Tráfico de Drogas"), focalpoint.Raw("Porte ilegal de arma de fogo"), focalpoint.Raw("Disparo de arma de fogo")})
	if l.Justification != "use" {
		t.Errorf("justification %q, want use before possession before other", l.Justification)
	}
	if diff := cmp.Diff([]string{"drug-trafficking", "other-arms"}, l.Other); diff != "" {
		t.Error(diff)
	}
	if l := c.LegalContext(nil); l.Justification != "unknown" {
		t.Errorf("without offences: %q", l.Justification)
	}
}

func TestAdditions(t *testing.T) {
	c, err := New(Addition{
		Entries:  map[string][]Entry{"make": {{Code: "andoria-arms", Names: Names{"en": "Andoria Arms"}, Source: "exercise"}}, "station": {{Code: "s1", Names: Names{"en": "First station"}}}},
		Synonyms: []Synonym{{List: "make", Text: "A. ARMS", Code: "andoria-arms", Source: "decision 1"}, {List: "calibre", Text: ".380 WINCHESTER", Code: "unknown"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for list, x := range map[string][2]string{"make": {"a arms", "andoria-arms"}, "calibre": {".380 Winchester", "unknown"}, "station": {"first station", "s1"}} {
		if r := c.Code(list, x[0], Hints{}); r.Code != x[1] || r.Unsure() {
			t.Errorf("%s %q: %+v", list, x[0], r)
		}
	}
	if r := c.Code("make", "Andoria Arms", Hints{}); r.Code != "andoria-arms" {
		t.Errorf("own entry by name: %+v", r)
	}
	if Default().now.Load().lists["make"].Has("andoria-arms") {
		t.Error("the shipped catalogue was changed")
	}
	if _, err := New(Addition{Synonyms: []Synonym{{List: "make", Text: "x", Code: "nobody"}}}); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("a synonym of a code that is not there: %v", err)
	}
}

func TestSearchAsYouType(t *testing.T) {
	c := Default()
	for _, x := range []struct{ list, text, parent, want string }{
		{"make", "tau", "", "taurus"}, {"make", "s&w", "", "smith-wesson"}, {"make", "глок", "", "glock"},
		{"calibre", "9x1", "", "9x17"}, {"calibre", ".38 sp", "", "38-special"}, {"model", "pt 9", "taurus", "taurus/pt-92"}, {"type", "пистол", "", "pistol"},
	} {
		found := c.Search(x.list, x.text, "ru", x.parent, 10)
		ok := false
		for _, f := range found {
			ok = ok || f.Code == x.want
		}
		if !ok || len(found) > 10 {
			t.Errorf("%s %q: %d found, %s not among them", x.list, x.text, len(found), x.want)
		}
	}
}

// TestCodersStandAnything: no cell makes a coder fail, change its mind or
// claim a certainty outside 0 to 1, from several goroutines at once.
func TestCodersStandAnything(t *testing.T) {
	c, fresh := Default().now.Load(), func() *Catalogue { d, _ := New(); return d }()
	rapid.Check(t, func(rt *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9.,xXх/ ]{1,12}( mm| SPL|\(9X19\))?`), rapid.StringMatching(`[A-Z?*]{0,4}[0-9?]{0,7}( [a-zç]{3,10}){0,3}`)).Draw(rt, "raw")
		var wg sync.WaitGroup
		for _, list := range c.CodedLists() {
			wg.Go(func() {
				a, b := c.Code(list, raw, Hints{}), fresh.Code(list, raw, Hints{})
				if a.Code != b.Code || a.Confidence != b.Confidence || a.Reason != b.Reason {
					rt.Errorf("%s %q: %+v and %+v", list, raw, a, b)
				}
				if a.Confidence < 0 || a.Confidence > 1 || a.Code != "" && !c.lists[list].Has(a.Code) && !c.lists["absence"].Has(a.Code) && !strings.HasPrefix(a.Code, "ncic:") {
					rt.Errorf("%s %q: %+v", list, raw, a)
				}
			})
		}
		wg.Wait()
	})
}

// TestRegionsOfAnotherState: a State places its units by a list of its own.
func TestRegionsOfAnotherState(t *testing.T) {
	c, err := New(Addition{Entries: map[string][]Entry{"region-xan": {
		{Code: "XAN-N", Names: Names{"en": "North"}, Attr: map[string]string{"stem": "north;nord", "place": "port alba"}},
		{Code: "XAN-S", Names: Names{"en": "South"}, Attr: map[string]string{"stem": "south"}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for unit, want := range map[string]string{"Police of Southport, Northern district": "XAN-N", "Station 4, Port Alba": "XAN-N", "Brigade South 2": "XAN-S", "Headquarters": ""} {
		if r := c.Region("XAN", unit); r.Code != want {
			t.Errorf("%q: %q (%s), want %q", unit, r.Code, r.Reason, want)
		}
	}
}

// TestLongCells: a cell of a megabyte costs neither time nor memory.
func TestLongCells(t *testing.T) {
	c, long := Default(), strings.Repeat("removido AB?12 ", 70000)
	for _, list := range c.CodedLists() {
		if r := c.Code(list, long, Hints{}); r.Code != "" && list != "mark-status" || len(r.Reason) > 200 {
			t.Errorf("%s: %.40q %.80q", list, r.Code, r.Reason)
		}
	}
	if m := c.Marking(long); m.Status != focalpoint.MarkedUnknown || m.Text != "" {
		t.Errorf("%+v", m.Status)
	}
	if r := c.Region("UKR", long); r.Code != "" {
		t.Errorf("%q", r.Code)
	}
}
