package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/api"
	"focalpoint/internal/attachment"
	"focalpoint/internal/ballistics"
	"focalpoint/internal/casework"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/demo"
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

// schemas lists the rooms' migrations, from the ground up.
func schemas() []store.Schema {
	return []store.Schema{
		ledger.Schema(),
		access.Schema(),
		jobs.Schema(),
		api.Schema(),
		attachment.Schema(),
		person.Schema(),
		catalogue.Schema(),
		directory.Schema(),
		register.Schema(),
		trace.Schema(),
		importer.Schema(),
		seizure.Schema(),
		casework.Schema(),
		flows.Schema(),
		ballistics.Schema(),
		linkage.Schema(),
	}
}

// loggedTables lists every table whose rows the log commits to.
func loggedTables() []ledger.Table {
	var out []ledger.Table
	for _, list := range [][]ledger.Table{
		access.Tables(),
		attachment.Tables(),
		person.Tables(),
		catalogue.Tables(),
		directory.Tables(),
		register.Tables(),
		trace.Tables(),
		importer.Tables(),
		seizure.Tables(),
		casework.Tables(),
		flows.Tables(),
		ballistics.Tables(),
		linkage.Tables(),
	} {
		out = append(out, list...)
	}
	return out
}

// app is the house put together: one field for each room.
type app struct {
	opts     options
	DB       *store.DB
	Log      *ledger.Log
	Users    *access.Users
	Jobs     *jobs.Queue
	Codes    *catalogue.Catalogue
	Added    *catalogue.Store
	Files    *attachment.Store
	Persons  *person.Store
	House    access.House
	Parties  *directory.Directory
	Register *register.Register
	Traces   *trace.Service
	Review   *register.Review
	Importer *importer.Importer
	Seizures *seizure.Room
	Cases    *casework.Room
	Figures  *flows.Figures
	Lab      *ballistics.Room
	Links    *linkage.Room
	Home     focalpoint.Country // the State whose focal point this is
	Exercise bool               // the database holds the demonstration country
}

// source says which database the flags name; for the embedded one the data
// directory is made.
func (o *options) source() (string, error) {
	if o.db != "" {
		return o.db, nil
	}
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return "", focalpoint.Invalid("open", "data", "cannot make the data directory: %v", err)
	}
	return filepath.Join(o.data, "focalpoint.db"), nil
}

// open opens the database, brings its schema up to date (the embedded one
// always; PostgreSQL only when it is empty, for an administrator decides when
// a national database changes) and wires the rooms.
func open(ctx context.Context, opts *options) (*app, error) {
	source, err := opts.source()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, source)
	if err != nil {
		return nil, &focalpoint.Error{Op: "open", Kind: focalpoint.KindInvalid, Err: err}
	}
	a, err := wire(ctx, opts, db)
	if err != nil {
		db.Close()
		return nil, err
	}
	return a, nil
}

func wire(ctx context.Context, opts *options, db *store.DB) (*app, error) {
	if err := ready(ctx, db); err != nil {
		return nil, err
	}
	log := &ledger.Log{DB: db, Now: time.Now, Rand: rand.Reader}
	a := &app{opts: *opts, DB: db, Log: log, Users: access.NewUsers(log)}
	a.Jobs = &jobs.Queue{DB: db, Now: time.Now, Rand: rand.Reader, Node: nodeName()}
	var err error
	if a.Codes, err = catalogue.New(); err != nil {
		return nil, err
	}
	a.Parties = directory.New(log)
	a.Codes.Also(keepers{a.Parties})
	a.Added = catalogue.NewStore(db)
	if _, err = a.Added.Refresh(ctx, a.Codes); err != nil {
		return nil, err
	}
	a.Files = attachment.New(log)
	a.Persons = person.New(log)
	a.Register = register.New(db, a.Codes)
	a.Register.KeepIndex(indexFile(db))
	if a.House, _, err = access.ReadHouse(ctx, log); err != nil {
		return nil, err
	}
	a.Review = register.NewReview(a.Register, log, a.Codes, nil)
	a.Seizures = seizure.New(log, a.Register, a.Persons, a.Codes)
	a.Importer = importer.New(log, importer.RegisterTarget(a.Register, a.Persons, a.Codes), importer.LostTarget(a.Register, a.Persons, a.Codes), a.Seizures.ImportTarget(a.Codes))
	a.Figures = flows.New(log, flows.Catalogue{Catalogue: a.Codes}, flows.PersonFile{Queryer: db})
	if err := a.home(ctx); err != nil {
		return nil, err
	}
	since := a.House.Since
	if a.Exercise {
		since = cmp.Or(since, demo.RecordsSince())
	}
	a.Traces = trace.New(trace.Options{Log: log, Register: a.Register, Directory: a.Parties, Files: a.Files, Codes: a.Codes,
		Beside: a.beside, Finder: &trace.SearchFinder{Register: a.Register}, Deaths: a.Persons, Numbers: trace.Formats{Codes: a.Codes}, Policy: trace.Policy{Home: a.Home, RecordsSince: since}})
	a.Persons.CheckPurposes(a.onRecord)
	a.Users.CheckPurposes(a.onRecord)
	a.Cases = casework.New(log, a.Register, a.Persons, a.caseSources())
	a.Links = linkage.New(log, a.Register, a.Parties, a.Home)
	a.Lab = ballistics.New(ballistics.Options{Log: log, Register: a.Register, Files: a.Files, Jobs: a.Jobs, Version: programVersion(), Linked: a.joinCases})
	return a, nil
}

// home says whose focal point this is: the demonstration country's, when the
// database holds it or is about to, else the State that was named.
func (a *app) home(ctx context.Context) (err error) {
	if a.Exercise = a.opts.exercise; !a.Exercise {
		if a.Exercise, err = demo.Loaded(ctx, a.Parties); err != nil {
			return err
		}
	}
	a.Home = cmp.Or(focalpoint.Country(a.opts.state), a.House.State)
	if a.Exercise {
		a.Home = demo.Home
	}
	return nil
}

// ready migrates where that may be done without asking.
func ready(ctx context.Context, db *store.DB) error {
	steps, err := db.Migrations(ctx, schemas())
	fresh := err != nil // no table of migrations yet
	if db.Engine() == store.SQLite || fresh {
		_, err := db.Migrate(ctx, time.Now(), schemas())
		return err
	}
	for _, s := range steps {
		if !s.Applied {
			return focalpoint.Errorf("open", focalpoint.KindInvalid, "the database lacks migration %s/%s; run focalpoint migrate --db … when the other nodes are stopped", s.Room, s.File)
		}
	}
	return nil
}

// Close closes the database.
func (a *app) Close() error { return a.DB.Close() }

func nodeName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	return fmt.Sprintf("%s-%d", host, os.Getpid())
}

// by opens the app for one command and closes it afterwards.
func by(ctx context.Context, opts *options, fn func(*app) error) (err error) {
	a, err := open(ctx, opts)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); err == nil {
			err = cerr
		}
	}()
	return fn(a)
}

// operator is the actor of writes made from the command line.
const operator = focalpoint.UserID("operator")
