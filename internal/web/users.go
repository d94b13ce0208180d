package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
)

type usersData struct {
	Users []ledger.Version[access.User]
}

func (s *site) users(rq *request) error {
	list, err := s.Users.List(rq.R.Context())
	if err != nil {
		return err
	}
	return s.render(rq, http.StatusOK, "users", rq.P.T("web.nav-users"), usersData{list})
}

type userForm struct {
	User   access.User
	Base   int64
	Roles  []choice
	Reason string // of a change
	Errors []fieldError
	Min    int
}

// Has says whether the account has a role.
func (f userForm) Has(role string) bool { return slices.Contains(f.User.Roles, access.Role(role)) }

func (s *site) userPage(rq *request) error {
	id := rq.R.PathValue("id")
	f := userForm{}
	if id != "new" {
		v, err := s.Users.Get(rq.R.Context(), focalpoint.UserID(id))
		if err != nil {
			return err
		}
		f.User, f.Base = v.Doc, v.Version
	}
	return s.showUser(rq, http.StatusOK, f)
}

func (s *site) showUser(rq *request, code int, f userForm) error {
	f.Min = access.MinPassword
	for _, r := range access.Roles() {
		f.Roles = append(f.Roles, choice{string(r), rq.P.T("web.user-role-" + string(r))})
	}
	title := rq.P.T("web.user-new")
	if f.User.ID != "" {
		title = rq.P.T("web.user-edit")
	}
	return s.render(rq, code, "user", title, f)
}

func (s *site) userSave(rq *request) error {
	if err := rq.R.ParseForm(); err != nil {
		return err
	}
	v := form{values: rq.R.PostForm}
	base, _ := strconv.ParseInt(v.get("base"), 10, 64) // the room refuses a change without its base
	u := access.User{Name: v.get("name"), Display: v.get("display"), Language: v.get("language"), Disabled: v.get("disabled") != ""}
	if id := rq.R.PathValue("id"); id != "new" {
		u.ID = focalpoint.UserID(id)
	}
	if u.Display == "" {
		u.Display = u.Name
	}
	for _, r := range v.all("roles") {
		u.Roles = append(u.Roles, access.Role(r))
	}
	if u.ID == rq.User.ID && (u.Disabled || !access.May(u.Roles, access.ManageUsers)) {
		return s.showUser(rq, http.StatusUnprocessableEntity, userForm{User: u, Base: base, Reason: v.get("reason"), Errors: []fieldError{{"roles", rq.P.T("web.user-self")}}})
	}
	_, err := s.Users.Save(rq.R.Context(), rq.User.ID, u, base, rq.R.PostFormValue("password"), v.get("reason"))
	if kind := focalpoint.KindOf(err); err != nil && (kind == focalpoint.KindInvalid || kind == focalpoint.KindConflict) {
		return s.showUser(rq, status(err), userForm{User: u, Base: base, Reason: v.get("reason"), Errors: rq.fieldErrors(err)})
	}
	if err != nil {
		return err
	}
	return rq.redirect("/users?done=saved")
}

type accessData struct {
	Entries []accessEntry
	Subject string
	Next    string
}

type accessEntry struct {
	access.Entry
	Who, Href string
}

// accessPage lists who read whose data, and for what.
func (s *site) accessPage(rq *request) error {
	q := rq.R.URL.Query()
	f := access.EntryFilter{Subject: q.Get("subject"), Actor: focalpoint.UserID(q.Get("actor")), Limit: 100}
	if before := q.Get("before"); before != "" {
		us, err := strconv.ParseInt(before, 10, 64)
		if err != nil {
			return focalpoint.Invalid("web.access", "before", "%q is no place in this list", before)
		}
		f.Before = time.UnixMicro(us)
	}
	list, err := access.Entries(rq.R.Context(), s.Log, f)
	if err != nil {
		return err
	}
	d := accessData{Subject: f.Subject}
	for _, e := range list {
		d.Entries = append(d.Entries, accessEntry{e, s.userName(rq, string(e.Actor)), hrefOf(e.Purpose.Ref)})
	}
	if len(list) == f.Limit {
		d.Next = withQuery(rq.R.URL.RequestURI(), "before", strconv.FormatInt(list[len(list)-1].At.UnixMicro(), 10))
	}
	return s.render(rq, http.StatusOK, "access", rq.P.T("web.nav-access"), d)
}
