package main

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"focalpoint/internal/access"
)

// multi sends a form with a file.
func (r *reader) multi(path string, v url.Values, field, name, content string, want int) (at, body string) {
	r.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for key, list := range v {
		for _, value := range list {
			if err := w.WriteField(key, value); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := r.client.Post(r.url+path, w.FormDataContentType(), &b)
	at, body, _ = r.answer(resp, err, want)
	at, _, _ = strings.Cut(at, "?")
	return at, html.UnescapeString(body)
}

// base is the version a form of a page was made from.
func (r *reader) base(path string) string {
	r.t.Helper()
	_, rest, ok := strings.Cut(r.get(path, http.StatusOK), `name="base" value="`)
	if !ok {
		r.t.Fatalf("%s has no form with a version", path)
	}
	base, _, _ := strings.Cut(rest, `"`)
	return base
}

// TestPagesQuestions writes a question to a dealer, refuses to let it leave
// incomplete, sends it, and records what comes back: an answer with events, a
// refusal, silence.
func TestPagesQuestions(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		item, _, tr := d.traced("QZ480716")
		dealer := d.party("Dealer Y", "keeper", "dealer", "BRA")
		page := "/traces/" + tr
		ask := fields("name", "Works of Parana", "kind", "maker", "country", "BRA", "language", "es")
		r.bad(page+"/do/ask", with(ask, "name", "", "country", ""), 422, "Name whom to ask")
		r.bad(page+"/do/ask", with(ask, "kind", ""), 422, "Say what sort of body it is")
		r.bad(page+"/do/ask", fields("party", "pa0000000000000000000"), 422, "no such entry in the directory")
		r.bad(page+"/do/ask", with(ask, "base", "77"), 409)
		r.send(page+"/do/nonsense", ask, http.StatusNotFound)
		hop, body := r.good(page+"/do/ask", fields("party", dealer, "language", "es"))
		if !strings.HasPrefix(hop, page+"/hops/hp") || !strings.Contains(body, "Dealer Y") {
			t.Fatalf("the question is at %s", hop)
		}
		send := fields("means", "post", "contact", "Rua 5, Santos")
		r.bad(hop+"/send", send, 422, "missing; give it, or say why it cannot be given")
		r.requested(page, hop)
		r.good(hop+"/send", with(send, "base", r.base(hop)))
		r.bad(hop+"/send", with(send, "-means", "post", "-contact", "Rua 5, Santos", "means", "", "contact", ""), 409)
		r.shows(hop, "Rua 5, Santos")
		r.get(hop+"/letter", http.StatusOK)
		r.get(hop+"/letter?as=docx", http.StatusOK)
		r.answered(page, hop, item)
		r.refusedAndSilent(page)
		d.as("statistician", access.RoleAnalyst).send(page+"/do/ask", ask, http.StatusForbidden)
	})
}

// requested fills in the request; what the instrument asks for is there, or a
// reason why it is not.
func (r *reader) requested(page, hop string) {
	r.t.Helper()
	_, id, _ := strings.Cut(hop, "/hops/")
	form := fields("hop", id, "why", "found with a robber", "circumstances", "under the seat", "use", "investigation", "basis", "protocol", "ask", "sale", "authority", "Road police", "officer", "Insp. Silva",
		"contact", "desk@example.org", "case", "12/2026", "priority", "routine", "handling", "police only", "note", "urgent by phone", "offences", "arms-possession")
	body := r.get(page+"/request?hop="+id, http.StatusOK)
	use := firstOption(r.t, body, "use")
	form.Set("use", use)
	form.Set("basis", firstRadio(r.t, body, "basis"))
	form.Set("ask", firstRadio(r.t, body, "ask"))
	r.bad(page+"/request", with(form, "priority", "urgent"), 422, "Say why it is urgent")
	r.bad(page+"/request", with(form, "-use", "gossip", "use", ""), 422)
	for _, part := range strings.Split(body, `name="waived.`)[1:] {
		field, _, _ := strings.Cut(part, `"`)
		form.Set("waived."+field, "the dealer has no record of it")
	}
	r.good(page+"/request", form)
	again := html.UnescapeString(r.get(page+"/request?hop="+id, http.StatusOK))
	for _, want := range []string{"found with a robber", "under the seat", "Insp. Silva", "desk@example.org", "police only", `value="arms-possession" checked`} {
		if !strings.Contains(again, want) {
			r.t.Errorf("the request lost %q", want)
		}
	}
	if got := r.get(hop, http.StatusOK); !strings.Contains(got, "reason given") && !strings.Contains(got, "complete") {
		r.t.Error("the question does not say whether it is complete")
	}
}

// firstOption is the first code of a list to choose from.
func firstOption(t *testing.T, body, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `<select id="`+name+`" name="`+name+`"`)
	_, rest, found := strings.Cut(rest, `<option value=""></option><option value="`)
	code, _, _ := strings.Cut(rest, `"`)
	if !ok || !found {
		t.Fatalf("the form has no list %s", name)
	}
	return code
}

// firstRadio is the first value of a row of buttons or boxes.
func firstRadio(t *testing.T, body, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !ok {
		t.Fatalf("the form has no %s", name)
	}
	return value
}

// answered records an answer with what the books say, and its letter.
func (r *reader) answered(page, hop, item string) {
	r.t.Helper()
	answer := fields("code", "record", "text", "Sold over the counter.", "theirs", "DY-77", "events.0.kind", "sale", "events.0.happened", "2015-04-02", "events.0.from", "Dealer Y", "events.0.to", "Buyer Q", "events.0.document", "invoice 9")
	r.bad(hop+"/answer", with(answer, "code", ""), 422, "Say what the answer brings")
	r.bad(hop+"/answer", with(answer, "events.0.happened", "", "events.0.to", "", "events.0.from", "", "events.0.document", "", "-events.0.kind", "sale", "events.0.kind", ""), 422, "An answer with a record says what happened")
	r.bad(hop+"/answer", with(answer, "events.0.happened", "some day"), 422)
	r.bad(hop+"/answer", with(answer, "limits", "police only", "refusal", "investigation"), 422)
	r.bad(hop+"/refuse", fields("text", "no"), 422, "Choose a reason of the list")
	if _, body, _ := r.send(hop+"/answer", with(answer, "add", "events"), http.StatusOK); !strings.Contains(body, `name="events.1.kind"`) || !strings.Contains(body, "Sold over the counter.") {
		r.t.Error("without scripts another event cannot be added, or what was typed is lost")
	}
	r.good(hop+"/acknowledge", fields("theirs", "DY-77", "note", "by post"))
	if _, body := r.multi(hop+"/answer", answer, "file", "answer.txt", "Dear officer, sold over the counter.", http.StatusOK); strings.Contains(body, "alert bad") {
		r.t.Fatalf("the answer is not taken: %.900s", body[strings.Index(body, "alert bad"):])
	}
	r.shows(hop, "Sold over the counter.", "DY-77", "/files/")
	r.shows("/items/"+item, "Buyer Q", "invoice 9")
	before := r.size()
	if r.send(hop+"/answer", with(answer, "base", "1"), http.StatusConflict); r.size() != before {
		r.t.Error("a form that was sent twice was taken twice")
	}
}

// refusedAndSilent takes a refusal with its reason, a question that is taken
// back, and one that nobody answered.
func (r *reader) refusedAndSilent(page string) {
	r.t.Helper()
	sent := func(name string) string {
		hop, _ := r.good(page+"/do/ask", fields("name", name, "kind", "dealer", "country", "BRA"))
		r.good(hop+"/send", fields("means", "post"))
		return hop
	}
	hop := sent("Dealer R")
	r.bad(hop+"/refuse", fields("text", "we will not"), 422, "Choose a reason of the list")
	r.bad(hop+"/refuse", fields("-refusal", "because", "text", "we will not"), 422)
	_, body := r.good(hop+"/refuse", fields("refusal", "investigation", "text", "we will not"))
	if !strings.Contains(body, "we will not") {
		r.t.Error("the refusal is not shown")
	}
	hop = sent("Dealer S")
	r.bad(hop+"/withdraw", fields("reason", ""), 422, "Say why")
	r.good(hop+"/needs", fields("note", "the calibre"))
	r.good(hop+"/resend", fields())
	r.good(hop+"/withdraw", fields("reason", "the owner confessed"))
	hop = sent("Dealer T")
	r.bad(hop+"/silent", fields(), 409, "silence can be recorded from")
	r.wait(400 * 24 * time.Hour)
	r = r.reader()
	r.good(hop+"/remind", fields())
	r.good(hop+"/silent", fields())
}

// TestPagesIncoming records a partner's question with its letter and answers it.
func TestPagesIncoming(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		d.traced("QZ480716")
		form := fields("name", "Focal point of Argentina", "kind", "state", "country", "ARG", "reference", "AR-2026-5", "text", "Whose revolver is this?", "language", "es", "found-on", "2026-01-05", "found-at", "Posadas", "found-country", "ARG",
			"item-kind", "firearm", "make", "Taurus", "calibre", ".38 SPL", "type", "revolver", "marks.0.kind", "serial", "marks.0.text", "QZ480716", "marks.0.condition", "legible")
		r.bad("/traces/new", with(form, "name", "", "country", ""), 422)
		r.bad("/traces/new", with(form, "found-on", "yesterday"), 422)
		r.bad("/traces/new", with(form, "-party", "pa0000000000000000000", "name", "", "kind", ""), 422)
		r.bad("/traces/new", with(form, "marks.0.text", "", "marks.0.condition", "", "make", "", "calibre", "", "-type", "x", "type", ""), 422)
		if _, body, _ := r.send("/traces/new", with(form, "add", "marks"), http.StatusOK); !strings.Contains(body, `name="marks.1.text"`) || !strings.Contains(body, "AR-2026-5") {
			t.Error("without scripts another mark cannot be added")
		}
		at, body := r.multi("/traces/new", form, "file", "letter.txt", "Estimado colega …", http.StatusOK)
		if !strings.HasPrefix(at, "/traces/tr") || !strings.Contains(body, "AR-2026-5") || !strings.Contains(body, "/files/") {
			t.Fatalf("%s: %.600s", at, body)
		}
		respond := at + "/do/respond"
		r.good(at+"/do/acknowledge", fields("more", "the length of the barrel"))
		r.shows(at, "the length of the barrel")
		r.bad(respond, fields(), 422, "Write the answer, or give the reason")
		r.bad(respond, fields("-refusal", "because"), 422, "A refusal gives one of the reasons")
		_, body = r.good(respond, fields("text", "Sold in 2015 to an owner here.", "holder", "1", "limits", "police only"))
		if !strings.Contains(body, "Sold in 2015") {
			t.Error("the answer is not shown")
		}
		r.get(at+"/reply", http.StatusOK)
		r.get(at+"/reply?as=docx", http.StatusOK)
	})
}
