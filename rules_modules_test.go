package focalpoint_test

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const dependencies = "doc/dependencies.txt"

// TestLinkedModules compares the modules linked into the program with the reviewed
// list. A new one is a decision: -update adds its line, a person adds the reason.
func TestLinkedModules(t *testing.T) {
	reasons, head := reviewed(t)
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var linked []string
	for _, m := range strings.Fields(string(out)) {
		if m != module && !slices.Contains(linked, m) {
			linked = append(linked, m)
		}
	}
	slices.Sort(linked)
	var b strings.Builder
	b.WriteString(head)
	for _, m := range linked {
		reason := reasons[m]
		if reason == "" && !*update {
			t.Errorf("%s is linked into the program but not in %s; run go test . -update and write down why we need it", m, dependencies)
		} else if reason == "" || strings.HasPrefix(reason, "?") {
			reason = "? licence, why"
			t.Errorf("%s: write its licence and why we need it into %s", m, dependencies)
		}
		fmt.Fprintf(&b, "%-45s %s\n", m, reason)
		delete(reasons, m)
	}
	for m := range reasons {
		if !*update {
			t.Errorf("%s is in %s but no longer linked; run go test . -update", m, dependencies)
		}
	}
	if *update {
		if err := os.WriteFile(dependencies, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// reviewed reads the list: module, then its licence and reason; head is the comment above.
func reviewed(t *testing.T) (reasons map[string]string, head string) {
	t.Helper()
	reasons = map[string]string{}
	for l := range strings.Lines(read(t, dependencies)) {
		if strings.HasPrefix(l, "#") || strings.TrimSpace(l) == "" {
			head += l
			continue
		}
		name, reason, _ := strings.Cut(strings.TrimSpace(l), " ")
		reasons[name] = strings.TrimSpace(reason)
	}
	return reasons, head
}
