package directory

import (
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// TaskStatus is where a task stands.
type TaskStatus string

// Statuses of a task.
const (
	TaskOpen      TaskStatus = "open"
	TaskAnswered  TaskStatus = "answered"
	TaskDeclined  TaskStatus = "declined" // the agency gave a reason why not
	TaskWithdrawn TaskStatus = "withdrawn"
)

// Task is something an agency is asked to do by a day: examine, check a book,
// take a statement, open a follow-up. About names what it belongs to (a trace,
// case, item or seizure by id).
type Task struct {
	ID        string             `json:"id"`
	Party     focalpoint.PartyID `json:"party"`
	Title     string             `json:"title"`
	Text      string             `json:"text,omitempty"`
	About     string             `json:"about,omitempty"`
	Status    TaskStatus         `json:"status"`
	Given     time.Time          `json:"given"`
	By        focalpoint.UserID  `json:"by"`
	Due       time.Time          `json:"due"`
	Remind    []time.Time        `json:"remind,omitempty"`   // instants at which to remind, in order
	Reminded  []time.Time        `json:"reminded,omitempty"` // when it was done
	Answered  time.Time          `json:"answered,omitzero"`
	Answer    string             `json:"answer,omitempty"`
	Files     []string           `json:"files,omitempty"` // digests of stored files
	Withdrawn string             `json:"withdrawn,omitempty"`
}

// NextReminder is the first reminder that has not been sent; ok is false when
// none is left or the task has ended.
func (t Task) NextReminder() (at time.Time, ok bool) {
	if t.Status != TaskOpen || len(t.Reminded) >= len(t.Remind) {
		return time.Time{}, false
	}
	return t.Remind[len(t.Reminded)], true
}

// Overdue says whether an answer is owed since before an instant.
func (t Task) Overdue(now time.Time) bool { return t.Status == TaskOpen && now.After(t.Due) }

// GiveTask gives a task to an agency. Without reminders of its own it is
// reminded two days before it is due, on the day, and a week later.
func (d *Directory) GiveTask(ctx context.Context, by focalpoint.UserID, t Task) (ledger.Version[Task], error) {
	return d.writeTask(ctx, by, "task.give", "", func(tx *ledger.Tx, _ Task) (Task, string, error) {
		var wrong focalpoint.Fields
		if strings.TrimSpace(t.Title) == "" {
			wrong.Add("title", "say in a line what is to be done")
		}
		if t.Due.IsZero() {
			wrong.Add("due", "give the day by which an answer is needed")
		} else if !t.Due.After(tx.At) {
			wrong.Add("due", "the due day %s is past", focalpoint.DateOf(t.Due))
		}
		if _, err := parties.Get(ctx, tx, string(t.Party)); err != nil {
			wrong.Add("party", "there is no agency %s in the directory", t.Party)
		}
		if err := wrong.Err("directory.GiveTask"); err != nil {
			return t, "", err
		}
		t.ID, t.Status, t.Given, t.By = tx.NewID(focalpoint.PrefixTask), TaskOpen, tx.At, by
		if len(t.Remind) == 0 {
			for _, at := range []time.Time{t.Due.AddDate(0, 0, -2), t.Due, t.Due.AddDate(0, 0, 7)} {
				if at.After(tx.At) {
					t.Remind = append(t.Remind, at)
				}
			}
		}
		slices.SortFunc(t.Remind, time.Time.Compare)
		return t, "", nil
	})
}

// AnswerTask records the agency's answer, or why it will not do it.
func (d *Directory) AnswerTask(ctx context.Context, by focalpoint.UserID, id, answer string, declined bool, files ...string) (ledger.Version[Task], error) {
	return d.writeTask(ctx, by, "task.answer", id, func(tx *ledger.Tx, t Task) (Task, string, error) {
		if strings.TrimSpace(answer) == "" {
			return t, "", focalpoint.Invalid("directory.AnswerTask", "answer", "write what the agency answered")
		}
		t.Status, t.Answer, t.Answered = TaskAnswered, answer, tx.At
		if declined {
			t.Status = TaskDeclined
		}
		t.Files = append(t.Files, files...)
		return t, "answered", nil
	})
}

// RemindTask records that the agency was reminded.
func (d *Directory) RemindTask(ctx context.Context, by focalpoint.UserID, id string) (ledger.Version[Task], error) {
	return d.writeTask(ctx, by, "task.remind", id, func(tx *ledger.Tx, t Task) (Task, string, error) {
		if t.Status != TaskOpen {
			return t, "", focalpoint.Errorf("directory.RemindTask", focalpoint.KindConflict, "the task has ended: %s", t.Status)
		}
		t.Reminded = append(t.Reminded, tx.At)
		return t, "reminded", nil
	})
}

// WithdrawTask takes a task back, with the reason.
func (d *Directory) WithdrawTask(ctx context.Context, by focalpoint.UserID, id, reason string) (ledger.Version[Task], error) {
	return d.writeTask(ctx, by, "task.withdraw", id, func(tx *ledger.Tx, t Task) (Task, string, error) {
		if strings.TrimSpace(reason) == "" {
			return t, "", focalpoint.Invalid("directory.WithdrawTask", "reason", "say why the task is taken back")
		}
		t.Status, t.Withdrawn = TaskWithdrawn, reason
		return t, reason, nil
	})
}

// writeTask reads a task (id "" for a new one), lets fn change it and writes
// the next version. A change to an ended task other than a late answer is
// refused by the fn itself.
func (d *Directory) writeTask(ctx context.Context, by focalpoint.UserID, action, id string, fn func(*ledger.Tx, Task) (Task, string, error)) (ledger.Version[Task], error) {
	var v ledger.Version[Task]
	_, err := d.log.Write(ctx, ledger.Entry{Actor: by, Action: action, Subject: id}, func(tx *ledger.Tx) error {
		v = ledger.Version[Task]{Actor: by, At: tx.At, Leaf: tx.Leaf}
		var old ledger.Version[Task]
		if id != "" {
			var err error
			if old, err = tasks.Get(ctx, tx, id); err != nil {
				return err
			}
			if old.Doc.Status == TaskWithdrawn {
				return focalpoint.Errorf("directory."+action, focalpoint.KindConflict, "the task was withdrawn: %s", old.Doc.Withdrawn)
			}
		}
		t, reason, err := fn(tx, old.Doc)
		if err != nil {
			return err
		}
		if v.Version, err = tasks.Put(ctx, tx, t.ID, old.Version, t, reason); err != nil {
			return err
		}
		v.ID, v.Doc, v.Reason = t.ID, t, reason
		return deriveTask(ctx, tx, v)
	})
	return v, err
}

var taskColumns = strings.Fields("id version party status title about given due remind answered changed")

func deriveTask(ctx context.Context, tx *ledger.Tx, v ledger.Version[Task]) error {
	t := v.Doc
	if _, err := tx.Exec(ctx, `DELETE FROM task WHERE id = $1`, t.ID); err != nil {
		return err
	}
	var remind, answered any
	if at, ok := t.NextReminder(); ok {
		remind = at
	}
	if !t.Answered.IsZero() {
		answered = t.Answered
	}
	return tx.InsertDerived(ctx, "task", taskColumns, []any{t.ID, v.Version, string(t.Party), string(t.Status), t.Title, t.About, t.Given, t.Due, remind, answered, tx.Leaf})
}

// Task returns the latest version of a task.
func (d *Directory) Task(ctx context.Context, id string) (ledger.Version[Task], error) {
	return tasks.Get(ctx, d.log.DB, id)
}

// TaskHistory returns every version of a task, oldest first.
func (d *Directory) TaskHistory(ctx context.Context, id string) ([]ledger.Version[Task], error) {
	return tasks.History(ctx, d.log.DB, id)
}

// TaskFilter chooses tasks for a list. Sort is one of TaskSortable; the
// default is the earliest due first.
type TaskFilter struct {
	Party     focalpoint.PartyID
	Status    TaskStatus
	About     string
	DueBy     time.Time // due at or before
	RemindBy  time.Time // with a reminder owed at or before
	OverdueAt time.Time // open and due before
	Sort      string
	After     string
	Limit     int
}

// TaskPage is a stretch of a list of tasks.
type TaskPage = store.Page[ledger.Version[Task]]

// TaskSortable lists the columns a list of tasks can be sorted by.
func TaskSortable() []string { return store.Names(taskList.Sorts) }

var taskList = store.List[string]{
	Op:     "directory.Tasks",
	Select: "id",
	From:   "task",
	ID:     "id",
	Sorts:  append(store.Columns("due", "given", "party", "status", "title"), store.Column{Name: "answered", Open: true}),
	Usual:  "due",
	Scan: func(scan func(...any) error) (id string, err error) {
		err = scan(&id)
		return id, err
	},
}

// Tasks returns a page of tasks.
func (d *Directory) Tasks(ctx context.Context, f TaskFilter) (TaskPage, error) {
	var w store.Where
	w.Equal("party", string(f.Party))
	w.Equal("status", string(f.Status))
	w.Equal("about", f.About)
	if !f.DueBy.IsZero() {
		w.And("due <= ?", f.DueBy.UnixMicro())
	}
	if !f.RemindBy.IsZero() {
		w.And("remind <= ?", f.RemindBy.UnixMicro())
	}
	if !f.OverdueAt.IsZero() {
		w.And("status = 'open' AND due < ?", f.OverdueAt.UnixMicro())
	}
	ids, err := taskList.Page(ctx, d.log.DB, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
	if err != nil {
		return TaskPage{}, err
	}
	page := TaskPage{Next: ids.Next, Total: ids.Total}
	page.Rows, err = tasks.Many(ctx, d.log.DB, ids.Rows)
	return page, err
}
