package main

import (
	"log/slog"
	"net/http"

	"focalpoint/internal/api"
	"focalpoint/internal/demo"
	"focalpoint/internal/web"
	"focalpoint/internal/worldmap"
)

// handler puts the doors together: the API under /api/, pages elsewhere.
func (a *app) handler(log *slog.Logger) (http.Handler, error) {
	pages, err := web.New(web.Deps{Log: a.Log, Users: a.Users, Codes: a.Codes, Register: a.Register, Files: a.Files, Persons: a.Persons, Keeper: a.keeper(), Seizures: a.Seizures, Figures: a.Figures, Home: a.Home, Exercise: a.Exercise, Logged: loggedTables(), Logger: log,
		Traces: a.Traces, Directory: a.Parties, Cases: a.Cases, Review: a.Review, Importer: a.Importer, Jobs: a.Jobs, Added: a.Added, Shapes: a.shapes(), Links: a.Links})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", api.New(api.Deps{Log: a.Log, Users: a.Users, Codes: a.Codes, Register: a.Register, Review: a.Review, Parties: a.Parties,
		Persons: a.Persons, Keeper: a.keeper(), Added: a.Added, Files: a.Files, Seizures: a.Seizures, Traces: a.Traces, Cases: a.Cases, Figures: a.Figures, Importer: a.Importer, Jobs: a.Jobs, Links: a.Links, Home: a.Home, Logger: log, Version: version().Version}))
	mux.Handle("/", pages)
	return mux, nil
}

// shapes are the outlines maps are drawn by: of the fictional States in an
// exercise, of the world otherwise.
func (a *app) shapes() []worldmap.Region {
	if a.Exercise {
		return demo.Shapes()
	}
	return nil
}
