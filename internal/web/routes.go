package web

import "focalpoint/internal/access"

// routes is the table of all pages.
func (s *site) routes() []route {
	return []route{
		{"GET /sign-in", "", true, s.signInForm},
		{"POST /sign-in", "", true, s.signIn},
		{"POST /sign-out", "", true, s.signOut},
		{"GET /setup", "", true, s.setupForm},
		{"POST /setup", "", true, s.setup},
		{"POST /language", "", true, s.language},
		{"GET /{$}", "", false, s.home},
		{"GET /items", access.ReadItems, false, s.items},
		{"GET /items/{id}", access.ReadItems, false, s.item},
		{"GET /log", access.ReadLog, false, s.logPage},
		{"GET /", "", false, s.notFound},
	}
}
