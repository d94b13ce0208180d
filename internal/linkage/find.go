package linkage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"focalpoint"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/mark/link"
)

// FindJob is the kind of job that compares all records.
const FindJob = "linkage.find"

// DefaultLeast is the probability from which a link is proposed unless another is asked for.
const DefaultLeast = .5

// Progress is told what is done; total is 0 where it is not known. An error ends the work.
type Progress func(step string, done, total int64) error

// Run is one comparison of all records.
type Run struct {
	Version string            `json:"version"` // of the model, named by the entry of the log that was seen
	Seen    int64             `json:"seen"`    // entries of the log
	At      time.Time         `json:"at"`
	By      focalpoint.UserID `json:"by,omitempty"`
	Least   float64           `json:"least"`
	Records int               `json:"records"`
	Offices map[Office]int    `json:"offices"`
	Pairs   int               `json:"pairs"`   // candidates compared
	Links   int               `json:"links"`   // as probable as asked
	Known   int               `json:"known"`   // of these, decided before or joined already
	Added   int               `json:"added"`   // new proposals
	Changed int               `json:"changed"` // proposals weighed anew
	Dropped int               `json:"dropped"` // proposals that no longer hold
	Held    int               `json:"held"`    // items of which a register that may not be merged has a record
	Model   link.Model        `json:"model"`
}

// modelName begins the name of a model that Find estimated.
const modelName = "fs1"

// modelAt names a model by how many entries of the log it had seen.
func modelAt(name string, size int64) string { return fmt.Sprintf("%s-%d", name, size) }

// Find compares the records of all offices and proposes what links they have in common. Decided links stay as they are,
// proposals that no longer hold are dropped. It may be cut off at any time and run again.
func (r *Room) Find(ctx context.Context, by focalpoint.UserID, least float64, tell Progress) (Run, error) {
	if tell == nil {
		tell = func(string, int64, int64) error { return nil }
	}
	if least == 0 {
		least = DefaultLeast
	}
	if least <= 0 || least >= 1 {
		return Run{}, focalpoint.Invalid("linkage.Find", "least", "%v is no probability to begin at; choose one between 0.01 and 0.99", least)
	}
	head, err := ledger.HeadOf(ctx, r.log.DB)
	if err != nil {
		return Run{}, err
	}
	run := Run{Version: modelAt(modelName, head.Size), Seen: head.Size, At: r.log.Now().UTC(), By: by, Least: least, Offices: map[Office]int{}}
	recs, err := r.read(ctx, func(done int64) error { return tell("records", done, 0) })
	if err != nil {
		return run, err
	}
	run.Records = len(recs.list)
	for i := range recs.list {
		run.Offices[recs.office(i)]++
	}
	found, err := watched(ctx, tell, func(say func(string)) link.Result {
		return link.Find(recs.list, link.Options{Least: least, Tell: say, Compatible: func(a, b uint32) bool { return recs.compatible[[2]uint32{a, b}] }})
	})
	if err != nil {
		return run, err
	}
	links, held := recs.heldBy(found.Links)
	run.Held = len(held)
	if err := r.keepHeld(ctx, &run, held); err != nil {
		return run, err
	}
	found.Links = links
	run.Model, run.Pairs, run.Links = found.Model, found.Pairs, len(found.Links)
	if err := r.propose(ctx, &run, recs, found, tell); err != nil {
		return run, err
	}
	return run, r.keepRun(ctx, run)
}

// watched runs a long computation and reports every few seconds that it lives, for a job's lease to be renewed.
func watched(ctx context.Context, tell Progress, work func(say func(string)) link.Result) (link.Result, error) {
	steps, done := make(chan string, 8), make(chan link.Result, 1)
	go func() { done <- work(func(step string) { steps <- step }) }()
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	step := "candidates"
	for {
		select {
		case res := <-done:
			return res, ctx.Err()
		case step = <-steps:
		case <-tick.C:
		case <-ctx.Done():
			return link.Result{}, ctx.Err()
		}
		if err := tell(step, 0, 0); err != nil {
			return link.Result{}, err
		}
	}
}

// keepRun writes down what a run came to.
func (r *Room) keepRun(ctx context.Context, run Run) error {
	body, err := json.Marshal(run)
	if err != nil {
		return err
	}
	_, err = r.log.Write(ctx, ledger.Entry{Actor: run.By, Action: FindJob, Subject: run.Version}, func(tx *ledger.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM link_run WHERE version = $1`, run.Version); err != nil {
			return err
		}
		tx.Enter()
		return tx.InsertDerived(ctx, "link_run", []string{"version", "at", "body"}, []any{run.Version, run.At, string(body)})
	})
	return err
}

// LastRun returns the latest comparison of all records; ok is false when there was none.
func (r *Room) LastRun(ctx context.Context) (run Run, ok bool, err error) {
	var body string
	err = r.log.DB.QueryRowContext(ctx, `SELECT body FROM link_run ORDER BY at DESC, version DESC LIMIT 1`).Scan(&body)
	if store.Missing(err) {
		return run, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &run)
	}
	return run, err == nil, err
}

// findWork is the body of a job.
type findWork struct {
	By    focalpoint.UserID `json:"by"`
	Least float64           `json:"least"`
}

// Ask puts a comparison of all records into the queue. Asked twice of the same records, it is done once.
func (r *Room) Ask(ctx context.Context, queue *jobs.Queue, by focalpoint.UserID, least float64) error {
	if least < 0 || least >= 1 {
		return focalpoint.Invalid("linkage.Ask", "least", "%v is no probability to begin at; choose one between 0.01 and 0.99", least)
	}
	return r.log.DB.Update(ctx, func(tx *store.Tx) error {
		head, err := ledger.HeadOf(ctx, tx)
		if err != nil {
			return err
		}
		_, err = queue.Put(ctx, tx, FindJob, fmt.Sprintf("%s %d %g", FindJob, head.Size, least), r.log.Now(), findWork{by, least})
		return err
	})
}

// Handle does a job of the kind FindJob.
func (r *Room) Handle(ctx context.Context, j jobs.Job, report func(done, total int64, message string) error) error {
	var w findWork
	if err := json.Unmarshal(j.Body, &w); err != nil {
		return err
	}
	_, err := r.Find(ctx, w.By, w.Least, func(step string, done, total int64) error { return report(done, total, step) })
	return err
}

// evidenceOf writes the evidence of a link with what the two records have.
func (s *records) evidenceOf(l link.Link) []Evidence {
	a, b := &s.list[l.A], &s.list[l.B]
	year := func(y int16) string {
		if y == 0 {
			return ""
		}
		return fmt.Sprint(y)
	}
	return []Evidence{
		{"mark", markLevels[l.Evidence.Mark], a.Mark, b.Mark, l.Evidence.MarkLR},
		{"make", agreements[l.Evidence.Make], s.makes.word(a.Make), s.makes.word(b.Make), l.Evidence.MakeLR},
		{"calibre", agreements[l.Evidence.Calibre], s.calibres.word(a.Calibre), s.calibres.word(b.Calibre), l.Evidence.CalibreLR},
		{"year", agreements[l.Evidence.Year], year(a.Year), year(b.Year), l.Evidence.YearLR},
	}
}

var (
	markLevels = [...]string{link.Equal: "equal", link.Alike: "alike", link.Wrong: "wrong", link.Swapped: "swapped", link.Missing: "missing", link.TwoAlike: "two-alike", link.Affix: "affix", link.Other: "other"}
	agreements = [...]string{link.Unknown: "unknown", link.Same: "same", link.Near: "near", link.Different: "different"}
)

// Levels lists how two marks of a link can agree, the closest first, and at the end those read in doubt.
func Levels() []string { return append(slices.Clone(markLevels[:link.Other]), levelRead) }

// linkOf writes a link that was found as a proposal, the record first whose office says most.
func (s *records) linkOf(l link.Link, version string, conflict bool) Link {
	if s.list[l.B].Office < s.list[l.A].Office {
		l.A, l.B = l.B, l.A
	}
	out := Link{A: s.ids[l.A], B: s.ids[l.B], OfficeA: AllOffices()[s.list[l.A].Office], OfficeB: AllOffices()[s.list[l.B].Office],
		Probability: l.P, Evidence: s.evidenceOf(l), Model: version, State: Proposed, Conflict: conflict}
	out.ID = IDOf(out.A, out.B)
	return out
}

// contradictions are the kinds of alarm that joining the two would raise.
func (r *Room) contradictions(ctx context.Context, a, b focalpoint.ItemID) ([]register.AlarmKind, error) {
	list, err := r.reg.Together(ctx, a, b)
	var out []register.AlarmKind
	for _, alarm := range list {
		out = append(out, alarm.Kind)
	}
	return distinct(out), err
}
