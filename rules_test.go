package focalpoint_test

// The rules that keep the house in shape, as tests: which way imports may point
// (this file), the size and documentation of code (rules_shape_test.go), text and
// styles (rules_text_test.go), and what is linked in (rules_modules_test.go).
// A failure says the rule, the place and the reason for the rule.
//
//	go test . -update    writes the tables in doc/ that these tests check

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite doc/arch.md and doc/dependencies.txt instead of failing when they are stale")

const module = "focalpoint"

// A floor is a layer of the house. Packages of a floor may import the floors
// below it, and of their own floor what `within` allows.
type floor struct {
	name   string
	holds  []string // path prefixes below the module; "" is the root package
	within within
	reason string // why an arrow up or across is forbidden
}

// within says which packages of one floor may import each other.
type within int

const (
	never   within = iota
	own            // a package and those in folders below it
	always         // any; the compiler refuses circles
	upwards        // those listed before its own on the floor
)

// floors, from the ground up. The order is the rule.
var floors = []floor{
	{"vocabulary", []string{""}, never, "the vocabulary is imported by everything, so it may depend on nothing but the standard library"},
	{"libraries", []string{"mark", "tag", "x3p", "toolmark"}, own, "others may import the libraries without the house, so they know nothing of it"},
	{"leaves", []string{"internal/chart", "internal/worldmap", "internal/sheet", "internal/sdmx", "internal/i18n", "internal/letter", "internal/pdf", "web"}, own, "a leaf is useful alone and has no word of the field"},
	{"ground", []string{"internal/store", "internal/ledger", "internal/access", "internal/jobs"}, always, "the ground carries every room, so it knows none of them"},
	{"floor", []string{"internal/attachment", "internal/person", "internal/catalogue", "internal/directory", "internal/register", "internal/importer"}, upwards, "every room stands on these; on this floor each may use only what stands before it: attachment, person, catalogue, directory, register, importer"},
	{"rooms", []string{"internal/seizure", "internal/trace", "internal/casework", "internal/flows", "internal/ballistics", "internal/linkage", "internal/transfer", "internal/review", "internal/warning"}, own, "a room is one concept and never imports its neighbour: what two rooms share belongs on the floor below, or the door brings them together"},
	{"doors", []string{"internal/api", "internal/web", "internal/exchange", "internal/demo"}, own, "each door opens to its own kind of visitor and can be taken out alone"},
	{"front door", []string{"cmd"}, own, "only the wiring sees everything"},
}

// among says whether two packages of one floor may use each other.
func (f floor) among(from, to string) bool {
	switch from, to = holder(from), holder(to); f.within {
	case always:
		return true
	case own:
		return from == to
	case upwards:
		return slices.Index(f.holds, to) <= slices.Index(f.holds, from)
	}
	return false
}

// holder is the entry of its floor that a package belongs to.
func holder(path string) string {
	for _, f := range floors {
		for _, h := range f.holds {
			if path == h || h != "" && strings.HasPrefix(path, h+"/") {
				return h
			}
		}
	}
	return "?"
}

// floorOf is the index in floors of a package's floor, or -1.
func floorOf(path string) int {
	h := holder(path)
	return slices.IndexFunc(floors, func(f floor) bool { return slices.Contains(f.holds, h) })
}

// besideVocabulary: libraries and leaves lie beside the vocabulary, not on it.
func besideVocabulary(path string) bool {
	name := floors[floorOf(path)].name
	return name == "libraries" || name == "leaves"
}

// reserved names what is used in one place only, and why.
var reserved = []struct {
	imported string
	only     []string
	reason   string
}{
	{"modernc.org/sqlite", []string{"internal/store"}, "the embedded database is opened in one place, so that it can be replaced there"},
	{"github.com/jackc/pgx/v5", []string{"internal/store"}, "the rooms speak SQL, not an engine"},
	{"github.com/danielgtaylor/huma/v2", []string{"internal/api"}, "only the API knows how the API is described"},
	{"github.com/spf13/cobra", []string{"cmd"}, "only the front door reads a command line"},
	{"github.com/xuri/excelize/v2", []string{"internal/sheet"}, "one package reads and writes workbooks, with its limits against hostile files"},
	{"net/http", []string{"internal/api", "internal/web", "internal/exchange", "web", "cmd"}, "rules of the field do not speak HTTP; doors do"},
}

// A pkg is one package of the module as the go command lists it.
type pkg struct {
	ImportPath, Dir, Name, Doc string
	Imports                    []string
	GoFiles                    []string
}

// path is the package's path below the module; "" for the root.
func (p pkg) path() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

// packages lists the module's packages in order of their path.
var packages = sync.OnceValues(func() ([]pkg, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Name,Doc,Imports,GoFiles", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		if len(p.GoFiles) > 0 {
			all = append(all, p)
		}
	}
})

func mustPackages(t *testing.T) []pkg {
	t.Helper()
	all, err := packages()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestArrowsPointDown checks every import of ours against the floors.
func TestArrowsPointDown(t *testing.T) {
	for _, p := range mustPackages(t) {
		from := p.path()
		if floorOf(from) < 0 {
			t.Errorf("package %s stands on no floor; give it a place in rules_test.go and doc/arch.md", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if why := wrongArrow(from, imported); why != "" {
				t.Errorf("%s must not import %s: %s", p.ImportPath, imported, why)
			}
		}
	}
}

// wrongArrow says why a package may not import another; "" when it may.
func wrongArrow(from, imported string) string {
	for _, r := range reserved {
		if (imported == r.imported || strings.HasPrefix(imported, r.imported+"/")) && !slices.Contains(r.only, holder(from)) {
			return r.reason
		}
	}
	if imported != module && !strings.HasPrefix(imported, module+"/") {
		if from == "" && strings.Contains(strings.Split(imported, "/")[0], ".") {
			return floors[0].reason
		}
		return ""
	}
	to := strings.TrimPrefix(strings.TrimPrefix(imported, module), "/")
	f, g := floorOf(from), floorOf(to)
	switch {
	case g < 0:
		return "it stands on no floor"
	case strings.HasSuffix(to, "test"):
		return "helpers of tests are imported by tests only"
	case g > f:
		return fmt.Sprintf("%s lie below %s: %s", floors[f].name, floors[g].name, floors[f].reason)
	case besideVocabulary(from) && g < f:
		return floors[f].reason
	case g == f && !floors[f].among(from, to):
		return floors[f].reason
	}
	return ""
}

// TestWrongArrow tries the rule itself on arrows that must and must not be.
func TestWrongArrow(t *testing.T) {
	for _, c := range []struct {
		from, imported string
		allowed        bool
	}{
		{"", "strings", true},
		{"", "golang.org/x/text/language", false},
		{"mark", "focalpoint", false},
		{"internal/chart", "focalpoint", false},
		{"internal/chart", "focalpoint/internal/worldmap", false},
		{"internal/ledger", "focalpoint/internal/store", true},
		{"internal/ledger", "focalpoint/internal/register", false},
		{"internal/register", "focalpoint/internal/catalogue", true},
		{"internal/catalogue", "focalpoint/internal/register", false},
		{"internal/trace", "focalpoint/internal/register", true},
		{"internal/trace", "focalpoint/internal/seizure", false},
		{"internal/trace", "focalpoint/internal/store/storetest", false},
		{"internal/web", "focalpoint/internal/trace", true},
		{"internal/web", "focalpoint/internal/api", false},
		{"internal/trace", "github.com/jackc/pgx/v5/pgxpool", false},
		{"internal/web", "modernc.org/sqlite", false},
		{"internal/store", "modernc.org/sqlite", true},
		{"internal/register", "net/http", false},
		{"cmd/focalpoint", "focalpoint/internal/api", true},
	} {
		if why := wrongArrow(c.from, c.imported); (why == "") != c.allowed {
			t.Errorf("%q imports %q: got %q, allowed should be %v", c.from, c.imported, why, c.allowed)
		}
	}
}

// TestArrowsAreDrawn keeps the table of packages in doc/arch.md true.
func TestArrowsAreDrawn(t *testing.T) {
	var b strings.Builder
	b.WriteString("| floor | package | holds | imports of ours |\n|---|---|---|---|\n")
	all := mustPackages(t)
	for i := len(floors) - 1; i >= 0; i-- {
		for _, p := range all {
			if floorOf(p.path()) != i {
				continue
			}
			var ours []string
			for _, imported := range p.Imports {
				if imported == module {
					ours = append(ours, "focalpoint")
				} else if rest, ok := strings.CutPrefix(imported, module+"/"); ok {
					ours = append(ours, strings.TrimPrefix(rest, "internal/"))
				}
			}
			name := p.path()
			if name == "" {
				name = module
			}
			fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", floors[i].name, name, synopsis(p.Doc), strings.Join(ours, ", "))
		}
	}
	checkBetween(t, "doc/arch.md", "<!-- arrows: written by go test . -update -->", "<!-- end of arrows -->", b.String())
}

// synopsis is the first sentence of a package comment without "Package x".
func synopsis(doc string) string {
	words := strings.Fields(strings.SplitN(doc, "\n\n", 2)[0])
	if len(words) < 3 {
		return ""
	}
	s := strings.Join(words[2:], " ")
	if i := strings.Index(s, ". "); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimRight(s, ".:")
	return strings.ReplaceAll(s, "|", "\\|")
}

// checkBetween compares the text between two marker lines of a file, or writes it with -update.
func checkBetween(t *testing.T, file, begin, end, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(text), begin+"\n")
	got, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s lacks the markers %q and %q", file, begin, end)
	}
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s is stale; run: go test . -update", file)
		return
	}
	if err := os.WriteFile(file, []byte(before+begin+"\n"+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
