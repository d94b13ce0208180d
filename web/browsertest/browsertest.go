// Package browsertest opens a real browser for tests of pages: Chromium without a
// window, nothing fetched from anywhere but the address a test gives it.
//
// It holds how the browser is found and started; it holds no page. What may be
// relied on: each Open is a browser of its own with an empty profile, ended with the
// test; an error thrown by a script of the page fails the test. Without Chromium the
// test says so in one line and Open returns false; with CI set it fails.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/cdp/jsonv2"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Limit bounds one test in a browser; a page that never comes must not stop the rest.
const Limit = 10 * time.Minute

// Open starts a browser with a window of the given size and returns the context for
// chromedp.Do and chromedp.Run. ok is false when there is no browser.
func Open(t testing.TB, width, height int) (ctx context.Context, ok bool) {
	t.Helper()
	program := find()
	if program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium: install it, or name it in FOCALPOINT_CHROMIUM")
		}
		t.Log("did not run: no Chromium found; name it in FOCALPOINT_CHROMIUM")
		return nil, false
	}
	bounded, cancel := context.WithTimeout(t.Context(), Limit)
	t.Cleanup(cancel)
	allocator, end := chromedp.NewExecAllocator(bounded,
		chromedp.ExecPath(program), chromedp.Headless, chromedp.NoFirstRun, chromedp.NoSandbox,
		chromedp.WindowSize(width, height), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true))
	t.Cleanup(end)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("Chromium (%s) did not start: %v", program, err)
	}
	// A window nobody sees has no focus; pages must behave as if it had.
	if err := chromedp.Do(ctx, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return chromedp.Void{}, err
	}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok && e.ExceptionDetails != nil {
			text, _ := jsonv2.Marshal(e.ExceptionDetails)
			t.Errorf("a script of the page failed: %s", text)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return ctx, true
}

// find is the browser named by the environment, or the first on the path.
func find() string {
	if program := os.Getenv("FOCALPOINT_CHROMIUM"); program != "" {
		return program
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	return ""
}
