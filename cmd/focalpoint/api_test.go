package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"focalpoint/internal/access"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// door is the whole program behind an HTTP address, with one user signed in
// who may do nearly everything.
type door struct {
	t     *testing.T
	app   *app
	url   string
	token string
	ahead atomic.Int64 // by how much the house's clock is ahead of the wall's
}

// wait lets time pass for the house. Sessions may end by it.
func (d *door) wait(by time.Duration) { d.ahead.Add(int64(by)) }

func openDoor(t *testing.T, db *store.DB) *door {
	t.Helper()
	ctx := context.Background()
	a, err := wire(ctx, &options{data: t.TempDir(), state: "BRA"}, db)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{t: t, app: a}
	a.Log.Now = func() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }
	handler, err := a.handler(slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	d.url = server.URL
	d.token = d.user("head", access.RoleFocalPoint, access.RoleInspector)
	return d
}

const password = "a very long password"

// user makes an account and opens a session for it.
func (d *door) user(name string, roles ...access.Role) (token string) {
	d.t.Helper()
	u, err := d.app.Users.Save(context.Background(), "test", access.User{Name: name, Display: name, Roles: roles}, 0, password, "")
	if err != nil {
		d.t.Fatal(err)
	}
	if token, err = d.app.Users.OpenSession(context.Background(), u.ID); err != nil {
		d.t.Fatal(err)
	}
	return token
}

// do sends a request and returns status, header and body.
func (d *door) do(method, path string, in any, header ...string) (int, http.Header, []byte) {
	d.t.Helper()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			d.t.Fatal(err)
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, d.url+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if d.token != "" {
		r.Header.Set("Authorization", "Bearer "+d.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, text
}

// want sends a request, demands a status and reads the answer into out.
func (d *door) want(status int, method, path string, in, out any, header ...string) http.Header {
	d.t.Helper()
	got, h, text := d.do(method, path, in, header...)
	if got != status {
		d.t.Fatalf("%s %s: status %d, want %d: %s", method, path, got, status, text)
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			d.t.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
	return h
}

func onBoth(t *testing.T, fn func(t *testing.T, d *door)) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) { fn(t, openDoor(t, db)) })
}

// TestAPIGoldenPath goes from a record of sale through a seizure, a search and
// a trace to the year's figure and back to the record, by HTTP alone.
func TestAPIGoldenPath(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		var made struct {
			Events  []struct{ ID, Item string }
			Receipt struct{ Leaf int64 }
		}
		d.want(200, "POST", "/api/v1/events", map[string]any{"events": []any{map[string]any{"kind": "sale", "happened": "2015-04-02", "state": "BRA",
			"to": map[string]string{"name": "Owner Z"}, "keeper": map[string]string{"name": "Dealer Y"},
			"describes": map[string]any{"kind": "firearm", "make": map[string]string{"raw": "Taurus"}, "model": map[string]string{"raw": "85"}, "calibre": map[string]string{"raw": ".38 SPL"}, "type": map[string]string{"raw": "revólver"}},
			"marks":     []any{map[string]string{"kind": "serial", "text": "QZ 480716"}}}}}, &made)
		sz := map[string]any{"happened": "2024-06-03", "place": map[string]string{"text": "Kilometre 12", "location": "territory"}, "authority": map[string]string{"name": "Road police"}, "context": "criminal",
			"offences": []any{map[string]string{"code": "arms-possession"}},
			"items":    []any{map[string]any{"describes": map[string]any{"kind": "firearm", "make": map[string]string{"raw": "taurus"}, "type": map[string]string{"raw": "revolver"}}, "marks": []any{map[string]string{"kind": "serial", "text": "QZ480716", "condition": "legible"}}}}}
		var saved struct {
			ID    string
			Items []string
		}
		d.want(201, "POST", "/api/v1/seizures", sz, &saved)
		var found struct {
			Candidates []struct {
				Item        string
				Probability float64
			}
		}
		d.want(200, "GET", "/api/v1/search?q=QZ48%3F716&purpose=inspection", nil, &found)
		if len(found.Candidates) != 2 {
			t.Fatalf("search found %+v, want the item sold and the item seized", found.Candidates)
		}
		var traces []struct {
			ID  string `json:"id"`
			Doc struct {
				Finding struct{ Result, Leaf string }
			} `json:"doc"`
		}
		d.want(200, "POST", "/api/v1/traces", map[string]any{"items": saved.Items}, &traces)
		if len(traces) != 1 {
			t.Fatalf("traces: %+v", traces)
		}
		var page struct {
			Rows []struct{ Item, Result, Leaf string }
		}
		d.want(200, "GET", "/api/v1/traces?item="+saved.Items[0], nil, &page)
		if len(page.Rows) != 1 || page.Rows[0].Result != "T1" || page.Rows[0].Leaf != "1.2" {
			t.Errorf("the trace ends as %+v, want T1 in leaf 1.2", page.Rows)
		}
		var cell struct {
			Value   int64
			Records []struct{ Item string }
		}
		d.want(200, "GET", "/api/v1/returns/2024/cells/seized.type.revolver/records", nil, &cell)
		if cell.Value != 1 || len(cell.Records) != 1 || cell.Records[0].Item != saved.Items[0] {
			t.Errorf("behind the figure: %+v", cell)
		}
		var proof struct{ Head struct{ Size int64 } }
		d.want(200, "GET", "/api/v1/events/"+made.Events[0].ID+"/proof", nil, &proof)
		if proof.Head.Size <= made.Receipt.Leaf {
			t.Errorf("proof for a log of %d entries, the record is entry %d", proof.Head.Size, made.Receipt.Leaf)
		}
	})
}

func TestAPIRefusesWhatIsWrong(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		problem := func(status int, method, path string, in any, says string, header ...string) {
			t.Helper()
			got, h, text := d.do(method, path, in, header...)
			if got != status || !strings.Contains(string(text), says) || !strings.HasPrefix(h.Get("Content-Type"), "application/problem+json") {
				t.Errorf("%s %s: %d %s %s, want %d with %q", method, path, got, h.Get("Content-Type"), text, status, says)
			}
		}
		problem(422, "POST", "/api/v1/events", map[string]any{"events": []any{map[string]string{"kind": "sale", "happened": "31.12.2019"}}}, "body.events[0].happened")
		problem(422, "POST", "/api/v1/seizures", map[string]any{"happened": "2024"}, "body.items")
		problem(422, "GET", "/api/v1/search?q=%5B38&purpose=inspection", nil, "]")
		problem(422, "GET", "/api/v1/items?sort=owner", nil, "cannot be sorted")
		problem(404, "GET", "/api/v1/items/it0000000000000000000", nil, "no item")
		problem(422, "GET", "/api/v1/persons/pe0000000000000000000", nil, "for a purpose only")
		for _, ref := range []string{"case&ref=cs0000000000000000000", "trace&ref=tr0000000000000000000", "seizure&ref=it0000000000000000000"} {
			problem(422, "GET", "/api/v1/persons/pe0000000000000000000?purpose="+ref, nil, "is not on record")
			problem(422, "GET", "/api/v1/persons?text=ana&purpose="+ref, nil, "body.purpose")
		}
		problem(422, "GET", "/api/v1/persons?text=ana&purpose=inspection&born=soon", nil, "body.born")
		problem(422, "PUT", "/api/v1/traces/tr1/close", map[string]string{"reason": "x"}, "If-Match")
		head := d.token
		d.token = d.user("keeper", access.RoleAdministrator)
		problem(403, "GET", "/api/v1/items", nil, "do not allow")
		d.token = ""
		problem(401, "GET", "/api/v1/items", nil, "sign in")
		problem(401, "POST", "/api/v1/sessions", map[string]string{"name": "head", "password": "a guess that is wrong"}, "wrong")
		var signed struct{ Token string }
		d.want(200, "POST", "/api/v1/sessions", map[string]string{"name": "Head", "password": password}, &signed)
		if len(signed.Token) != 64 {
			t.Errorf("token %q", signed.Token)
		}
		d.token = head
	})
}

func TestAPIIdempotencyKey(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		event := map[string]any{"events": []any{map[string]any{"kind": "register", "marks": []any{map[string]string{"kind": "serial", "text": "ONCE1"}}}}}
		_, _, first := d.do("POST", "/api/v1/events", event, "Idempotency-Key", "k1")
		status, h, second := d.do("POST", "/api/v1/events", event, "Idempotency-Key", "k1")
		if status != 200 || !bytes.Equal(first, second) || h.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the repeated request got %d %s, the first %s", status, second, first)
		}
		if status, _, _ := d.do("POST", "/api/v1/events", map[string]any{"events": []any{map[string]any{"kind": "loss"}}}, "Idempotency-Key", "k1"); status != 422 {
			t.Errorf("another request with the same key got %d", status)
		}
		var page struct{ Total int }
		d.want(200, "GET", "/api/v1/items", nil, &page)
		if page.Total != 1 {
			t.Errorf("%d items were made", page.Total)
		}
	})
}

// TestOpenAPIMatchesTheHandlers reads the served document and calls every
// operation in it: each answers as an operation of the document does, never as
// a page that is not there.
func TestOpenAPIMatchesTheHandlers(t *testing.T) {
	d := openDoor(t, storetest.OpenSQLite(t, schemas()))
	var doc struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			OperationID string         `json:"operationId"`
			Summary     string         `json:"summary"`
			Responses   map[string]any `json:"responses"`
		} `json:"paths"`
	}
	d.want(200, "GET", "/api/openapi.json", nil, &doc)
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
	seen := map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if seen[op.OperationID] || op.Summary == "" {
				t.Errorf("%s %s: operation %q is there twice, or says nothing", method, path, op.OperationID)
			}
			seen[op.OperationID] = true
			if op.OperationID == "sign-out" {
				continue // it would end the session of the others
			}
			address := strings.NewReplacer("{id}", "it0", "{year}", "2024", "{cell}", "seized.type.pistol", "{hop}", "hp0", "{name}", "type", "{sha}", strings.Repeat("0", 64), "{block}", "parts").Replace(path)
			status, h, text := d.do(strings.ToUpper(method), address, map[string]any{}, "If-Match", `"1"`)
			if _, listed := op.Responses[fmt.Sprint(status)]; !listed && op.Responses["default"] == nil {
				t.Errorf("%s %s: status %d is not in the document: %s", method, path, status, text)
			}
			if status == 500 || status == 405 || len(text) > 0 && !strings.Contains(h.Get("Content-Type"), "json") {
				t.Errorf("%s %s: %d %s %s", method, path, status, h.Get("Content-Type"), text)
			}
		}
	}
	if len(seen) < 120 {
		t.Errorf("only %d operations are described", len(seen))
	}
}
