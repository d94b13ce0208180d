package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
)

type userVersion = ledger.Version[access.User]

// account is an account as it is saved; a password that is empty stays as it is.
type account struct {
	Name     string        `json:"name"`
	Display  string        `json:"display,omitempty"`
	Language string        `json:"language,omitempty"`
	Roles    []access.Role `json:"roles"`
	Disabled bool          `json:"disabled,omitempty"`
	Password string        `json:"password,omitempty" doc:"of a new account, or to change it"`
}

func (s *server) userOperations() {
	add(s, operation("list-users", http.MethodGet, "/users", "List the accounts", "access"), access.ManageUsers,
		func(ctx context.Context, _ *struct{}) (*body[[]userVersion], error) {
			list, err := s.Users.List(ctx)
			return &body[[]userVersion]{list}, err
		})
	add(s, operation("get-user", http.MethodGet, "/users/{id}", "Read an account", "access"), access.ManageUsers,
		func(ctx context.Context, in *CasePath) (*versioned[userVersion], error) {
			v, err := s.Users.Get(ctx, focalpoint.UserID(in.ID))
			return etag(v.Version, v), err
		})
	created := operation("add-user", http.MethodPost, "/users", "Add an account", "access")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.ManageUsers, func(ctx context.Context, in *struct{ Body account }) (*body[access.User], error) {
		u, err := s.saveUser(ctx, "", 0, in.Body, "")
		return &body[access.User]{u}, err
	})
	add(s, operation("change-user", http.MethodPut, "/users/{id}", "Change an account: its name, roles, password, or whether it is open", "access"), access.ManageUsers,
		func(ctx context.Context, in *struct {
			CasePath
			IfMatchHeader
			Reason string `query:"reason"`
			Body   account
		}) (*body[access.User], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			u, err := s.saveUser(ctx, focalpoint.UserID(in.ID), base, in.Body, in.Reason)
			return &body[access.User]{u}, err
		})
}

func (s *server) saveUser(ctx context.Context, id focalpoint.UserID, base int64, a account, reason string) (access.User, error) {
	if id != "" && id == who(ctx).ID && (a.Disabled || !access.May(a.Roles, access.ManageUsers)) {
		return access.User{}, focalpoint.Invalid("api.users", "roles", "you cannot take the administration of accounts away from yourself")
	}
	u := access.User{ID: id, Name: a.Name, Display: a.Display, Language: a.Language, Roles: a.Roles, Disabled: a.Disabled}
	if u.Display == "" {
		u.Display = u.Name
	}
	return s.Users.Save(ctx, who(ctx).ID, u, base, a.Password, reason)
}
