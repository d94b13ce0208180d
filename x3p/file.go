package x3p

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

// A Part is a member of the archive that the standard does not know, such as a mask or a photograph.
type Part struct {
	Name string // path in the archive, below the top folder
	Data []byte
}

// A File is a whole x3p file in memory.
type File struct {
	Header
	Notices []Notice

	// Heights and, where the axis is absolute, positions in metres, in the order of the file. Z is NaN for a missing
	// point. XM and YM are nil when the axis is incremental.
	XM, YM, ZM []float64

	Parts []Part // what vendors added
}

// Open decodes the file of that name; its errors name it.
func Open(name string, lim Limits) (*File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open the scan: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot open the scan: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, not a scan", name)
	}
	x, err := Decode(f, info.Size(), lim)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, err)
	}
	return x, nil
}

// Decode reads a whole file of size bytes. The zero Limits are the default ones.
func Decode(r io.ReaderAt, size int64, lim Limits) (*File, error) {
	x, err := NewReader(r, size, lim)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	f := &File{Header: x.Header}
	if err := f.points(x); err != nil {
		return nil, err
	}
	if f.Parts, err = x.extra(); err != nil {
		return nil, err
	}
	f.Notices = append(x.Notices, f.unitNotices()...)
	return f, nil
}

// points reads every point. Memory grows with what the file really holds, not with what it announces.
func (f *File) points(x *Reader) error {
	buf := make([]Point, 4096)
	f.ZM = make([]float64, 0, min(f.Header.Points(), 1<<16))
	for {
		n, err := x.Read(buf)
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		for _, p := range buf[:n] {
			if !p.Valid {
				p = Point{X: math.NaN(), Y: math.NaN(), Z: math.NaN()}
			}
			f.ZM = append(f.ZM, p.Z)
			if !f.X.Incremental {
				f.XM = append(f.XM, p.X)
			}
			if !f.Y.Incremental {
				f.YM = append(f.YM, p.Y)
			}
		}
	}
}

// extra reads the parts that are not the format's own.
func (x *Reader) extra() ([]Part, error) {
	own := []string{"main.xml", clean(x.Header.dataPart), clean(x.Header.validPart), clean(x.Header.sumPart), "md5checksum.hex"}
	var parts []Part
	left := x.lim.Extra
	for _, f := range x.archive.order {
		name := clean(f.Name)[len(x.archive.folder):]
		if slices.Contains(own, name) || slices.Contains(own, clean(f.Name)) {
			continue
		}
		rc, err := x.archive.open(f)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(io.LimitReader(rc, left+1))
		rc.Close()
		if err != nil {
			return nil, fmt.Errorf("the part %s is damaged: %w; copy the file from the instrument again", f.Name, err)
		}
		if left -= int64(len(data)); left < 0 {
			return nil, fmt.Errorf("the parts that vendors added are longer than %d bytes together", x.lim.Extra)
		}
		parts = append(parts, Part{Name: f.Name[len(f.Name)-len(name):], Data: data})
	}
	return parts, nil
}
