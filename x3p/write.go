package x3p

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math"
	"time"
)

// Names of the parts that Encode writes.
const (
	partDocument = "main.xml"
	partDigest   = "md5checksum.hex"
	partData     = "bindata/data.bin"
	partValid    = "bindata/valid.bin"
)

// Encode writes f as an x3p file: as f.Text says with its points in main.xml or in a binary part, integers with a
// part that says which points are missing, floating numbers with NaN for them. A height that its axis cannot store
// is an error; nothing is clipped. The bytes depend on f alone.
func Encode(w io.Writer, f *File) error {
	h, err := f.writable()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	e := &encoder{f: f, h: h, zip: z}
	if !h.Text {
		if err := e.binary(); err != nil {
			return err
		}
	}
	sum := md5.New()
	if err := e.part(partDocument, func(w io.Writer) error { return e.document(io.MultiWriter(w, sum)) }); err != nil {
		return err
	}
	err = e.part(partDigest, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%x *%s\n", sum.Sum(nil), partDocument)
		return err
	})
	for _, p := range f.Parts {
		if err == nil {
			err = e.part(p.Name, func(w io.Writer) error { _, err := w.Write(p.Data); return err })
		}
	}
	if err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("cannot finish the x3p file: %w", err)
	}
	return nil
}

// writable checks f and gives its header as it will be written.
func (f *File) writable() (*Header, error) {
	h := f.Header
	if h.Revision == "" {
		h.Revision = RevisionFirst
	}
	if h.Feature == "" {
		h.Feature = Surface
	}
	n := h.Points()
	switch {
	case h.Matrix() && (h.SizeX < 1 || h.SizeY < 1 || h.SizeZ < 1):
		return nil, fmt.Errorf("a matrix of %d by %d by %d points cannot be written", h.SizeX, h.SizeY, h.SizeZ)
	case h.Z.Incremental || h.Z.Type.Size() == 0:
		return nil, fmt.Errorf("heights of type %q cannot be written; they are absolute, of type I, L, F or D", h.Z.Type)
	case !h.Matrix() && (h.X.Incremental || h.Y.Incremental):
		return nil, fmt.Errorf("a list of points needs the position of each; its axes x and y cannot be incremental")
	case len(f.ZM) != n:
		return nil, fmt.Errorf("the file announces %d points and holds %d heights", n, len(f.ZM))
	}
	for i, a := range h.axes() {
		name := string("xyz"[i])
		at := [][]float64{f.XM, f.YM, f.ZM}[i]
		switch {
		case a.Incremental && !(a.Increment > 0 && a.Increment <= math.MaxFloat64):
			return nil, fmt.Errorf("one step of the axis %s is %g metres; it must be more than nothing", name, a.Increment)
		case !a.Incremental && a.Type.Size() == 0:
			return nil, fmt.Errorf("positions along %s of type %q cannot be written; I, L, F and D are possible", name, a.Type)
		case !a.Incremental && len(at) != n:
			return nil, fmt.Errorf("the file announces %d points and holds %d positions along %s", n, len(at), name)
		case a.Increment < 0 || a.Increment-a.Increment != 0 || a.Offset-a.Offset != 0:
			return nil, fmt.Errorf("the axis %s has the increment %g and the offset %g, which are no lengths", name, a.Increment, a.Offset)
		}
	}
	return &h, f.checkParts()
}

// checkParts refuses vendor parts that would stand for the format's own.
func (f *File) checkParts() error {
	seen := map[string]bool{partDocument: true, partDigest: true, partData: true, partValid: true}
	for _, p := range f.Parts {
		name := clean(p.Name)
		if name == "" || seen[name] {
			return fmt.Errorf("a part cannot be called %q: the name is empty, the format's own, or given twice", p.Name)
		}
		seen[name] = true
	}
	return nil
}

// encoder writes one file.
type encoder struct {
	f                 *File
	h                 *Header
	zip               *zip.Writer
	dataSum, validSum string // of the binary parts, "" for none
}

// part writes one member of the archive.
func (e *encoder) part(name string, write func(io.Writer) error) error {
	w, err := e.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err == nil {
		b := bufio.NewWriterSize(w, 1<<16)
		if err = write(b); err == nil {
			err = b.Flush()
		}
	}
	if err != nil {
		return fmt.Errorf("cannot write the part %s: %w", name, err)
	}
	return nil
}

// missing says whether point i has no height or no position.
func (f *File) missing(i int) bool {
	z := f.ZM[i]
	return z != z || !f.X.Incremental && f.XM[i] != f.XM[i] || !f.Y.Incremental && f.YM[i] != f.YM[i]
}

// binary writes the points and, where a stored integer cannot say that a point is missing, which ones are.
func (e *encoder) binary() error {
	err := e.part(partData, func(w io.Writer) error {
		sum := md5.New()
		err := e.points(io.MultiWriter(w, sum))
		e.dataSum = sumOf(sum)
		return err
	})
	if err != nil || !e.needsValid() {
		return err
	}
	return e.part(partValid, func(w io.Writer) error {
		sum := md5.New()
		bits := make([]byte, (len(e.f.ZM)+7)/8)
		for i := range e.f.ZM {
			if !e.f.missing(i) {
				bits[i/8] |= 1 << (i % 8)
			}
		}
		_, err := io.MultiWriter(w, sum).Write(bits)
		e.validSum = sumOf(sum)
		return err
	})
}

func sumOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func (e *encoder) needsValid() bool {
	for _, a := range e.h.axes() {
		if !a.Incremental && a.Type.integer() {
			for i := range e.f.ZM {
				if e.f.missing(i) {
					return true
				}
			}
		}
	}
	return false
}

func (e *encoder) points(w io.Writer) error {
	var buf bytes.Buffer
	at := [3][]float64{e.f.XM, e.f.YM, e.f.ZM}
	for i := range e.f.ZM {
		for k, a := range e.h.axes() {
			if a.Incremental {
				continue
			}
			v := math.NaN()
			if !e.f.missing(i) {
				v = at[k][i]
			}
			b, err := store(a, e.h.Revision, v)
			if err != nil {
				return fmt.Errorf("point %d: %w", i+1, err)
			}
			buf.Write(b)
		}
		if buf.Len() >= piece || i == len(e.f.ZM)-1 {
			if _, err := w.Write(buf.Bytes()); err != nil {
				return err
			}
			buf.Reset()
		}
	}
	return nil
}

// quotient turns metres into the number an axis stores.
func quotient(a Axis, revision string, v float64) float64 {
	s := (v - a.Offset) / a.scale(revision)
	if a.Type.integer() {
		return math.Round(s)
	}
	return s
}

// store gives the bytes of one value; a missing integer is 0.
func store(a Axis, revision string, v float64) ([]byte, error) {
	s := quotient(a, revision, v)
	limit := math.MaxFloat64
	switch a.Type {
	case Int16:
		limit = math.MaxInt16
	case Int32:
		limit = math.MaxInt32
	case Float32:
		limit = math.MaxFloat32
	}
	if s > limit || s < -limit && !(a.Type.integer() && s == -limit-1) {
		return nil, fmt.Errorf("%g metres do not fit into a value of type %s in steps of %g metres; choose another type or increment", v, a.Type, a.scale(revision))
	}
	var b [8]byte
	if a.Type.integer() && s != s {
		s = 0
	}
	switch a.Type {
	case Int16:
		return binary.LittleEndian.AppendUint16(b[:0], uint16(int16(s))), nil
	case Int32:
		return binary.LittleEndian.AppendUint32(b[:0], uint32(int32(s))), nil
	case Float32:
		return binary.LittleEndian.AppendUint32(b[:0], math.Float32bits(float32(s))), nil
	default:
		return binary.LittleEndian.AppendUint64(b[:0], math.Float64bits(s)), nil
	}
}
