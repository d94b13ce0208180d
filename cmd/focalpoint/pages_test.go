package main

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"focalpoint/internal/importer"
)

// reader is a person at a browser without scripts: cookies, forms, redirects.
type reader struct {
	*door
	client *http.Client
}

func (d *door) reader() *reader { return d.readerAs("head") }

func (d *door) readerAs(name string) *reader {
	d.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	r := &reader{d, &http.Client{Jar: jar}}
	if _, body, _ := r.send("/sign-in", url.Values{"name": {name}, "password": {password}}, http.StatusOK); !strings.Contains(body, "/sign-out") {
		d.t.Fatalf("not signed in: %.300s", body)
	}
	return r
}

func (r *reader) answer(resp *http.Response, err error, want int) (at, body string, header http.Header) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if resp.StatusCode != want {
		_, main, _ := strings.Cut(string(text), "<main")
		r.t.Fatalf("%s: %d, want %d: %.1500s", resp.Request.URL, resp.StatusCode, want, main)
	}
	return resp.Request.URL.RequestURI(), string(text), resp.Header
}

func (r *reader) get(path string, want int) string {
	r.t.Helper()
	resp, err := r.client.Get(r.url + path)
	_, body, _ := r.answer(resp, err, want)
	return body
}

func (r *reader) send(path string, v url.Values, want int) (at, body string, header http.Header) {
	r.t.Helper()
	resp, err := r.client.PostForm(r.url+path, v)
	return r.answer(resp, err, want)
}

func (r *reader) upload(target, name, content string, want int) (at, body string) {
	r.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("target", target); err != nil {
		r.t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := r.client.Post(r.url+"/imports/new", w.FormDataContentType(), &b)
	at, body, _ = r.answer(resp, err, want)
	return at, body
}

const smallRegister = "Marke,Nummer,Kal\nTaurus,ABC123,9x19\nTaurus,ABC124,zork 99\n"

func TestPagesImportReviewAndRecode(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		ctx, r := context.Background(), d.reader()
		d.app.Importer.Serve(d.app.Jobs)
		if _, body := r.upload("register", "empty.csv", "", http.StatusUnprocessableEntity); !strings.Contains(body, "alert bad") {
			t.Error("an empty file is not refused")
		}
		r.upload("nonsense", "a.csv", smallRegister, http.StatusUnprocessableEntity)
		at, body := r.upload("register", "a.csv", smallRegister, http.StatusOK)
		if !strings.Contains(body, "Nummer") || !strings.HasPrefix(at, "/imports/files/iu") {
			t.Fatalf("%s: %.500s", at, body)
		}
		form := url.Values{"columns.0.column": {"Marke"}, "columns.0.field": {"make"}, "columns.1.column": {"Nummer"}, "columns.1.field": {"serial"}, "columns.2.column": {"Kal"}, "columns.2.field": {"calibre"}, "name": {"by-header"}}
		with := func(do string, kv ...string) url.Values {
			v := url.Values{"do": {do}}
			for k, x := range form {
				v[k] = x
			}
			for i := 0; i < len(kv); i += 2 {
				v.Set(kv[i], kv[i+1])
			}
			return v
		}
		r.send(at, with("save"), http.StatusUnprocessableEntity) // a mapping needs a name of its own
		r.send(at, with("keep", "columns.2.field", "nonsense"), http.StatusUnprocessableEntity)
		r.send(at, with("save", "name", "kalender", "reason", "yearly file"), http.StatusOK)
		step := func() {
			if did, err := d.app.Jobs.Step(ctx); err != nil || !did {
				t.Fatalf("job: %v %v", did, err)
			}
		}
		r.send(at, with("try", "name", "kalender"), http.StatusOK)
		step()
		if body := r.get(at, http.StatusOK); !strings.Contains(body, "zork 99") {
			t.Errorf("the dry run does not name what waits: %.800s", body)
		}
		if runs, err := d.app.Importer.Runs(ctx); err != nil || len(runs) != 0 {
			t.Fatalf("a dry run stored something: %v %v", runs, err)
		}
		r.send(at, with("load", "name", "kalender"), http.StatusOK)
		step()
		run := r.theRun(ctx)
		if run.Counts.Taken != 2 || run.Counts.Queued != 1 || run.Mapping.Name != "kalender" {
			t.Errorf("%+v", run.Counts)
		}
		r.get("/imports", http.StatusOK)
		r.get("/imports/"+string(run.ID)+"?show=all", http.StatusOK)
		r.get("/imports/"+string(run.ID)+"?as=csv", http.StatusOK)
		r.get("/imports/none", http.StatusNotFound)
		r.reviewed()
	})
}

func (r *reader) theRun(ctx context.Context) importer.Run {
	r.t.Helper()
	runs, err := r.app.Importer.Runs(ctx)
	if err != nil || len(runs) != 1 {
		r.t.Fatalf("%d imports, want 1: %v", len(runs), err)
	}
	return runs[0]
}

// reviewed decides what "zork 99" means and takes it back.
func (r *reader) reviewed() {
	r.t.Helper()
	one := "/review/one?list=calibre&raw=zork+99"
	if body := r.get("/review", http.StatusOK); !strings.Contains(body, "zork 99") {
		r.t.Fatalf("the queue lacks the text: %.600s", body)
	}
	r.get("/review/one?list=nonsense&raw=x", http.StatusNotFound)
	found := r.get(one+"&q=9x19", http.StatusOK)
	_, rest, ok := strings.Cut(html.UnescapeString(found), codeLink)
	if !ok {
		r.t.Fatalf("the search offers no code: %.900s", found)
	}
	code, _, _ := strings.Cut(rest, "&")
	code, _ = url.QueryUnescape(code)
	if body := r.get(one+"&code="+url.QueryEscape(code), http.StatusOK); !strings.Contains(body, `name="reason"`) {
		r.t.Error("the difference is not shown before the decision")
	}
	v := url.Values{"list": {"calibre"}, "raw": {"zork 99"}, "code": {code}}
	r.send("/review/one", v, http.StatusUnprocessableEntity) // no reason
	v.Set("reason", "test fire")
	r.send("/review/one", v, http.StatusOK)
	if body := r.get("/review?list=calibre", http.StatusOK); strings.Contains(body, "zork 99") {
		r.t.Error("the text still waits")
	}
	if body := r.get("/review/decisions", http.StatusOK); !strings.Contains(body, "test fire") {
		r.t.Error("the decision is not listed")
	}
	v.Set("code", "")
	v.Set("back", "1")
	v.Set("reason", "it was wrong")
	r.send("/review/one", v, http.StatusOK)
	if body := r.get("/review?list=calibre", http.StatusOK); !strings.Contains(body, "zork 99") {
		r.t.Error("taken back, the text does not wait again")
	}
}

// codeLink is how the page links to a code of the text.
const codeLink = "list=calibre&raw=zork+99&code="

func TestPagesCodeListsAndDeclarations(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		for _, as := range []string{"", "?as=csv", "?as=xlsx", "?as=json", "?text=9&sort=name"} {
			r.get("/catalogue/calibre"+as, http.StatusOK)
		}
		r.get("/catalogue", http.StatusOK)
		r.get("/catalogue/nonsense", http.StatusNotFound)
		v := url.Values{"code": {"taurus"}, "name-en": {"Other"}, "source": {"a law"}}
		r.send("/catalogue/make", v, http.StatusUnprocessableEntity) // stands in the list
		v.Set("code", "village smith")
		r.send("/catalogue/make", v, http.StatusUnprocessableEntity) // a blank
		v.Set("code", "village-smith")
		v.Set("source", "")
		r.send("/catalogue/make", v, http.StatusUnprocessableEntity)
		v.Set("source", "gazette 12")
		if _, body, _ := r.send("/catalogue/make", v, http.StatusOK); !strings.Contains(body, "village-smith") {
			t.Errorf("the code is not in the list: %.600s", body)
		}
		w := url.Values{"block": {"parts"}, "status": {"not-collected"}}
		r.send("/returns/2024/declare", w, http.StatusUnprocessableEntity) // no reason
		w.Set("reason", "no register of parts")
		if _, body, _ := r.send("/returns/2024/declare", w, http.StatusOK); !strings.Contains(body, "no register of parts") {
			t.Error("the declaration is not shown")
		}
		w.Set("status", "nonsense")
		r.send("/returns/2024/declare", w, http.StatusUnprocessableEntity)
		w.Set("block", "nonsense")
		r.send("/returns/2024/declare", w, http.StatusNotFound)
	})
}
