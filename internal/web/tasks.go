package web

import (
	"net/http"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// tasksData is what agencies were asked to do.
type tasksData struct {
	fieldSet // what was typed into the form of the task that Sent names
	Filter   directory.TaskFilter
	Overdue  bool
	listing
	Page     directory.TaskPage
	Parties  map[focalpoint.PartyID]string
	Errors   []fieldError
	Now      time.Time
	MayWrite bool
}

func (s *site) tasks(rq *request) error { return s.showTasks(rq, http.StatusOK, fieldSet{}, nil) }

func (s *site) showTasks(rq *request, code int, typed fieldSet, wrong []fieldError) error {
	q := rq.R.URL.Query()
	d := tasksData{fieldSet: typed, Errors: wrong, Now: s.Log.Now(), MayWrite: rq.User.May(access.WriteTraces), Overdue: q.Get("overdue") != ""}
	d.Filter = directory.TaskFilter{Party: focalpoint.PartyID(q.Get("party")), Status: directory.TaskStatus(q.Get("status")), About: q.Get("about"), Sort: q.Get("sort"), After: q.Get("after")}
	if d.Overdue {
		d.Filter.OverdueAt = d.Now
	}
	var err error
	if d.Page, err = s.Directory.Tasks(rq.R.Context(), d.Filter); err != nil {
		return err
	}
	d.listing = rq.listing(directory.TaskSortable(), "directory.task-sort-", d.Filter.After, d.Page.Next)
	if as := q.Get("as"); as != "" {
		return s.exportTasks(rq, d.Filter, as)
	}
	if d.Parties, err = s.taskParties(rq, d.Page.Rows); err != nil {
		return err
	}
	var statuses []choice
	for _, st := range []directory.TaskStatus{directory.TaskOpen, directory.TaskAnswered, directory.TaskDeclined, directory.TaskWithdrawn} {
		statuses = append(statuses, choice{string(st), rq.P.T("directory.task-" + string(st))})
	}
	d.Filters = []filterField{{"status", rq.P.T("web.f-status"), string(d.Filter.Status), statuses}, {"overdue", rq.P.T("traces.overdue"), q.Get("overdue"), []choice{{"1", rq.P.T("directory.yes")}}}}
	return s.render(rq, code, "tasks", rq.P.T("directory.tasks"), d)
}

func (s *site) exportTasks(rq *request, f directory.TaskFilter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[ledger.Version[directory.Task]], error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Directory.Tasks(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		t := r.Doc
		cells[i] = []string{t.ID, string(t.Party), t.Title, t.About, string(t.Status), stamp(t.Given), stamp(t.Due), stamp(t.Answered), t.Answer}
	}
	return rq.export("tasks", as, []string{"id", "party", "title", "about", "status", "given", "due", "answered", "answer"}, cells, rows)
}

func (s *site) taskParties(rq *request, rows []ledger.Version[directory.Task]) (map[focalpoint.PartyID]string, error) {
	var ids []focalpoint.PartyID
	for _, r := range rows {
		ids = append(ids, r.Doc.Party)
	}
	list, err := s.Directory.Many(rq.R.Context(), ids)
	if err != nil {
		return nil, err
	}
	out := map[focalpoint.PartyID]string{}
	for id, p := range list {
		out[id] = p.NameIn(string(rq.P.Lang()))
	}
	return out, nil
}

// taskGive gives a party a task; due is a day, to its end.
func (s *site) taskGive(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	id := focalpoint.PartyID(rq.R.PathValue("id"))
	task := directory.Task{Party: id, Title: f.get("title"), Text: f.get("text"), About: f.get("about")}
	if day, perr := time.Parse("2006-01-02", f.get("due")); perr == nil {
		task.Due = day.Add(24*time.Hour - time.Second)
	}
	if _, err = s.Directory.GiveTask(rq.R.Context(), rq.User.ID, task); err == nil {
		return rq.redirect("/directory/" + string(id) + "?done=saved#tasks")
	}
	if !mendable(err) {
		return err
	}
	v, gerr := s.Directory.Get(rq.R.Context(), id)
	if gerr != nil {
		return gerr
	}
	return s.showParty(rq, status(err), v, fieldSet{values: f.values}, rq.deskErrors(err))
}

// taskAct records what became of a task.
func (s *site) taskAct(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	ctx, id := rq.R.Context(), rq.R.PathValue("id")
	var files []string
	switch rq.R.PathValue("act") {
	case "answer", "decline":
		if files, err = s.storeLetters(rq, "file"); err == nil {
			files = append(f.all("stored"), files...)
			f.values["stored"] = files // a second try does not ask for the file again
			_, err = s.Directory.AnswerTask(ctx, rq.User.ID, id, f.get("answer"), rq.R.PathValue("act") == "decline", files...)
		}
	case "remind":
		_, err = s.Directory.RemindTask(ctx, rq.User.ID, id)
	case "withdraw":
		_, err = s.Directory.WithdrawTask(ctx, rq.User.ID, id, f.get("answer"))
	default:
		err = focalpoint.Errorf("web.task", focalpoint.KindNotFound, "there is no button %q", rq.R.PathValue("act"))
	}
	if err != nil {
		if !mendable(err) || focalpoint.KindOf(err) == focalpoint.KindNotFound {
			return err
		}
		return s.showTasks(rq, status(err), fieldSet{values: f.values, Sent: id}, rq.deskErrors(err))
	}
	return rq.redirect("/tasks?done=saved")
}
