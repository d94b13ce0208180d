package register

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// Review answers the review queue: it shows what a decision would change,
// stores it, lets the catalogue learn it, and codes the items concerned again.
type Review struct {
	reg   *Register
	log   *ledger.Log
	codes *catalogue.Catalogue
	keep  *catalogue.Store
	queue *jobs.Queue
}

// RecodeJob is the kind of job that codes items again after a decision.
const RecodeJob = "register.recode"

// NewReview returns the review of a register whose coder is codes. With a
// queue, large recodings become jobs; without, Decide does them itself.
func NewReview(reg *Register, log *ledger.Log, codes *catalogue.Catalogue, queue *jobs.Queue) *Review {
	v := &Review{reg: reg, log: log, codes: codes, keep: catalogue.NewStore(log.DB), queue: queue}
	if queue != nil {
		queue.Handle(RecodeJob, v.work)
	}
	return v
}

// Questions returns the queue of a list ("" means all), largest first.
func (v *Review) Questions(ctx context.Context, list string, limit int) ([]Question, error) {
	return v.reg.Questions(ctx, list, limit)
}

// Each calls fn with every text of the queue, what concerns most items first.
func (v *Review) Each(ctx context.Context, list string, fn func(Question) error) error {
	return v.reg.EachQuestion(ctx, list, fn)
}

// Question returns one text of the queue; ok is false when it does not wait.
func (v *Review) Question(ctx context.Context, list, raw, maker string) (Question, bool, error) {
	return v.reg.Question(ctx, list, raw, maker)
}

// Count says how many different texts wait.
func (v *Review) Count(ctx context.Context) (int64, error) { return v.reg.QuestionCount(ctx) }

// Decisions lists what has been decided, newest first.
func (v *Review) Decisions(ctx context.Context, list string, limit int) ([]catalogue.Decision, error) {
	return v.keep.Decisions(ctx, list, limit)
}

// Change says how many items a decision moves from one code to another.
type Change struct {
	Raw   string `json:"raw"` // a spelling the decision speaks for
	From  string `json:"from"`
	To    string `json:"to"`
	Items int64  `json:"items"`
}

// Preview says what a decision would change, before anything is stored. Where
// it takes an earlier decision back, To is what the coder makes of the text alone.
func (v *Review) Preview(ctx context.Context, d catalogue.Decision) ([]Change, error) {
	if strings.TrimSpace(d.Reason) == "" {
		d.Reason = "preview"
	}
	if err := v.codes.Check(d); err != nil {
		return nil, err
	}
	to := d.Code
	if to == "" {
		without, err := catalogue.New()
		if err != nil {
			return nil, err
		}
		to = without.Code(d.List, d.Raw, catalogue.Hints{Make: d.Make}).Code
	}
	found, err := v.spellings(ctx, d)
	if err != nil {
		return nil, err
	}
	var out []Change
	for _, c := range found {
		if c.From != to {
			c.To = to
			out = append(out, c)
		}
	}
	return out, nil
}

// spellings counts the items whose cell the decision speaks for, by spelling
// and present code.
func (v *Review) spellings(ctx context.Context, d catalogue.Decision) ([]Change, error) {
	rows, err := v.reg.db.QueryContext(ctx, `SELECT raw, code, COUNT(*) FROM (`+cellsOf(d.List)+`) AS c WHERE $1 = '' OR maker = $1 GROUP BY raw, code ORDER BY raw, code`, d.Make)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		if err := rows.Scan(&c.Raw, &c.From, &c.Items); err != nil {
			return nil, err
		}
		if catalogue.SameText(d, c.Raw) {
			out = append(out, c)
		}
	}
	return out, rows.Err()
}

// cellsOf selects item, raw text, code and maker of every cell of a list that the
// register keeps by column; of other lists only the cells that wait.
func cellsOf(list string) string {
	switch list {
	case "make", "model", "calibre", "type", "country":
		return `SELECT id AS item, ` + list + `_raw AS raw, ` + list + ` AS code, make AS maker FROM item WHERE ` + list + `_raw <> ''`
	}
	if list == "keeper" {
		return `SELECT id AS item, keeper_name AS raw, keeper_party AS code, make AS maker FROM item WHERE keeper_name <> ''`
	}
	return `SELECT item, raw, code, given AS maker FROM waiting WHERE list = '` + strings.ReplaceAll(list, "'", "''") + `'`
}

// Decide stores a decision in the log, lets the catalogue learn it and codes
// the items concerned again: as a job when the review has a queue, else before
// it returns. It answers with the change it brings.
func (v *Review) Decide(ctx context.Context, actor focalpoint.UserID, d catalogue.Decision) (catalogue.Decision, []Change, error) {
	changes, err := v.Preview(ctx, d)
	if err != nil {
		return d, nil, err
	}
	spellings, err := v.spellings(ctx, d)
	if err != nil {
		return d, nil, err
	}
	work := recodeWork{List: d.List, Make: d.Make}
	for _, c := range spellings {
		if !slices.Contains(work.Raw, c.Raw) {
			work.Raw = append(work.Raw, c.Raw)
		}
	}
	_, err = v.log.Write(ctx, ledger.Entry{Actor: actor, Action: "catalogue.decide", Subject: d.List}, func(tx *ledger.Tx) error {
		stored, err := v.keep.Decide(ctx, tx, v.codes, d)
		if err != nil {
			return err
		}
		d = stored[0]
		if v.queue == nil || len(work.Raw) == 0 {
			return nil
		}
		_, err = v.queue.Put(ctx, tx.Tx, RecodeJob, "recode "+d.ID, tx.At, work)
		return err
	})
	if err != nil {
		return d, nil, err
	}
	if _, err := v.keep.Refresh(ctx, v.codes); err != nil {
		return d, nil, err
	}
	if v.queue == nil {
		err = v.recode(ctx, work, nil)
	}
	return d, changes, err
}

// recodeWork is the body of a recode job: the spellings to look at.
type recodeWork struct {
	List string   `json:"list"`
	Make string   `json:"make,omitempty"`
	Raw  []string `json:"raw"`
}

func (v *Review) work(ctx context.Context, j jobs.Job, report func(done, total int64, message string) error) error {
	var w recodeWork
	if err := json.Unmarshal(j.Body, &w); err != nil {
		return err
	}
	if _, err := v.keep.Refresh(ctx, v.codes); err != nil { // the decision may come from another node
		return err
	}
	return v.recode(ctx, w, func(done int64) error { return report(done, 0, w.List) })
}

// recode codes all items with one of the spellings again, some thousand in a
// transaction; it may be cut off and run again.
func (v *Review) recode(ctx context.Context, w recodeWork, report func(done int64) error) error {
	done := int64(0)
	for _, raw := range w.Raw {
		after := ""
		for {
			ids, err := v.itemsWith(ctx, w.List, raw, w.Make, after, rebuildStep)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			_, err = v.log.Write(ctx, ledger.Entry{Action: RecodeJob, Subject: w.List}, func(tx *ledger.Tx) error { return v.reg.Recode(ctx, tx, ids) })
			if err != nil {
				return err
			}
			after = string(ids[len(ids)-1])
			if done += int64(len(ids)); report != nil {
				if err := report(done); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (v *Review) itemsWith(ctx context.Context, list, raw, maker, after string, limit int) ([]focalpoint.ItemID, error) {
	return store.Values[focalpoint.ItemID](v.reg.db.QueryContext(ctx, `SELECT item FROM (`+cellsOf(list)+`) AS c WHERE raw = $1 AND item > $2 AND ($3 = '' OR maker = $3) ORDER BY item LIMIT `+strconv.Itoa(limit), raw, after, maker))
}
