package tag

import (
	"fmt"
	"strings"
)

// Scheme names how a tag is written.
type Scheme string

// Schemes that Decode reads.
const (
	SGTIN96      Scheme = "sgtin-96"
	SGTIN198     Scheme = "sgtin-198"
	GIAI96       Scheme = "giai-96"
	GIAI202      Scheme = "giai-202"
	USDoD96      Scheme = "usdod-96"
	EPCURI       Scheme = "epc-uri"
	ElementText  Scheme = "gs1-element-string"
	DigitalLink  Scheme = "gs1-digital-link"
	Envelope05   Scheme = "iso-15434-05"
	Envelope06   Scheme = "iso-15434-06"
	Envelope12   Scheme = "iso-15434-12"
	ChipISO15693 Scheme = "iso-15693-uid"
	ChipISO14443 Scheme = "iso-14443-uid"
)

// Tag is what a tag says. Fields that the tag does not speak of are empty.
type Tag struct {
	Scheme     Scheme    `json:"scheme"`
	Key        string    `json:"key,omitempty"`        // names the object: equal keys, same claim; "" where the tag names a kind of thing only
	URI        string    `json:"uri,omitempty"`        // EPC tag URI, with the filter value
	GTIN       string    `json:"gtin,omitempty"`       // 14 digits
	Company    string    `json:"company,omitempty"`    // GS1 company prefix, CAGE, or issuing agency and enterprise
	Part       string    `json:"part,omitempty"`       // original part number, or item reference
	Lot        string    `json:"lot,omitempty"`        //
	Serial     string    `json:"serial,omitempty"`     // what a struck serial number is held against
	UII        string    `json:"uii,omitempty"`        // unique item identifier of ISO/IEC 15459 as MIL-STD-130 derives it
	Maker      string    `json:"chipMaker,omitempty"`  // of the chip, not of the firearm
	Elements   []Element `json:"elements,omitempty"`   // every field in the order read
	Faults     []Fault   `json:"faults,omitempty"`     // what is against the standard
	Changeable bool      `json:"changeable,omitempty"` // the identifier is random or can be written again, so it names nothing
}

// Element is one field of a tag: its identifier as the standard numbers it, and its value.
type Element struct {
	ID    string `json:"id"`
	Value string `json:"value"`
}

// Fault is something against a standard that did not keep the tag from being read.
type Fault struct {
	Code  FaultCode `json:"code"`
	ID    string    `json:"id,omitempty"` // the field
	Value string    `json:"value,omitempty"`
	Want  string    `json:"want,omitempty"`
}

// FaultCode names a fault.
type FaultCode string

// Faults of a tag.
const (
	FaultCheckDigit FaultCode = "check-digit" // Want is the right one
	FaultDate       FaultCode = "date"        // not a day of any year
	FaultLength     FaultCode = "length"      // not as long as the field must be
	FaultTwice      FaultCode = "twice"       // one field, two values
	FaultUnended    FaultCode = "unended"     // the envelope has no end: the code may have been cut
	FaultSign       FaultCode = "sign"        // a character the field may not hold
)

// Error says what in a text could not be read, and where.
type Error struct {
	At  int    // byte offset, from 0
	Msg string // for a person
}

// Error writes the place and the sentence.
func (e *Error) Error() string { return fmt.Sprintf("character %d: %s", e.At+1, e.Msg) }

func fail(at int, format string, args ...any) error {
	return &Error{at, fmt.Sprintf(format, args...)}
}

// Decode reads what a reader or scanner gave. Blanks around it are dropped, and so is the symbology identifier
// that a scanner puts before it ("]d2"); control signs may be spelled (<GS>, <RS>, <EOT>). It fails with an *Error when the text is none of the schemes, or breaks
// off inside one.
func Decode(text string) (Tag, error) {
	s := plain(text)
	if s == "" {
		return Tag{}, fail(0, "nothing was read")
	}
	lower := strings.ToLower(s)
	switch {
	case strings.HasPrefix(s, envelopeHead) || strings.HasPrefix(s, "]d1"+envelopeHead) || strings.HasPrefix(s, "]Q1"+envelopeHead):
		return decodeEnvelope(s[strings.Index(s, envelopeHead):])
	case strings.HasPrefix(lower, "urn:epc:"):
		return decodeURI(s)
	case strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://"):
		return decodeLink(s)
	case carriesElements(s):
		return decodeElements(s[3:], ElementText)
	case strings.HasPrefix(s, "("):
		return decodeBracketed(s)
	case strings.ContainsRune(s, groupSign) || strings.HasPrefix(s, "01") && len(s) >= 18 && digits(s[:16]) == 16:
		return decodeElements(strings.TrimPrefix(s, string(groupSign)), ElementText)
	}
	if raw, ok := hexBytes(s); ok {
		return decodeBytes(raw)
	}
	return Tag{}, fail(0, "this is no tag that focalpoint reads: neither an EPC, a GS1 code, an ISO 15434 envelope nor the identifier of a chip")
}

// spelled are the ways in which scanners and people write the control signs of codes where those cannot be sent.
var spelled = strings.NewReplacer("<GS>", "\x1d", "{GS}", "\x1d", "␝", "\x1d", "<RS>", "\x1e", "{RS}", "\x1e", "␞", "\x1e", "<EOT>", "\x04", "{EOT}", "\x04", "␄", "\x04")

// plain drops blanks around a text and writes its control signs as such.
func plain(text string) string { return strings.Trim(spelled.Replace(text), " \t\r\n\x00") }

// Looks says whether a text has the form of a tag, so that a search box can tell a scanner from a person. It is
// strict where serial numbers of firearms could be meant: bare digits and bare hexadecimal of less than 24
// places are not tags to it.
func Looks(text string) bool {
	s := plain(text)
	lower := strings.ToLower(s)
	switch {
	case strings.HasPrefix(lower, "urn:epc:"), strings.Contains(s, envelopeHead), strings.ContainsRune(s, groupSign), carriesElements(s):
		return true
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"), strings.HasPrefix(s, "(01)"), strings.HasPrefix(s, "(8004)"):
		_, err := Decode(s)
		return err == nil
	}
	if raw, ok := hexBytes(s); ok && (len(raw) >= 12 || len(raw) == 8 && (raw[0] == 0xE0 || raw[7] == 0xE0) || len(raw) == 7 && strings.ContainsAny(s, ":-")) {
		_, err := decodeBytes(raw)
		return err == nil
	}
	return false
}

// hexBytes reads hexadecimal digits in pairs, with or without blanks, colons or hyphens between pairs.
func hexBytes(s string) ([]byte, bool) {
	var out []byte
	half := -1
	for i := range len(s) {
		c := s[i]
		v := strings.IndexByte("0123456789abcdef", c|0x20)
		if c >= '0' && c <= '9' {
			v = int(c - '0')
		}
		switch {
		case v < 0 && (c == ' ' || c == ':' || c == '-') && half < 0 && i > 0:
		case v < 0:
			return nil, false
		case half < 0:
			half = v
		default:
			out, half = append(out, byte(half<<4|v)), -1
		}
	}
	return out, half < 0 && len(out) > 0
}

func decodeBytes(raw []byte) (Tag, error) {
	switch {
	case len(raw) >= 12:
		return decodeEPC(raw)
	case len(raw) == 4 || len(raw) == 7 || len(raw) == 8 || len(raw) == 10:
		return decodeChip(raw)
	}
	return Tag{}, fail(0, "%d bytes are neither an EPC (12 or more) nor the identifier of a chip (4, 7, 8 or 10)", len(raw))
}

// digits counts the decimal digits in a text.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}
