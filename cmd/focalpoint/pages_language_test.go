package main

import (
	"bytes"
	"compress/gzip"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"focalpoint/internal/access"
)

// TestPagesSpeakTheirLanguage walks every page of the demonstration country in Arabic.
// Outside of what people and files said (bdi, code, boxes to type in, isolated
// values) there must be no Latin word: whatever is written in a template or room
// in English would show here. Arabic stands for the five: that each message is there
// in all of them is a test of package i18n. No page is heavy on a bad line.
func TestPagesSpeakTheirLanguage(t *testing.T) {
	if testing.Short() {
		t.Log("did not run: -short")
		return
	}
	h := openHouse(t)
	if _, err := h.app.Users.Save(t.Context(), operator, access.User{Name: "all", Display: "Amina", Language: "ar", Roles: access.Roles()}, 0, password, ""); err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := walk{t: t, base: strings.TrimSuffix(h.url, "/"), client: http.Client{Jar: jar}, seen: map[string]bool{}, shapes: map[string]int{}, said: map[string]bool{}}
	resp, err := w.client.PostForm(w.base+"/sign-in", url.Values{"name": {"all"}, "password": {password}})
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("signing in: %v %v", resp, err)
	}
	resp.Body.Close()
	if resp, err = w.client.PostForm(w.base+"/search", url.Values{"purpose": {"inspection"}}); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("saying what the searches are for: %v %v", resp, err)
	}
	resp.Body.Close()
	w.add("/", "/search?q=AB%3F1", "/search?q=%5B", "/nonsense", "/items/none", "/seizures?from=x", "/traces/new?q=1", "/sign-in", "/review/one?list=calibre&raw=x")
	for len(w.queue) > 0 {
		path := w.queue[0]
		w.queue = w.queue[1:]
		w.visit(path)
	}
	if len(w.shapes) < 40 {
		t.Errorf("only %d kinds of page were found; the walk does not follow the links", len(w.shapes))
	}
}

// walk follows the links of pages, two of each kind.
type walk struct {
	t      *testing.T
	base   string
	client http.Client
	queue  []string
	seen   map[string]bool
	shapes map[string]int
	said   map[string]bool
}

var (
	link    = regexp.MustCompile(`href="(/[^"]*)"`)
	ids     = regexp.MustCompile(`[/-]([a-z]{2})0[0-9a-z]{19}|/[0-9]{4}\b|cells/[a-z0-9.-]+|catalogue/[a-z0-9-]+`)
	values  = regexp.MustCompile(`=[^&]*`)
	latin   = regexp.MustCompile(`[A-Za-z]*[a-z][A-Za-z]{2,}`)
	isolate = regexp.MustCompile(`\x{2068}[^\x{2069}]*\x{2069}`)
)

// notPages are downloads and papers; papers speak their addressee's language.
var notPages = regexp.MustCompile(`^/(static|files|api)/|[?&](as|format|thumb)=|/(letter|report)\b|^//`)

func (w *walk) add(paths ...string) {
	for _, p := range paths {
		p, _, _ = strings.Cut(html.UnescapeString(p), "#")
		shape := values.ReplaceAllString(ids.ReplaceAllString(p, "/$1#"), "=")
		if w.seen[p] || notPages.MatchString(p) || w.shapes[shape] >= 2 || len(w.seen) > 250 {
			continue
		}
		w.seen[p] = true
		w.shapes[shape]++
		w.queue = append(w.queue, p)
	}
}

func (w *walk) visit(path string) {
	w.t.Helper()
	resp, err := w.client.Get(w.base + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		w.t.Errorf("%s fails: %s", path, resp.Status)
	}
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		return
	}
	var sent bytes.Buffer
	z := gzip.NewWriter(&sent)
	if _, err := z.Write(page); err != nil || z.Close() != nil {
		w.t.Fatal(err)
	}
	if len(page) > 150_000 || sent.Len() > 20_000 {
		w.t.Errorf("%s weighs %d bytes, %d on the line; pages are for bad lines and stay under 150 kB, 20 kB on the line", path, len(page), sent.Len())
	}
	for _, text := range ours(string(page)) {
		if words := latin.FindAllString(text, -1); slices.ContainsFunc(words, foreign) && !w.said[text] {
			w.said[text] = true
			w.t.Errorf("%s says %q to an Arabic reader: word it through the messages, or put what people said into <bdi>", path, text)
		}
	}
	for _, m := range link.FindAllStringSubmatch(string(page), -1) {
		w.add(m[1])
	}
}

// foreign says whether a Latin word is none that Arabic text writes so, too.
func foreign(word string) bool {
	return !slices.Contains([]string{"focalpoint", "csv", "xlsx", "json", "gzip", "Lines", "Natural", "Earth", "America", "Bogota", "Amina", "Conflict", "Armament", "Research", // formats, names
		"log", "none", "not", "collected", "applicable", "unknown", // a function, codes that are typed as they stand
		"English", "Français", "Fran", "ais", "Español", "Espa", "XWaffe"}, word)
}

// verbatim are elements whose content is not ours to word: what people said, codes,
// drawings with their labels, boxes that hold what was typed, languages in their own name.
var verbatim = []string{"bdi", "code", "svg", "datalist", "textarea", "title", "style", "script", "kbd"}

var (
	element   = regexp.MustCompile(`<(/?)([a-z0-9]+)([^>]*)>`)
	attribute = regexp.MustCompile(`\b(placeholder|aria-label|alt|data-confirm)="([^"]*)"`)
	tongue    = regexp.MustCompile(`\blang="`)
	named     = regexp.MustCompile(`^ value="[a-z]{2}0[0-9a-z]{19}"`) // a choice among records, by what people call them
)

// ours lists the texts of a page that the program itself says.
func ours(page string) []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(isolate.ReplaceAllString(html.UnescapeString(s), "")); s != "" {
			out = append(out, s)
		}
	}
	_, page, _ = strings.Cut(page, "<body>")
	within, depth, at := "", 0, 0
	for _, m := range element.FindAllStringSubmatchIndex(page, -1) {
		ends, name, attrs := m[2] < m[3], page[m[4]:m[5]], page[m[6]:m[7]]
		if within == "" {
			add(page[at:m[0]])
		}
		at = m[1]
		switch {
		case within == "" && !ends:
			for _, a := range attribute.FindAllStringSubmatch(attrs, -1) {
				if strings.Contains(a[2], " ") { // one word alone is an example of what to type
					add(a[2])
				}
			}
			if slices.Contains(verbatim, name) || tongue.MatchString(attrs) || named.MatchString(attrs) {
				within, depth = name, 1
			}
		case within == name && ends:
			if depth--; depth == 0 {
				within = ""
			}
		case within == name:
			depth++
		}
	}
	return out
}
