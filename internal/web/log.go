package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/casework"
	"focalpoint/internal/ledger"
)

// logLeaf is an entry of the log with what the page adds.
type logLeaf struct {
	ledger.Leaf
	When time.Time
	Who  string
	Href string
}

type logData struct {
	Head        ledger.Head
	Subject     string
	Leaves      []logLeaf
	Next, First string
}

const logPageSize = 50

func (s *site) logPage(rq *request) error {
	q := rq.R.URL.Query()
	d := logData{Subject: strings.TrimSpace(q.Get("subject"))}
	var err error
	if d.Head, err = s.Log.Head(rq.R.Context()); err != nil {
		return err
	}
	before := d.Head.Size
	if v := q.Get("before"); v != "" {
		if before, err = strconv.ParseInt(v, 10, 64); err != nil {
			return focalpoint.Invalid("web.log", "before", "%q is no number of a log entry", v)
		}
	}
	leaves, err := s.Log.Leaves(rq.R.Context(), d.Subject, before, logPageSize)
	if err != nil {
		return err
	}
	for _, l := range leaves {
		d.Leaves = append(d.Leaves, logLeaf{l, time.UnixMicro(l.At).UTC(), s.userName(rq, l.Actor), hrefOf(l.Subject)})
	}
	if n := len(leaves); n == logPageSize && leaves[n-1].Seq > 0 {
		d.Next = withQuery(rq.R.URL.RequestURI(), "before", strconv.FormatInt(leaves[n-1].Seq, 10))
	}
	if q.Get("before") != "" {
		d.First = withQuery(rq.R.URL.RequestURI(), "before", "")
	}
	return s.render(rq, http.StatusOK, "log", rq.P.T("web.nav-log"), d)
}

// userName is the display name of a user; ids that are no account stand for themselves.
func (s *site) userName(rq *request, id string) string {
	if v, err := s.Users.Get(rq.R.Context(), focalpoint.UserID(id)); err == nil {
		return v.Doc.Display
	}
	return id
}

// hrefOf is the page of an identifier, or "".
func hrefOf(id string) string {
	switch focalpoint.IDPrefix(id) {
	case focalpoint.PrefixItem:
		return "/items/" + id
	case focalpoint.PrefixSeizure:
		return "/seizures/" + id
	case focalpoint.PrefixTrace:
		return "/traces/" + id
	case focalpoint.PrefixCase:
		return "/cases/" + id
	case focalpoint.PrefixParty:
		return "/directory/" + id
	case focalpoint.PrefixPerson:
		return "/persons/" + id
	case focalpoint.PrefixGroup:
		return "/groups/" + id
	case casework.PrefixFollowUp:
		return "/follow-ups/" + id
	case focalpoint.PrefixImport:
		return "/imports/" + id
	}
	return ""
}
