package trace_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/trace"
)

// TestOneLetterForSeveralItems: a list goes to one addressee in one letter; what
// each item lacks is named, nothing leaves before all are complete, and answers
// are recorded item by item.
func TestOneLetterForSeveralItems(t *testing.T) {
	onBoth(t, func(h *house) {
		state := trace.Addressee{Kind: trace.ToState, Country: "LBN"}
		var list []trace.Question
		for i, serial := range []string{"LB 501", "LB 777", "LB 912"} {
			item := focalpoint.ItemID("its" + string(rune('1'+i)))
			h.seized(item, "LBN", number(serial))
			ran, err := h.Run(h.ctx, "us1", item)
			h.ok(err)
			id := ran[0].Doc.ID
			_, hop, err := h.Ask(h.ctx, "us1", id, 0, state, "fr")
			h.ok(err)
			r := request()
			if i < 2 { // the third lacks its grounds
				r.Why, r.Waived = "", map[string]string{"why": "the file is sealed by a court"}
			} else {
				r.Why, r.Use = "", ""
			}
			_, err = h.SetRequest(h.ctx, "us1", id, 0, r)
			h.ok(err)
			list = append(list, trace.Question{Trace: id, Hop: hop})
		}
		_, err := h.SendTogether(h.ctx, "us1", list, trace.Sending{Means: "post"})
		h.kind(err, focalpoint.KindIncomplete)
		third := string(list[2].Trace)
		if said := err.Error(); strings.Count(said, "missing") != 2 || !strings.Contains(said, third+".request.why") || !strings.Contains(said, third+".request.use") {
			t.Errorf("what is missing, by item: %s", said)
		}
		for _, q := range list {
			if v, err := h.Get(h.ctx, q.Trace); err != nil || v.Doc.Hops[0].Status != trace.HopDraft {
				t.Errorf("a question left although another was incomplete: %s, %v", v.Doc.Hops[0].Status, err)
			}
		}
		for _, wrong := range [][]trace.Question{list[:1], {list[0], list[0]}} {
			_, err = h.SendTogether(h.ctx, "us1", wrong, trace.Sending{})
			h.kind(err, focalpoint.KindInvalid)
		}
		_, err = h.SetRequest(h.ctx, "us1", list[2].Trace, 0, request())
		h.ok(err)
		sent, err := h.SendTogether(h.ctx, "us1", list, trace.Sending{Means: "post"})
		h.ok(err)
		letters := map[string]bool{}
		for _, v := range sent {
			hop := v.Doc.Hops[0]
			letters[hop.Letter] = true
			if hop.Status != trace.HopSent || hop.Together == "" || hop.Due.IsZero() || hop.Request.Use == "" || v.Doc.Finding.Leaf != "1.6" {
				t.Errorf("sent: %+v", hop)
			}
		}
		if len(letters) != 1 {
			t.Errorf("%d letters, want one", len(letters))
		}
		for sha := range letters {
			_, content, err := h.files.Read(h.ctx, sha)
			h.ok(err)
			words := wordsOf(t, content)
			for _, part := range []string{"LB 501", "LB 777", "LB 912", sent[1].Doc.Hops[0].Reference, "the file is sealed by a court"} {
				if !strings.Contains(words, part) {
					t.Errorf("the letter does not hold %q", part)
				}
			}
		}
		// Answers come item by item.
		v, err := h.Answer(h.ctx, "us1", list[0].Trace, 0, list[0].Hop, trace.Result{Code: trace.AnswerNoRecord, Text: "rien"})
		h.ok(err)
		if v.Doc.Finding.Result != "F5" {
			t.Errorf("the first: %s", v.Doc.Finding.Result)
		}
		v, err = h.Refuse(h.ctx, "us1", list[1].Trace, 0, list[1].Hop, "investigation", "une enquête")
		h.ok(err)
		if v.Doc.Finding.Result != "F9" {
			t.Errorf("the second: %s", v.Doc.Finding.Result)
		}
		v, err = h.Get(h.ctx, list[2].Trace)
		if h.ok(err); v.Doc.Hops[0].Status != trace.HopSent {
			t.Errorf("the third does not wait any more: %s", v.Doc.Hops[0].Status)
		}
	})
}

// wordsOf reads the text of a letter as it was stored.
func wordsOf(t *testing.T, docx []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
