package x3p_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"focalpoint/x3p"
)

// small is a file every broken one is made from.
func small(text bool) *x3p.File {
	f := &x3p.File{Header: x3p.Header{
		Text: text, SizeX: 8, SizeY: 6, SizeZ: 1,
		X: x3p.Axis{Incremental: true, Increment: 1e-6}, Y: x3p.Axis{Incremental: true, Increment: 1e-6}, Z: x3p.Axis{Type: x3p.Int16, Increment: 1e-9},
		Measurement: &x3p.Measurement{Date: "2026-01-02T03:04:05Z", CalibrationDate: "2026-01-01", ProbingType: "Software"},
	}}
	for i := range 48 {
		f.ZM = append(f.ZM, float64(i)*1e-9)
	}
	f.ZM[7] = math.NaN()
	return f
}

// parts takes an archive apart.
func parts(t testing.TB, b []byte) (names []string, content map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	content = map[string][]byte{}
	for _, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
		content[f.Name] = data
	}
	return names, content
}

func archive(t testing.TB, names []string, content map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// edited is the small file with main.xml changed.
func edited(t testing.TB, text bool, old, new string) []byte {
	t.Helper()
	names, content := parts(t, encoded(t, small(text)))
	xml := string(content["main.xml"])
	changed := regexp.MustCompile(old).ReplaceAllString(xml, new)
	if changed == xml {
		t.Fatalf("%q does not change main.xml", old)
	}
	content["main.xml"] = []byte(changed)
	return archive(t, names, content)
}

// What is wrong in main.xml is named.
func TestBrokenDocuments(t *testing.T) {
	for _, c := range []struct {
		text     bool
		old, new string
		says     string
	}{
		{false, `(?s)^.*$`, ``, "main.xml is empty"},
		{false, `(?s)</Record3>.*$`, ``, "main.xml is damaged near byte"},
		{false, `<Record1>`, `<Record1><Record1>`, "main.xml is damaged"},
		{false, `p:ISO5436_2`, `p:svg`, "starts with the element svg"},
		{false, `UTF-8`, `UTF-16`, "encoding \"UTF-16\""},
		{false, `SUR`, `VOL`, `"VOL"; known are SUR, PRF and PCL`},
		{false, `<FeatureType>SUR</FeatureType>`, ``, "FeatureType"},
		{false, `SUR`, `PCL`, "point clouds are lists"},
		{false, `(?s)<CX>.*?</CX>`, ``, "does not describe the axis CX"},
		{false, `<AxisType>I</AxisType>`, `<AxisType>Z</AxisType>`, `of type "Z"`},
		{false, `<AxisType>A</AxisType>`, `<AxisType>I</AxisType>`, "z axis is counted"},
		{false, `<DataType>I</DataType>`, `<DataType>Q</DataType>`, `values of type "Q"`},
		{false, `<DataType>I</DataType>`, ``, `values of type ""`},
		{false, `<Increment>1e-06</Increment>`, ``, "Increment) is missing"},
		{false, `<Increment>1e-06</Increment>`, `<Increment>0</Increment>`, "more than nothing"},
		{false, `<Increment>1e-06</Increment>`, `<Increment>-1e-06</Increment>`, "more than nothing"},
		{false, `<Increment>1e-06</Increment>`, `<Increment>NaN</Increment>`, "no number"},
		{false, `<Increment>1e-06</Increment>`, `<Increment>1e999</Increment>`, "no number"},
		{false, `<Increment>1e-06</Increment>`, `<Increment>six</Increment>`, "no number"},
		{false, `</Axes>`, `<Rotation><r11>1</r11></Rotation></Axes>`, "rotation in main.xml lacks"},
		{false, `<SizeX>8</SizeX>`, `<SizeX>-8</SizeX>`, "no number of points"},
		{false, `<SizeX>8</SizeX>`, `<SizeX>0</SizeX>`, "no point at all"},
		{false, `<SizeX>8</SizeX>`, ``, "SizeX"},
		{false, `<SizeX>8</SizeX>`, `<SizeX>8</SizeX><SizeX>9</SizeX>`, "twice"},
		{false, `<SizeX>8</SizeX>`, `<SizeX>9999999999</SizeX>`, "more than 33554432 points"},
		{false, `<SizeX>8</SizeX>`, `<SizeX>9223372036854775807</SizeX>`, "more than 33554432 points"},
		{false, `<SizeX>8</SizeX>`, `<SizeX>5000000</SizeX>`, "far too short"},
		{false, `<SizeX>8</SizeX>`, `<SizeX>9</SizeX>`, "ends after 48 of 54 points"},
		{false, `(?s)<MatrixDimension>.*?</MatrixDimension>`, ``, "how many points there are"},
		{false, `(?s)<MatrixDimension>.*?</MatrixDimension>`, `<ListDimension>48</ListDimension>`, "without the position of each"},
		{false, `</MatrixDimension>`, `</MatrixDimension><ListDimension>48</ListDimension>`, "a list and a matrix at once"},
		{false, `(?s)<DataLink>.*?</DataLink>`, ``, "names no points"},
		{false, `</DataLink>`, `</DataLink><DataList/>`, "both as text and in another part"},
		{false, `<PointDataLink>.*</PointDataLink>`, ``, "PointDataLink"},
		{false, `bindata/data.bin`, `elsewhere.bin`, "does not hold; copy the file again"},
		{false, `bindata/valid.bin`, `elsewhere.bin`, "which points are missing"},
		{false, `<MD5ChecksumPointData>.`, `<MD5ChecksumPointData>x`, "not as its checksum says"},
		{false, `<MD5ChecksumValidPoints>.`, `<MD5ChecksumValidPoints>x`, "not as its checksum says"},
		{false, `</Record3>`, strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100) + `</Record3>`, "32 deep"},
		{false, `</Record3>`, strings.Repeat("<a/>", 20000) + `</Record3>`, "more than 10000 elements"},
		{false, `</Record3>`, `<a>` + strings.Repeat("x", 70000) + `</a></Record3>`, "longer than 65536 bytes"},
		{true, `<Datum>5</Datum>`, ``, "announces 48 points and lists 47"},
		{true, `<Datum>5</Datum>`, `<Datum>5</Datum><Datum>5</Datum>`, "announces 48 points and lists 49"},
		{true, `<Datum>5</Datum>`, `<Datum>five</Datum>`, `"five" is no whole number of 16 bits`},
		{true, `<Datum>5</Datum>`, `<Datum>40000</Datum>`, "no whole number of 16 bits"},
		{true, `<Datum>5</Datum>`, `<Datum>5;6</Datum>`, "more coordinates than axes"},
		{true, `<Datum>5</Datum>`, `<Datum><b>5</b></Datum>`, "element b where only Datum"},
		{true, `<DataType>I</DataType>`, `<DataType>D</DataType><DataType>F</DataType>`, "twice"},
	} {
		_, err := decode(edited(t, c.text, c.old, c.new))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.60s -> %.60s: want %q, got %v", c.old, c.new, c.says, err)
		}
	}
}

// What is wrong with the container is named.
func TestBrokenArchives(t *testing.T) {
	names, content := parts(t, encoded(t, small(false)))
	whole := archive(t, names, content)
	without := func(name string) []byte {
		return archive(t, slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name }), content)
	}
	damaged := slices.Clone(whole)
	damaged[bytes.Index(damaged, []byte("bindata/data.bin"))+20] ^= 0xff
	many := slices.Clone(names)
	for i := range 2000 {
		many = append(many, fmt.Sprint(i))
	}
	for says, b := range map[string][]byte{
		"is empty":                nil,
		"no x3p archive":          []byte("not an archive at all"),
		"bare XML document":       []byte(`<?xml version="1.0"?><p:ISO5436_2/>`),
		"Git LFS":                 []byte("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"),
		"cut off or damaged":      whole[:len(whole)/2],
		"no main.xml":             without("main.xml"),
		"does not hold":           without("bindata/data.bin"),
		"which points are":        without("bindata/valid.bin"),
		"twice, and which one":    archive(t, append(slices.Clone(names), "Main.xml"), map[string][]byte{"main.xml": content["main.xml"], "Main.xml": nil}),
		"parts and at most":       archive(t, many, content),
		"bindata/data.bin is dam": damaged,
	} {
		_, err := decode(b)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
	f, err := decode(without("md5checksum.hex"))
	if err != nil || len(f.Notices) != 1 || f.Notices[0].Code != x3p.NoticeChecksum {
		t.Errorf("without the checksum of main.xml: %v", err)
	}
}

// Hundreds of files with random damage: each is read or gives an error of one line; none makes the reader panic.
func TestDamage(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for i := range 900 {
		b := encoded(t, small(i%2 == 0))
		switch i % 3 {
		case 0: // bytes of the archive
			for range 1 + rng.IntN(4) {
				b[rng.IntN(len(b))] = byte(rng.Uint32())
			}
		case 1: // its end
			b = b[:rng.IntN(len(b))]
		default: // bytes of main.xml in a sound archive
			names, content := parts(t, b)
			xml := content["main.xml"]
			for range 1 + rng.IntN(4) {
				xml[rng.IntN(len(xml))] = byte(32 + rng.IntN(96))
			}
			b = archive(t, names, content)
		}
		if _, err := decode(b); err != nil {
			refused++
			if s := err.Error(); strings.Contains(s, "\n") || len(s) > 600 || s == "" {
				t.Errorf("damage %d: %q", i, s)
			}
		}
	}
	if refused < 500 {
		t.Errorf("only %d of 900 damaged files are refused", refused)
	}
}

// A bomb does not make the reader hold more than its limits: here zeros that inflate a thousandfold.
func TestBomb(t *testing.T) {
	names, content := parts(t, encoded(t, small(false)))
	content["bindata/data.bin"] = make([]byte, 300<<20)
	content["bindata/valid.bin"] = nil
	content["huge.bin"] = make([]byte, 100<<20)
	for _, c := range []struct{ size, says string }{
		{"9000000", "more than 33554432 points"}, // by 6
		{"8", "longer than this reader accepts"},
	} {
		content["main.xml"] = regexp.MustCompile(`(?s)<SizeX>\d+</SizeX>|<ValidPoints.*</MD5ChecksumValidPoints>`).ReplaceAllFunc(content["main.xml"], func(m []byte) []byte {
			if bytes.HasPrefix(m, []byte("<SizeX")) {
				return []byte("<SizeX>" + c.size + "</SizeX>")
			}
			return nil
		})
		b := archive(t, append(slices.Clone(names), "huge.bin"), content)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := decode(b)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v", c.says, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
			t.Errorf("a bomb of %d bytes made the reader allocate %d MB", len(b), used>>20)
		}
	}
}

// The stream holds the same points as the file, in memory that does not grow.
func TestReaderStreams(t *testing.T) {
	f := &x3p.File{Header: x3p.Header{SizeX: 1500, SizeY: 1000, SizeZ: 1,
		X: x3p.Axis{Incremental: true, Increment: 1e-6}, Y: x3p.Axis{Incremental: true, Increment: 2e-6}, Z: x3p.Axis{Type: x3p.Float64}},
		ZM: make([]float64, 1500000)}
	for i := range f.ZM {
		f.ZM[i] = float64(i%977) * 1e-9
	}
	b := encoded(t, f)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := x3p.NewReader(bytes.NewReader(b), int64(len(b)), x3p.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]x3p.Point, 1000)
	at := 0
	for {
		n, err := r.Read(buf)
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		for i, p := range buf[:n] {
			if p.Z != f.ZM[at+i] || !near(p.X+1, 1+float64((at+i)%1500)*1e-6) || !near(p.Y+1, 1+float64((at+i)/1500)*2e-6) {
				t.Fatalf("point %d is %+v", at+i, p)
			}
		}
		at += n
	}
	runtime.ReadMemStats(&after)
	if at != 1500000 {
		t.Errorf("%d points", at)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("reading 12 MB of points allocates %d kB", used>>10)
	}
}

// FuzzDecode: no archive makes the reader panic, and what is read can be written.
func FuzzDecode(f *testing.F) {
	for _, text := range []bool{false, true} {
		names, content := parts(f, encoded(f, small(text)))
		f.Add(content["main.xml"], content["bindata/data.bin"], content["bindata/valid.bin"])
		_ = names
	}
	f.Add([]byte("<ISO5436_2/>"), binary.LittleEndian.AppendUint64(nil, math.Float64bits(math.Inf(1))), []byte{0xff})
	f.Fuzz(func(t *testing.T, xml, data, valid []byte) {
		b := archive(t, []string{"main.xml", "bindata/data.bin", "bindata/valid.bin"}, map[string][]byte{"main.xml": xml, "bindata/data.bin": data, "bindata/valid.bin": valid})
		x, err := x3p.Decode(bytes.NewReader(b), int64(len(b)), x3p.Limits{Points: 1 << 16, Document: 1 << 20, AnyDigest: true})
		if err != nil {
			return
		}
		if len(x.ZM) != x.Points() {
			t.Fatalf("%d heights for %d points", len(x.ZM), x.Points())
		}
		if _, err := x.Grid(0); err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatal(err)
		}
		if err := x3p.Encode(io.Discard, x); err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatal(err)
		}
	})
}
