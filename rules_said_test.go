package focalpoint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"focalpoint/internal/i18n"
)

// verbs are the placeholders of Go's formats, with what they may come out as.
var verbs = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z]`)

var letters = regexp.MustCompile(`[a-z]{2}`)

func speaksToOperators(format string) bool {
	for _, begin := range onlyOperators {
		if strings.HasPrefix(format, begin) {
			return true
		}
	}
	return false
}

// onlyOperators lists, by their beginning, sentences that no page shows: they
// speak to whoever runs commands on the server or builds the program.
var onlyOperators = []string{
	"the rulebook is not JSON", "the block's total names", "two cells have this name", // the embedded rules, checked at start
	"the layout %q is not known", "the table has no column", "the table lacks the columns", "the file lacks the column", "year or value is no number", // tables of others, read by command
	"%q does not begin with item, seizure or person", "%q holds %q, which is no axis", // a tally to be rebuilt by command
	"this is not a proof in JSON", // proofs are checked by command
}

// TestErrorsAreSaidInEveryLanguage: whatever a room or page refuses can be worded
// in the reader's language. A sentence without a key of its own stands in the
// messages of the area "said", found by its English text.
func TestErrorsAreSaidInEveryLanguage(t *testing.T) {
	found := 0
	for _, dir := range []string{"access", "attachment", "casework", "catalogue", "directory", "flows", "importer", "person", "register", "seizure", "trace", "web"} {
		for _, format := range refusals(t, filepath.Join("internal", dir)) {
			if speaksToOperators(format) || !letters.MatchString(verbs.ReplaceAllString(format, "")) {
				continue
			}
			found++
			sample := verbs.ReplaceAllStringFunc(format, func(v string) string {
				if v[len(v)-1] == 'q' {
					return strconv.Quote("X1")
				}
				return "X1"
			})
			for _, lang := range i18n.Languages() {
				if lang != i18n.English && i18n.For(lang).Said(sample) == sample {
					t.Errorf("internal/%s says only in English: %q\nadd it to internal/i18n/messages/said in the six languages, with {a}, {b} … for what is filled in", dir, format)
					break
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d sentences found: the test reads the sources wrongly", found)
	}
}

// refusals lists the sentences that a package gives to focalpoint.Errorf,
// focalpoint.Invalid and Fields.Add, and the reasons that it writes into records.
func refusals(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if s := refusal(call); strings.Contains(s, " ") {
					list = append(list, s)
				}
				if s := reason(call); s != "" {
					list = append(list, s)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// refusal is the sentence of one call, "" for any other call and for what is
// no user's fault.
func refusal(call *ast.CallExpr) string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	at, ok := map[string]int{"Errorf": 2, "Invalid": 2, "Add": 1}[sel.Sel.Name]
	if !ok || at >= len(call.Args) {
		return ""
	}
	if x, ok := sel.X.(*ast.Ident); sel.Sel.Name != "Add" && (!ok || x.Name != "focalpoint") {
		return ""
	}
	if kind, ok := call.Args[1].(*ast.SelectorExpr); ok && (kind.Sel.Name == "KindMismatch" || kind.Sel.Name == "KindInternal") {
		return ""
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// reason is what a trace writes as the reason of a step when nobody gave one.
func reason(call *ast.CallExpr) string {
	for _, name := range []string{"cmpText", "change", "step"} {
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			if fun.Name != name || name != "cmpText" || len(call.Args) != 2 {
				continue
			}
			return quoted(call.Args[1])
		case *ast.SelectorExpr:
			if fun.Sel.Name == name && len(call.Args) > 5 {
				return quoted(call.Args[len(call.Args)-2])
			}
		}
	}
	return ""
}

func quoted(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil {
			return s
		}
	}
	return ""
}
