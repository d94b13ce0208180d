package web

import (
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
	"focalpoint/internal/casework"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/flows"
	"focalpoint/internal/i18n"
	"focalpoint/internal/importer"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/linkage"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
	"focalpoint/internal/worldmap"
)

//go:embed page/*.html
var pageFiles embed.FS

// Deps are the rooms the pages call.
type Deps struct {
	Log       *ledger.Log
	Users     *access.Users
	Codes     *catalogue.Catalogue
	Register  *register.Register
	Files     *attachment.Store
	Persons   *person.Store
	Keeper    *person.Keeper // applies the rules of retention
	Seizures  *seizure.Room
	Figures   *flows.Figures
	Home      focalpoint.Country // the State whose focal point this is
	Logged    []ledger.Table     // every logged table, for the page of the log
	Exercise  bool               // the data is a demonstration: say so on every page
	Logger    *slog.Logger
	Secure    bool // cookies only over TLS
	Revision  string
	Traces    *trace.Service
	Directory *directory.Directory
	Cases     *casework.Room
	Review    *register.Review
	Importer  *importer.Importer
	Jobs      *jobs.Queue
	Added     *catalogue.Store // what this State added to the code lists
	Links     *linkage.Room
	Shapes    []worldmap.Region // outlines for maps instead of the countries of the world
}

// site is the pages put together.
type site struct {
	Deps
	pages map[i18n.Lang]map[string]*template.Template
}

// New returns the handler of all pages. Templates are read once for each
// language; one that cannot be read is an error.
func New(d Deps) (http.Handler, error) {
	s := &site{Deps: d}
	if err := s.load(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, rt := range s.routes() {
		mux.Handle(rt.pattern, s.wrap(rt))
	}
	s.static(mux)
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(&request{W: w, R: r, P: s.printer(r, access.User{})}, focalpoint.Errorf("web", focalpoint.KindForbidden, "this form was sent from another site"))
	}))
	return headers(protection.Handler(mux)), nil
}

// headers sets what holds for every answer: nothing is loaded from elsewhere,
// nothing is framed, nothing with data in it is kept by caches.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// route is one page.
type route struct {
	pattern string
	need    access.Permission // empty: any signed-in user
	public  bool              // no sign-in needed
	serve   func(*request) error
}

// request is one visit.
type request struct {
	W    http.ResponseWriter
	R    *http.Request
	P    *i18n.Printer
	User access.User
}

const (
	sessionCookie  = "focalpoint_session"
	languageCookie = "focalpoint_language"
	maxForm        = 32 << 20 // bytes of a form with photographs
)

func (s *site) wrap(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit(rt.pattern))
		user, err := s.who(r)
		rq := &request{W: w, R: r, User: user, P: s.printer(r, user)}
		switch {
		case err != nil && !rt.public && focalpoint.KindOf(err) == focalpoint.KindSignIn:
			s.toSignIn(rq)
			return
		case err != nil && focalpoint.KindOf(err) != focalpoint.KindSignIn:
			s.fail(rq, err)
			return
		case rt.need != "" && !user.May(rt.need):
			s.fail(rq, focalpoint.Errorf("web", focalpoint.KindForbidden, "your role does not open this page"))
			return
		}
		if err := rt.serve(rq); err != nil {
			s.fail(rq, err)
		}
		s.Logger.Debug("page", "method", r.Method, "route", rt.pattern, "user", user.ID, "took", time.Since(start))
	})
}

// who returns the signed-in user.
func (s *site) who(r *http.Request) (access.User, error) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return access.User{}, focalpoint.Errorf("web", focalpoint.KindSignIn, "sign in first")
	}
	return s.Users.Session(r.Context(), c.Value)
}

// token is what the browser's session is known by.
func (rq *request) token() string {
	if c, err := rq.R.Cookie(sessionCookie); err == nil {
		return c.Value
	}
	return ""
}

// printer chooses the language: asked for in the address, chosen before, the
// account's, the browser's.
func (s *site) printer(r *http.Request, u access.User) *i18n.Printer {
	chosen := r.URL.Query().Get("lang")
	if _, ok := i18n.ParseLang(chosen); !ok {
		chosen = u.Language
		if c, err := r.Cookie(languageCookie); err == nil {
			chosen = c.Value
		}
	}
	return i18n.For(i18n.Negotiate(chosen, r.Header.Get("Accept-Language")))
}

// status maps the kinds of error to HTTP, in this one place.
func status(err error) int {
	switch focalpoint.KindOf(err) {
	case focalpoint.KindInvalid, focalpoint.KindIncomplete:
		return http.StatusUnprocessableEntity
	case focalpoint.KindNotFound:
		return http.StatusNotFound
	case focalpoint.KindConflict:
		return http.StatusConflict
	case focalpoint.KindForbidden:
		return http.StatusForbidden
	case focalpoint.KindSignIn:
		return http.StatusUnauthorized
	case focalpoint.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case focalpoint.KindBusy:
		return http.StatusServiceUnavailable
	case focalpoint.KindTooOften:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

// fail shows an error as a page. The text of an internal error stays in the log.
func (s *site) fail(rq *request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = focalpoint.Errorf("web", focalpoint.KindTooLarge, "more than %d bytes were sent", tooLarge.Limit)
	}
	code := status(err)
	data := struct {
		Kind   focalpoint.Kind
		Detail string
		Fields []fieldError
	}{Kind: focalpoint.KindOf(err)}
	if code == http.StatusInternalServerError {
		s.Logger.Error("page", "path", rq.R.URL.Path, "err", err)
	} else {
		data.Detail, data.Fields = rq.P.Said(err.Error()), rq.fieldErrors(err)
	}
	if err := s.render(rq, code, "error", rq.P.T("web.error-title"), data); err != nil {
		s.Logger.Error("error page", "err", err)
		http.Error(rq.W, "error", code)
	}
}
