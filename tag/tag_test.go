package tag_test

import (
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint/tag"
)

const (
	gs  = "\x1d"
	rs  = "\x1e"
	eot = "\x04"
)

// The worked examples of the standards. EPC: GS1 EPC Tag Data Standard 1.9, annex E.3. Element strings: as read
// from the same objects. UII: built by MIL-STD-130N change 1, tables A-II and V.
func TestStandards(t *testing.T) {
	for _, c := range []struct{ in, scheme, uri, key, company, part, serial string }{
		{"3074257BF7194E4000001A85", "sgtin-96", "urn:epc:tag:sgtin-96:3.0614141.812345.6789", "01:80614141123458/21:6789", "0614141", "812345", "6789"},
		{"30 74 25 7B F7 19 4E 40 00 00 1A 85", "sgtin-96", "urn:epc:tag:sgtin-96:3.0614141.812345.6789", "01:80614141123458/21:6789", "0614141", "812345", "6789"},
		{"3674257BF6B7A659B2C2BF1000000000000000000000000000", "sgtin-198", "urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb", "01:70614141123451/21:32a/b", "0614141", "712345", "32a/b"},
		{"3474257BF40000000000162E", "giai-96", "urn:epc:tag:giai-96:3.0614141.5678", "8004:06141415678", "0614141", "", "5678"},
		{"3874257BF59B2C2BF10000000000000000000000000000000000", "giai-202", "urn:epc:tag:giai-202:3.0614141.32a%2Fb", "8004:061414132a/b", "0614141", "", "32a/b"},
		{"2F020434147455900000162E", "usdod-96", "urn:epc:tag:usdod-96:0.CAGEY.5678", "usdod:CAGEY.5678", "CAGEY", "", "5678"},
		{"urn:epc:id:sgtin:0614141.712345.32a%2Fb", "epc-uri", "urn:epc:id:sgtin:0614141.712345.32a%2Fb", "01:70614141123451/21:32a/b", "0614141", "712345", "32a/b"},
		{"urn:epc:tag:giai-96:3.0614141.5678", "epc-uri", "urn:epc:tag:giai-96:3.0614141.5678", "8004:06141415678", "0614141", "", "5678"},
		{"(01)70614141123451(21)32a/b", "gs1-element-string", "", "01:70614141123451/21:32a/b", "", "", "32a/b"},
		{"]d2017061414112345121" + "32a/b", "gs1-element-string", "", "01:70614141123451/21:32a/b", "", "", "32a/b"},
		{"https://id.example.org/01/70614141123451/21/32a%2Fb?17=271231", "gs1-digital-link", "", "01:70614141123451/21:32a/b", "", "", "32a/b"},
		{"(8004)06141415678", "gs1-element-string", "", "8004:06141415678", "", "", ""},
		{"[)>" + rs + "06" + gs + "17V1A2B3" + gs + "1P123456" + gs + "S00045" + rs + eot, "iso-15434-06", "", "uii:D1A2B312345600045", "D1A2B3", "123456", "00045"},
		{"[)>" + rs + "06" + gs + "18S1A2B300045" + rs + eot, "iso-15434-06", "", "uii:D1A2B300045", "D1A2B3", "", "00045"},
		{"[)>" + rs + "06" + gs + "25SUN12345678900045" + rs + eot, "iso-15434-06", "", "uii:UN12345678900045", "", "", ""},
		{"[)>" + rs + "12" + gs + "MFR 1A2B3" + gs + "SER 00045" + rs + eot, "iso-15434-12", "", "uii:D1A2B300045", "D1A2B3", "", "00045"},
		{"[)>" + rs + "05" + gs + "0170614141123451" + "2132a/b" + rs + eot, "iso-15434-05", "", "01:70614141123451/21:32a/b", "", "", "32a/b"},
		{"E004015012345678", "iso-15693-uid", "", "uid:E004015012345678", "", "", ""},
		{"78:56:34:12:50:01:04:E0", "iso-15693-uid", "", "uid:E004015012345678", "", "", ""},
		{"04:A2:3C:5A:11:22:80", "iso-14443-uid", "", "uid:04A23C5A112280", "", "", ""},
	} {
		got, err := tag.Decode(c.in)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		want := []string{c.scheme, c.uri, c.key, c.company, c.part, c.serial}
		if d := cmp.Diff(want, []string{string(got.Scheme), got.URI, got.Key, got.Company, got.Part, got.Serial}); d != "" || len(got.Faults) > 0 {
			t.Errorf("%q: %s %v", c.in, d, got.Faults)
		}
	}
}

// The vectors gathered beside the project: what each says of itself must come out.
func TestGatheredVectors(t *testing.T) {
	folder := os.Getenv("FOCALPOINT_DATA")
	if folder == "" {
		folder = "../../shared/data"
	}
	path := filepath.Join(folder, "prevention", "identifiers", "vectors.csv")
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Logf("did not run: %v", err)
		return
	}
	seen := 0
	for _, row := range rowsOf(t, path) {
		in := strings.ReplaceAll(row["input"], "<GS>", gs)
		switch row["kind"] {
		case "epc-sgtin-96":
			got, err := tag.Decode(in)
			if err != nil || got.URI != "urn:epc:tag:sgtin-96:3.0614141.812345.6789" || !strings.Contains(row["decoded"], "GTIN-14="+got.GTIN) {
				t.Errorf("%+v %v", got, err)
			}
			seen++
		case "gs1-element-string":
			got, err := tag.Decode(in)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, e := range got.Elements {
				fmt.Fprintf(&b, "(%s)%s ", e.ID, e.Value)
			}
			if !strings.HasPrefix(row["decoded"], strings.TrimSpace(b.String())) {
				t.Errorf("%s, want %s", b.String(), row["decoded"])
			}
			seen++
		}
	}
	if seen != 2 {
		t.Errorf("%d vectors were tried", seen)
	}
}

func rowsOf(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

// What is written by the standard's table, a second time and the other way round, is read back.
func TestEveryEPCIsReadBack(t *testing.T) {
	refBits := []int{4, 7, 10, 14, 17, 20, 24}
	companyBits := []int{40, 37, 34, 30, 27, 24, 20}
	rapid.Check(t, func(t *rapid.T) {
		partition := rapid.IntRange(0, 6).Draw(t, "partition")
		filter := rapid.IntRange(0, 7).Draw(t, "filter")
		number := func(name string, n int) string {
			return rapid.StringMatching(fmt.Sprintf("[0-9]{%d}", n)).Draw(t, name)
		}
		company, ref := number("company", 12-partition), number("reference", partition+1)
		text := rapid.StringMatching(`[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,18}`).Draw(t, "text")
		count := rapid.Uint64Range(0, 1<<38-1).Draw(t, "serial")
		var m memory
		head := func(header uint64) {
			m = memory{}
			m.put(header, 8)
			m.put(uint64(filter), 3)
			m.put(uint64(partition), 3)
			m.decimal(company, companyBits[partition])
		}
		check := func(bits int, scheme, uri string) {
			t.Helper()
			raw := m.bytes(bits)
			got, err := tag.Decode(hex.EncodeToString(raw))
			if err != nil || string(got.Scheme) != scheme || got.URI != uri {
				t.Fatalf("%X: %+v %v, want %s", raw, got, err, uri)
			}
			again, err := tag.Decode(got.URI)
			if err != nil || again.Key != got.Key {
				t.Fatalf("%s: %+v %v, want the key %s", got.URI, again, err, got.Key)
			}
			if _, err := tag.Decode(hex.EncodeToString(raw[:len(raw)-3])); err == nil {
				t.Fatalf("%s cut short was read", scheme)
			}
		}
		escaped := text
		for _, c := range `%"&/<>?` {
			escaped = strings.ReplaceAll(escaped, string(c), fmt.Sprintf("\x00%02X", c))
		}
		escaped = strings.ReplaceAll(escaped, "\x00", "%")
		head(0x30)
		m.decimal(ref, refBits[partition])
		m.put(count, 38)
		check(96, "sgtin-96", fmt.Sprintf("urn:epc:tag:sgtin-96:%d.%s.%s.%d", filter, company, ref, count))
		head(0x36)
		m.decimal(ref, refBits[partition])
		for _, c := range []byte(text) {
			m.put(uint64(c), 7)
		}
		check(198, "sgtin-198", fmt.Sprintf("urn:epc:tag:sgtin-198:%d.%s.%s.%s", filter, company, ref, escaped))
		head(0x34)
		m.put(count, 82-companyBits[partition])
		check(96, "giai-96", fmt.Sprintf("urn:epc:tag:giai-96:%d.%s.%d", filter, company, count))
		head(0x38)
		for _, c := range []byte(text) {
			m.put(uint64(c), 7)
		}
		check(202, "giai-202", fmt.Sprintf("urn:epc:tag:giai-202:%d.%s.%s", filter, company, escaped))
	})
}

// memory writes fields of bits one behind the other.
type memory struct{ bits []byte }

func (m *memory) put(v uint64, bits int) {
	for i := bits - 1; i >= 0; i-- {
		m.bits = append(m.bits, byte(v>>i&1))
	}
}

func (m *memory) decimal(s string, bits int) {
	v, _ := new(big.Int).SetString(s, 10)
	m.put(v.Uint64(), bits)
}

func (m *memory) bytes(bits int) []byte {
	for len(m.bits) < bits || len(m.bits)%8 != 0 {
		m.bits = append(m.bits, 0)
	}
	out := make([]byte, len(m.bits)/8)
	for i, b := range m.bits {
		out[i/8] |= b << (7 - i%8)
	}
	return out
}

func TestFaultsAreTold(t *testing.T) {
	for in, want := range map[string]tag.Fault{
		"(01)70614141123452(21)7":             {Code: tag.FaultCheckDigit, ID: "01", Value: "70614141123452", Want: "70614141123451"},
		"(01)70614141123451(17)251301(21)7":   {Code: tag.FaultDate, ID: "17", Value: "251301", Want: "YYMMDD"},
		"(01)70614141123451(21)7(21)8":        {Code: tag.FaultTwice, ID: "21", Value: "8", Want: "7"},
		"(01)7061414112345(21)7":              {Code: tag.FaultLength, ID: "01", Value: "7061414112345", Want: "14"},
		"(01)7061414112345X(21)7":             {Code: tag.FaultSign, ID: "01", Value: "7061414112345X", Want: "0-9"},
		"[)>" + rs + "06" + gs + "25SD1A2B3X": {Code: tag.FaultUnended},
	} {
		got, err := tag.Decode(in)
		if err != nil || !cmp.Equal(got.Faults, []tag.Fault{want}) {
			t.Errorf("%q: %+v %v", in, got.Faults, err)
		}
	}
}

func TestWhatIsNoTag(t *testing.T) {
	for _, in := range []string{"", "   ", "hello", "AB1234", "3074257BF7194E40", "3074257BF7194E4000", "FF74257BF7194E4000001A85", "]d2", "]d201041500000211", "(01", "(01)", "(5)7", "()",
		"https://example.org/", "https://example.org/01", "https://example.org/01/%zz", "urn:epc:", "urn:epc:id:sgtin:1", "urn:epc:id:sscc:0614141.1", "urn:epc:raw:96.x300", "urn:epc:id:sgtin:0614141.8.1",
		"[)>" + rs, "[)>" + rs + "07" + gs + "x" + rs + eot, "[)>" + rs + "06" + gs + rs + eot, "[)>" + rs + "06" + gs + "123" + rs + eot, "[)>" + rs + "12" + gs + "x1" + rs + eot, "88112233", "1122334455667788",
		"30DFFFFFFFFFFFFFFFFFFFFF", "2FFFFFFFFFFFFFFFFFFFFFFF"} {
		got, err := tag.Decode(in)
		var e *tag.Error
		if err == nil || !errors.As(err, &e) || e.Msg == "" {
			t.Errorf("%q was read: %+v %v", in, got, err)
		}
	}
	if got, err := tag.Decode("08112233"); err != nil || !got.Changeable || got.Key != "" {
		t.Errorf("a number drawn anew names something: %+v %v", got, err)
	}
}

// A search box must not take a serial number for a tag.
func TestLooks(t *testing.T) {
	for in, want := range map[string]bool{"AB1234": false, "12345678": false, "DEADBEEF": false, "0123456789ABCDEF": false, "AB?12[38]4": false, "(01)": false, "369-257": false, "70614141123451": false,
		"123456789012345678901234": false, "3074257BF7194E4000001A85": true, "E004015012345678": true, "urn:epc:id:giai:0614141.5678": true, "(01)70614141123451(21)32a/b": true, "]d2017061414112345121X": true,
		"https://id.example.org/01/70614141123451/21/7": true, "https://example.org/about": false, "[)>" + rs + "06" + gs + "25SX" + rs + eot: true, "04:A2:3C:5A:11:22:80": true} {
		if got := tag.Looks(in); got != want {
			t.Errorf("Looks(%q) = %v", in, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"3074257BF7194E4000001A85", "]d20170614141123451" + "10A" + gs + "217", "(01)70614141123451(21)7", "[)>" + rs + "06" + gs + "25SX" + rs + eot, "https://x/01/70614141123451/21/7?10=L", "urn:epc:id:sgtin:0614141.712345.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := tag.Decode(in)
		var e *tag.Error
		if err != nil && (!errors.As(err, &e) || e.At < 0 || e.Msg == "") {
			t.Fatalf("%q: %v", in, err)
		}
		if err == nil && got.Scheme == "" {
			t.Fatalf("%q was read as nothing", in)
		}
		again, err2 := tag.Decode(in)
		if !cmp.Equal(got, again) || (err == nil) != (err2 == nil) {
			t.Fatalf("%q is read two ways", in)
		}
		if err != nil && tag.Looks(in) && !strings.Contains(in, gs) && !strings.HasPrefix(in, "]") && !strings.Contains(in, "[)>") && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(in)), "urn:") {
			t.Fatalf("%q looks like a tag and is none: %v", in, err)
		}
	})
}
