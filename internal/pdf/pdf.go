package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Variable names the environment variable that says where the browser is.
const Variable = "FOCALPOINT_CHROMIUM"

var errAbsent = errors.New("no Chromium is installed; install it (Debian: apt install chromium) or set " + Variable + " to its path; until then print the page from your browser")

// Absent says whether an error means that no browser is installed.
func Absent(err error) bool { return errors.Is(err, errAbsent) }

// Browser returns the path of the browser, or an error of which Absent is true.
func Browser() (string, error) {
	if path := os.Getenv(Variable); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("%s is %q, which is no program (%v): %w", Variable, path, err, errAbsent)
		}
		return found, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errAbsent
}

// limit is how long one page may take; a report prints in a second or two.
const limit = 60 * time.Second

// Print prints an HTML page and returns the PDF.
func Print(ctx context.Context, html []byte) ([]byte, error) {
	browser, err := Browser()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "focalpoint-pdf-")
	if err != nil {
		return nil, fmt.Errorf("no folder for printing: %w", err)
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(in, html, 0o600); err != nil {
		return nil, fmt.Errorf("the page cannot be written for printing: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := []string{"--headless=new", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-sync", "--no-first-run",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf=" + out, "file://" + in}
	if os.Geteuid() == 0 {
		args = append([]string{"--no-sandbox"}, args...) // the sandbox refuses to run as root; the page is ours
	}
	cmd := exec.CommandContext(ctx, browser, args...)
	cmd.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	cmd.Stderr = &said
	runErr := cmd.Run()
	pdf, err := os.ReadFile(out)
	switch {
	case err == nil && bytes.HasPrefix(pdf, []byte("%PDF-")):
		return pdf, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("printing was given up: %w", ctx.Err())
	}
	return nil, fmt.Errorf("%s did not print the page (%v): %s", filepath.Base(browser), runErr, lastLine(said.String()))
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
