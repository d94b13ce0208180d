package catalogue

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// axisOf names the list whose codes are the constants of a type of the root vocabulary.
var axisOf = map[string]string{"ItemKind": "kind", "Origin": "origin", "MarkStatus": "mark-status", "Role": "role", "Status": "status", "PartKind": "part",
	"MarkKind": "mark-kind", "MarkCondition": "mark-condition", "EventKind": "event", "LocationKind": "location", "ResultCode": "result",
	"TracingLeaf": "tracing-leaf", "Precision": "precision", "LegalContext": "context"}

// TestAxesEqualTheVocabulary: the codes of an axis are the constants of the
// root vocabulary, read from its source, no more and no less; the tracing table
// has two subtotals beside its leaves.
func TestAxesEqualTheVocabulary(t *testing.T) {
	c := Default().now.Load()
	values := map[string][]string{"tracing-leaf": {"1", "2"}}
	files, err := filepath.Glob("../../*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of the vocabulary: %v", err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			typ, ok := spec.Type.(*ast.Ident)
			if !ok || axisOf[typ.Name] == "" {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
						values[axisOf[typ.Name]] = append(values[axisOf[typ.Name]], s)
					}
				}
			}
			return true
		})
	}
	for _, list := range slices.Sorted(maps.Values(axisOf)) {
		l := c.lists[list]
		if l == nil {
			t.Errorf("there is no list %s", list)
			continue
		}
		have := slices.Sorted(maps.Keys(l.index))
		want := slices.Sorted(slices.Values(values[list]))
		if !slices.Equal(have, want) {
			t.Errorf("list %s: %v\nvocabulary: %v", list, have, want)
		}
	}
	classes := []string{"pistol", "revolver", "rifle", "shotgun", "submachine-gun", "machine-gun", "other", "unknown"}
	for _, e := range c.lists["type"].Entries {
		if !slices.Contains(classes, e.Parent) {
			t.Errorf("type %s: %q is no type of the questionnaire", e.Code, e.Parent)
		}
	}
}
