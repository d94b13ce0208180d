package web

import (
	"net/http"
	"net/url"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/i18n"
)

// signInData is the sign-in page.
type signInData struct {
	Name, Next, Error string
}

func (s *site) toSignIn(rq *request) {
	any, err := s.Users.Any(rq.R.Context())
	if err != nil {
		s.fail(rq, err)
		return
	}
	if !any {
		http.Redirect(rq.W, rq.R, "/setup", http.StatusSeeOther)
		return
	}
	next := ""
	if rq.R.Method == http.MethodGet {
		next = "?next=" + url.QueryEscape(rq.R.URL.RequestURI())
	}
	http.Redirect(rq.W, rq.R, "/sign-in"+next, http.StatusSeeOther)
}

func (s *site) signInForm(rq *request) error {
	if any, err := s.Users.Any(rq.R.Context()); err != nil || !any {
		if err != nil {
			return err
		}
		return rq.redirect("/setup")
	}
	return s.render(rq, http.StatusOK, "sign_in", rq.P.T("web.sign-in"), signInData{Next: rq.R.URL.Query().Get("next")})
}

func (s *site) signIn(rq *request) error {
	name, next := rq.R.PostFormValue("name"), rq.R.PostFormValue("next")
	token, _, err := s.Users.SignIn(rq.R.Context(), name, rq.R.PostFormValue("password"))
	switch focalpoint.KindOf(err) {
	case focalpoint.KindSignIn:
		return s.render(rq, http.StatusUnauthorized, "sign_in", rq.P.T("web.sign-in"), signInData{name, next, rq.P.T("web.sign-in-wrong")})
	case focalpoint.KindForbidden:
		return s.render(rq, http.StatusForbidden, "sign_in", rq.P.T("web.sign-in"), signInData{name, next, rq.P.T("web.sign-in-wait")})
	}
	if err != nil {
		return err
	}
	s.setSession(rq, token)
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.HasPrefix(next, "/\\") {
		next = "/"
	}
	return rq.redirect(next)
}

func (s *site) setSession(rq *request, token string) {
	c := &http.Cookie{Name: sessionCookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure || rq.R.TLS != nil}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(rq.W, c)
}

func (s *site) signOut(rq *request) error {
	if c, err := rq.R.Cookie(sessionCookie); err == nil {
		if err := s.Users.SignOut(rq.R.Context(), c.Value); err != nil {
			return err
		}
	}
	s.setSession(rq, "")
	return rq.redirect("/sign-in")
}

// setupForm and setup make the first administrator, once.
func (s *site) setupForm(rq *request) error {
	if any, err := s.Users.Any(rq.R.Context()); err != nil || any {
		if err != nil {
			return err
		}
		return rq.redirect("/sign-in")
	}
	return s.render(rq, http.StatusOK, "setup", rq.P.T("web.setup"), signInData{})
}

func (s *site) setup(rq *request) error {
	any, err := s.Users.Any(rq.R.Context())
	if err != nil {
		return err
	}
	if any {
		return focalpoint.Errorf("web.setup", focalpoint.KindForbidden, "there is an administrator already")
	}
	u := access.User{Name: rq.R.PostFormValue("name"), Display: rq.R.PostFormValue("name"), Roles: []access.Role{access.RoleAdministrator, access.RoleFocalPoint}, Language: string(rq.P.Lang())}
	u, err = s.Users.Save(rq.R.Context(), "setup", u, 0, rq.R.PostFormValue("password"), "first run")
	if focalpoint.KindOf(err) == focalpoint.KindInvalid && err != nil {
		return s.render(rq, http.StatusUnprocessableEntity, "setup", rq.P.T("web.setup"), signInData{Name: rq.R.PostFormValue("name"), Error: rq.P.T("web.setup-wrong", "n", access.MinPassword)})
	}
	if err != nil {
		return err
	}
	token, err := s.Users.OpenSession(rq.R.Context(), u.ID)
	if err != nil {
		return err
	}
	s.setSession(rq, token)
	return rq.redirect("/")
}

// language sets the reader's language and goes back.
func (s *site) language(rq *request) error {
	if l, ok := i18n.ParseLang(rq.R.PostFormValue("lang")); ok {
		http.SetCookie(rq.W, &http.Cookie{Name: languageCookie, Value: string(l), Path: "/", MaxAge: 365 * 86400, SameSite: http.SameSiteLaxMode, Secure: s.Secure, HttpOnly: true})
	}
	back := rq.R.PostFormValue("back")
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.HasPrefix(back, "/\\") {
		back = "/"
	}
	return rq.redirect(back)
}
