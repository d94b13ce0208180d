package api

import (
	"context"
	"net/http"

	"focalpoint/internal/access"
)

type signIn struct {
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"64" example:"amina"`
		Password string `json:"password" minLength:"1" maxLength:"1024"`
	}
}

type session struct {
	Token string      `json:"token" doc:"send it as Authorization: Bearer TOKEN"`
	User  access.User `json:"user"`
}

func (s *server) sessions() {
	op := operation("sign-in", http.MethodPost, "/sessions", "Sign in", "sessions")
	op.Security = []map[string][]string{}
	add(s, op, "", func(ctx context.Context, in *signIn) (*body[session], error) {
		token, u, err := s.Users.SignIn(ctx, in.Body.Name, in.Body.Password)
		return &body[session]{session{token, u}}, err
	})
	add(s, operation("whoami", http.MethodGet, "/sessions/current", "Say who is signed in", "sessions"), "",
		func(ctx context.Context, _ *struct{}) (*body[access.User], error) {
			return &body[access.User]{who(ctx)}, nil
		})
	add(s, operation("sign-out", http.MethodDelete, "/sessions/current", "Sign out", "sessions"), "",
		func(ctx context.Context, in *struct {
			Authorization string `header:"Authorization"`
			Cookie        string `header:"Cookie"`
		}) (*struct{}, error) {
			return nil, s.Users.SignOut(ctx, token(headerSource{in.Authorization, in.Cookie}))
		})
}

type headerSource struct{ authorization, cookie string }

// Header returns one of the two headers a token comes in.
func (h headerSource) Header(name string) string {
	if name == "Authorization" {
		return h.authorization
	}
	return h.cookie
}
