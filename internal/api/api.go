package api

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
	"focalpoint/internal/casework"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/flows"
	"focalpoint/internal/importer"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/linkage"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/store"
	"focalpoint/internal/trace"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the tables of the API itself: answers kept for repeated requests.
func Schema() store.Schema { return store.Schema{Name: "api", Files: schemaFiles} }

// Deps are the rooms the operations call.
type Deps struct {
	Log      *ledger.Log
	Users    *access.Users
	Codes    *catalogue.Catalogue
	Register *register.Register
	Review   *register.Review
	Parties  *directory.Directory
	Persons  *person.Store
	Keeper   *person.Keeper   // applies the rules of retention
	Added    *catalogue.Store // what this State added to the code lists
	Files    *attachment.Store
	Seizures *seizure.Room
	Traces   *trace.Service
	Cases    *casework.Room
	Figures  *flows.Figures
	Importer *importer.Importer
	Jobs     *jobs.Queue
	Links    *linkage.Room
	Home     focalpoint.Country
	Logger   *slog.Logger
	Version  string
}

// server is the operations put together.
type server struct {
	Deps
	api huma.API
}

// New returns the handler of everything under /api/.
func New(d Deps) http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("focalpoint", d.Version)
	config.Info.Description = "The record of every firearm's life: items, seizures, traces, cases, figures."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.FieldsOptionalByDefault = true // what must be there the rooms say, in sentences
	config.OpenAPIPath, config.SchemasPath, config.DocsPath = "/api/openapi", "/api/schemas", ""
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "the token of POST /api/v1/sessions"}}
	config.Security = []map[string][]string{{"token": {}}}
	s := &server{Deps: d, api: humago.New(mux, config)}
	s.api.UseMiddleware(s.authenticate)
	s.sessions()
	s.items()
	s.searchOperations()
	s.seizureOperations()
	s.traceOperations()
	s.hopOperations()
	s.directoryOperations()
	s.personOperations()
	s.retentionOperations()
	s.caseOperations()
	s.figureOperations()
	s.importOperations()
	s.catalogueOperations()
	s.accessOperations()
	s.logOperations()
	s.deskOperations()
	s.ownOperations()
	s.taskOperations()
	s.linkOperations()
	s.userOperations()
	s.fileOperations()
	return s.idempotent(mux)
}

// schemaName names a type with its room, since several rooms have a Row. A
// generic type is named with the room of what it holds: a page of the register's
// rows is RegisterPageRow.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	_, room, ours := strings.Cut(t.PkgPath(), "focalpoint/internal/")
	if _, held, generic := cutLast(t.Name(), "focalpoint/internal/"); generic {
		room, _, _ = strings.Cut(held, ".")
	}
	if !ours || t.Name() == "" || room == "api" {
		return name
	}
	return strings.ToUpper(room[:1]) + room[1:] + name
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

type userKey struct{}

// who returns the signed-in user of an operation.
func who(ctx context.Context) access.User {
	u, _ := ctx.Value(userKey{}).(access.User)
	return u
}

// may checks a permission of the signed-in user.
func may(ctx context.Context, p access.Permission) error {
	if who(ctx).May(p) {
		return nil
	}
	return problem(focalpoint.Errorf("api", focalpoint.KindForbidden, "your roles do not allow %s", p))
}

// sessionCookie is the cookie the pages set: their islands read the API with it.
const sessionCookie = "focalpoint_session"

func token(r interface{ Header(string) string }) string {
	if t, ok := strings.CutPrefix(r.Header("Authorization"), "Bearer "); ok {
		return t
	}
	cookies, err := http.ParseCookie(r.Header("Cookie"))
	if err != nil {
		return ""
	}
	for _, c := range cookies {
		if c.Name == sessionCookie {
			return c.Value
		}
	}
	return ""
}

// authenticate finds the user of a token; operations without security pass.
func (s *server) authenticate(ctx huma.Context, next func(huma.Context)) {
	if op := ctx.Operation(); op.Security != nil && len(op.Security) == 0 {
		next(ctx)
		return
	}
	u, err := s.Users.Session(ctx.Context(), token(ctx))
	if err != nil {
		kind := focalpoint.KindOf(err)
		if kind != focalpoint.KindSignIn {
			s.Logger.Error("api", "err", err)
		}
		_ = huma.WriteErr(s.api, ctx, statusOf(kind), "sign in first: send Authorization: Bearer with the token of POST /api/v1/sessions")
		return
	}
	next(huma.WithValue(ctx, userKey{}, u))
}

// statusOf maps the kinds of error to HTTP, in this one place.
func statusOf(kind focalpoint.Kind) int {
	switch kind {
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

// problem makes an error a problem+json answer with the path of each field.
// The text of an internal error stays here.
func problem(err error) error {
	if err == nil {
		return nil
	}
	var already huma.StatusError
	if errors.As(err, &already) {
		return err
	}
	kind := focalpoint.KindOf(err)
	code := statusOf(kind)
	if code == http.StatusInternalServerError {
		slog.Default().Error("api", "err", err)
		return huma.NewError(code, "the program failed; the administrator finds the cause in its log")
	}
	var details []error
	for _, f := range focalpoint.FieldErrors(err) {
		d := &huma.ErrorDetail{Message: f.Msg}
		if f.Field != "" {
			d.Location = "body." + f.Field
		}
		details = append(details, d)
	}
	return huma.NewError(code, err.Error(), details...)
}

// operation describes one operation; read-only ones are GET.
func operation(id, method, path, summary string, tags ...string) huma.Operation {
	op := huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: tags}
	op.Errors = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}
	return op
}

// register adds an operation that needs a permission; errors of the rooms
// become problems.
func add[I, O any](s *server, op huma.Operation, need access.Permission, fn func(context.Context, *I) (*O, error)) {
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		if need != "" {
			if err := may(ctx, need); err != nil {
				return nil, err
			}
		}
		out, err := fn(ctx, in)
		return out, problem(err)
	})
}

// body is an answer with a JSON body.
type body[T any] struct {
	Body T
}

// versioned is an answer whose version stands in ETag.
type versioned[T any] struct {
	ETag string `header:"ETag" doc:"the version, to be sent back in If-Match"`
	Body T
}

func etag[T any](version int64, v T) *versioned[T] {
	return &versioned[T]{ETag: `"` + strconv.FormatInt(version, 10) + `"`, Body: v}
}

// IfMatchHeader is the version a change was made from.
type IfMatchHeader struct {
	IfMatch string `header:"If-Match" doc:"the ETag of the version the change was made from"`
}

// orFirst is base for a record that is made by its first change: its ETag was "0".
func (m IfMatchHeader) orFirst() (int64, error) {
	if m.IfMatch == `"0"` {
		return 0, nil
	}
	return m.base()
}

func (m IfMatchHeader) base() (int64, error) {
	text := strings.Trim(strings.TrimPrefix(m.IfMatch, "W/"), `"`)
	base, err := strconv.ParseInt(text, 10, 64)
	if err != nil || base < 1 {
		return 0, problem(focalpoint.Errorf("api", focalpoint.KindInvalid, "send If-Match with the ETag of the version the change was made from"))
	}
	return base, nil
}
