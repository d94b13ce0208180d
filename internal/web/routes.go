package web

import (
	"slices"

	"focalpoint/internal/access"
)

// routes is the table of all pages.
func (s *site) routes() []route {
	return append(slices.Concat(s.deskRoutes(), s.listRoutes(), s.casesRoutes(), s.personRoutes(), s.stockRoutes()), []route{
		{"GET /sign-in", "", true, s.signInForm},
		{"POST /sign-in", "", true, s.signIn},
		{"POST /sign-out", "", true, s.signOut},
		{"GET /setup", "", true, s.setupForm},
		{"POST /setup", "", true, s.setup},
		{"POST /language", "", true, s.language},
		{"GET /{$}", "", false, s.home},
		{"GET /items", access.ReadItems, false, s.items},
		{"GET /items/{id}", access.ReadItems, false, s.item},
		{"GET /seizures", access.ReadSeizures, false, s.seizures},
		{"GET /seizures/new", access.WriteSeizures, false, s.seizureNew},
		{"POST /seizures/new", access.WriteSeizures, false, s.seizureSave},
		{"POST /seizures/draft", access.WriteSeizures, false, s.seizureDraft},
		{"GET /seizures/map", access.WriteSeizures, false, s.seizureMapDrawing},
		{"POST /seizures/drafts/{id}/drop", access.WriteSeizures, false, s.draftDrop},
		{"GET /seizures/{id}", access.ReadSeizures, false, s.seizure},
		{"GET /seizures/{id}/edit", access.WriteSeizures, false, s.seizureEdit},
		{"POST /seizures/{id}/edit", access.WriteSeizures, false, s.seizureSave},
		{"GET /files/{sha}", access.ReadSeizures, false, s.file},
		{"GET /search", access.ReadItems, false, s.search},
		{"POST /search", access.ReadItems, false, s.searchFor},
		{"GET /returns", access.ReadFigures, false, s.returns},
		{"GET /returns/{year}", access.ReadFigures, false, s.returnPage},
		{"GET /returns/{year}/cells/{cell}", access.ReadFigures, false, s.cell},
		{"GET /log", access.ReadLog, false, s.logPage},
		{"GET /users", access.ManageUsers, false, s.users},
		{"GET /users/{id}", access.ManageUsers, false, s.userPage},
		{"POST /users/{id}", access.ManageUsers, false, s.userSave},
		{"GET /access", access.ReadAccess, false, s.accessPage},
		{"GET /limits", access.ManageUsers, false, s.limits},
		{"POST /limits", access.ManageUsers, false, s.limitsSave},
		{"GET /", "", false, s.notFound},
	}...)
}
