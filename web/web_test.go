package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"focalpoint/web"
)

func get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	web.Handler(web.Prefix).ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var from io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		from = z
	}
	data, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestStyleSheetIsServedAndKept(t *testing.T) {
	url := web.Path("style.css")
	if !regexp.MustCompile(`^/static/[0-9a-f]{12}/style\.css$`).MatchString(url) {
		t.Fatalf("the address is %q", url)
	}
	plain, zipped := get(t, url), get(t, url, "Accept-Encoding", "br, gzip")
	if zipped.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Error("compressed for those who take it, and only for those")
	}
	if refused := get(t, url, "Accept-Encoding", "gzip;q=0"); refused.Header.Get("Content-Encoding") != "" {
		t.Error("gzip;q=0 is a no")
	}
	if body(t, plain) != body(t, zipped) || body(t, get(t, url)) != string(web.Content("style.css")) {
		t.Error("both answers and Content are the same file")
	}
	for name, want := range map[string]string{"Cache-Control": "immutable", "Content-Type": "text/css", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"} {
		if got := plain.Header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", name, got, want)
		}
	}
	if again := get(t, url, "If-None-Match", plain.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked for what it has, a browser gets %d", again.StatusCode)
	}
}

func TestAddressesFromBeforeAnUpdate(t *testing.T) {
	old := get(t, "/static/000000000000/style.css")
	if old.StatusCode != http.StatusOK || old.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("status %d, %q: the present file, not to be kept", old.StatusCode, old.Header.Get("Cache-Control"))
	}
}

func TestWhatIsNotServed(t *testing.T) {
	for _, path := range []string{"/static/", "/static/x/none.css", "/static/x/placeholder.txt", "/static/x/../web.go", "/static/x/dist/app.js"} {
		if got := get(t, path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got)
		}
	}
	if web.Path("none.js") != "" || web.Content("none.js") != nil {
		t.Error("a file that is not there has no address")
	}
}

// TestBudgets: pages are for bad lines. The style sheet stays under 25 kB (6 kB compressed), and
// what every page loads (style and app.js) under 30 kB compressed.
func TestBudgets(t *testing.T) {
	if n := len(web.Content("style.css")); n > 25_000 {
		t.Errorf("style.css has %d bytes", n)
	}
	total := 0
	for _, name := range []string{"style.css", "app.js"} {
		if url := web.Path(name); url != "" {
			data, err := io.ReadAll(get(t, url, "Accept-Encoding", "gzip").Body)
			if err != nil {
				t.Fatal(err)
			}
			total += len(data)
		}
	}
	if total > 30_000 {
		t.Errorf("every page loads %d bytes", total)
	}
}

// TestNothingFromElsewhere: no style or script names another host to load from.
func TestNothingFromElsewhere(t *testing.T) {
	loads := regexp.MustCompile(`url\(\s*["']?(https?:)?//|@import|importScripts|src\s*=\s*["']https?://`)
	for _, name := range web.Names() {
		if m := loads.Find(web.Content(name)); m != nil {
			t.Errorf("%s loads from elsewhere: %s", name, m)
		}
	}
	if !slices.Contains(web.Names(), "style.css") {
		t.Error("no style sheet")
	}
}
