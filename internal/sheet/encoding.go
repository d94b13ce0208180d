package sheet

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	encUTF8    = "utf-8"
	encUTF16LE = "utf-16le"
	encUTF16BE = "utf-16be"
	enc1252    = "windows-1252"
	enc1251    = "windows-1251"
)

// encodings gives the decoder of each name the package understands; UTF-8 has
// none, its bytes are checked row by row instead.
func encodings() map[string]encoding.Encoding {
	return map[string]encoding.Encoding{
		encUTF8:        nil,
		encUTF16LE:     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		encUTF16BE:     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"iso-8859-1":   charmap.ISO8859_1,
		"iso-8859-2":   charmap.ISO8859_2,
		"iso-8859-5":   charmap.ISO8859_5,
		"iso-8859-9":   charmap.ISO8859_9,
		"iso-8859-15":  charmap.ISO8859_15,
		"windows-1250": charmap.Windows1250,
		enc1251:        charmap.Windows1251,
		enc1252:        charmap.Windows1252,
		"windows-1253": charmap.Windows1253,
		"windows-1254": charmap.Windows1254,
		"windows-1256": charmap.Windows1256,
		"koi8-r":       charmap.KOI8R,
		"koi8-u":       charmap.KOI8U,
		"cp866":        charmap.CodePage866,
	}
}

// Encodings lists the names Options.Encoding understands, sorted. "latin-1"
// and "utf8" are taken as well.
func Encodings() []string {
	var names []string
	for name := range encodings() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// canonicalEncoding maps the spellings people use to the names of Encodings.
func canonicalEncoding(name string) string {
	n := strings.ToLower(strings.TrimSpace(name))
	switch n {
	case "utf8":
		return encUTF8
	case "latin-1", "latin1":
		return "iso-8859-1"
	case "utf-16", "utf16":
		return encUTF16LE
	case "cp1251":
		return enc1251
	case "cp1252", "ansi":
		return enc1252
	}
	return n
}

// detectLimit is how much of a file is looked at to find its encoding. Text
// beyond it that does not decode is replaced and noted, never dropped.
const detectLimit = 64 << 20

// sampleSize is how much text the separator and line end are judged by.
const sampleSize = 64 << 10

// textStats is what one look through a text file gathers.
type textStats struct {
	sample          []byte // the first sampleSize bytes, as stored
	size            int64  // bytes looked at
	nulEven, nulOdd int    // zero bytes within the sample by position
	multi, broken   int    // whole and broken UTF-8 sequences
	pairs, singles  int    // high bytes beside another high byte, and alone
	carry           []byte // an unfinished UTF-8 sequence at the end of a chunk
	pendingHigh     bool
	pendingPrevious bool
}

// lookThrough reads r to the end or to detectLimit.
func lookThrough(r io.Reader) (textStats, error) {
	var st textStats
	buf := make([]byte, 128<<10)
	for st.size < detectLimit {
		n, err := io.ReadFull(r, buf)
		st.add(buf[:n])
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			st.broken += len(st.carry)
			st.countHigh(false)
			return st, nil
		}
		if err != nil {
			return st, err
		}
	}
	st.carry = nil
	return st, nil
}

func (st *textStats) add(chunk []byte) {
	if room := sampleSize - len(st.sample); room > 0 {
		part := chunk[:min(room, len(chunk))]
		base := len(st.sample)
		st.sample = append(st.sample, part...)
		for i, c := range part {
			if c == 0 {
				if (base+i)%2 == 0 {
					st.nulEven++
				} else {
					st.nulOdd++
				}
			}
		}
	}
	st.size += int64(len(chunk))
	st.countUTF8(chunk)
}

// unfinished is the length of a UTF-8 sequence that a chunk ends in the middle of.
func unfinished(chunk []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(chunk); n++ {
		if c := chunk[len(chunk)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(chunk[len(chunk)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// countUTF8 counts sequences. A chunk that is valid, the usual case, costs
// little more than the check.
func (st *textStats) countUTF8(chunk []byte) {
	if len(st.carry) > 0 {
		chunk = append(slices.Clone(st.carry), chunk...)
		st.carry = nil
	}
	if tail := unfinished(chunk); utf8.Valid(chunk[:len(chunk)-tail]) {
		for _, c := range chunk[:len(chunk)-tail] {
			if c >= 0xC0 {
				st.multi++
			}
		}
		st.carry = slices.Clone(chunk[len(chunk)-tail:])
		st.countHigh(false)
		return
	}
	for len(chunk) > 0 {
		if c := chunk[0]; c < utf8.RuneSelf {
			st.countHigh(false)
			i := bytes.IndexFunc(chunk, func(r rune) bool { return r >= utf8.RuneSelf })
			if i < 0 {
				return
			}
			chunk = chunk[i:]
			continue
		}
		if !utf8.FullRune(chunk) {
			st.carry = slices.Clone(chunk)
			return
		}
		r, n := utf8.DecodeRune(chunk)
		if r == utf8.RuneError && n == 1 {
			st.broken++
		} else {
			st.multi++
		}
		for range n {
			st.countHigh(true)
		}
		chunk = chunk[n:]
	}
}

// countHigh tells bytes of the upper half that stand in runs (Cyrillic words)
// from those that stand alone between ASCII letters (accents).
func (st *textStats) countHigh(high bool) {
	if st.pendingHigh {
		if high || st.pendingPrevious {
			st.pairs++
		} else {
			st.singles++
		}
	}
	st.pendingPrevious = st.pendingHigh
	st.pendingHigh = high
}

// binary reports whether the content is no text at all.
func (st *textStats) binary(enc string) bool {
	if enc == encUTF16LE || enc == encUTF16BE {
		return false
	}
	zeros := st.nulEven + st.nulOdd
	return zeros*10 > len(st.sample) || len(st.sample) > 4096 && zeros*100 > len(st.sample)
}

// encoding names the encoding the bytes speak for, and the length of a byte
// order mark to pass over.
func (st *textStats) encoding() (name string, mark int) {
	s := st.sample
	switch {
	case bytes.HasPrefix(s, []byte("\xEF\xBB\xBF")):
		return encUTF8, 3
	case bytes.HasPrefix(s, []byte("\xFF\xFE")):
		return encUTF16LE, 2
	case bytes.HasPrefix(s, []byte("\xFE\xFF")):
		return encUTF16BE, 2
	}
	half := len(s) / 2
	switch {
	case half > 0 && st.nulOdd*10 > half && st.nulEven*20 < half:
		return encUTF16LE, 0
	case half > 0 && st.nulEven*10 > half && st.nulOdd*20 < half:
		return encUTF16BE, 0
	case st.broken == 0:
		return encUTF8, 0
	case st.multi >= st.broken:
		// Sound UTF-8 with some damage: saying so is more honest than reading
		// the whole file in another code page.
		return encUTF8, 0
	case st.pairs > st.singles:
		return enc1251, 0
	}
	return enc1252, 0
}

// decoder wraps r so that it yields UTF-8.
func decoder(r io.Reader, name string) (io.Reader, error) {
	enc, ok := encodings()[name]
	if !ok {
		return nil, &Error{Code: "encoding", Args: []any{"name", name}, Problem: "the encoding “" + name + "” is not known",
			Mend: "Use one of " + strings.Join(Encodings(), ", ")}
	}
	if enc == nil {
		return r, nil
	}
	return transform.NewReader(r, enc.NewDecoder()), nil
}
