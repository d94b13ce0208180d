package ballistics_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"focalpoint"
	"focalpoint/internal/ballistics"
	"focalpoint/internal/store/storetest"
)

func TestExhibitsAndCustody(t *testing.T) {
	onBoth(t, func(h *house) {
		gun := h.item()
		id := h.exhibit("B-1/26", func(e *ballistics.Exhibit) { e.Item, e.TestFire = gun, &ballistics.TestFire{Shot: 1} })
		_, err := h.room.SaveExhibit(h.ctx(), "us1", "", 0, ballistics.Exhibit{Number: "b-1/26 ", Kind: ballistics.Bullet}, "")
		h.want(err, focalpoint.KindInvalid, "number")
		_, err = h.room.SaveExhibit(h.ctx(), "us1", "", 0, ballistics.Exhibit{Number: "B-2/26", Kind: ballistics.Bullet, Item: "it000"}, "")
		h.want(err, focalpoint.KindInvalid, "item")
		for field, bad := range map[string]ballistics.Exhibit{
			"number":      {Kind: ballistics.Bullet},
			"kind":        {Number: "x", Kind: "stone"},
			"item":        {Number: "x", Kind: ballistics.Bullet, TestFire: &ballistics.TestFire{Shot: 1}},
			"castOf":      {Number: "x", Kind: ballistics.Cast},
			"class.twist": {Number: "x", Kind: ballistics.Bullet, Class: ballistics.Class{Twist: "up"}},
			"class.lands": {Number: "x", Kind: ballistics.Bullet, Class: ballistics.Class{Lands: 99}},
		} {
			h.want(bad.Check(), focalpoint.KindInvalid, field)
		}

		police, lab, court := focalpoint.Ref{Name: "District police"}, focalpoint.Ref{Name: "Ballistic laboratory"}, focalpoint.Ref{Name: "Criminal court 4"}
		step := func(s ballistics.Step) ballistics.Step {
			h.Helper()
			v, err := h.room.Transfer(h.ctx(), "us2", id, s)
			h.must(err)
			return v.Doc.Custody[len(v.Doc.Custody)-1]
		}
		if s := step(ballistics.Step{From: police, To: lab, Purpose: "comparison", Seal: "S 4711"}); s.Break || s.By != "us2" || s.At.IsZero() {
			h.Errorf("first step %+v", s)
		}
		if s := step(ballistics.Step{From: police, To: court, Purpose: "trial"}); !s.Break {
			h.Error("the police handed over what the laboratory had: the break is not marked")
		}
		_, err = h.room.Transfer(h.ctx(), "us2", id, ballistics.Step{To: lab, Purpose: "again", At: storetest.Epoch.Add(-time.Hour)})
		h.want(err, focalpoint.KindInvalid, "at")
		_, err = h.room.Transfer(h.ctx(), "us2", id, ballistics.Step{})
		h.want(err, focalpoint.KindInvalid, "to")

		v, err := h.room.Exhibit(h.ctx(), id)
		h.must(err)
		changed := v.Doc
		changed.Note, changed.Custody = "cleaned", nil
		_, err = h.room.SaveExhibit(h.ctx(), "us1", id, v.Version, changed, "")
		h.want(err, focalpoint.KindInvalid, "reason")
		after, err := h.room.SaveExhibit(h.ctx(), "us1", id, v.Version, changed, "cleaned in ultrasound")
		h.must(err)
		if len(after.Doc.Custody) != 2 || after.Doc.Holder() != court {
			h.Errorf("a change of the record touched its custody: %+v", after.Doc.Custody)
		}
		_, err = h.room.SaveExhibit(h.ctx(), "us1", id, v.Version, changed, "again")
		h.want(err, focalpoint.KindConflict, "")
		page, err := h.room.Exhibits(h.ctx(), ballistics.ExhibitFilter{Item: gun, Text: "CLEANED", Open: true})
		h.must(err)
		if page.Total != 1 || page.Rows[0].Doc.Number != "B-1/26" {
			h.Errorf("found %+v", page)
		}
	})
}

func TestScansStandOnCalibrations(t *testing.T) {
	onBoth(t, func(h *house) {
		i, err := h.room.SaveInstrument(h.ctx(), "us1", "", 0, ballistics.Instrument{Name: "Microscope 1", Serial: "77"}, "")
		h.must(err)
		calibrate := func(day, until focalpoint.Date, measured float64) {
			h.Helper()
			_, err := h.room.Calibrate(h.ctx(), "us1", ballistics.InstrumentID(i.ID), ballistics.Calibration{Day: day, Until: until, Sample: "step height 12", ExpectedUm: 10, MeasuredUm: measured, ToleranceUm: 0.2})
			h.must(err)
		}
		calibrate("2026-01-05", "2026-04-05", 10.1)
		calibrate("2026-01-12", "2026-04-12", 10.5) // fails, and ends the one before
		id := h.exhibit("C-1", nil)
		add := func(taken focalpoint.Date, shot uint64) ballistics.Scan {
			h.Helper()
			v, err := h.room.AddScan(h.ctx(), "us1", ballistics.NewScan{Exhibit: id, Region: ballistics.BreechFace, Name: "a.x3p", Content: breechFace(1, shot), Instrument: ballistics.InstrumentID(i.ID), Taken: taken})
			h.must(err)
			return v.Doc
		}
		if s := add("", 1); s.Calibration == nil || s.Calibration.MeasuredUm != 10.1 || s.Taken != "2026-01-10" || s.PitchUm != 12.5 || s.Width != 300 {
			h.Errorf("the day stands in the file and the first calibration held on it: %+v", s)
		}
		if s := add("2026-01-13", 2); s.Calibration != nil || !strings.Contains(strings.Join(s.Notices, " "), "no calibration of Microscope 1 held on 2026-01-13") {
			h.Errorf("after a failed calibration: %+v", s)
		}
		if s := add("2026-01-01", 3); s.Calibration != nil {
			h.Errorf("before any calibration: %+v", s)
		}
		again, err := h.room.AddScan(h.ctx(), "us1", ballistics.NewScan{Exhibit: id, Region: ballistics.BreechFace, Content: breechFace(1, 3)})
		h.must(err)
		list, err := h.room.Scans(h.ctx(), id)
		h.must(err)
		if len(list) != 3 || again.ID != list[2].ID {
			h.Errorf("%d scans after the same file came twice", len(list))
		}
		_, err = h.room.AddScan(h.ctx(), "us1", ballistics.NewScan{Exhibit: id, Region: ballistics.BreechFace, Name: "b.x3p", Content: []byte("PK nothing")})
		h.want(err, focalpoint.KindInvalid, "file")
		_, err = h.room.AddScan(h.ctx(), "us1", ballistics.NewScan{Exhibit: id, Region: ballistics.Land, Content: breechFace(1, 1)})
		h.want(err, focalpoint.KindInvalid, "land")
		_, err = h.room.AddScan(h.ctx(), "us1", ballistics.NewScan{Exhibit: "xh0", Region: ballistics.BreechFace, Content: breechFace(1, 1)})
		h.want(err, focalpoint.KindNotFound, "")
		s, err := h.room.Surface(h.ctx(), ballistics.ScanID(list[0].ID))
		h.must(err)
		if s.Width != 300 || s.PitchXUm != 12.5 {
			h.Errorf("surface of %d points at %v um", s.Width, s.PitchXUm)
		}
		_, err = h.room.WithdrawScan(h.ctx(), "us1", ballistics.ScanID(list[0].ID), "")
		h.want(err, focalpoint.KindInvalid, "reason")
	})
}

func TestIntakeOfAFolder(t *testing.T) {
	onBoth(t, func(h *house) {
		folder := fstest.MapFS{
			"a/1.x3p":    {Data: breechFace(1, 1)},
			"a/2.x3p":    {Data: breechFace(1, 2)},
			"broken.x3p": {Data: []byte("no scan")},
		}
		const list = "file,exhibit,region,calibre,manufacturer,ammunition\na/1.x3p,L-1,breech-face,9x19,Testov,Meadow\na/2.x3p,L-2,breech-face,9x19,Testov,Meadow\n" +
			"broken.x3p,L-3,breech-face,,,\nmissing.x3p,L-4,breech-face,,,\n../up.x3p,L-5,breech-face,,,\na/1.x3p,L-6,nose,,,\n"
		taken, err := h.room.Intake(h.ctx(), "us1", folder, strings.NewReader(list))
		h.must(err)
		for i, row := range taken {
			if good := i < 2; good != (row.Problem == "" && row.Scan != "" && row.New) || !good && row.Exhibit != "" {
				h.Errorf("row %+v", row)
			}
		}
		again, err := h.room.Intake(h.ctx(), "us1", folder, strings.NewReader(list))
		h.must(err)
		if len(again) != 6 || again[0].New || again[0].Scan != taken[0].Scan {
			h.Errorf("the second intake made something new: %+v", again[0])
		}
		_, err = h.room.Intake(h.ctx(), "us1", folder, strings.NewReader("file,exhibit,surface\n"))
		h.want(err, focalpoint.KindInvalid, "list")
	})
}

func TestRequestsHaveDeadlines(t *testing.T) {
	friday := time.Date(2026, 1, 16, 15, 0, 0, 0, time.UTC)
	if got, want := ballistics.UsualDue(friday), friday.AddDate(0, 0, 4); !got.Equal(want) {
		t.Errorf("two working days after Friday are %s, want %s", got, want)
	}
	onBoth(t, func(h *house) {
		_, err := h.room.TakeRequest(h.ctx(), "us1", ballistics.Request{Ask: "same weapon?", Purpose: "court order 3"})
		h.want(err, focalpoint.KindInvalid, "from")
		v, err := h.room.TakeRequest(h.ctx(), "us1", ballistics.Request{Number: "P 9", From: focalpoint.Ref{Name: "District police"}, Ask: "Were both cases fired by one weapon?", Purpose: "court order 3"})
		h.must(err)
		id, due := ballistics.RequestID(v.ID), v.Doc.Due
		if !v.Doc.Overdue(due.Add(time.Second)) || v.Doc.Overdue(due) {
			h.Error("a request is overdue after its due instant and not before")
		}
		_, err = h.room.DelayRequest(h.ctx(), "us1", id, due.AddDate(0, 0, 7), "exhibit 2 has not come in")
		h.must(err)
		late, err := h.room.Requests(h.ctx(), ballistics.RequestFilter{OverdueAt: due.Add(time.Hour)})
		h.must(err)
		if late.Total != 0 {
			h.Error("a delayed request is still called overdue")
		}
		_, err = h.room.AnswerRequest(h.ctx(), "us1", id, "", false)
		h.want(err, focalpoint.KindInvalid, "reason")
		answered, err := h.room.AnswerRequest(h.ctx(), "us1", id, "not examined: exhibit 2 was withdrawn", true)
		h.must(err)
		if answered.Doc.Status != ballistics.RequestDeclined || len(answered.Doc.Delays) != 1 {
			h.Errorf("%+v", answered.Doc)
		}
		_, err = h.room.WithdrawRequest(h.ctx(), "us1", id, "late")
		h.want(err, focalpoint.KindConflict, "")
	})
}
