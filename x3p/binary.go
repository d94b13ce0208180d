package x3p

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// binarySource reads points from a binary part.
type binarySource struct {
	x           *Reader
	data, valid io.ReadCloser // valid is nil without such a part
	sums        [2]*digest
	stride      int
	buf         []byte
	bits        []byte // validity, for one piece
	bit         byte   // byte of the validity part at hand
}

const piece = 1 << 15 // bytes read at once

func newBinarySource(x *Reader) (source, error) {
	b := &binarySource{x: x, stride: x.Header.stride(), buf: make([]byte, piece), bits: make([]byte, piece/8+1)}
	var err error
	if b.data, err = x.archive.open(x.data); err != nil {
		return nil, err
	}
	b.sums[0] = newDigest(x.Header.dataSum, x.data.Name)
	if x.valid == nil {
		return b, nil
	}
	if b.valid, err = x.archive.open(x.valid); err != nil {
		b.data.Close()
		return nil, err
	}
	b.sums[1] = newDigest(x.Header.validSum, x.valid.Name)
	return b, nil
}

func (b *binarySource) read(p []Point, at int) error {
	h := &b.x.Header
	for done := 0; done < len(p); {
		n := min(len(p)-done, piece/b.stride)
		raw := b.buf[:n*b.stride]
		if got, err := io.ReadFull(b.data, raw); err != nil {
			return shortRead(b.x.data.Name, at+done+got/b.stride, h.Points(), err)
		}
		b.sums[0].sum.Write(raw)
		b.decode(p[done:done+n], raw)
		if err := b.mark(p[done:done+n], at+done); err != nil {
			return err
		}
		done += n
	}
	return nil
}

// decode turns stored bytes into metres. All stored values of a point stand together, x before y before z.
func (b *binarySource) decode(p []Point, raw []byte) {
	h := &b.x.Header
	at := 0
	for k, a := range h.axes() {
		if a.Incremental {
			continue
		}
		scale := a.scale(h.Revision)
		for i := range p {
			s := scale * stored(a.Type, raw[i*b.stride+at:])
			if a.Offset != 0 { // without one the sign of a zero stays
				s += a.Offset
			}
			switch k {
			case 0:
				p[i].X = s
			case 1:
				p[i].Y = s
			default:
				p[i].Z = s
			}
		}
		at += a.Type.Size()
	}
}

// stored reads one little-endian value.
func stored(t DataType, b []byte) float64 {
	switch t {
	case Int16:
		return float64(int16(binary.LittleEndian.Uint16(b)))
	case Int32:
		return float64(int32(binary.LittleEndian.Uint32(b)))
	case Float32:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	default:
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
}

// mark says which points are there: one bit each, least significant first.
func (b *binarySource) mark(p []Point, at int) error {
	if b.valid == nil {
		for i := range p {
			p[i].Valid = true
		}
		return nil
	}
	// The byte at hand serves the points up to the next whole eight; the rest are read at once.
	first := (at + 7) / 8
	last := (at + len(p) + 7) / 8
	raw := b.bits[:last-first]
	if got, err := io.ReadFull(b.valid, raw); err != nil {
		return shortRead(b.x.valid.Name, 8*(first+got), b.x.Header.Points(), err)
	}
	b.sums[1].sum.Write(raw)
	for i := range p {
		k := at + i
		if k%8 == 0 {
			b.bit = raw[k/8-first]
		}
		p[i].Valid = b.bit>>(k%8)&1 == 1
	}
	return nil
}

// finish reads what follows the last point: nothing, in a good file. What there is counts for the checksum.
func (b *binarySource) finish() error {
	for i, rc := range []io.Reader{b.data, b.valid} {
		sum := b.sums[i]
		if sum == nil {
			continue
		}
		n, err := io.Copy(sum.sum, &bounded{r: rc, left: b.x.lim.Extra, what: sum.part})
		if err != nil {
			return fmt.Errorf("the part %s is damaged after its last point: %w; copy the file from the instrument again", sum.part, err)
		}
		if n > 0 {
			b.x.notice(NoticeExtra, "the part %s has %d bytes after its last point; they were not read", sum.part, n)
		}
		if err := sum.check(b.x); err != nil {
			return err
		}
	}
	return nil
}

func (b *binarySource) Close() error {
	err := b.data.Close()
	if b.valid != nil {
		if e := b.valid.Close(); err == nil {
			err = e
		}
	}
	return err
}
