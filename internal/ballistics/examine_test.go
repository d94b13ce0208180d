package ballistics_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/ballistics"
	"focalpoint/internal/jobs"
	"focalpoint/toolmark/likelihood"
)

// file fills the open case file: two shots each of three firearms, and a stray one.
func (h *house) file() map[string]ballistics.ExhibitID {
	all := map[string]ballistics.ExhibitID{}
	for gun, name := range []string{"p", "q", "r"} {
		for shot, number := range []string{"1", "2"} {
			all[name+number] = h.exhibit(name+number, nil)
			h.scan(all[name+number], uint64(gun), uint64(shot))
		}
	}
	all["other"] = h.exhibit("other", func(e *ballistics.Exhibit) { e.Class.Calibre = "7.62x39" })
	h.scan(all["other"], 9, 1)
	return all
}

func TestComparisonRanksTheFileAndCanBeRecomputed(t *testing.T) {
	onBoth(t, func(h *house) {
		all := h.file()
		_, err := h.room.Compare(h.ctx(), "us1", all["p1"], ballistics.Land, "", ballistics.Scope{})
		h.want(err, focalpoint.KindInvalid, "exhibit")
		v, err := h.room.Compare(h.ctx(), "us1", all["p1"], ballistics.BreechFace, "", ballistics.Scope{SameCalibre: true})
		h.must(err)
		id := ballistics.ComparisonID(v.ID)
		if v.Doc.Candidates != 5 || v.Doc.Status != ballistics.ComparisonRunning {
			h.Errorf("%+v", v.Doc)
		}
		_, err = h.room.OpenPair(h.ctx(), "us1", id, "", all["p2"], "")
		h.want(err, focalpoint.KindConflict, "")

		// A node is stopped half-way; another, started afresh, finishes.
		cut, stop := context.WithCancel(h.ctx())
		stop()
		if _, err := h.queue.Step(cut); err == nil {
			h.Error("a stopped node claims a job")
		}
		second := &jobs.Queue{DB: h.log.DB, Now: h.log.Now, Rand: h.log.Rand, Node: "two"}
		fresh := h.open(second)
		h.work(second)
		done, err := h.room.Comparison(h.ctx(), id)
		h.must(err)
		if done.Doc.Status != ballistics.ComparisonDone || len(done.Doc.Ranked) != 5 || done.Doc.Ranked[0].Exhibit != all["p2"] || done.Doc.Failed != 0 {
			h.Fatalf("the second shot of the same firearm is not first: %+v", done.Doc)
		}
		if a, b := done.Doc.Ranked[0].Score, done.Doc.Ranked[1].Score; a < b+5 {
			h.Errorf("scores %v and %v: want a clear lead", a, b)
		}
		if n, total, err := fresh.Progress(h.ctx(), id); err != nil || n != 5 || total != 5 {
			h.Errorf("%d of %d done (%v)", n, total, err)
		}
		score, detail, err := fresh.Recompute(h.ctx(), id, all["p2"])
		h.must(err)
		if score != done.Doc.Ranked[0].Score || cmp.Diff(string(detail), string(done.Doc.Ranked[0].Detail)) != "" {
			h.Errorf("recomputed %v, on record %v", score, done.Doc.Ranked[0].Score)
		}
		pairs, err := h.room.Pairs(h.ctx(), id)
		h.must(err)
		if len(pairs) != 5 || *pairs[0].Score != score {
			h.Errorf("pairs %+v", pairs)
		}
	})
}

// identify is a conclusion that makes a hit when two give it.
func identify(reason string) ballistics.Conclusion {
	return ballistics.Conclusion{Scale: "AFTE", Code: "identification", Physical: true, Subclass: true, Reason: reason}
}

func conclusion(code string) ballistics.Conclusion {
	return ballistics.Conclusion{Scale: "AFTE", Code: code, Reason: "looked at both"}
}

func TestTwoExaminersBlindMakeAHit(t *testing.T) {
	onBoth(t, func(h *house) {
		gun := h.item()
		all := h.file()
		case1, case2 := focalpoint.CaseID("cs1"), focalpoint.CaseID("cs2")
		a := h.exhibit("scene", func(e *ballistics.Exhibit) { e.Case = case1 })
		b := h.exhibit("fired", func(e *ballistics.Exhibit) {
			e.Case, e.Item, e.Seizure, e.TestFire = case2, gun, "sz1", &ballistics.TestFire{Shot: 1}
		})
		h.scan(a, 4, 1)
		h.scan(b, 4, 2)
		v, err := h.room.Compare(h.ctx(), "us1", a, ballistics.BreechFace, "", ballistics.Scope{})
		h.must(err)
		h.work(h.queue)
		opened, err := h.room.OpenPair(h.ctx(), "us1", ballistics.ComparisonID(v.ID), "", b, "")
		h.must(err)
		id := opened.ID
		if opened.Score == nil || !opened.Owes || opened.A != a {
			h.Errorf("the first examiner sees the list: %+v", opened)
		}
		h.want(h.room.AskSecond(h.ctx(), "us1", id, "us1"), focalpoint.KindInvalid, "to")
		h.must(h.room.AskSecond(h.ctx(), "us1", id, "us2", all["q1"], all["r1"]))

		bad := identify("agrees")
		bad.Physical = false
		_, err = h.room.Conclude(h.ctx(), "us1", id, bad)
		h.want(err, focalpoint.KindInvalid, "physical")
		first, err := h.room.Conclude(h.ctx(), "us1", id, identify("arched striae agree"))
		h.must(err)
		if first.Status != ballistics.AwaitsSecond || first.Mine == nil {
			h.Errorf("%+v", first)
		}
		_, err = h.room.Conclude(h.ctx(), "us1", id, conclusion("elimination"))
		h.want(err, focalpoint.KindConflict, "")
		_, err = h.room.Report(h.ctx(), "us1", id)
		h.want(err, focalpoint.KindConflict, "")

		h.blind(id, a, b)
		_, err = h.room.Conclude(h.ctx(), "us3", id, conclusion("elimination"))
		h.want(err, focalpoint.KindForbidden, "")
		last, err := h.room.Conclude(h.ctx(), "us2", id, identify("granular marks agree"))
		h.must(err)
		if last.Status != ballistics.Confirmed || last.First == nil || last.First.Conclusion == nil || last.Score == nil || last.Hit == "" {
			h.Errorf("when both are in each sees both: %+v", last)
		}
		h.joined(last.Hit, gun, case1, case2)
		report, err := h.room.Report(h.ctx(), "us9", id)
		h.must(err)
		if report.Rank != 1 || report.Hit == nil || len(report.Scales) != 1 || report.Comparison.Doc.Version != "test" || len(report.A.Scans) != 1 {
			h.Errorf("report %+v", report)
		}
	})
}

// blind checks what a second examiner and a stranger see while the first waits.
func (h *house) blind(id ballistics.ExaminationID, a, b ballistics.ExhibitID) {
	h.Helper()
	seen, err := h.room.Examination(h.ctx(), "us2", id)
	h.must(err)
	if seen.First != nil || seen.Score != nil || seen.Comparison != "" || len(seen.Detail) > 0 || !seen.Blind || !seen.Owes || seen.A != a || seen.B != b {
		h.Errorf("the second examiner sees %+v", seen)
	}
	page, err := h.room.Examinations(h.ctx(), "us2", ballistics.ExaminationFilter{Owed: "us2"})
	h.must(err)
	if page.Total != 3 {
		h.Errorf("%d pairs before the second examiner, want the pair among two decoys", page.Total)
	}
	for _, v := range page.Rows {
		if v.Decoy || v.Score != nil || v.First != nil || v.Version != 0 || !v.Opened.Equal(page.Rows[0].Opened) || v.Status != page.Rows[0].Status {
			h.Errorf("a pair before the second examiner tells what it is: %+v", v)
		}
		if v.ID != id {
			after, err := h.room.Conclude(h.ctx(), "us2", v.ID, identify("agrees"))
			h.must(err)
			if after.Hit != "" || !after.Decoy || after.Status == ballistics.Confirmed {
				h.Errorf("a decoy became a hit: %+v", after)
			}
		}
	}
	if mine, err := h.room.Examinations(h.ctx(), "us1", ballistics.ExaminationFilter{}); err != nil || mine.Total != 1 {
		h.Errorf("decoys stand before the first examiner: %+v (%v)", mine, err)
	}
	head, err := h.room.Examination(h.ctx(), "us9", id)
	h.must(err)
	if head.First == nil || head.First.Conclusion != nil {
		h.Errorf("somebody else reads a conclusion before both are in: %+v", head)
	}
}

// joined checks that a hit links what it should, once, and is taken note of.
func (h *house) joined(id ballistics.HitID, gun focalpoint.ItemID, cases ...focalpoint.CaseID) {
	h.Helper()
	if len(h.linked) != 1 || cmp.Diff(cases, h.linked[0].Cases) != "" || h.linked[0].Items[0] != gun {
		h.Fatalf("told of %+v", h.linked)
	}
	life, err := h.reg.Life(h.ctx(), gun)
	h.must(err)
	if e := life.Effective[len(life.Effective)-1]; e.Kind != focalpoint.EventExamine || e.Document != string(id) {
		h.Errorf("the firearm's life ends with %+v, want the comparison", e)
	}
	for _, f := range []ballistics.HitFilter{{Unseen: true}, {Ref: string(gun)}, {Ref: "cs2"}} {
		if page, err := h.room.Hits(h.ctx(), f); err != nil || page.Total != 1 {
			h.Errorf("%+v finds %d hits (%v)", f, page.Total, err)
		}
	}
	_, err = h.room.SeeHit(h.ctx(), "us7", id, "trace reopened")
	h.must(err)
	if page, err := h.room.Hits(h.ctx(), ballistics.HitFilter{Unseen: true}); err != nil || page.Total != 0 {
		h.Errorf("a hit that was taken note of is still new (%v)", err)
	}
}

// A write that cannot join the cases makes no hit and no conclusion.
func TestAHitIsOneWrite(t *testing.T) {
	onBoth(t, func(h *house) {
		a, b := h.exhibit("a", nil), h.exhibit("b", nil)
		v, err := h.room.OpenPair(h.ctx(), "us1", "", a, b, ballistics.BreechFace)
		h.must(err)
		h.must(h.room.AskSecond(h.ctx(), "us1", v.ID, "us2"))
		_, err = h.room.Conclude(h.ctx(), "us1", v.ID, identify("agrees"))
		h.must(err)
		h.refuse = errors.New("the case is closed")
		if _, err := h.room.Conclude(h.ctx(), "us2", v.ID, identify("agrees")); err == nil {
			h.Error("the hit was made although the cases could not be joined")
		}
		after, err := h.room.Examination(h.ctx(), "us2", v.ID)
		h.must(err)
		if after.Mine != nil || after.Hit != "" {
			h.Errorf("half a hit is on record: %+v", after)
		}
		h.refuse = nil
		done, err := h.room.Conclude(h.ctx(), "us2", v.ID, identify("agrees"))
		h.must(err)
		if done.Status != ballistics.Confirmed {
			h.Errorf("%+v", done)
		}
	})
}

// What two or three conclusions amount to, and that a disagreement stays on record.
func TestDisagreementIsKept(t *testing.T) {
	onBoth(t, func(h *house) {
		a, b := h.exhibit("a", nil), h.exhibit("b", nil)
		for _, c := range []struct {
			first, second, third string
			want                 ballistics.Status
		}{
			{"elimination", "elimination", "", ballistics.Excluded},
			{"inconclusive-a", "inconclusive-c", "", ballistics.Inconclusive},
			{"unsuitable", "unsuitable", "", ballistics.Unsuitable},
			{"identification", "inconclusive-a", "identification", ballistics.Confirmed},
			{"identification", "elimination", "elimination", ballistics.Excluded},
			{"identification", "elimination", "inconclusive-b", ballistics.Inconclusive},
		} {
			v, err := h.room.OpenPair(h.ctx(), "us1", "", a, b, ballistics.BreechFace)
			h.must(err)
			h.must(h.room.AskSecond(h.ctx(), "us1", v.ID, "us2"))
			h.want(h.room.AskThird(h.ctx(), "us1", v.ID, "us3"), focalpoint.KindConflict, "")
			give := func(who focalpoint.UserID, code string) ballistics.View {
				h.Helper()
				x := identify("agrees")
				x.Code = code
				out, err := h.room.Conclude(h.ctx(), who, v.ID, x)
				h.must(err)
				return out
			}
			give("us2", c.second) // the second may be the quicker
			out := give("us1", c.first)
			if c.third != "" {
				if out.Status != ballistics.AwaitsThird {
					h.Fatalf("%v: stands at %s", c, out.Status)
				}
				h.want(h.room.AskThird(h.ctx(), "us1", v.ID, "us2"), focalpoint.KindInvalid, "to")
				h.must(h.room.AskThird(h.ctx(), "us1", v.ID, "us3"))
				if x, err := h.room.Examination(h.ctx(), "us3", v.ID); err != nil || x.First != nil || x.Second != nil || x.Disagreed {
					h.Errorf("the third examiner sees %+v (%v)", x, err)
				}
				out = give("us3", c.third)
			}
			if out.Status != c.want || out.Disagreed != (c.third != "") || out.First.Conclusion.Code != c.first || out.Second.Conclusion.Code != c.second {
				h.Errorf("%v: %s, disagreed %v", c, out.Status, out.Disagreed)
			}
		}
	})
}

func TestOwnScalesAndRatios(t *testing.T) {
	onBoth(t, func(h *house) {
		all := h.file()
		own := ballistics.Scale{Name: "House", Edition: "1", Dated: "2026-01-01", Source: "order 5", Steps: []ballistics.ScaleStep{{Code: "yes", Means: ballistics.MeansSame}, {Code: "maybe", Means: ballistics.MeansOpen}}}
		_, err := h.room.SaveScale(h.ctx(), "us1", own, "")
		h.want(err, focalpoint.KindInvalid, "steps")
		own.Steps = append(own.Steps, ballistics.ScaleStep{Code: "no", Means: ballistics.MeansDifferent})
		_, err = h.room.SaveScale(h.ctx(), "us1", own, "")
		h.must(err)
		list, err := h.room.Scales(h.ctx())
		h.must(err)
		if len(list) != 2 || list[0].Name != "AFTE" || list[1].Name != "House" {
			h.Errorf("scales %+v", list)
		}

		ref := ballistics.Reference{Region: ballistics.BreechFace, Population: likelihood.Population{Name: "Testov range shots", Arms: []string{"Testov"}, Ammunition: []string{"Meadow"}, Source: "test", Dated: "2026-01-01"}}
		for i := range 24 {
			a, b := string(rune('a'+i)), string(rune('a'+(i+5)%24))
			ref.Rows = append(ref.Rows, likelihood.Comparison{A: a, B: a, Same: true, Scores: []float64{0.4 + 0.02*float64(i%9), 0.5 + 0.01*float64(i%7)}},
				likelihood.Comparison{A: a, B: b, Scores: []float64{0.05 * float64(i%4), 0.1 + 0.01*float64(i%5)}})
		}
		short := ref
		short.Rows = []likelihood.Comparison{{A: "a", B: "a", Same: true, Scores: []float64{1}}}
		_, err = h.room.SaveReference(h.ctx(), "us1", "", 0, short, "")
		h.want(err, focalpoint.KindInvalid, "rows")
		saved, err := h.room.SaveReference(h.ctx(), "us1", "", 0, ref, "")
		h.must(err)

		v, err := h.room.Compare(h.ctx(), "us1", all["p1"], ballistics.BreechFace, "", ballistics.Scope{})
		h.must(err)
		h.work(h.queue)
		x, err := h.room.OpenPair(h.ctx(), "us1", ballistics.ComparisonID(v.ID), "", all["p2"], "")
		h.must(err)
		ratio, err := h.room.Ratio(h.ctx(), "us1", x.ID, saved.ID)
		h.must(err)
		if ratio.Log10 <= 0 || ratio.Log10 > 2 || ratio.Population != "Testov range shots" {
			h.Errorf("ratio %v", ratio)
		}
		h.must(h.room.AskSecond(h.ctx(), "us1", x.ID, "us2"))
		_, err = h.room.Ratio(h.ctx(), "us2", x.ID, saved.ID)
		h.want(err, focalpoint.KindForbidden, "")
		c := conclusion("inconclusive-a")
		c.Ratio = &ratio
		after, err := h.room.Conclude(h.ctx(), "us1", x.ID, c)
		h.must(err)
		if after.Mine.Words == "" || after.Mine.Ratio.Bounds.High > 2 {
			h.Errorf("a ratio is kept with its words and limits: %+v", after.Mine)
		}

		stranger := h.exhibit("stranger", func(e *ballistics.Exhibit) { e.Class.Manufacturer = "Unknown" })
		h.scan(stranger, 0, 5)
		v, err = h.room.Compare(h.ctx(), "us1", all["p1"], ballistics.BreechFace, "", ballistics.Scope{Against: []ballistics.ExhibitID{stranger}})
		h.must(err)
		h.work(h.queue)
		x, err = h.room.OpenPair(h.ctx(), "us1", ballistics.ComparisonID(v.ID), "", stranger, "")
		h.must(err)
		var refused *likelihood.Refusal
		if _, err = h.room.Ratio(h.ctx(), "us1", x.ID, saved.ID); !errors.As(err, &refused) || !strings.Contains(err.Error(), "Testov range shots") {
			h.Errorf("outside the population: %v", err)
		}
	})
}
