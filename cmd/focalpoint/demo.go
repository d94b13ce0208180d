package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/demo"
)

const demoLong = `demo invents a fictional State with neighbours, makers, dealers, owners and forces, ten
years of what happened to its firearms, and seizures with marks as badly read as real
ones; loads it through the same doors as real data, traces what was seized, and serves
it with an account for each role. Everything in it is marked as exercise.

The data goes to a folder of its own unless --data or --db says otherwise; a database
that holds other records is refused. A second start serves what is there.

With --once nothing is served: the golden path runs from seizure to figures, each seized
item and planted case is checked against the truth file, and one object is printed. The
exit code is 1 when less than 95 in 100 agree. The same seed, size and day write the
same log, hash by hash. doc/demo.md is a tour.`

// demoFlags are the flags of the demo command.
type demoFlags struct {
	once, differ  bool
	size          int
	seed          uint64
	today, listen string
}

func newDemo(opts *options) *cobra.Command {
	f := &demoFlags{}
	cmd := &cobra.Command{
		Use:     "demo",
		Short:   "Load a fictional country and show the whole path, from seizure to figures",
		Long:    demoLong,
		Example: "  focalpoint demo\n  focalpoint demo --once --json --data DIR\n  focalpoint demo --once --data DIR --size 20000 --seed 7 --differ",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("data") && os.Getenv("FOCALPOINT_DIR") == "" {
				opts.data += "-demo"
			}
			opts.exercise = true
			return by(cmd.Context(), opts, func(a *app) error { return runDemo(cmd, a, f) })
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.once, "once", false, "run the path, print what it came to, serve nothing")
	flags.BoolVar(&f.differ, "differ", false, "with --once, name on standard error what does not agree with the truth")
	flags.IntVar(&f.size, "size", demo.DefaultSize, fmt.Sprintf("firearms on the register, at least %d", demo.MinSize))
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the country")
	flags.StringVar(&f.today, "today", "", "day on which the exercise ends (default: this day)")
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8480", "address to answer on")
	return cmd
}

func runDemo(cmd *cobra.Command, a *app, f *demoFlags) error {
	truth, err := a.country(cmd, f)
	if err != nil {
		return err
	}
	if !f.once {
		return a.serveDemo(cmd, f)
	}
	r, err := demo.Summarize(cmd.Context(), a.demoHouse(), a.Figures, truth)
	if err != nil {
		return err
	}
	if f.differ {
		for _, d := range r.Truth.Differ {
			fmt.Fprintln(cmd.ErrOrStderr(), d)
		}
	}
	if a.opts.json {
		err = writeJSON(cmd.OutOrStdout(), r)
	} else {
		printDemo(cmd.OutOrStdout(), r)
	}
	if err == nil && r.Truth.Rate() < .95 {
		return focalpoint.Errorf("demo", focalpoint.KindMismatch, "only %d of %d agree with the truth; run again with --differ to see which", r.Truth.Agree, r.Truth.Checked)
	}
	return err
}

func (a *app) demoHouse() demo.House {
	return demo.House{Log: a.Log, Codes: a.Codes, Lists: a.Added, Directory: a.Parties, Persons: a.Persons, Files: a.Files, Register: a.Register, Seizures: a.Seizures, Traces: a.Traces, Cases: a.Cases, Links: a.Links}
}

// country loads the demonstration country, unless the database holds it already.
func (a *app) country(cmd *cobra.Command, f *demoFlags) (demo.Truth, error) {
	ctx := cmd.Context()
	loaded, err := demo.Loaded(ctx, a.Parties)
	if err != nil {
		return demo.Truth{}, err
	}
	if loaded {
		truth, err := demo.ReadTruth(a.opts.data)
		if err == nil && (cmd.Flags().Changed("seed") && truth.Seed != f.seed || cmd.Flags().Changed("size") && truth.Size != max(f.size, demo.MinSize)) {
			err = focalpoint.Invalid("demo", "data", "the database holds the country of seed %d and size %d; choose another --data for another country", truth.Seed, truth.Size)
		}
		return truth, err
	}
	if err := a.vacant(ctx); err != nil {
		return demo.Truth{}, err
	}
	today := time.Now()
	if f.today != "" {
		if today, err = time.Parse(time.DateOnly, f.today); err != nil {
			return demo.Truth{}, focalpoint.Invalid("demo", "today", "%q is not a day; write it as 2026-01-15", f.today)
		}
	}
	if err := os.MkdirAll(a.opts.data, 0o700); err != nil {
		return demo.Truth{}, focalpoint.Invalid("demo", "data", "cannot make the data directory: %v", err)
	}
	tell, done := progress(cmd.ErrOrStderr(), "exercise")
	_, truth, err := demo.Load(ctx, a.demoHouse(), demo.Options{Seed: f.seed, Size: f.size, Today: today}, tell)
	done()
	if err != nil {
		return truth, err
	}
	return truth, demo.WriteTruth(a.opts.data, truth)
}

// vacant refuses a database that holds anything of its own.
func (a *app) vacant(ctx context.Context) error {
	var one int
	err := a.DB.QueryRowContext(ctx, `SELECT 1 FROM event LIMIT 1`).Scan(&one)
	if err == nil {
		return focalpoint.Errorf("demo", focalpoint.KindConflict, "the database holds records; the exercise is never mixed with them: choose another --data or --db")
	}
	return nil
}

// progress writes what goes on to a terminal or log, at most four times a second.
func progress(w io.Writer, name string) (tell demo.Progress, done func()) {
	start, last := time.Now(), time.Time{}
	tell = func(what string, n, total int) {
		if time.Since(last) < 250*time.Millisecond {
			return
		}
		last = time.Now()
		fmt.Fprintf(w, "\r%s: %-22s %d of %d  ", name, what, n, total)
	}
	return tell, func() {
		fmt.Fprintf(w, "\r%s: done in %.1f s%s\n", name, time.Since(start).Seconds(), strings.Repeat(" ", 30))
	}
}

func printDemo(w io.Writer, r demo.Report) {
	fmt.Fprintf(w, "EXERCISE: %s\nseed %d, size %d: %d items, %d events, %d seizures\n", r.Exercise, r.Seed, r.Size, r.Items, r.Events, r.Seizures)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprint(t, "traces\t")
	for _, code := range slices.Sorted(maps.Keys(r.Traces)) {
		fmt.Fprintf(t, "%s %d  ", code, r.Traces[code])
	}
	fmt.Fprintln(t)
	for _, m := range slices.Sorted(maps.Keys(r.Indicator)) {
		v, text := r.Indicator[m], "none"
		if v.Value != nil {
			text = fmt.Sprintf("%.2f %%", *v.Value)
		}
		fmt.Fprintf(t, "16.4.2 %s\t%d: %d/%d = %s\n", m, v.Year, v.Numerator, v.Denominator, text)
	}
	fmt.Fprintf(t, "log\t%d entries, root %s\ntruth\t%d of %d agree\n", r.Log.Size, r.Log.Root, r.Truth.Agree, r.Truth.Checked)
	t.Flush()
}

// demoAccount is one account of the exercise.
type demoAccount struct {
	Name     string `json:"name"`
	Role     string `json:"role"`
	Password string `json:"password"`
}

// accountsFile keeps the exercise's passwords, so that a second start can print them again.
const accountsFile = "exercise-accounts.json"

// accounts makes an account for each role at the first start, with random passwords, and returns them.
func (a *app) accounts(ctx context.Context) ([]demoAccount, error) {
	path := filepath.Join(a.opts.data, accountsFile)
	body, err := os.ReadFile(path)
	var list []demoAccount
	if err == nil {
		return list, json.Unmarshal(body, &list)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if any, err := a.Users.Any(ctx); err != nil || any {
		return nil, err // somebody has made accounts of his own
	}
	for _, role := range access.Roles() {
		acc := demoAccount{Name: string(role), Role: string(role), Password: "exercise-" + strings.ToLower(rand.Text()[:12])}
		u := access.User{Name: acc.Name, Display: "Exercise: " + string(role), Language: "en", Roles: []access.Role{role}}
		if _, err := a.Users.Save(ctx, operator, u, 0, acc.Password, ""); err != nil {
			return nil, err
		}
		list = append(list, acc)
	}
	if body, err = json.MarshalIndent(list, "", " "); err != nil {
		return nil, err
	}
	return list, os.WriteFile(path, append(body, '\n'), 0o600)
}

// serveDemo serves the country and says where and with which accounts.
func (a *app) serveDemo(cmd *cobra.Command, f *demoFlags) error {
	list, err := a.accounts(cmd.Context())
	if err != nil {
		return err
	}
	return a.serve(cmd.Context(), f.listen, "", newLogger(cmd), func(url string) {
		out := cmd.OutOrStdout()
		fmt.Fprintf(out, "\nEXERCISE - EXERCISE - EXERCISE\nA fictional country; nothing in it is real. Never enter real records here.\n\nfocalpoint is at %s\n\n", url)
		t := tabwriter.NewWriter(out, 0, 4, 3, ' ', 0)
		fmt.Fprintln(t, "account\tpassword")
		for _, acc := range list {
			fmt.Fprintf(t, "%s\t%s\n", acc.Name, acc.Password)
		}
		t.Flush()
		fmt.Fprintf(out, "\nStart as tracing or focal-point; administrator keeps the accounts. doc/demo.md is a tour.\nThe data is in %s\n", a.opts.data)
	})
}
