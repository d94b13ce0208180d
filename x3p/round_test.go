package x3p_test

import (
	"bytes"
	"encoding/xml"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"focalpoint/x3p"
)

// anyFile draws a file of any kind the format can hold.
func anyFile(t *rapid.T) *x3p.File {
	f := &x3p.File{Header: x3p.Header{
		Revision: rapid.SampledFrom([]string{x3p.RevisionFirst, x3p.RevisionAmended}).Draw(t, "revision"),
		Text:     rapid.Bool().Draw(t, "text"),
	}}
	types := rapid.SampledFrom([]x3p.DataType{x3p.Int16, x3p.Int32, x3p.Float32, x3p.Float64})
	absolute := func(name string) x3p.Axis {
		a := x3p.Axis{Type: types.Draw(t, name+" type"), Increment: 1}
		if a.Type == x3p.Int16 || a.Type == x3p.Int32 {
			a.Increment = rapid.SampledFrom([]float64{1, 1e-9, 2.5e-7}).Draw(t, name+" increment")
			a.Offset = rapid.SampledFrom([]float64{0, 1e-3}).Draw(t, name+" offset")
		}
		return a
	}
	counted := func(name string) x3p.Axis {
		if rapid.Bool().Draw(t, name+" absolute") {
			return absolute(name)
		}
		return x3p.Axis{Incremental: true, Increment: 3.125e-6, Offset: 1e-6}
	}
	switch rapid.IntRange(0, 2).Draw(t, "feature") {
	case 0:
		f.Feature, f.ListSize = x3p.PointCloud, rapid.IntRange(1, 40).Draw(t, "points")
		f.X, f.Y = absolute("x"), absolute("y")
	case 1:
		f.Feature, f.SizeX, f.SizeY, f.SizeZ = x3p.Profile, rapid.IntRange(1, 40).Draw(t, "x"), 1, rapid.IntRange(1, 3).Draw(t, "layers")
		f.X, f.Y = counted("x"), counted("y")
	default:
		f.Feature, f.SizeX, f.SizeY, f.SizeZ = x3p.Surface, rapid.IntRange(1, 9).Draw(t, "x"), rapid.IntRange(1, 9).Draw(t, "y"), rapid.IntRange(1, 2).Draw(t, "layers")
		f.X, f.Y = counted("x"), counted("y")
	}
	f.Z = absolute("z")
	fill(t, f)
	describe(t, f)
	return f
}

// fill gives f points its axes can store.
func fill(t *rapid.T, f *x3p.File) {
	n := f.Points()
	value := func(a x3p.Axis) float64 {
		switch a.Type {
		case x3p.Int16:
			return a.Offset + a.Increment*float64(rapid.Int16().Draw(t, "int16"))
		case x3p.Int32:
			return a.Offset + a.Increment*float64(rapid.Int32().Draw(t, "int32"))
		case x3p.Float32:
			return float64(rapid.Float32Range(-1e3, 1e3).Draw(t, "float32"))
		}
		return rapid.Float64Range(-1e3, 1e3).Draw(t, "float64")
	}
	for range n {
		gone := rapid.IntRange(0, 3).Draw(t, "missing") == 0
		for _, c := range []struct {
			a  x3p.Axis
			at *[]float64
		}{{f.X, &f.XM}, {f.Y, &f.YM}, {f.Z, &f.ZM}} {
			switch {
			case c.a.Incremental:
			case gone:
				*c.at = append(*c.at, math.NaN())
			default:
				*c.at = append(*c.at, value(c.a))
			}
		}
	}
}

// describe gives f what stands around the points.
func describe(t *rapid.T, f *x3p.File) {
	text := rapid.StringMatching(`[a-zA-Zµäж<&"' ]{0,12}`)
	word := func(name string) string { return strings.TrimSpace(text.Draw(t, name)) }
	if rapid.Bool().Draw(t, "measured") {
		f.Measurement = &x3p.Measurement{
			Date: "2026-01-02T03:04:05Z", Creator: word("creator"), CalibrationDate: "2025-12-31", ProbingType: "Software",
			ProbingID: word("lens"), Comment: word("comment"),
			Instrument: x3p.Instrument{Manufacturer: word("maker"), Model: word("model"), Serial: word("serial"), Version: word("version")},
		}
	}
	if rapid.Bool().Draw(t, "rotated") {
		f.Rotation = &[9]float64{0, -1, 0, 1, 0, 0, 0, 0, 1}
	}
	if rapid.Bool().Draw(t, "extended") {
		f.VendorIDs = []string{"https://example.org/mask"}
		f.Extensions = []x3p.Element{{Parent: "Record3", Name: "Mask", Children: []x3p.Element{
			{Name: "Background", Text: "#cd7f32", Attr: []xml.Attr{{Name: xml.Name{Local: "of"}, Value: word("attribute")}}},
			{Name: "Annotations", Text: word("annotation")},
		}}, {Name: "Signature", Text: "abc"}}
		f.Parts = []x3p.Part{{Name: "bindata/mask.png", Data: []byte{0, 1, 2}}, {Name: "Notes.txt", Data: []byte("seen")}}
	}
}

func encoded(t rapid.TB, f *x3p.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := x3p.Encode(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decode(b []byte) (*x3p.File, error) {
	return x3p.Decode(bytes.NewReader(b), int64(len(b)), x3p.Limits{})
}

// What is written is read back, and writing it again gives the same bytes.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFile(t)
		first := encoded(t, f)
		g, err := decode(first)
		if err != nil {
			t.Fatal(err)
		}
		close := cmpopts.EquateApprox(1e-14, 0)
		if d := cmp.Diff(f, g, close, cmpopts.EquateNaNs(), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(x3p.Header{}), cmpopts.IgnoreFields(x3p.File{}, "Notices")); d != "" {
			t.Fatalf("(-written +read)\n%s", d)
		}
		if !bytes.Equal(first, encoded(t, g)) {
			t.Fatal("written again, the file differs")
		}
	})
}

// Samples from other programs keep their stored numbers, metadata and unknown elements.
func TestSamplesRoundTrip(t *testing.T) {
	for _, name := range []string{"format/ISO5436-sample1", "format/ISO5436-sample1_bin", "format/ISO5436-sample4_bin", "format/KautschukInfiniteFocus", "format/csafe-logo", "fadul/Fadul 1-1", "fadul_raw/Fadul 1-1 raw", "dfsc/K013sA1"} {
		path := dataFile(t, name+".x3p")
		if path == "" {
			return
		}
		f, err := x3p.Open(path, x3p.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		g, err := decode(encoded(t, f))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f, g, cmpopts.EquateNaNs(), cmpopts.IgnoreUnexported(x3p.Header{}), cmpopts.IgnoreFields(x3p.File{}, "Notices")); d != "" {
			t.Errorf("%s (-read +written)\n%.2000s", name, d)
		}
	}
}

// A long list of points as text is read: the line ends between them are no text of the list.
func TestLongText(t *testing.T) {
	f := &x3p.File{Header: x3p.Header{SizeX: 300, SizeY: 200, SizeZ: 1, Text: true, X: x3p.Axis{Incremental: true, Increment: 1e-6}, Y: x3p.Axis{Incremental: true, Increment: 1e-6}, Z: x3p.Axis{Type: x3p.Float32}}}
	for i := range 60000 {
		f.ZM = append(f.ZM, float64(float32(i)*1e-9))
	}
	g, err := decode(encoded(t, f))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(f.ZM, g.ZM); d != "" {
		t.Errorf("(-written +read)\n%.500s", d)
	}
}

// A height that does not fit its axis is refused, never clipped.
func TestEncodeRefuses(t *testing.T) {
	good := func() *x3p.File {
		return &x3p.File{Header: x3p.Header{SizeX: 2, SizeY: 1, SizeZ: 1, X: x3p.Axis{Incremental: true, Increment: 1e-6}, Y: x3p.Axis{Incremental: true, Increment: 1e-6}, Z: x3p.Axis{Type: x3p.Int16, Increment: 1e-9}}, ZM: []float64{1e-6, math.NaN()}}
	}
	for says, change := range map[string]func(*x3p.File){
		"":                      func(*x3p.File) {},
		"do not fit":            func(f *x3p.File) { f.ZM[0] = 1e-3 },
		"holds 2 heights":       func(f *x3p.File) { f.SizeX = 3 },
		"cannot be written":     func(f *x3p.File) { f.Z.Type = "Q" },
		"more than nothing":     func(f *x3p.File) { f.X.Increment = 0 },
		"no lengths":            func(f *x3p.File) { f.Z.Offset = math.Inf(1) },
		"positions along x":     func(f *x3p.File) { f.X = x3p.Axis{Type: x3p.Float64} },
		"needs the position":    func(f *x3p.File) { f.ListSize = 2 },
		"cannot be called":      func(f *x3p.File) { f.Parts = []x3p.Part{{Name: "BINDATA/data.bin"}} },
		"by 0 by 1 points":      func(f *x3p.File) { f.SizeY = 0 },
		"no lengths ":           func(f *x3p.File) { f.Z.Increment = math.NaN() },
		"do not fit into a val": func(f *x3p.File) { f.Text, f.ZM[0] = true, 1e-3 },
	} {
		f := good()
		change(f)
		err := x3p.Encode(&bytes.Buffer{}, f)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), strings.TrimSpace(says))) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}
