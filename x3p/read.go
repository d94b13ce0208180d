package x3p

import (
	"archive/zip"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// A Point is one point of a file in metres. In a matrix a counted coordinate is that of the matrix. A point that is
// missing has Valid false and no meaning else.
type Point struct {
	X, Y, Z float64
	Valid   bool
}

// A Reader gives the points of a file in their order, in memory that does not grow with the file.
type Reader struct {
	Header  Header
	Notices []Notice

	lim     Limits
	archive *archive
	main    *zip.File
	data    *zip.File // nil with points as text
	valid   *zip.File // nil when the file has none

	next     int // index of the next point
	source   source
	infinite int
}

// source gives points one after the other.
type source interface {
	// read fills p from the point with index at; it gives fewer only with an error.
	read(p []Point, at int) error
	// finish checks that nothing was left over.
	finish() error
	io.Closer
}

// NewReader reads the document of a file of size bytes and prepares for its points. The zero Limits are the
// default ones.
func NewReader(r io.ReaderAt, size int64, lim Limits) (*Reader, error) {
	lim = lim.orDefault()
	a, err := openArchive(r, size, lim)
	if err != nil {
		return nil, err
	}
	x := &Reader{lim: lim, archive: a, main: a.parts["main.xml"]}
	doc, sum, err := x.document()
	if err != nil {
		return nil, err
	}
	h, err := doc.header(lim)
	if err != nil {
		return nil, err
	}
	x.Header, x.Notices = *h, doc.notices
	if a.folder != "" {
		x.notice(NoticeFolder, "the parts of the file lie in the folder %s instead of the top of the archive", strings.TrimSuffix(a.folder, "/"))
	}
	x.checkDocument(sum)
	return x, x.locate()
}

func (x *Reader) notice(code NoticeCode, format string, args ...any) {
	x.Notices = append(x.Notices, Notice{code, fmt.Sprintf(format, args...)})
}

// document parses main.xml and computes its checksum on the way.
func (x *Reader) document() (*document, string, error) {
	rc, err := x.archive.open(x.main)
	if err != nil {
		return nil, "", err
	}
	defer rc.Close()
	sum := md5.New()
	all := io.TeeReader(&bounded{r: rc, left: x.lim.Document, what: "main.xml"}, sum)
	doc, err := parseDocument(all, x.lim)
	if err != nil {
		return nil, "", err
	}
	if _, err := io.Copy(io.Discard, all); err != nil {
		return nil, "", fmt.Errorf("main.xml is damaged at its end: %w; copy the file from the instrument again", err)
	}
	return doc, hex.EncodeToString(sum.Sum(nil)), nil
}

// bounded stops a part that inflates beyond a limit.
type bounded struct {
	r    io.Reader
	left int64
	what string
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("%s is longer than this reader accepts", b.what)
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

// checkDocument compares the checksum of main.xml with the one beside it. Files changed by hand after the export are
// common, so a difference is a notice; whoever needs more looks for it.
func (x *Reader) checkDocument(sum string) {
	name := x.Header.sumPart
	if name == "" {
		name = "md5checksum.hex"
	}
	f := x.archive.part(name)
	if f == nil {
		x.notice(NoticeChecksum, "the checksum of main.xml (%s) is missing, so main.xml could not be checked", short(name))
		return
	}
	rc, err := x.archive.open(f)
	if err != nil {
		x.notice(NoticeChecksum, "the checksum of main.xml cannot be read: %v", err)
		return
	}
	defer rc.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(rc, head)
	given, _, _ := strings.Cut(strings.TrimPrefix(string(head[:n]), "\ufeff"), " ")
	if given = strings.TrimSpace(given); !strings.EqualFold(given, sum) {
		x.notice(NoticeChecksum, "main.xml is not as its checksum says (%s instead of %s): it was changed after the export", sum, short(given))
	}
}

// locate finds the parts that hold the points and refuses what they cannot hold.
func (x *Reader) locate() error {
	h := &x.Header
	if h.Text {
		return nil
	}
	if x.data = x.archive.part(h.dataPart); x.data == nil {
		return fmt.Errorf("the points should lie in the part %s, which the archive does not hold; copy the file again", short(h.dataPart))
	}
	need := int64(h.Points()) * int64(h.stride())
	if !x.archive.canHold(x.data, need) {
		return fmt.Errorf("main.xml announces %d points, %d bytes, but the part %s is far too short for them", h.Points(), need, x.data.Name)
	}
	if h.validPart == "" {
		return nil
	}
	if x.valid = x.archive.part(h.validPart); x.valid == nil {
		return fmt.Errorf("which points are missing should stand in the part %s, which the archive does not hold; copy the file again", short(h.validPart))
	}
	return nil
}

// Read fills points with the next points of the file and says how many; io.EOF after the last one. Lengths of
// points and checksums are checked on reaching the end: points given before an error may be damaged.
func (x *Reader) Read(points []Point) (int, error) {
	left := x.Header.Points() - x.next
	if left == 0 {
		return 0, x.end()
	}
	if x.source == nil {
		if err := x.start(); err != nil {
			return 0, err
		}
	}
	n := min(left, len(points))
	if err := x.source.read(points[:n], x.next); err != nil {
		return 0, err
	}
	x.place(points[:n], x.next)
	for i := range points[:n] {
		x.check(&points[i])
	}
	x.next += n
	return n, nil
}

func (x *Reader) start() (err error) {
	if x.Header.Text {
		x.source, err = newTextSource(x)
	} else {
		x.source, err = newBinarySource(x)
	}
	return err
}

// place gives points their counted coordinates, the first of them that of index.
func (x *Reader) place(points []Point, index int) {
	h := &x.Header
	if !h.Matrix() || !h.X.Incremental && !h.Y.Incremental {
		return
	}
	column, row := index%h.SizeX, index/h.SizeX%h.SizeY
	for i := range points {
		if h.X.Incremental {
			points[i].X = h.X.Offset + h.X.Increment*float64(column)
		}
		if h.Y.Incremental {
			points[i].Y = h.Y.Offset + h.Y.Increment*float64(row)
		}
		if column++; column == h.SizeX {
			column = 0
			if row++; row == h.SizeY {
				row = 0
			}
		}
	}
}

// check takes out a point with a coordinate that is not finite.
func (x *Reader) check(p *Point) {
	if !p.Valid {
		return
	}
	if d := p.X + p.Y + p.Z; d-d != 0 { // NaN, infinite, or beyond float64 together
		p.Valid = false
		if p.Z == p.Z && p.Z-p.Z != 0 {
			x.infinite++
		}
	}
}

// end closes what was open and reports what was found only at the end.
func (x *Reader) end() error {
	if x.source == nil {
		return io.EOF
	}
	err := x.source.finish()
	if close := x.source.Close(); err == nil && close != nil {
		err = fmt.Errorf("cannot finish reading the points: %w", close)
	}
	x.source = nil
	if err != nil {
		return err
	}
	if x.infinite > 0 {
		x.notice(NoticeInfinite, "%d points have an infinite height; they were read as missing", x.infinite)
		x.infinite = 0
	}
	return io.EOF
}

// Close ends reading before the last point. After the last point it does nothing.
func (x *Reader) Close() error {
	if x.source == nil {
		return nil
	}
	err := x.source.Close()
	x.source = nil
	return err
}

// A digest checks the bytes of a part against the checksum main.xml gives for them.
type digest struct {
	sum   hash.Hash
	given string
	part  string
}

func newDigest(given, part string) *digest {
	return &digest{md5.New(), strings.TrimSpace(given), part}
}

// check gives an error, or a notice when the limits let wrong checksums pass.
func (d *digest) check(x *Reader) error {
	got := hex.EncodeToString(d.sum.Sum(nil))
	switch {
	case d.given == "":
		x.notice(NoticeChecksum, "main.xml gives no checksum for %s, so it could not be checked", d.part)
	case !strings.EqualFold(d.given, got) && x.lim.AnyDigest:
		x.notice(NoticeChecksum, "%s is not as its checksum says (%s instead of %s)", d.part, got, short(d.given))
	case !strings.EqualFold(d.given, got):
		return fmt.Errorf("%s is not as its checksum says (%s instead of %s): the measured points were damaged or changed; copy the file from the instrument again", d.part, got, short(d.given))
	}
	return nil
}

// shortRead says that a part ended too early.
func shortRead(part string, have, want int, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the part %s ends after %d of %d points; copy the file from the instrument again", part, have, want)
	}
	return fmt.Errorf("the part %s is damaged after point %d of %d: %w; copy the file from the instrument again", part, have, want, err)
}
