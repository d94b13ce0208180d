package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe is where npm puts the checker of accessibility (axe-core, MPL-2.0; used by
// tests only and never shipped).
const axe = "web/node_modules/axe-core/axe.min.js"

// run starts it on the page at hand for the rules of WCAG 2.2 up to level AA and gives
// one line for each violation: the rule, what it says, and where.
const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(r =>
	r.violations.map(v => v.id + ": " + v.help + "\n    " + v.nodes.slice(0, 5).map(n => n.html.slice(0, 160) + "  " + n.any.concat(n.all, n.none).map(c => c.message).join("; ").slice(0, 200)).join("\n    ")))`

// Accessible checks the page the browser is on against WCAG 2.2 AA and fails the test with
// each violation found. It cannot find what only a person sees, such as a wrong word.
func Accessible(t testing.TB, ctx context.Context) {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(axe)))
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v; run make web", err)
		}
		t.Log("accessibility was not checked: axe-core is not there (make web)")
		return
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](string(script)+"; true")); err != nil {
		t.Fatal(err)
	}
	violations, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	if len(violations) > 0 {
		t.Errorf("not accessible:\n%s", strings.Join(violations, "\n"))
	}
}

// Screenshot writes a picture of the whole page to the folder named by
// FOCALPOINT_SCREENSHOTS, for people to look at; without it, nothing.
func Screenshot(t testing.TB, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)
	}
	if err != nil {
		t.Errorf("screenshot %s: %v", name, err)
	}
}

// root is the folder of go.mod, looked for from the test's folder upwards.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
