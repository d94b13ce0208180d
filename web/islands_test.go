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
<input id="mark" aria-label="mark" data-mark value="AB?1[38]" data-mark-open="boxes" data-mark-place="place {n}">
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
	must(t, ctx, chromedp.Click("#mark + button"))
	if got := js[string](t, ctx, `Array.from(document.querySelectorAll(".markboxes input")).map(e => e.value).join(",")`); got != "A,B,,1,38," {
		t.Errorf("boxes show %q", got)
	}
	must(t, ctx, chromedp.SendKeys(".markboxes input:nth-child(3)", "0O"), chromedp.SendKeys(".markboxes input:last-child", "7"))
	if got := js[string](t, ctx, `document.querySelector("#mark").value`); got != "AB[0O]1[38]7" {
		t.Errorf("the field has %q", got)
	}
	if got := js[string](t, ctx, `document.querySelector(".markboxes input:last-child").getAttribute("aria-label")`); got != "place 7" {
		t.Errorf("the last box is spoken as %q", got)
	}
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
