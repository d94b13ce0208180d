package sheet

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Open opens a file for reading. Close the Reader when done.
func Open(path string, o Options) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = errors.New("it is not an ordinary file")
	}
	if err != nil {
		f.Close()
		return nil, openError(path, err)
	}
	r, err := New(f, st.Size(), path, o)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.closers = append([]io.Closer{f}, r.closers...)
	return r, nil
}

func openError(path string, err error) error {
	return &Error{File: filepath.Base(path), Code: "open", Problem: "the file cannot be opened", Err: err, Mend: "Check its name and that you may read it"}
}

// New reads a file of the given size through ra. name is used in messages and,
// when the content does not tell, for its ending.
func New(ra io.ReaderAt, size int64, name string, o Options) (*Reader, error) {
	o = o.withDefaults()
	r := &Reader{name: filepath.Base(name), notes: &notes{}}
	err := r.open(ra, size, strings.ToLower(name), o)
	if err == nil && r.info.Format != JSONLines {
		err = r.findHeader(o)
	}
	if err != nil {
		r.Close()
		if err == io.EOF {
			err = &Error{Code: "empty", Problem: "the file holds no rows", Mend: "Check that the right file was chosen"}
		}
		return nil, locate(r.name, err)
	}
	return r, nil
}

// open looks at the first bytes and builds the row source.
func (r *Reader) open(ra io.ReaderAt, size int64, name string, o Options) error {
	head := make([]byte, 16)
	n, err := ra.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	head = head[:n]
	if bytes.HasPrefix(head, []byte("\x1f\x8b")) {
		r.info.Packed = true
		inner, err := gunzipHead(ra, size)
		if err != nil {
			return err
		}
		name = strings.TrimSuffix(name, ".gz")
		if bytes.HasPrefix(inner, []byte("\x1f\x8b")) {
			return &Error{Code: "kind", Args: []any{"what", "gzip.gz"}, Problem: "the file is packed twice", Mend: "Unpack it once"}
		}
		if isZip(inner) {
			return r.openPackedWorkbook(ra, size, o)
		}
		head = inner
	}
	if err := refuse(head); err != nil {
		return err
	}
	if isZip(head) || o.Format == XLSX {
		return r.openXLSX(ra, size, o)
	}
	return r.openText(ra, size, name, o)
}

func isZip(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// refuse names the kinds of files people try that are no tables for us.
func refuse(head []byte) error {
	for _, k := range []struct{ magic, name, what, mend string }{
		{"\xd0\xcf\x11\xe0", "XLS", "the file is an old Excel workbook (.xls) or one protected by a password", "Save it as .xlsx or CSV without a password"},
		{"PAR1", "Parquet", "the file is a Parquet file", "Export the table as CSV"},
		{"%PDF", "PDF", "the file is a PDF document", "Ask for the table as CSV or .xlsx"},
		{"Rar!", "RAR", "the file is a RAR archive", "Unpack it and give the table in it"},
		{"7z\xbc\xaf", "7z", "the file is a 7z archive", "Unpack it and give the table in it"},
		{"PK\x05\x06", "ZIP", "the archive is empty", "Check that the right file was chosen"},
	} {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return &Error{Code: "kind", Args: []any{"what", k.name}, Problem: k.what, Mend: k.mend}
		}
	}
	return nil
}

func gunzipHead(ra io.ReaderAt, size int64) ([]byte, error) {
	z, err := gzip.NewReader(io.NewSectionReader(ra, 0, size))
	if err != nil {
		return nil, &Error{Code: "damaged", Problem: "the gzip file cannot be unpacked", Err: err, Mend: "Fetch it again"}
	}
	defer z.Close()
	head := make([]byte, 16)
	n, err := io.ReadFull(z, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, &Error{Code: "damaged", Problem: "the gzip file cannot be unpacked", Err: err, Mend: "Fetch it again"}
	}
	return head[:n], nil
}

// counted counts what is read from the file, for progress and ratio.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// guard stops a packed stream that expands beyond the limits.
type guard struct {
	r      io.Reader
	packed func() int64 // packed bytes so far, or of the whole part
	o      Options
	n      int64
}

// Read gives no bytes together with a refusal, so that no reader above goes on
// with the bytes and forgets the error.
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.n += int64(n)
	if g.n > g.o.MaxExpanded {
		return 0, &Error{Code: "bomb", Problem: fmt.Sprintf("the file unpacks to more than %d bytes", g.o.MaxExpanded), Mend: "Cut the table into smaller files or raise the limit"}
	}
	if g.n > ratioFree && g.n/max(1, g.packed()) > g.o.MaxRatio {
		return 0, &Error{Code: "bomb", Problem: fmt.Sprintf("the file unpacks to more than %d times its size, as archive bombs do", g.o.MaxRatio), Mend: "If the file is honest, unpack it first or raise the limit"}
	}
	return n, err
}

// stream opens the bytes of a text file from the beginning, unpacked.
func (r *Reader) stream(ra io.ReaderAt, size int64, o Options) (io.Reader, *counted, error) {
	c := &counted{r: io.NewSectionReader(ra, 0, size)}
	if !r.info.Packed {
		return c, c, nil
	}
	z, err := gzip.NewReader(c)
	if err != nil {
		return nil, nil, &Error{Code: "damaged", Problem: "the gzip file cannot be unpacked", Err: err, Mend: "Fetch it again"}
	}
	return &guard{r: z, packed: func() int64 { return c.n }, o: o}, c, nil
}

func (r *Reader) openText(ra io.ReaderAt, size int64, name string, o Options) error {
	src, _, err := r.stream(ra, size, o)
	if err != nil {
		return err
	}
	stats, err := lookThrough(src)
	if err != nil {
		return err
	}
	enc, mark := stats.encoding()
	if o.Encoding != "" {
		enc = canonicalEncoding(o.Encoding)
	}
	if stats.binary(enc) {
		return &Error{Code: "kind", Args: []any{"what", "?"}, Problem: "the file is not text", Mend: "Give a CSV, .xlsx or JSON Lines file"}
	}
	src, c, err := r.stream(ra, size, o)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, src, int64(mark)); err != nil {
		return err
	}
	if src, err = decoder(src, enc); err != nil {
		return err
	}
	sample, err := decoder(bytes.NewReader(stats.sample[min(mark, len(stats.sample)):]), enc)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(sample)
	if err != nil {
		return err
	}
	if trimmed := bytes.TrimLeft(text, "\ufeff \t\r\n"); o.Format != CSV && bytes.HasPrefix(trimmed, []byte("[")) && bytes.HasPrefix(bytes.TrimLeft(trimmed[1:], " \t\r\n"), []byte("{")) {
		return &Error{Code: "json", Problem: "the file is one JSON list", Mend: "Write one object to a line, without the brackets and commas between them (jq -c '.[]' does it)"}
	}
	r.info.Encoding = enc
	r.done = func() (int64, int64) { return c.n, size }
	r.textFormat(src, text, name, o)
	return nil
}

// textFormat tells JSON Lines from CSV and starts the row source.
func (r *Reader) textFormat(src io.Reader, sample []byte, name string, o Options) {
	d := findDialect(sample, o)
	lines := newTextRows(src, d, o, r.notes)
	trimmed := bytes.TrimLeft(sample, " \t\r\n")
	if o.Format == JSONLines || o.Format == "" && (bytes.HasPrefix(trimmed, []byte("{")) || strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson")) {
		r.info.Format = JSONLines
		r.rows = newJSONRows(lines)
		return
	}
	r.info.Format, r.info.Comma, r.info.LineEnd = CSV, string(rune(d.comma)), "LF"
	if d.cr {
		r.info.LineEnd = "CR"
	}
	r.rows = lines
}

func (r *Reader) openXLSX(ra io.ReaderAt, size int64, o Options) error {
	w, err := openWorkbook(ra, size, o, r.notes)
	if err != nil {
		return err
	}
	ws, err := w.pick()
	if err != nil {
		return err
	}
	rows, g, err := w.rows(ws)
	if err != nil {
		return err
	}
	r.closers = append(r.closers, w.opened...)
	r.info = Info{Format: XLSX, Packed: r.info.Packed, Sheet: ws.name, Sheets: w.names(), Date1904: w.date1904}
	total := int64(w.parts[ws.part].UncompressedSize64)
	r.done = func() (int64, int64) { return g.n, total }
	r.rows = rows
	return nil
}

// openPackedWorkbook unpacks a gzip of a workbook to a temporary file, because
// a zip archive is read from its end.
func (r *Reader) openPackedWorkbook(ra io.ReaderAt, size int64, o Options) error {
	src, _, err := r.stream(ra, size, o)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp("", "sheet-*.xlsx")
	if err != nil {
		return err
	}
	r.closers = append(r.closers, removing{f})
	n, err := io.Copy(f, src)
	if err != nil {
		return err
	}
	return r.openXLSX(f, n, o)
}

// removing deletes a temporary file when it is closed.
type removing struct{ f *os.File }

func (t removing) Close() error {
	return errors.Join(t.f.Close(), os.Remove(t.f.Name()))
}
