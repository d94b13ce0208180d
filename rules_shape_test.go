package focalpoint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The shape of good Go, measured over thirteen admired projects: what separates
// the loved ones is that nothing in them is enormous and everything is explained.
const (
	maxFileLines     = 600
	maxFuncLines     = 80
	maxRootLines     = 2000
	minDocumentedPct = 90
)

var forbiddenNames = []string{"util", "utils", "common", "helper", "helpers", "manager", "managers", "models", "misc", "shared"}

// A source is one parsed Go file of ours.
type source struct {
	file  string // slashed, relative to the root
	lines int
	text  string
	ast   *ast.File
	fset  *token.FileSet
}

func (s source) test() bool      { return strings.HasSuffix(s.file, "_test.go") }
func (s source) table() bool     { return strings.HasSuffix(s.file, "_table.go") }
func (s source) generated() bool { return ast.IsGenerated(s.ast) }
func (s source) dir() string {
	if d := filepath.ToSlash(filepath.Dir(s.file)); d != "." {
		return d
	}
	return ""
}

func (s source) line(p token.Pos) int { return s.fset.Position(p).Line }

// sources parses every Go file of the checkout, web/build included.
var sources = sync.OnceValues(func() ([]source, error) {
	var all []source
	fset := token.NewFileSet()
	err := walk(func(file string) error {
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(fset, file, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		all = append(all, source{file, strings.Count(string(text), "\n"), string(text), parsed, fset})
		return nil
	})
	return all, err
})

// walk visits the files of the checkout that belong to the program, in order. A folder that is a module of its own
// (bench) is none of it: nothing of it is linked in.
func walk(visit func(file string) error) error {
	return filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{".git", "node_modules", "bin", "dist", "testdata"}, d.Name()) {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != "." {
				return filepath.SkipDir
			}
			return nil
		}
		return visit(filepath.ToSlash(path))
	})
}

func mustSources(t *testing.T) []source {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPackageComments(t *testing.T) {
	for _, p := range mustPackages(t) {
		want := "Package " + p.Name + " "
		if p.Name == "main" {
			want = "Command " + filepath.Base(p.Dir) + " "
		}
		if !strings.HasPrefix(p.Doc, want) {
			t.Errorf("%s: the package comment must start with %q and say what the package holds and what it does not", p.ImportPath, want)
		}
		if slices.Contains(forbiddenNames, p.Name) {
			t.Errorf("%s: the name %q says nothing; name the package after the one concept it holds", p.ImportPath, p.Name)
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	all, documented := map[string]int{}, map[string]int{}
	var bare []string
	for _, s := range mustSources(t) {
		if s.test() || s.generated() || s.ast.Name.Name == "main" {
			continue
		}
		for _, decl := range s.ast.Decls {
			for name, ok := range exported(decl) {
				all[s.dir()]++
				if ok {
					documented[s.dir()]++
				} else {
					bare = append(bare, s.file+": "+name)
				}
			}
		}
	}
	for dir, n := range all {
		if documented[dir]*100 < n*minDocumentedPct {
			t.Errorf("package %q: %d of %d exported names have a comment; at least %d %% must", dir, documented[dir], n, minDocumentedPct)
			for _, b := range bare {
				if strings.HasPrefix(b, dir+"/") {
					t.Log("no comment: ", b)
				}
			}
		}
	}
}

// exported gives the exported names a declaration introduces and whether each is documented.
func exported(decl ast.Decl) map[string]bool {
	names := map[string]bool{}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && exportedReceiver(d) && !plainMethod(d) {
			names[d.Name.Name] = d.Doc != nil
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					names[s.Name.Name] = s.Doc != nil || s.Comment != nil || d.Doc != nil && len(d.Specs) == 1
				}
			case *ast.ValueSpec:
				for _, n := range s.Names {
					if n.IsExported() {
						names[n.Name] = s.Doc != nil || s.Comment != nil || d.Doc != nil
					}
				}
			}
		}
	}
	return names
}

// plainMethod: methods whose meaning the standard library fixes need no comment.
func plainMethod(d *ast.FuncDecl) bool {
	return d.Recv != nil && slices.Contains([]string{"String", "Error", "Unwrap", "Is", "Len", "Less", "Swap", "Close", "Write", "Read",
		"MarshalText", "UnmarshalText", "MarshalJSON", "UnmarshalJSON", "Value", "Scan", "ServeHTTP"}, d.Name.Name)
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func TestSizes(t *testing.T) {
	root := 0
	for _, s := range mustSources(t) {
		if s.dir() == "" && !s.test() {
			root += s.lines
		}
		if s.generated() || s.table() {
			continue
		}
		if s.lines > maxFileLines {
			t.Errorf("%s has %d lines; the limit is %d: give what is a thing of its own a file of its own", s.file, s.lines, maxFileLines)
		}
		for _, decl := range s.ast.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				if n := s.line(f.End()) - s.line(f.Pos()) + 1; n > maxFuncLines {
					t.Errorf("%s:%d: %s has %d lines; the limit is %d", s.file, s.line(f.Pos()), f.Name.Name, n, maxFuncLines)
				}
			}
		}
	}
	if root > maxRootLines {
		t.Errorf("the vocabulary has %d lines; the limit is %d, because everyone reads it first", root, maxRootLines)
	}
}

var (
	unfinished = regexp.MustCompile(`//.*\b(TODO|FIXME|XXX|HACK)\b`)
	clock      = regexp.MustCompile(`\btime\.Now\(\)`)
	chance     = regexp.MustCompile(`"math/rand"`)
	skipping   = regexp.MustCompile(`\b[tb]\.Skip(f|Now)?\(`)
	assertion  = regexp.MustCompile(`"github\.com/(stretchr/testify|onsi/gomega)`)
)

func TestHabits(t *testing.T) {
	sqlite := []string{}
	for _, s := range mustSources(t) {
		if strings.HasPrefix(s.file, "rules_") {
			continue
		}
		for _, imported := range s.ast.Imports {
			if imported.Path.Value == `"modernc.org/sqlite"` && !s.test() {
				sqlite = append(sqlite, s.file)
			}
		}
		complain := func(re *regexp.Regexp, why string) {
			if loc := re.FindStringIndex(s.text); loc != nil {
				t.Errorf("%s:%d: %s", s.file, 1+strings.Count(s.text[:loc[0]], "\n"), why)
			}
		}
		complain(unfinished, "finish it or open an issue; unfinished work is not marked in code")
		complain(assertion, "tests use the standard testing package and go-cmp")
		if s.test() {
			complain(skipping, "a test that may silently not run proves nothing; say so with t.Log and return, and fail when CI is set")
			continue
		}
		switch name := floors[max(floorOf(s.dir()), 0)].name; {
		case strings.HasPrefix(s.dir(), "web/build"):
		case name == "rooms", name == "floor", name == "leaves", name == "libraries", name == "vocabulary":
			complain(clock, "time is handed in, so that the same input gives the same answer")
			complain(chance, "randomness is handed in as math/rand/v2 or an io.Reader, so that the same input gives the same answer")
		}
		initialisers(t, s)
	}
	if len(sqlite) > 1 {
		t.Errorf("modernc.org/sqlite is imported in %v; exactly one file opens it, so that it can be replaced there", sqlite)
	}
}

// initialisers complains of init functions and of globals that can only be there to be changed.
func initialisers(t *testing.T, s source) {
	t.Helper()
	for _, decl := range s.ast.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				t.Errorf("%s:%d: no init functions: what a program does starts in main", s.file, s.line(d.Pos()))
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || d.Tok != token.VAR || len(v.Values) > 0 || embedded(d, v) {
					continue
				}
				t.Errorf("%s:%d: a global without a value is there to be changed later; hand it in instead", s.file, s.line(v.Pos()))
			}
		}
	}
}

func embedded(d *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{d.Doc, v.Doc} {
		if doc != nil {
			for _, c := range doc.List {
				if strings.HasPrefix(c.Text, "//go:embed ") {
					return true
				}
			}
		}
	}
	return false
}
