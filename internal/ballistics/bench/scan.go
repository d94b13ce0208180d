package bench

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"focalpoint/toolmark"
	"focalpoint/x3p"
)

// A Scan is a measured surface taken in from a file.
type Scan struct {
	Name    string // file name with its ending
	Digest  string // SHA-256 of the file's bytes, in hexadecimal
	Header  x3p.Header
	Notices []x3p.Notice // what in the file was not as the standard says
	Raw     *toolmark.Surface
}

// ReadScan takes in the scan in an x3p file.
func ReadScan(path string) (*Scan, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open the scan: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot open the scan: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file; name a scan (x3p)", path)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, err)
	}
	x, err := x3p.Decode(f, info.Size(), x3p.Limits{})
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, err)
	}
	s, err := Surface(x)
	if err != nil {
		return nil, fmt.Errorf("cannot use %s: %w", path, err)
	}
	return &Scan{Name: filepath.Base(path), Digest: hex.EncodeToString(sum.Sum(nil)), Header: x.Header, Notices: x.Notices, Raw: s}, nil
}

// Surface is the first layer of a file as a surface.
func Surface(x *x3p.File) (*toolmark.Surface, error) {
	g, err := x.Grid(0)
	if err != nil {
		return nil, err
	}
	s := &toolmark.Surface{
		Width: g.Width, Height: g.Height, PitchXUm: g.PitchXUm, PitchYUm: g.PitchYUm,
		OriginXUm: g.OriginXUm, OriginYUm: g.OriginYUm, HeightUm: g.HeightUm,
	}
	return s, s.Check()
}

// Ready gives the scan's surface prepared for comparing, and how (toolmark.Ready).
func (s *Scan) Ready(p toolmark.Preparation) (*toolmark.Surface, toolmark.Readiness, error) {
	ready, how, err := toolmark.Ready(s.Raw, p)
	if err != nil {
		return nil, "", fmt.Errorf("cannot prepare %s: %w", s.Name, err)
	}
	return ready, how, nil
}
