package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"sort"
	"strings"
	"sync"
)

//go:embed style
var styles embed.FS

//go:embed all:dist
var dist embed.FS

// An asset is one file as it goes out.
type asset struct {
	name, hash, kind string
	plain, zipped    []byte // zipped is nil where it would not be smaller
}

// assets holds every file by name, read once.
var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	for _, from := range []struct {
		fsys fs.FS
		dir  string
	}{{styles, "style"}, {dist, "dist"}} {
		entries, err := fs.ReadDir(from.fsys, from.dir)
		if err != nil {
			panic("web: the embedded files cannot be listed: " + err.Error()) // caught by any test
		}
		for _, e := range entries {
			if kind := kindOf(e.Name()); kind != "" {
				data, err := fs.ReadFile(from.fsys, path.Join(from.dir, e.Name()))
				if err == nil {
					all[e.Name()] = newAsset(e.Name(), kind, data)
				}
			}
		}
	}
	return all
})

// kindOf is the media type of a file we serve; "" for one we do not, such as the placeholder.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css", ".js", ".svg", ".woff2":
		return mime.TypeByExtension(path.Ext(name))
	}
	return ""
}

func newAsset(name, kind string, data []byte) asset {
	sum := sha256.Sum256(data)
	a := asset{name: name, hash: hex.EncodeToString(sum[:6]), kind: kind, plain: data}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid one
	_, err := z.Write(data)
	if err == nil && z.Close() == nil && b.Len() < len(data) {
		a.zipped = b.Bytes()
	}
	return a
}

// Path is the address of a file such as "style.css" or "map.js"; "" when it is
// not there, as scripts are not before the islands are built.
func Path(name string) string {
	a, ok := assets()[name]
	if !ok {
		return ""
	}
	return Prefix + a.hash + "/" + name
}

// Names lists the files there are, sorted.
func Names() []string {
	var names []string
	for name := range assets() {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Content is a file as it is, for documents that must carry their style inside;
// nil when it is not there.
func Content(name string) []byte { return bytes.Clone(assets()[name].plain) }

// Prefix is where Path says the files are.
const Prefix = "/static/"

// Handler serves the files below a prefix, which is Prefix unless something in front
// of the program moves it. The digest in an address tells how long
// a browser may keep the answer: for ever when it is the present one; an address from
// before an update gets the present content, not to be kept.
func Handler(prefix string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, prefix), "/")
		a, ok := assets()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("ETag", `"`+a.hash+`"`)
		h.Set("Vary", "Accept-Encoding")
		h.Set("Cache-Control", "no-cache")
		if hash == a.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		if r.Header.Get("If-None-Match") == h.Get("ETag") {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body := a.plain
		if a.zipped != nil && AcceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // a browser that went away needs no answer
		}
	})
}

// AcceptsGzip reads an Accept-Encoding header; "gzip;q=0" is a no.
func AcceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
