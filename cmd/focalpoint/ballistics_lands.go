package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint"
	"focalpoint/toolmark"
	"focalpoint/toolmark/bullet"
	"focalpoint/x3p"
)

const landsLong = `lands reads the scans of bullet lands in a folder and below (x3p), finds the grooves, the most
stable cross-section and the signature of each land, and compares every bullet with every
other: the phase at which lands meet and how far it stands out from the other pairs.

Which scan is which land of which bullet is taken from the names: the last number is
the land, what stands before it names the bullet (HS44_Barrel1_Bullet2_Land3.x3p). --truth
names a CSV with the columns scan,source (scan: the file's name with its ending; source: the
barrel) and, if the names do not say, bullet,land; then the lowest score of one barrel is set
against the highest of two. No data directory is needed.`

// newBallisticsLands compares bullets by the scans of their lands.
func newBallisticsLands(opts *options) *cobra.Command {
	var truth, out string
	var signatures bool
	cmd := &cobra.Command{
		Use:     "lands DIR",
		Short:   "Compare bullets by the scans of their lands",
		Long:    landsLong,
		Example: "  focalpoint ballistics lands scans/\n  focalpoint ballistics lands scans/ --truth barrels.csv --json",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			report, err := compareLands(cmd, args[0], truth)
			if err != nil {
				return err
			}
			if out != "" {
				if err := report.write(out, signatures); err != nil {
					return err
				}
			}
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), report)
			}
			return report.print(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder for a report with its diagrams")
	cmd.Flags().BoolVar(&signatures, "signatures", true, "draw the most alike signatures of every pair into the report")
	cmd.Flags().StringVar(&truth, "truth", "", "CSV with scan,source and, where names do not say, bullet,land")
	return cmd
}

// A landsReport is what the command found.
type landsReport struct {
	Method    string        `json:"method"`
	Params    bullet.Params `json:"params"`
	Lands     []scannedLand `json:"lands"`
	Pairs     []bulletPair  `json:"pairs"`
	Same      int           `json:"same"`
	Different int           `json:"different"`
	// Gap is the lowest score of one barrel less the highest of two; nil unless the
	// truth names both kinds.
	Gap *float64 `json:"gap"`
	AUC *float64 `json:"auc"`
}

type scannedLand struct {
	Scan   string `json:"scan"`
	Bullet string `json:"bullet"`
	Number int    `json:"land"`
	Source string `json:"source,omitempty"`
	*bullet.Land
	Problem string `json:"problem,omitempty"`
}

type bulletPair struct {
	A       string `json:"a"`
	B       string `json:"b"`
	Same    *bool  `json:"same"`
	Problem string `json:"problem,omitempty"`
	bullet.Match
}

func compareLands(cmd *cobra.Command, dir, truth string) (*landsReport, error) {
	report := &landsReport{Method: "bullet lands 1", Params: bullet.Defaults()}
	var err error
	if report.Lands, err = findLands(dir, truth); err != nil {
		return nil, err
	}
	tell, done := progress(cmd.ErrOrStderr(), "lands")
	defer done()
	count := 0
	var mu sync.Mutex
	parallel(len(report.Lands), func(i int) {
		l := &report.Lands[i]
		land, err := prepareLand(filepath.Join(dir, l.Scan), report.Params)
		if l.Land = land; err != nil {
			l.Problem = err.Error()
		}
		mu.Lock()
		defer mu.Unlock()
		count++
		tell("prepared", count, len(report.Lands))
	})
	if err := cmd.Context().Err(); err != nil {
		return nil, err
	}
	report.comparePairs()
	return report, nil
}

// prepareLand reads one scan and prepares it.
func prepareLand(file string, p bullet.Params) (*bullet.Land, error) {
	f, err := x3p.Open(file, x3p.DefaultLimits())
	if err != nil {
		return nil, err
	}
	g, err := f.Grid(0)
	if err != nil {
		return nil, err
	}
	s := toolmark.Surface(*g)
	return bullet.Prepare(&s, p)
}

// parallel calls do for 0 to n-1 on all processors.
func parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

var lastNumber = regexp.MustCompile(`^(.*?)[ _.-]*(?i:land|lea|l)?[ _.-]*([0-9]+)$`)

// findLands lists the scans below a folder with the bullet and land each one is.
func findLands(dir, truth string) ([]scannedLand, error) {
	said, err := readLandTruth(truth)
	if err != nil {
		return nil, err
	}
	var lands []scannedLand
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.EqualFold(filepath.Ext(path), ".x3p") {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		l := scannedLand{Scan: filepath.ToSlash(name)}
		stem := strings.TrimSuffix(l.Scan, filepath.Ext(l.Scan))
		if m := lastNumber.FindStringSubmatch(stem); m != nil && len(m[2]) < 4 {
			l.Bullet = m[1]
			l.Number, _ = strconv.Atoi(m[2]) // at most three digits: cannot fail
		}
		if row, ok := said[filepath.Base(name)]; ok {
			l.Source = row.Source
			if row.Bullet != "" {
				l.Bullet, l.Number = row.Bullet, row.Number
			}
		}
		if l.Bullet == "" || l.Number < 1 {
			return focalpoint.Invalid("ballistics lands", "", "%s: the name does not say which land of which bullet it is; name it like Bullet1_Land3.x3p or give bullet and land in --truth", name)
		}
		lands = append(lands, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(lands) == 0 {
		return nil, focalpoint.Invalid("ballistics lands", "", "no scan (.x3p) in %s", dir)
	}
	slices.SortFunc(lands, func(a, b scannedLand) int {
		if c := strings.Compare(a.Bullet, b.Bullet); c != 0 {
			return c
		}
		return a.Number - b.Number
	})
	return lands, nil
}

// readLandTruth reads scan,source[,bullet,land] by the name of the scan; nothing
// without a file.
func readLandTruth(file string) (map[string]scannedLand, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, focalpoint.Invalid("ballistics lands", "", "cannot read the truth: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, focalpoint.Invalid("ballistics lands", "", "%s is not a CSV with a head: %v", file, err)
	}
	column := map[string]int{}
	for k, name := range rows[0] {
		column[strings.ToLower(strings.TrimSpace(name))] = k
	}
	scan, ok := column["scan"]
	source, okToo := column["source"]
	if !ok || !okToo {
		return nil, focalpoint.Invalid("ballistics lands", "", "%s needs the columns scan and source; it has %s", file, strings.Join(rows[0], ", "))
	}
	all := map[string]scannedLand{}
	for i, r := range rows[1:] {
		l := scannedLand{Source: r[source]}
		if b, ok := column["bullet"]; ok {
			l.Bullet = r[b]
		}
		if k, ok := column["land"]; ok {
			if l.Number, err = strconv.Atoi(r[k]); err != nil {
				return nil, focalpoint.Invalid("ballistics lands", "", "%s, row %d: the land %q is no number", file, i+2, r[k])
			}
		}
		all[r[scan]] = l
	}
	return all, nil
}

// comparePairs compares every bullet with every other.
func (r *landsReport) comparePairs() {
	var names []string
	bullets, source, most := map[string]map[int]*bullet.Land{}, map[string]string{}, 0
	for _, l := range r.Lands {
		if bullets[l.Bullet] == nil {
			names, bullets[l.Bullet] = append(names, l.Bullet), map[int]*bullet.Land{}
		}
		bullets[l.Bullet][l.Number], source[l.Bullet] = l.Land, l.Source
		most = max(most, l.Number)
	}
	list := func(name string) []*bullet.Land {
		lands := make([]*bullet.Land, most)
		for n, l := range bullets[name] {
			lands[n-1] = l
		}
		return lands
	}
	for i, a := range names {
		for _, b := range names[i+1:] {
			p := bulletPair{A: a, B: b}
			if source[a] != "" && source[b] != "" {
				same := source[a] == source[b]
				p.Same = &same
			}
			r.Pairs = append(r.Pairs, p)
		}
	}
	parallel(len(r.Pairs), func(i int) {
		p := &r.Pairs[i]
		m, err := bullet.CompareBullets(list(p.A), list(p.B), r.Params)
		if p.Match = m; err != nil {
			p.Problem, p.Score = err.Error(), 0
		}
	})
	r.judge()
}

// judge counts the pairs of one barrel and of two and sets their scores apart.
func (r *landsReport) judge() {
	var same, different []float64
	for _, p := range r.Pairs {
		switch {
		case p.Same == nil || p.Problem != "":
		case *p.Same:
			same = append(same, p.Score)
		default:
			different = append(different, p.Score)
		}
	}
	r.Same, r.Different = len(same), len(different)
	if r.Same == 0 || r.Different == 0 {
		return
	}
	gap := slices.Min(same) - slices.Max(different)
	above := 0.0
	for _, s := range same {
		for _, d := range different {
			if s > d {
				above++
			} else if s == d {
				above += 0.5
			}
		}
	}
	above /= float64(r.Same * r.Different)
	r.Gap, r.AUC = &gap, &above
}

func (r *landsReport) print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "scan\tcross-section um\tstability\tgrooves um\tlean")
	for _, l := range r.Lands {
		if l.Land == nil {
			fmt.Fprintf(tw, "%s\t%s\t\t\t\n", l.Scan, l.Problem)
			continue
		}
		fmt.Fprintf(tw, "%s\t%.0f\t%.2f\t%s – %s\t%.3f\n", l.Scan, l.CrosscutUm, l.Stability, grooveText(l.LeftUm, l.LeftFound), grooveText(l.RightUm, l.RightFound), l.Slant)
	}
	fmt.Fprintln(tw, "\nbullets\tscore\tphase\tsame lands: mean, lowest\tothers: mean, highest\tone barrel")
	for _, p := range r.Pairs {
		truth := "?"
		if p.Same != nil {
			truth = strconv.FormatBool(*p.Same)
		}
		if p.Problem != "" {
			fmt.Fprintf(tw, "%s | %s\t%s\t\t\t\t%s\n", p.A, p.B, p.Problem, truth)
			continue
		}
		fmt.Fprintf(tw, "%s | %s\t%.1f\t%d\t%.2f, %.2f\t%.2f, %.2f\t%s\n", p.A, p.B, p.Score, p.Phase, p.InPhase, p.LeastIn, p.OutOfPhase, p.GreatestUn, truth)
	}
	if r.Gap != nil {
		fmt.Fprintf(tw, "\n%d pairs of one barrel, %d of two: gap %.1f, AUC %.4f\t\t\t\t\t\n", r.Same, r.Different, *r.Gap, *r.AUC)
	}
	return tw.Flush()
}

// grooveText marks a groove that was not seen.
func grooveText(um float64, found bool) string {
	if !found {
		return fmt.Sprintf("(%.0f)", um)
	}
	return fmt.Sprintf("%.0f", um)
}
