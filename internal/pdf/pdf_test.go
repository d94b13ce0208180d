package pdf_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"focalpoint/internal/pdf"
)

func TestPrint(t *testing.T) {
	if _, err := pdf.Browser(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Log("did not run: ", err)
		return
	}
	got, err := pdf.Print(context.Background(), []byte(`<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><p>رقم AB 123</p></html>`))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(got, []byte("%PDF-")) || len(got) < 1000 {
		t.Errorf("%d bytes that begin with %q", len(got), got[:min(8, len(got))])
	}
}

func TestAbsentBrowserIsSaid(t *testing.T) {
	t.Setenv(pdf.Variable, "/nowhere/chromium")
	if _, err := pdf.Print(context.Background(), nil); !pdf.Absent(err) {
		t.Errorf("got %v", err)
	}
	t.Setenv(pdf.Variable, "")
	t.Setenv("PATH", t.TempDir())
	if _, err := pdf.Browser(); !pdf.Absent(err) {
		t.Errorf("got %v", err)
	}
}
