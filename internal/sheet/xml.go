package sheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// xmlScan is a forward-only scanner for the two large parts of a workbook, the
// shared texts and the sheet. encoding/xml reads them ten times slower, and its
// buffers grow with whatever a file puts into one element; here no tag and no
// run of text may be longer than max. Entities beyond the five of XML are left
// as they stand and a DOCTYPE is refused, so nothing can expand.
type xmlScan struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	max      int

	name  []byte // local name of a tag, without prefix
	attrs []byte // what follows the name in a tag
	text  []byte // decoded text, valid until the next call
}

type xmlKind uint8

const (
	xmlStart xmlKind = iota
	xmlEnd
	xmlEmpty // <v/>
	xmlText
)

var (
	errXMLLong    = errors.New("an XML element is longer than the limit")
	errXMLShort   = errors.New("the XML ends in the middle of a tag")
	errXMLDoctype = errors.New("the XML declares a document type, which no workbook does")
)

func newXMLScan(r io.Reader, limit int) *xmlScan {
	return &xmlScan{r: r, buf: make([]byte, 64<<10), max: limit + 4096}
}

// next gives the next tag or run of text.
func (s *xmlScan) next() (xmlKind, error) {
	for {
		if err := s.need(1); err != nil {
			return 0, err
		}
		if s.buf[s.pos] != '<' {
			return s.run()
		}
		if err := s.need(2); err != nil {
			return 0, shortOr(err)
		}
		switch s.buf[s.pos+1] {
		case '?':
			if _, err := s.until("?>"); err != nil {
				return 0, err
			}
		case '!':
			text, done, err := s.bang()
			if err != nil {
				return 0, err
			}
			if done {
				s.text = text
				return xmlText, nil
			}
		default:
			return s.tag()
		}
	}
}

// bang passes over a comment and returns the text of a CDATA section.
func (s *xmlScan) bang() (text []byte, isText bool, err error) {
	if err := s.need(9); err != nil && err != io.EOF {
		return nil, false, err
	}
	rest := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		_, err = s.until("-->")
		return nil, false, err
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		raw, err := s.until("]]>")
		if err != nil {
			return nil, false, err
		}
		return raw[9 : len(raw)-3], true, nil
	}
	return nil, false, errXMLDoctype
}

// until consumes everything up to and including mark.
func (s *xmlScan) until(mark string) ([]byte, error) {
	seen := 0
	for {
		data := s.buf[s.pos:s.end]
		if i := bytes.Index(data[seen:], []byte(mark)); i >= 0 {
			raw := data[:seen+i+len(mark)]
			s.pos += len(raw)
			return raw, nil
		}
		seen = max(0, len(data)-len(mark)+1)
		if err := s.fill(); err != nil {
			return nil, shortOr(err)
		}
	}
}

// tag reads a start, end or empty tag. A ">" inside a quoted attribute value
// does not end it.
func (s *xmlScan) tag() (xmlKind, error) {
	i, quote := 1, byte(0)
	for {
		for ; s.pos+i < s.end; i++ {
			c := s.buf[s.pos+i]
			if quote != 0 {
				if c == quote {
					quote = 0
				}
				continue
			}
			if c == '"' || c == '\'' {
				quote = c
			}
			if c == '>' {
				raw := s.buf[s.pos+1 : s.pos+i]
				s.pos += i + 1
				return s.split(raw), nil
			}
		}
		if err := s.fill(); err != nil {
			return 0, shortOr(err)
		}
	}
}

func (s *xmlScan) split(raw []byte) xmlKind {
	kind := xmlStart
	if len(raw) > 0 && raw[0] == '/' {
		kind, raw = xmlEnd, raw[1:]
	} else if n := len(raw); n > 0 && raw[n-1] == '/' {
		kind, raw = xmlEmpty, raw[:n-1]
	}
	end := len(raw)
	for i, c := range raw {
		if c <= ' ' {
			end = i
			break
		}
	}
	s.name, s.attrs = raw[:end], raw[end:]
	if i := bytes.IndexByte(s.name, ':'); i >= 0 {
		s.name = s.name[i+1:]
	}
	return kind
}

// run reads text up to the next tag.
func (s *xmlScan) run() (xmlKind, error) {
	seen := 0
	for {
		data := s.buf[s.pos:s.end]
		if i := bytes.IndexByte(data[seen:], '<'); i >= 0 {
			s.pos += seen + i
			s.text = unescape(data[:seen+i])
			return xmlText, nil
		}
		seen = len(data)
		err := s.fill()
		if err == io.EOF {
			s.pos = s.end
			s.text = unescape(data)
			return xmlText, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// attr gives the raw value of an attribute by its name with prefix.
func (s *xmlScan) attr(name string) []byte {
	rest := s.attrs
	for {
		i := bytes.IndexByte(rest, '=')
		if i < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:i])
		rest = bytes.TrimLeft(rest[i+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		j := bytes.IndexByte(rest[1:], rest[0])
		if j < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+j]
		}
		rest = rest[j+2:]
	}
}

// need makes at least n bytes available.
func (s *xmlScan) need(n int) error {
	for s.end-s.pos < n {
		if err := s.fill(); err != nil {
			return err
		}
	}
	return nil
}

func (s *xmlScan) fill() error {
	if s.eof {
		return io.EOF
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if s.end > s.max {
			return errXMLLong
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := io.ReadAtLeast(s.r, s.buf[s.end:], 1)
	s.end += n
	if err == io.EOF {
		s.eof = true
	}
	return err
}

func shortOr(err error) error {
	if err == io.EOF {
		return errXMLShort
	}
	return err
}

// unescape replaces the five entities of XML and numbered characters. It works
// in place: no entity is shorter than what it stands for.
func unescape(b []byte) []byte {
	i := bytes.IndexByte(b, '&')
	if i < 0 {
		return b
	}
	out := b[:i]
	for i < len(b) {
		if b[i] != '&' {
			out = append(out, b[i])
			i++
			continue
		}
		end := bytes.IndexByte(b[i:min(len(b), i+12)], ';')
		if end < 0 {
			out = append(out, b[i])
			i++
			continue
		}
		r, ok := entity(string(b[i+1 : i+end]))
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		out = utf8.AppendRune(out, r)
		i += end + 1
	}
	return out
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune {
		return utf8.RuneError, err == nil
	}
	return rune(n), true
}
