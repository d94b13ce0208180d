package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"focalpoint/internal/chart"
	"focalpoint/internal/worldmap"
	"focalpoint/web"
	"focalpoint/web/browsertest"

	"github.com/chromedp/chromedp"
)

// page is what the doors would write: a map to pick from, a graph, a form with blocks, a mark.
func page() string {
	m := worldmap.Draw(worldmap.Options{ID: "m", Title: "map", Bubbles: []worldmap.Bubble{{At: worldmap.Point{Lon: 20, Lat: 10}, Value: 3}}})
	g := chart.Graph(chart.Options{ID: "g", Title: "graph", Width: 600, Height: 300}, nil,
		[]chart.Node{{ID: "a", Label: "A"}, {ID: "b", Label: "B"}, {ID: "c", Label: "C"}}, []chart.Edge{{From: "a", To: "b"}})
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>islands</title><link rel="stylesheet" href="` + web.Path("style.css") + `">
<script defer src="` + web.Path("app.js") + `"></script><script defer src="` + web.Path("map.js") + `"></script><script defer src="` + web.Path("graph.js") + `"></script></head><body>
<form role="search"><input id="q" aria-label="search" data-key="/"></form><a id="new" data-key="n" href="#pressed">new</a>
<form id="f" data-draft="/draft" method="post" action="/save"><input type="hidden" name="draft"><output data-draft-status data-saved="kept" data-failed="not kept"></output>
<div data-repeat="item"><fieldset data-block><input name="item.0.make" aria-label="make"></fieldset>
<template><fieldset data-block><input name="item.__item__.make" aria-label="make"><div data-repeat="mark"><template><p data-block><input name="item.__item__.mark.__mark__" aria-label="mark"></p></template></div>
<button data-repeat-add="mark" class="addmark">+</button><button data-repeat-remove class="removeitem">-</button></fieldset></template></div>
<button id="additem" data-repeat-add="item">add</button>
<p><input id="mark" aria-label="mark" data-mark value="AB?1[38]"></p>
<template id="mark-boxes"><button type="button" data-open>boxes</button><div class="markpanel" role="group" aria-label="mark" data-place="place {n}" data-sure="sure of {sign}" hidden><div dir="ltr" data-row></div>
<div role="group" data-tools><span data-number></span><button type="button" data-unknown>?</button><button type="button" data-run>*</button><button type="button" data-before>before</button><button type="button" data-drop>drop</button>
<div data-more><span data-signs></span><input data-other aria-label="other"><span data-sure></span></div></div>
<select data-by aria-label="by"><option value="" data-alike="1IL 8B3S">-</option><option value="etched" data-alike="1T 8B">etched</option></select><select data-errors aria-label="errors"><option></option><option>1</option></select>
<template data-certainty><select><option value="">-</option><option value="70">70 %</option><option value="40">40 %</option></select></template></div></template>
<input id="lat" aria-label="lat"><input id="lon" aria-label="lon"></form>
<figure class="drawing" data-island="map" data-pick-lat="#lat" data-pick-lon="#lon" data-zoom-in="closer">` + string(m.SVG) + `</figure>
<figure class="drawing" data-island="graph">` + string(g.SVG) + `</figure></body></html>`
}

// drafts counts what the page sent by itself.
type drafts struct {
	mu   sync.Mutex
	sent []string
}

func (d *drafts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16)) // a short body is what the test looks at
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = append(d.sent, string(body))
	fmt.Fprint(w, `{"draft":"d7"}`)
}

func open(t *testing.T) (ctx context.Context, d *drafts, ok bool) {
	t.Helper()
	if web.Path("app.js") == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("the islands are not built; run make web")
		}
		t.Log("did not run: the islands are not built (make web)")
		return nil, nil, false
	}
	d = &drafts{}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", web.Handler(web.Prefix))
	mux.Handle("POST /draft", d)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self'")
		fmt.Fprint(w, page())
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	if ctx, ok = browsertest.Open(t, 1000, 1400); !ok {
		return nil, nil, false
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	return ctx, d, true
}

// must runs actions one after another.
func must(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for i, a := range actions {
		if err := chromedp.Do(ctx, a); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

// js evaluates an expression of the page.
func js[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression of the page to become true.
func until(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		t.Fatalf("never true: %s: %v", expression, err)
	}
}

func TestKeysBlocksAndDrafts(t *testing.T) {
	ctx, d, ok := open(t)
	if !ok {
		return
	}
	browsertest.Accessible(t, ctx)
	browsertest.Screenshot(t, ctx, "islands")
	must(t, ctx, chromedp.KeyEvent("/"))
	if got := js[string](t, ctx, `document.activeElement.id`); got != "q" {
		t.Errorf("/ went to %q, not to the search field", got)
	}
	js[string](t, ctx, `document.querySelector("#q").value = ""`) // the driver types "/" although the page took the key
	must(t, ctx, chromedp.KeyEvent("n"))
	if got := js[string](t, ctx, `document.querySelector("#q").value + location.hash`); got != "n" {
		t.Errorf("a key pressed while typing is typed and does nothing else: %q", got)
	}
	must(t, ctx, chromedp.KeyEvent("\x1b"), chromedp.KeyEvent("n"))
	until(t, ctx, `location.hash === "#pressed"`)

	must(t, ctx, chromedp.Click("#additem"), chromedp.Click("#additem"), chromedp.Click(`[name="item.2.make"] ~ .addmark`),
		chromedp.Click(`[name="item.1.make"] ~ .removeitem`), chromedp.Click("#additem"))
	want := "item.0.make item.2.make item.2.mark.0 item.3.make"
	if got := js[string](t, ctx, `Array.from(document.querySelectorAll('[name^="item."]')).map(e => e.name).join(" ")`); got != want {
		t.Errorf("blocks: %q, want %q", got, want)
	}
	until(t, ctx, `document.querySelector("[name=draft]").value === "d7"`)
	if got := js[string](t, ctx, `document.querySelector("[data-draft-status]").textContent`); got != "kept" {
		t.Errorf("the page says %q of the draft", got)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.sent) == 0 || !strings.Contains(d.sent[0], "item.2.mark.0=") {
		t.Errorf("drafts sent: %q", d.sent)
	}
}

func TestMarkBoxes(t *testing.T) {
	ctx, _, ok := open(t)
	if !ok {
		return
	}
	box := func(n int) string { return fmt.Sprintf(".markpanel [data-row] input:nth-child(%d)", n) }
	is := func(want string) {
		t.Helper()
		if got := js[string](t, ctx, `document.querySelector("#mark").value`); got != want {
			t.Errorf("the field has %q, want %q", got, want)
		}
	}
	must(t, ctx, chromedp.Click("#mark + button"))
	if got := js[string](t, ctx, `Array.from(document.querySelectorAll(".markpanel [data-row] input")).map(e => e.value).join(",")`); got != "A,B,,1,38," {
		t.Errorf("boxes show %q", got)
	}
	browsertest.Accessible(t, ctx)
	must(t, ctx, chromedp.Focus(box(3)), chromedp.KeyEvent("0"), chromedp.KeyEvent("7")) // typing goes on and overwrites
	is("AB07[38]")
	must(t, ctx, chromedp.Focus(box(6)), chromedp.KeyEvent(" "), chromedp.KeyEvent("8"), chromedp.Focus(box(7)))
	is("AB07[38]?8")
	if got := js[string](t, ctx, `Array.from(document.querySelectorAll("[data-signs] button")).map(e => e.textContent + (e.ariaPressed === "true" ? "!" : "")).join(" ")`); got != "8! B 3 S" {
		t.Errorf("offered for 8: %q", got)
	}
	must(t, ctx, chromedp.Click("[data-signs] button:nth-child(2)"))
	is("AB07[38]?[8B]")
	js[bool](t, ctx, `(() => { const s = document.querySelector('[data-sure] select[data-of="0"]'); s.value = "70"; return s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	is("AB07[38]?{8:.7,B:.3}")
	js[bool](t, ctx, `(() => { const s = document.querySelector('[data-by]'); s.value = "etched"; return s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	is("AB07[38]?{8:.7,B:.3} by:etched")
	if got := js[string](t, ctx, `document.querySelector(".markpanel [data-row] input:nth-child(7)").getAttribute("aria-label")`); got != "place 7: 8 70 %, B 30 %" {
		t.Errorf("the box is spoken as %q", got)
	}
	must(t, ctx, chromedp.Focus(box(2)), chromedp.Click("[data-drop]"), chromedp.Focus(box(1)), chromedp.Click("[data-run]"), chromedp.Click("[data-before]"))
	is("*?07[38]?{8:.7,B:.3} by:etched")
}

func TestMapZoomsAndGivesAPlace(t *testing.T) {
	ctx, _, ok := open(t)
	if !ok {
		return
	}
	must(t, ctx, chromedp.Click(`.maptools button[aria-label=closer]`))
	until(t, ctx, `/scale\(2\)/.test(document.querySelector("svg.map g.zoom").getAttribute("transform"))`)
	// A click on the bubble, wherever zooming put it, is a click on its place.
	at := js[[]float64](t, ctx, `(() => { const b = document.querySelector("svg.map circle.bubble"); b.scrollIntoView({block: "center", behavior: "instant"}); const r = b.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	must(t, ctx, chromedp.MouseClickXY(at[0], at[1]))
	got := js[[]float64](t, ctx, `[Number(document.querySelector("#lat").value), Number(document.querySelector("#lon").value)]`)
	if got[0] < 9.5 || got[0] > 10.5 || got[1] < 19.5 || got[1] > 20.5 {
		t.Errorf("clicked on 10 N 20 E, got %v", got)
	}
	if !js[bool](t, ctx, `Boolean(document.querySelector("svg.map .cross").getAttribute("d"))`) {
		t.Error("no cross shows the place")
	}
}

func TestGraphMovesByKeyboard(t *testing.T) {
	ctx, _, ok := open(t)
	if !ok {
		return
	}
	before := js[string](t, ctx, `document.querySelector('[data-node=a]').getAttribute("transform")`)
	if before == "" || before != js[string](t, ctx, `document.querySelector('[data-node=a]').getAttribute("transform")`) {
		t.Error("a graph stands still until somebody moves it")
	}
	js[bool](t, ctx, `(document.querySelector('[data-node=a]').focus(), true)`)
	if got := js[int](t, ctx, `document.querySelectorAll("svg .dim").length`); got != 1 {
		t.Errorf("%d things are dimmed beside A and its neighbour, want 1", got)
	}
	js[bool](t, ctx, `(document.querySelector('[data-node=a]').dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown"})), true)`)
	until(t, ctx, `document.querySelector('[data-node=a]').getAttribute("transform") !== `+fmt.Sprintf("%q", before))
}
