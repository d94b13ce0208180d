package web

import (
	"net/http"
	"slices"
	"strconv"

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
