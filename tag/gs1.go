package tag

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// groupSign ends a field of no fixed length (FNC1 as a scanner sends it, ASCII 29).
const groupSign = '\x1d'

// identifier is an application identifier of the GS1 General Specifications.
type identifier struct {
	id     string
	length int  // of the value: exact when fixed, else the most
	fixed  bool // predefined length: no separator follows
	check  bool // the value, or its first 14 (13 after 253, 18 for 00) digits, end in a check digit
	digits bool // digits only
	date   bool // YYMMDD
}

// identifiers are those a firearm, a part or a box of ammunition carries. Others are read by the rule of
// lengthOfID and are kept as they stand.
var identifiers = []identifier{
	{"00", 18, true, true, true, false},
	{"01", 14, true, true, true, false},
	{"02", 14, true, true, true, false},
	{"10", 20, false, false, false, false},
	{"11", 6, true, false, true, true},
	{"12", 6, true, false, true, true},
	{"13", 6, true, false, true, true},
	{"15", 6, true, false, true, true},
	{"16", 6, true, false, true, true},
	{"17", 6, true, false, true, true},
	{"20", 2, true, false, true, false},
	{"21", 20, false, false, false, false},
	{"22", 20, false, false, false, false},
	{"30", 8, false, false, true, false},
	{"37", 8, false, false, true, false},
	{"240", 30, false, false, false, false},
	{"241", 30, false, false, false, false},
	{"250", 30, false, false, false, false},
	{"251", 30, false, false, false, false},
	{"414", 13, true, true, true, false},
	{"415", 13, true, true, true, false},
	{"416", 13, true, true, true, false},
	{"417", 13, true, true, true, false},
	{"422", 3, false, false, true, false},
	{"8002", 20, false, false, false, false},
	{"8003", 30, false, false, false, false},
	{"8004", 30, false, false, false, false},
	{"8017", 18, false, true, true, false},
	{"8018", 18, false, true, true, false},
}

// lengthOfID tells how many digits an identifier has by its first two, and how long its value is when that is
// fixed (GS1 General Specifications, element strings with predefined length and the list of identifiers).
func lengthOfID(s string) (id, fixed int) {
	if len(s) < 2 {
		return 0, 0
	}
	two, err := strconv.Atoi(s[:2])
	if err != nil {
		return 0, 0
	}
	switch {
	case two <= 4:
		return 2, map[int]int{0: 18, 1: 14, 2: 14, 3: 14, 4: 16}[two]
	case two >= 11 && two <= 19:
		return 2, 6
	case two == 20:
		return 2, 2
	case two == 10 || two == 21 || two == 22 || two == 30 || two == 37 || two >= 90:
		return 2, 0
	case two >= 31 && two <= 36:
		return 4, 6
	case two == 41:
		return 3, 13
	case two >= 23 && two <= 25 || two == 40 || two == 42 || two == 71:
		return 3, 0
	case two == 39 || two == 43 || two == 70 || two == 72 || two >= 80 && two <= 82:
		return 4, 0
	}
	return 0, 0
}

// carriesElements says whether a scanner announced GS1 data: DataMatrix ]d2, QR ]Q3, GS1-128 ]C1, DataBar ]e0,
// DotCode ]J1 (ISO/IEC 15424).
func carriesElements(s string) bool {
	return len(s) > 3 && slices.Contains([]string{"]d2", "]Q3", "]C1", "]e0", "]J1"}, s[:3])
}

// decodeElements reads a chain of element strings.
func decodeElements(s string, scheme Scheme) (Tag, error) {
	t := Tag{Scheme: scheme}
	for at := 0; at < len(s); {
		if s[at] == groupSign {
			at++
			continue
		}
		n, fixed := lengthOfID(s[at:])
		if n == 0 || at+n > len(s) || digits(s[at:at+n]) != n {
			return Tag{}, fail(at, "no application identifier of GS1 begins with %q", clip(s[at:], 4))
		}
		id, rest := s[at:at+n], s[at+n:]
		end := strings.IndexByte(rest, groupSign)
		if end < 0 {
			end = len(rest)
		}
		if fixed > 0 {
			if end < fixed {
				return Tag{}, fail(at+n, "(%s) must have %d characters, and %d are there; the code may have been read in part", id, fixed, end)
			}
			end = fixed
		}
		t.add(id, rest[:end])
		at += n + end
	}
	return t, t.fromElements()
}

// decodeBracketed reads the form printed for people: (01)04150000021126(21)AB12.
func decodeBracketed(s string) (Tag, error) {
	t := Tag{Scheme: ElementText}
	for at := 0; at < len(s); {
		if s[at] == ' ' {
			at++
			continue
		}
		closing := strings.IndexByte(s[at:], ')')
		if s[at] != '(' || closing < 3 {
			return Tag{}, fail(at, "here an application identifier in brackets should stand, as (21)")
		}
		id := s[at+1 : at+closing]
		if n, _ := lengthOfID(id); n != len(id) {
			return Tag{}, fail(at+1, "(%s) is no application identifier of GS1", clip(id, 6))
		}
		rest := s[at+closing+1:]
		end := 0
		for end < len(rest) && !beginsID(rest[end:]) {
			end++
		}
		value := strings.TrimSpace(rest[:end])
		if value == "" {
			return Tag{}, fail(at+closing+1, "(%s) has no value behind it", id)
		}
		t.add(id, value)
		at += closing + 1 + end
	}
	return t, t.fromElements()
}

// beginsID says whether a text begins with an identifier in brackets. A value may hold brackets of its own.
func beginsID(s string) bool {
	end := strings.IndexByte(s, ')')
	if s[0] != '(' || end < 3 || digits(s[1:end]) != end-1 {
		return false
	}
	n, _ := lengthOfID(s[1:end])
	return n == end-1
}

// decodeLink reads a GS1 Digital Link: pairs of identifier and value in the path from the first that can head
// one, more of them in the query.
func decodeLink(s string) (Tag, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Tag{}, fail(0, "this is no address: %v", err)
	}
	segments := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	first := slices.IndexFunc(segments, func(p string) bool { return p == "01" || p == "8004" || p == "8003" || p == "00" })
	if first < 0 || first+1 >= len(segments) {
		return Tag{}, fail(0, "this address names no object by GS1: it has neither /01/ (trade item) nor /8004/ (asset) with a number behind")
	}
	t := Tag{Scheme: DigitalLink}
	for i := first; i+1 < len(segments); i += 2 {
		value, err := url.PathUnescape(segments[i+1])
		if err != nil {
			return Tag{}, fail(0, "%q cannot be read: %v", segments[i+1], err)
		}
		if segments[i] == "01" && len(value) < 14 && digits(value) == len(value) {
			value = strings.Repeat("0", 14-len(value)) + value // the syntax allows shorter trade item numbers
		}
		t.add(segments[i], value)
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Tag{}, fail(0, "what follows the question mark cannot be read: %v", err)
	}
	var ids []string
	for id := range query {
		if n, _ := lengthOfID(id); n == len(id) && digits(id) == n {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		t.add(id, query[id][0])
	}
	return t, t.fromElements()
}

// add keeps a field and tells what is against its definition.
func (t *Tag) add(id, value string) {
	for _, e := range t.Elements {
		if e.ID == id && e.Value != value {
			t.Faults = append(t.Faults, Fault{FaultTwice, id, value, e.Value})
		}
	}
	t.Elements = append(t.Elements, Element{id, value})
	at := slices.IndexFunc(identifiers, func(x identifier) bool { return x.id == id })
	if at < 0 {
		return
	}
	x := identifiers[at]
	switch {
	case value == "" || len(value) > x.length || x.fixed && len(value) != x.length:
		t.Faults = append(t.Faults, Fault{FaultLength, id, value, strconv.Itoa(x.length)})
	case x.digits && digits(value) != len(value):
		t.Faults = append(t.Faults, Fault{FaultSign, id, value, "0-9"})
	case x.check:
		if want := checkDigit(value[:len(value)-1]); value[len(value)-1] != want {
			t.Faults = append(t.Faults, Fault{FaultCheckDigit, id, value, value[:len(value)-1] + string(want)})
		}
	case x.date && !isDate(value):
		t.Faults = append(t.Faults, Fault{FaultDate, id, value, "YYMMDD"})
	}
}

// value returns the first value of a field.
func (t *Tag) value(id string) string {
	for _, e := range t.Elements {
		if e.ID == id {
			return e.Value
		}
	}
	return ""
}

// fromElements fills the named fields from application identifiers.
func (t *Tag) fromElements() error {
	if len(t.Elements) == 0 {
		return fail(0, "no field is there")
	}
	t.GTIN, t.Serial, t.Lot, t.Part = t.value("01"), t.value("21"), t.value("10"), t.value("241")
	switch asset, returnable := t.value("8004"), t.value("8003"); {
	case t.GTIN != "" && t.Serial != "":
		t.Key = "01:" + t.GTIN + "/21:" + t.Serial
	case asset != "":
		t.Key = "8004:" + asset
	case len(returnable) > 14:
		t.Key, t.Serial = "8003:"+returnable, returnable[14:]
	}
	return nil
}

// checkDigit is the last digit of a GS1 number: weights 3 and 1 from the right (GS1 General Specifications 7.9).
func checkDigit(body string) byte {
	sum := 0
	for i := range len(body) {
		weight := 3
		if (len(body)-i)%2 == 0 {
			weight = 1
		}
		sum += weight * int(body[i]-'0')
	}
	return byte('0' + (10-sum%10)%10)
}

// isDate says whether YYMMDD can be a day of some century; day 00 stands for the end of the month.
func isDate(s string) bool {
	day := s[4:]
	if day == "00" {
		day = "01"
	}
	_, err := time.Parse("20060102", "20"+s[:4]+day)
	return err == nil
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n] + "…"
	}
	return s
}
