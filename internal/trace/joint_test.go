package trace_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/trace"
)

// TestOneLetterForSeveralItems: a list goes to one addressee in one letter; what
// each item lacks is named, nothing leaves before all are complete, and answers
// are recorded item by item.
func TestOneLetterForSeveralItems(t *testing.T) {
	onBoth(t, func(h *house) {
		dealer := h.party(directory.Party{Kind: directory.Keeper, Name: "Maison Rivage", Country: "LBN", Roles: []directory.Role{directory.RoleDealer}, Languages: []string{"fr"}})
		j := trace.Joint{To: trace.Addressee{Party: dealer.ID}, Sending: trace.Sending{Means: "post"}}
		for i, serial := range []string{"LB 501", "LB 777", "LB 912"} {
			item := focalpoint.ItemID("its" + string(rune('1'+i)))
			h.seized(item, "LBN", number(serial))
			ran, err := h.Run(h.ctx, "us1", item)
			h.ok(err)
			j.Traces = append(j.Traces, ran[0].Doc.ID)
		}
		slices.Sort(j.Traces) // as they stand in the letter
		// One has its question already, and grounds of its own.
		_, _, err := h.Ask(h.ctx, "us1", j.Traces[0], 0, trace.Addressee{Party: dealer.ID}, "ar")
		h.ok(err)
		r := request()
		r.Why, r.Waived = "", map[string]string{"why": "the file is sealed by a court"}
		_, err = h.SetRequest(h.ctx, "us1", j.Traces[0], 0, r)
		h.ok(err)
		_, err = h.SendJoint(h.ctx, "us1", j)
		h.kind(err, focalpoint.KindIncomplete)
		second := string(j.Traces[1])
		if said := err.Error(); !strings.Contains(said, second+".request.why") || !strings.Contains(said, second+".request.use") || strings.Contains(said, string(j.Traces[0])) {
			t.Errorf("what is missing, by item: %s", said)
		}
		for i, id := range j.Traces {
			v, err := h.Get(h.ctx, id)
			h.ok(err)
			if i == 0 && v.Doc.Hops[0].Status != trace.HopDraft || i > 0 && len(v.Doc.Hops) > 0 {
				t.Errorf("a question left although another was incomplete: %+v", v.Doc.Hops)
			}
		}
		for _, wrong := range [][]focalpoint.TraceID{j.Traces[:1], {j.Traces[0], j.Traces[0]}, make([]focalpoint.TraceID, trace.JointMost+1)} {
			_, err = h.SendJoint(h.ctx, "us1", trace.Joint{Traces: wrong, To: j.To})
			h.kind(err, focalpoint.KindInvalid)
		}
		_, err = h.SendJoint(h.ctx, "us1", trace.Joint{Traces: []focalpoint.TraceID{j.Traces[0], "trnone"}, To: j.To})
		h.kind(err, focalpoint.KindNotFound)
		// What holds for all is given once.
		j.Common = request()
		j.Common.Why = "imported without licence"
		page, err := h.PreviewJoint(h.ctx, j)
		h.ok(err)
		seen, err := page.HTML()
		h.ok(err)
		sent, err := h.SendJoint(h.ctx, "us1", j)
		h.ok(err)
		letters := map[string]bool{}
		for _, v := range sent {
			hop := v.Doc.Hops[0]
			letters[hop.Letter] = true
			if hop.Status != trace.HopSent || hop.Joint == "" || hop.Language != "fr" || hop.Due.IsZero() || hop.Request.Use == "" || v.Doc.Finding.Leaf != "1.6" {
				t.Errorf("sent: %+v", hop)
			}
		}
		if len(letters) != 1 {
			t.Errorf("%d letters, want one", len(letters))
		}
		for sha := range letters {
			readsAsItLeft(t, h, sha, string(seen), sent)
		}
		_, err = h.SendJoint(h.ctx, "us1", j)
		h.kind(err, focalpoint.KindConflict)
		answeredByItem(t, h, sent)
	})
}

// readsAsItLeft checks that the stored letter holds every item and says now what it said then, and what its preview
// said before.
func readsAsItLeft(t *testing.T, h *house, sha, seen string, sent []trace.Version) {
	t.Helper()
	_, content, err := h.files.Read(h.ctx, sha)
	h.ok(err)
	words := wordsOf(t, content)
	for _, part := range []string{"LB 501", "LB 777", "LB 912", sent[1].Doc.Hops[0].Reference, "the file is sealed by a court", "imported without licence"} {
		if !strings.Contains(words, part) || !strings.Contains(seen, part) {
			t.Errorf("the letter does not hold %q", part)
		}
	}
	if strings.Count(words, "imported without licence") != 2 {
		t.Error("grounds of the letter stand where the item has its own")
	}
	again, err := h.Letter(h.ctx, sent[2].Doc.ID, sent[2].Doc.Hops[0].ID)
	h.ok(err)
	doc, err := again.DOCX()
	h.ok(err)
	if wordsOf(t, doc) != words {
		t.Error("the letter reads otherwise than it left")
	}
}

// answeredByItem answers one question of a letter, refuses another and leaves the third waiting.
func answeredByItem(t *testing.T, h *house, sent []trace.Version) {
	t.Helper()
	hop := func(i int) focalpoint.HopID { return sent[i].Doc.Hops[0].ID }
	v, err := h.Answer(h.ctx, "us1", sent[0].Doc.ID, 0, hop(0), trace.Result{Code: trace.AnswerNoRecord, Text: "rien"})
	h.ok(err)
	if v.Doc.Finding.Result != "F5" {
		t.Errorf("the first: %s", v.Doc.Finding.Result)
	}
	v, err = h.Refuse(h.ctx, "us1", sent[1].Doc.ID, 0, hop(1), "investigation", "une enquête")
	h.ok(err)
	if v.Doc.Finding.Result != "F9" {
		t.Errorf("the second: %s", v.Doc.Finding.Result)
	}
	v, err = h.Get(h.ctx, sent[2].Doc.ID)
	if h.ok(err); v.Doc.Hops[0].Status != trace.HopSent {
		t.Errorf("the third does not wait any more: %s", v.Doc.Hops[0].Status)
	}
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
