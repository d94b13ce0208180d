package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/demo"
	"focalpoint/internal/linkage"
	"focalpoint/internal/register"
	"focalpoint/web/browsertest"
)

// house is the program served for a browser, with a small demonstration
// country in it and an account that may do nearly everything.
type house struct {
	app  *app
	url  string
	arms []arm // firearms in lawful possession, one for each journey
	year int

	caseID, item, link string // of the demonstration country, to be looked at
}

func openHouse(t *testing.T) *house {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	a, err := open(ctx, &options{data: t.TempDir(), exercise: true})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{app: a, year: time.Now().Year()}
	if _, _, err := demo.Load(ctx, a.demoHouse(), demo.Options{Seed: 5, Size: demo.MinSize, Today: time.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	for name, display := range map[string]string{"amina": "Amina", "boris": "Boris"} {
		if _, err := a.Users.Save(ctx, operator, access.User{Name: name, Display: display, Roles: []access.Role{access.RoleFocalPoint}}, 0, password, ""); err != nil {
			t.Fatal(err)
		}
	}
	h.choose(t)
	up, down := make(chan string, 1), make(chan error, 1)
	go func() {
		down <- a.serve(ctx, "127.0.0.1:0", "", slog.New(slog.NewTextHandler(io.Discard, nil)), func(url string) { up <- url })
	}()
	select {
	case h.url = <-up:
	case err := <-down:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-down; err != nil {
			t.Error(err)
		}
		a.Close()
	})
	return h
}

// arm is what the officer sees of a firearm.
type arm struct{ serial, make, model, calibre, kind string }

// choose finds the firearms that the journeys seize.
func (h *house) choose(t *testing.T) {
	t.Helper()
	seen := map[string]int{}
	var rows []register.Row
	for after, more := "", true; more; more = after != "" {
		page, err := h.app.Register.List(t.Context(), register.Filter{Kind: "firearm", Limit: 500, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			seen[r.Serial]++
		}
		rows, after = append(rows, page.Rows...), page.Next
	}
	for _, r := range rows {
		if len(r.Serial) > 5 && seen[r.Serial] == 1 && r.Make.Code != "" && r.Model.Code != "" && r.Calibre.Code != "" && r.Status == "lawful" && r.Role == "" && len(h.arms) < 3 {
			name := func(list, code string) string { return h.app.Codes.Name(list, code, "en") }
			h.arms = append(h.arms, arm{r.Serial, name("make", r.Make.Code), name("model", r.Model.Code), name("calibre", r.Calibre.Code), r.Type.Code})
		}
	}
	cases, err := h.app.Cases.List(t.Context(), casework.Filter{Text: "straw-dealer"})
	if err != nil || len(cases.Rows) == 0 || len(rows) == 0 {
		t.Fatalf("the demonstration country has no case to look at: %v", err)
	}
	links, err := h.app.Links.List(t.Context(), linkage.Filter{State: linkage.Proposed, Limit: 1})
	if err != nil || len(links.Rows) == 0 {
		t.Fatalf("the demonstration country has no link to look at: %v", err)
	}
	h.caseID, h.item, h.link = string(cases.Rows[0].ID), string(rows[0].ID), links.Rows[0].ID
	if len(h.arms) < 3 {
		t.Fatalf("the demonstration country has only %d firearms in lawful possession to seize", len(h.arms))
	}
}

// patience is how long the browser may take over one step before it is stuck.
const patience = 15 * time.Second

var tags = regexp.MustCompile(`(?s)<[^>]*>`)

// visit is a person at a browser.
type visit struct {
	t    *testing.T
	h    *house
	ctx  context.Context
	lang string
	arm  arm
	bare bool // scripting is off, also for the checker of accessibility
}

func (v *visit) do(actions ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	for i, a := range actions {
		ctx, cancel := context.WithTimeout(v.ctx, patience)
		err := chromedp.Do(ctx, a)
		cancel()
		if err != nil {
			v.t.Fatalf("%s: step %d: %v", v.at(), i+1, err)
		}
	}
}

func (v *visit) open(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.h.url + strings.TrimPrefix(path, "/")))
}

// html is an element as it stands; it asks the browser, not a script of the page.
func (v *visit) html(selector string) string {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.OuterHTML(selector))
	if err != nil {
		v.t.Fatalf("%s: %s: %v", v.at(), selector, err)
	}
	return s
}

// text is what an element says.
func (v *visit) text(selector string) string {
	v.t.Helper()
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(v.html(selector), " "))), " ")
}

// at is the address the browser is at, without the server; "" between two pages.
func (v *visit) at() string {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	past, err := chromedp.Run(ctx, chromedp.NavigationEntries())
	if err != nil || past.CurrentIndex >= int64(len(past.Entries)) {
		return ""
	}
	return "/" + strings.TrimPrefix(past.Entries[past.CurrentIndex].URL, v.h.url)
}

// press clicks and waits until the browser is at an address that begins so.
func (v *visit) press(selector, prefix string) {
	v.t.Helper()
	v.do(chromedp.Click(selector))
	for range 200 {
		if strings.HasPrefix(v.at(), prefix) && v.at() != prefix+"new" {
			v.do(chromedp.WaitReady("main h1"))
			return
		}
		v.do(chromedp.Sleep(50 * time.Millisecond))
	}
	v.t.Fatalf("%s led to %s, not to %s…: %s", selector, v.at(), prefix, v.text("main"))
}

// number is the figure of a cell of the year's table, 0 when it has none.
func (v *visit) number(cell string) string {
	v.t.Helper()
	v.open(fmt.Sprintf("/returns/%d", v.h.year))
	return v.text(fmt.Sprintf(`a[href="/returns/%d/cells/%s"]`, v.h.year, cell))
}

// journey signs in, enters a seizure with two items, traces them, sees them in
// the year's table and drills back to the record.
func (v *visit) journey() {
	v.t.Helper()
	v.signIn("amina")
	before := v.number("seized.total")

	v.open("/seizures/new")
	v.do(chromedp.SendKeys("#happened", time.Now().Format(time.DateOnly)), chromedp.SendKeys("#place", "Journey "+v.arm.serial), chromedp.SendKeys("#authority", "Coast guard"), chromedp.SetValue("#context", "criminal"),
		chromedp.SendKeys(`[name="items.0.make"]`, v.arm.make), chromedp.SendKeys(`[name="items.0.model"]`, v.arm.model), chromedp.SendKeys(`[name="items.0.calibre"]`, v.arm.calibre), chromedp.SetValue(`[name="items.0.type"]`, v.arm.kind),
		chromedp.SetValue(`[name="items.0.role"]`, "seized"),
		chromedp.SetValue(`[name="items.0.marks.0.kind"]`, "serial"), chromedp.SetValue(`[name="items.0.marks.0.text"]`, v.arm.serial),
		chromedp.Click(`button[name="add"][value="items"]`), chromedp.WaitReady(`[name="items.1.make"]`),
		chromedp.SetValue(`[name="items.1.role"]`, "seized"), chromedp.SetValue(`[name="items.1.type"]`, "revolver"), chromedp.SendKeys(`[name="items.1.make"]`, "homemade"))
	v.press(`button[name="do"][value="save"]`, "/seizures/sz")
	seizure := v.at()
	seizure, _, _ = strings.Cut(seizure, "?")
	if got := v.text("table.items"); !strings.Contains(got, v.arm.serial) {
		v.t.Errorf("the seizure does not show the mark %s: %s", v.arm.serial, got)
	}

	v.press(`form[action="/traces/run"] button`, "/traces")
	v.open("/traces?sort=-opened&text=" + v.arm.serial)
	v.press("table.traces tbody a", "/traces/tr")
	if got := v.text("main"); !strings.Contains(got, "T1") && !strings.Contains(got, "1.1") && !strings.Contains(got, "1.2") {
		v.t.Errorf("the trace of %s has no result: %.600s", v.arm.serial, got)
	}
	v.look("trace")

	after := v.number("seized.total")
	if before == after {
		v.t.Errorf("the year's table still says %s seized", after)
	}
	v.press(fmt.Sprintf(`a[href="/returns/%d/cells/seized.total"]`, v.h.year), fmt.Sprintf("/returns/%d/cells", v.h.year))
	back := fmt.Sprintf(`a[href="%s"]`, seizure)
	for page := 0; ; page++ {
		list := v.html("main")
		if strings.Contains(list, `href="`+seizure+`"`) {
			break
		}
		if page == 20 || !strings.Contains(list, `rel="next"`) {
			v.t.Fatalf("%s does not stand behind the figure", seizure)
		}
		v.do(chromedp.Click(`a[rel="next"]`), chromedp.Sleep(100*time.Millisecond), chromedp.WaitReady("main h1"))
	}
	v.press(back, seizure)
	v.press("table.items tbody a", "/items/it")
	if got := v.text("#feeds"); !strings.Contains(got, fmt.Sprint(v.h.year)) && v.lang == "en" {
		v.t.Errorf("the item does not say which figures it feeds: %s", got)
	}
}

// look checks the page at hand for accessibility and takes its picture, wide
// and as on a phone.
func (v *visit) look(name string) {
	v.t.Helper()
	if v.bare {
		return
	}
	v.do(chromedp.EmulateViewport(390, 800))
	browsertest.Screenshot(v.t, v.ctx, name+"-390-"+v.lang)
	v.do(chromedp.EmulateViewport(1200, 900))
	browsertest.Screenshot(v.t, v.ctx, name+"-1200-"+v.lang)
	browsertest.Accessible(v.t, v.ctx)
}

// mainPages are looked at in each language of the journey.
func (h *house) mainPages() map[string]string {
	return map[string]string{"home": "/", "seizures": "/seizures", "seizure-new": "/seizures/new", "traces": "/traces", "items": "/items", "search": "/search?q=" + h.arms[0].serial,
		"returns": "/returns", "return": fmt.Sprintf("/returns/%d", h.year), "cell": fmt.Sprintf("/returns/%d/cells/seized.total", h.year), "review": "/review", "imports": "/imports",
		"import-new": "/imports/new", "case": "/cases/" + h.caseID, "cases": "/cases", "directory": "/directory", "treaties": "/directory/treaties",
		"follow-ups": "/follow-ups", "tasks": "/tasks", "trace-new": "/traces/new", "item": "/items/" + h.item, "persons": "/persons", "not-found": "/nonsense", "code-lists": "/catalogue", "code-list": "/catalogue/calibre", "decisions": "/review/decisions", "links": "/links", "link": "/links/" + h.link, "tag": "/search?q=" + "3074257BF7194E4000001A85", "log": "/log"}
}

// TestJourney drives the main job in a browser: in English, in Arabic, and
// once with scripting off.
func TestJourney(t *testing.T) {
	if testing.Short() {
		t.Log("did not run: -short")
		return
	}
	h := openHouse(t)
	for i, c := range []struct {
		name, lang, overrides string
		scripts               bool
	}{{"english", "en", "found.type.total", true}, {"arabic", "ar", "surrendered.type.total", true}, {"without scripts", "en", "seized.location.total", false}} {
		t.Run(c.name, func(t *testing.T) {
			ctx, ok := browsertest.Open(t, 1200, 900)
			if !ok {
				return
			}
			v := &visit{t: t, h: h, ctx: ctx, lang: c.lang, arm: h.arms[i], bare: !c.scripts}
			if !c.scripts {
				v.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
					_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
					return err
				}))
			}
			v.journey()
			v.override(c.overrides, fmt.Sprint(700+i))
			if !c.scripts {
				return
			}
			v.pick()
			for _, name := range slices.Sorted(maps.Keys(h.mainPages())) {
				t.Run(name, func(t *testing.T) {
					w := &visit{t: t, h: h, ctx: v.ctx, lang: c.lang}
					w.open(h.mainPages()[name])
					if got := w.text("h1"); got == "" || strings.Contains(w.text("body"), "[web.") {
						t.Errorf("the page has no heading or lacks a message")
					}
					w.look(name)
				})
			}
		})
	}
}
