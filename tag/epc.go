package tag

import (
	"fmt"
	"math/big"
	"net/url"
	"strconv"
	"strings"
)

// epcLayout is the binary form of a scheme: after header, filter and partition stand the company prefix, the
// reference and the serial, as wide as the partition says. A width of 0 takes what is left.
type epcLayout struct {
	scheme    Scheme
	bits      int
	refBits   [7]int // of the item reference, by partition; zero for an asset number, which takes the rest
	refDigits [7]int
	text      bool // the last field is text of 7-bit characters, else a number
}

// companyBits is the width of the company prefix by partition; it has 12 - partition digits (TDT 2.0, all schemes).
var companyBits = [7]int{40, 37, 34, 30, 27, 24, 20}

// epcLayouts are the schemes by header byte (TDT 2.0: SGTIN-96, SGTIN-198, GIAI-96, GIAI-202).
var epcLayouts = map[byte]epcLayout{
	0x30: {SGTIN96, 96, [7]int{4, 7, 10, 14, 17, 20, 24}, [7]int{1, 2, 3, 4, 5, 6, 7}, false},
	0x36: {SGTIN198, 198, [7]int{4, 7, 10, 14, 17, 20, 24}, [7]int{1, 2, 3, 4, 5, 6, 7}, true},
	0x34: {scheme: GIAI96, bits: 96},
	0x38: {scheme: GIAI202, bits: 202, text: true},
}

// bitReader takes fields off the front of a tag's memory.
type bitReader struct {
	raw []byte
	at  int
}

func (r *bitReader) number(bits int) *big.Int {
	v := new(big.Int)
	for range bits {
		v.Lsh(v, 1)
		v.SetBit(v, 0, uint(r.raw[r.at/8]>>(7-r.at%8)&1))
		r.at++
	}
	return v
}

// text reads 7-bit characters up to the first empty one (TDS, string encoding).
func (r *bitReader) text(end int) (string, error) {
	var b strings.Builder
	ended := false
	for r.at+7 <= end {
		start := r.at
		c := byte(r.number(7).Uint64())
		switch {
		case c == 0:
			ended = true
		case ended || c < 0x21 || c > 0x7E:
			return "", fail(start/4, "the text on the tag holds a sign that an EPC may not hold (bit %d)", start)
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

func decodeEPC(raw []byte) (Tag, error) {
	if raw[0] == 0x2F {
		return decodeDoD(raw)
	}
	l, ok := epcLayouts[raw[0]]
	if !ok {
		return Tag{}, fail(0, "the header %02X is no serialised trade item (30, 36), asset (34, 38) or USDoD number (2F)", raw[0])
	}
	if len(raw)*8 < l.bits {
		return Tag{}, fail(len(raw)*2, "%s has %d bits, and only %d were read; read the tag again", l.scheme, l.bits, len(raw)*8)
	}
	r := &bitReader{raw, 8}
	filter, partition := r.number(3), int(r.number(3).Int64())
	if partition > 6 {
		return Tag{}, fail(2, "the partition is %d; an EPC has 0 to 6", partition)
	}
	company, err := r.padded(companyBits[partition], 12-partition, "company prefix")
	if err != nil {
		return Tag{}, err
	}
	t := Tag{Scheme: l.scheme, Company: company}
	if l.refDigits[0] > 0 {
		if t.Part, err = r.padded(l.refBits[partition], l.refDigits[partition], "item reference"); err != nil {
			return Tag{}, err
		}
	}
	if l.text {
		t.Serial, err = r.text(l.bits)
	} else {
		t.Serial = r.number(l.bits - r.at).String()
	}
	if err != nil {
		return Tag{}, err
	}
	t.identify()
	t.URI = "urn:epc:tag:" + string(l.scheme) + ":" + filter.String() + "." + t.dotted()
	return t, nil
}

// padded reads a number that is written with a fixed count of digits.
func (r *bitReader) padded(bits, count int, name string) (string, error) {
	at := r.at
	s := r.number(bits).String()
	if len(s) > count {
		return "", fail(at/4, "the %s %s has more than the %d digits its partition allows; read the tag again", name, s, count)
	}
	return strings.Repeat("0", count-len(s)) + s, nil
}

// identify fills what follows from company, reference and serial.
func (t *Tag) identify() {
	if t.Part == "" {
		t.Key = "8004:" + t.Company + t.Serial
		return
	}
	body := t.Part[:1] + t.Company + t.Part[1:]
	t.GTIN = body + string(checkDigit(body))
	if t.Serial != "" {
		t.Key = "01:" + t.GTIN + "/21:" + t.Serial
	}
}

func (t *Tag) dotted() string {
	if t.Part == "" {
		return t.Company + "." + escapeURN(t.Serial)
	}
	return t.Company + "." + t.Part + "." + escapeURN(t.Serial)
}

// escapeURN writes the signs that an EPC URI may not hold as they are (TDS, table of the 7-bit characters).
func escapeURN(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte("\"%&/<>?#", s[i]) >= 0 {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// decodeDoD reads the USDoD-96 form: filter of 4 bits, CAGE of six 8-bit characters with a blank before the
// five, serial of 36 bits (TDS, USDoD Identifier).
func decodeDoD(raw []byte) (Tag, error) {
	r := &bitReader{raw, 8}
	filter := r.number(4)
	var cage strings.Builder
	for range 6 {
		c := byte(r.number(8).Uint64())
		if c != ' ' && (c < '0' || c > 'Z' || c > '9' && c < 'A') {
			return Tag{}, fail((r.at-8)/4, "the CAGE code holds the byte %02X; it has digits and capital letters", c)
		}
		cage.WriteByte(c)
	}
	t := Tag{Scheme: USDoD96, Company: strings.TrimSpace(cage.String()), Serial: r.number(36).String()}
	t.Key = "usdod:" + t.Company + "." + t.Serial
	t.URI = "urn:epc:tag:usdod-96:" + filter.String() + "." + t.Company + "." + t.Serial
	return t, nil
}

// decodeURI reads the URI forms of the EPC: urn:epc:tag:…, urn:epc:id:… and urn:epc:raw:….
func decodeURI(s string) (Tag, error) {
	parts := strings.SplitN(s, ":", 5)
	if len(parts) < 5 {
		return Tag{}, fail(len(s), "an EPC URI reads urn:epc:tag:SCHEME:… or urn:epc:id:SCHEME:…")
	}
	form, scheme := strings.ToLower(parts[2]), strings.ToLower(parts[3])
	at := len(s) - len(parts[4])
	fields := strings.Split(parts[4], ".")
	switch form {
	case "tag":
		fields = fields[1:] // the filter says how the tag is packed, not what it is on
	case "id":
	default:
		return Tag{}, fail(8, "%q is no form of an EPC URI that names an object; give urn:epc:tag or urn:epc:id", form)
	}
	kind, _, _ := strings.Cut(scheme, "-")
	want := map[string]int{"sgtin": 3, "giai": 2, "usdod": 2}[kind]
	if want == 0 {
		return Tag{}, fail(len("urn:epc:")+len(form)+1, "the scheme %q is not read; sgtin, giai and usdod are", scheme)
	}
	// A serial may hold dots of its own.
	if len(fields) > want {
		fields = append(fields[:want-1], strings.Join(fields[want-1:], "."))
	}
	if len(fields) < want {
		return Tag{}, fail(len(s), "%s has %d parts after its name, and %d were given", kind, want, len(fields))
	}
	serial, err := url.PathUnescape(fields[want-1])
	if err != nil || serial == "" {
		return Tag{}, fail(at, "the serial %q cannot be read", fields[want-1])
	}
	t := Tag{Scheme: EPCURI, URI: s, Company: fields[0], Serial: serial}
	if kind == "usdod" {
		t.Key = "usdod:" + t.Company + "." + t.Serial
		return t, nil
	}
	if n := len(t.Company); n < 6 || n > 12 || digits(t.Company) != n {
		return Tag{}, fail(at, "the company prefix %q must have 6 to 12 digits", t.Company)
	}
	if kind == "sgtin" {
		if t.Part = fields[1]; digits(t.Part) != len(t.Part) || len(t.Part)+len(t.Company) != 13 {
			return Tag{}, fail(at, "company prefix and item reference must have 13 digits together, and have %s", strconv.Itoa(len(t.Part)+len(t.Company)))
		}
	}
	t.identify()
	return t, nil
}
