package main

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"focalpoint/internal/access"
)

// as signs in another person with the given roles.
func (d *door) as(name string, roles ...access.Role) *reader {
	d.t.Helper()
	d.user(name, roles...)
	return d.readerAs(name)
}

// size is how many entries the log has.
func (d *door) size() int64 {
	d.t.Helper()
	head, err := d.app.Log.Head(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return head.Size
}

// bad sends a form that must be mended: the answer has the status, says so in an
// alert with each of the sentences, keeps everything that was typed, and nothing
// was written. A field that the form does not show again is named "-field".
func (r *reader) bad(path string, v url.Values, status int, says ...string) string {
	r.t.Helper()
	sent := url.Values{}
	for name, list := range v {
		sent[strings.TrimPrefix(name, "-")] = list
	}
	before := r.size()
	_, body, _ := r.send(path, sent, status)
	if after := r.size(); after != before {
		r.t.Errorf("%s: a form that was refused made %d entries in the log", path, after-before)
	}
	if !strings.Contains(body, `role="alert"`) {
		r.t.Errorf("%s: nothing says what to mend: %.600s", path, body)
	}
	text := html.UnescapeString(body)
	for _, s := range says {
		if !strings.Contains(text, s) {
			at := strings.Index(text, `role="alert"`)
			r.t.Errorf("%s: the answer does not say %q: %.700s", path, s, text[max(0, at):])
		}
	}
	for name, list := range v {
		if strings.HasPrefix(name, "-") || name == "base" || name == "password" {
			continue
		}
		for _, value := range list {
			if value != "" && !strings.Contains(body, html.EscapeString(value)) && !strings.Contains(text, value) {
				r.t.Errorf("%s: %s=%q was typed and is lost", path, name, value)
			}
		}
	}
	return body
}

// stranger is a form that another site sent: the cookie is there, the origin is not ours.
func (r *reader) stranger(path string, v url.Values) {
	r.t.Helper()
	before := r.size()
	q, err := http.NewRequest(http.MethodPost, r.url+path, strings.NewReader(v.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Origin", "https://elsewhere.example")
	q.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := r.client.Do(q)
	r.answer(resp, err, http.StatusForbidden)
	if r.size() != before {
		r.t.Errorf("%s: a form of another site was taken", path)
	}
}

// good sends a form that is taken and returns the address it leads to.
func (r *reader) good(path string, v url.Values) (at, body string) {
	r.t.Helper()
	at, body, _ = r.send(path, v, http.StatusOK)
	if strings.Contains(body, `alert bad`) {
		r.t.Fatalf("%s: %.900s", path, body[strings.Index(body, `alert bad`):])
	}
	at, _, _ = strings.Cut(at, "?")
	at, _, _ = strings.Cut(at, "#")
	return at, html.UnescapeString(body)
}

// shows demands that a page holds all of the texts.
func (r *reader) shows(path string, texts ...string) string {
	r.t.Helper()
	body := html.UnescapeString(r.get(path, http.StatusOK))
	for _, text := range texts {
		if !strings.Contains(body, text) {
			r.t.Errorf("%s does not show %q", path, text)
		}
	}
	return body
}

func fields(kv ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	return v
}

// with is a form with some fields said otherwise; an empty value takes one away.
func with(v url.Values, kv ...string) url.Values {
	out := url.Values{}
	for name, list := range v {
		out[name] = slices.Clone(list)
	}
	for i := 0; i+1 < len(kv); i += 2 {
		if out.Del(kv[i]); kv[i+1] != "" {
			out.Set(kv[i], kv[i+1])
		}
	}
	return out
}

// TestEveryFormOfAnotherSiteIsRefused sends each form of the pages from another
// site, and by a person whose role does not open it.
func TestEveryFormOfAnotherSiteIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		admin := d.as("keeper", access.RoleAdministrator)
		border := d.as("border", access.RoleBorder)
		for _, path := range []string{"/seizures/new", "/seizures/draft", "/traces/run", "/traces/new", "/traces/tr1/do/close", "/traces/tr1/request", "/traces/tr1/hops/hp1/send", "/directory/new", "/directory/pa1/edit",
			"/directory/pa1/task", "/tasks/tk1/answer", "/items/it1/apart", "/items/it1/move", "/cases/new", "/cases/cs1/edit", "/cases/cs1/attach", "/cases/cs1/detach", "/follow-ups/new", "/follow-ups/fu1",
			"/groups/new", "/groups/gr1/edit", "/groups/gr1/names", "/catalogue/make", "/review/one", "/returns/2024/declare", "/imports/files/iu1"} {
			r.stranger(path, fields("name", "x"))
			before := d.size()
			admin.send(path, fields("name", "x"), http.StatusForbidden)
			if d.size() != before {
				t.Errorf("%s: an administrator wrote", path)
			}
		}
		admin.stranger("/users/new", fields("name", "x"))
		r.send("/users/new", fields("name", "x"), http.StatusForbidden)
		for _, path := range []string{"/cases/new", "/groups/new", "/directory/new", "/traces/new", "/follow-ups/new"} {
			border.get(path, http.StatusForbidden)
			border.send(path, fields("name", "x"), http.StatusForbidden)
		}
	})
}
