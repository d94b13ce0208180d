package x3p

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

const (
	nameSpace      = "http://www.opengps.eu/2008/ISO5436_2"
	mostText       = 1 << 16 // bytes of one element's text
	mostDepth      = 32
	pathOfDataList = "Record3/DataList"
)

// known are the paths of the elements the standard has.
func known(path string) bool {
	switch path {
	case "", "Record1", "Record1/Revision", "Record1/FeatureType", "Record1/Axes", "Record1/Axes/Rotation",
		"Record2", "Record2/Date", "Record2/Creator", "Record2/Instrument", "Record2/Instrument/Manufacturer",
		"Record2/Instrument/Model", "Record2/Instrument/Serial", "Record2/Instrument/Version",
		"Record2/CalibrationDate", "Record2/ProbingSystem", "Record2/ProbingSystem/Type",
		"Record2/ProbingSystem/Identification", "Record2/Comment",
		"Record3", "Record3/MatrixDimension", "Record3/MatrixDimension/SizeX", "Record3/MatrixDimension/SizeY",
		"Record3/MatrixDimension/SizeZ", "Record3/ListDimension", "Record3/DataLink",
		"Record3/DataLink/PointDataLink", "Record3/DataLink/MD5ChecksumPointData", "Record3/DataLink/ValidPointsLink",
		"Record3/DataLink/MD5ChecksumValidPoints", pathOfDataList, "Record4", "Record4/ChecksumFile", "VendorSpecificID":
		return true
	}
	rest, ok := strings.CutPrefix(path, "Record1/Axes/")
	if !ok {
		return false
	}
	if r, ok := strings.CutPrefix(rest, "Rotation/r"); ok {
		return len(r) == 2 && r[0] >= '1' && r[0] <= '3' && r[1] >= '1' && r[1] <= '3'
	}
	axis, field, _ := strings.Cut(rest, "/")
	switch field {
	case "", "AxisType", "DataType", "Increment", "Offset":
		return axis == "CX" || axis == "CY" || axis == "CZ"
	}
	return false
}

// A document is main.xml as its elements came: the text of known ones by path, the rest as trees.
type document struct {
	text     map[string]string
	vendor   []string
	extra    []Element
	datums   int
	notices  []Notice
	elements int
}

func (d *document) notice(code NoticeCode, format string, args ...any) {
	d.notices = append(d.notices, Notice{code, fmt.Sprintf(format, args...)})
}

// parser walks main.xml once; points are counted and skipped.
type parser struct {
	dec  *xml.Decoder
	lim  Limits
	doc  document
	path []string
}

func newDecoder(r io.Reader) *xml.Decoder {
	dec := xml.NewDecoder(r)
	dec.CharsetReader = charset
	return dec
}

// charset lets the encodings through that contain ASCII unchanged and can be turned into UTF-8 byte by byte.
func charset(label string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return r, nil
	case "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252":
		return &latin1{r: r}, nil
	}
	return nil, fmt.Errorf("main.xml is written in the encoding %q; UTF-8 is required", label)
}

// latin1 turns ISO 8859-1 into UTF-8.
type latin1 struct {
	r    io.Reader
	left []byte
}

func (l *latin1) Read(p []byte) (int, error) {
	if len(l.left) == 0 {
		raw := make([]byte, 4096)
		n, err := l.r.Read(raw)
		if n == 0 {
			return 0, err
		}
		for _, b := range raw[:n] {
			l.left = append(l.left, string(rune(b))...)
		}
	}
	n := copy(p, l.left)
	l.left = l.left[n:]
	return n, nil
}

// parseDocument reads main.xml to its end.
func parseDocument(r io.Reader, lim Limits) (*document, error) {
	p := &parser{dec: newDecoder(r), lim: lim, doc: document{text: map[string]string{}}}
	root, err := p.root()
	if err != nil {
		return nil, err
	}
	if root.Name.Local != "ISO5436_2" && root.Name.Local != "ISO25178_72" {
		return nil, fmt.Errorf("main.xml starts with the element %s and not ISO5436_2, so it describes no x3p surface", root.Name.Local)
	}
	if root.Name.Space != nameSpace {
		p.doc.notice(NoticeNamespace, "the root element of main.xml has the name space %q instead of %q; it was read as if it had", root.Name.Space, nameSpace)
	}
	if err := p.children(); err != nil {
		return nil, err
	}
	return &p.doc, nil
}

// root skips to the first element.
func (p *parser) root() (xml.StartElement, error) {
	for {
		tok, err := p.dec.Token()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, fmt.Errorf("main.xml is empty; export the scan again")
		} else if err != nil {
			return xml.StartElement{}, p.wrap(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			return e, nil
		}
	}
}

func (p *parser) wrap(err error) error {
	return fmt.Errorf("main.xml is damaged near byte %d: %w; export the scan again", p.dec.InputOffset(), err)
}

// children reads the content of the element at p.path to its end.
func (p *parser) children() error {
	var text strings.Builder
	here := strings.Join(p.path, "/")
	for {
		tok, err := p.dec.Token()
		if err != nil {
			return p.wrap(err)
		}
		switch t := tok.(type) {
		case xml.CharData:
			if here == pathOfDataList {
				continue // the line ends between points
			}
			if text.Len()+len(t) > mostText {
				return fmt.Errorf("the text of %s in main.xml is longer than %d bytes", here, mostText)
			}
			text.Write(t)
		case xml.EndElement:
			return p.leave(here, strings.TrimSpace(text.String()))
		case xml.StartElement:
			if err := p.enter(here, t); err != nil {
				return err
			}
		}
	}
}

// enter reads one child of the element at path here.
func (p *parser) enter(here string, t xml.StartElement) error {
	if here == pathOfDataList && t.Name.Local == "Datum" {
		if p.doc.datums++; p.doc.datums > p.lim.Points {
			return fmt.Errorf("main.xml lists more than %d points, the most this reader holds", p.lim.Points)
		}
		return p.skip()
	}
	if p.doc.elements++; p.doc.elements > p.lim.Elements {
		return fmt.Errorf("main.xml has more than %d elements besides points", p.lim.Elements)
	}
	child := strings.TrimPrefix(here+"/"+t.Name.Local, "/")
	if !known(child) {
		e, err := p.tree(here, t, len(p.path)+1)
		p.doc.extra = append(p.doc.extra, e)
		return err
	}
	p.path = append(p.path, t.Name.Local)
	err := p.children()
	p.path = p.path[:len(p.path)-1]
	return err
}

// leave keeps the text of a known element.
func (p *parser) leave(here, text string) error {
	if here == "VendorSpecificID" {
		p.doc.vendor = append(p.doc.vendor, text)
		return nil
	}
	if _, twice := p.doc.text[here]; twice {
		return fmt.Errorf("main.xml has the element %s twice; which one counts is not known", here)
	}
	p.doc.text[here] = text
	return nil
}

// skip reads to the end of the element just entered.
func (p *parser) skip() error {
	for depth := 1; depth > 0; {
		tok, err := p.dec.Token()
		if err != nil {
			return p.wrap(err)
		}
		switch tok.(type) {
		case xml.StartElement:
			if depth++; depth > mostDepth {
				return fmt.Errorf("main.xml has elements within elements more than %d deep", mostDepth)
			}
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// tree keeps an unknown element whole.
func (p *parser) tree(parent string, t xml.StartElement, depth int) (Element, error) {
	e := Element{Parent: keeper(parent), Name: t.Name.Local}
	for _, a := range t.Attr {
		e.Attr = append(e.Attr, xml.Attr{Name: xml.Name{Local: a.Name.Local}, Value: a.Value})
	}
	if depth > mostDepth {
		return e, fmt.Errorf("main.xml has elements within elements more than %d deep", mostDepth)
	}
	var text strings.Builder
	for {
		tok, err := p.dec.Token()
		if err != nil {
			return e, p.wrap(err)
		}
		switch c := tok.(type) {
		case xml.CharData:
			if text.Len()+len(c) > mostText {
				return e, fmt.Errorf("the text of %s in main.xml is longer than %d bytes", e.Name, mostText)
			}
			text.Write(c)
		case xml.StartElement:
			if p.doc.elements++; p.doc.elements > p.lim.Elements {
				return e, fmt.Errorf("main.xml has more than %d elements besides points", p.lim.Elements)
			}
			child, err := p.tree("", c, depth+1)
			if err != nil {
				return e, err
			}
			e.Children = append(e.Children, child)
		case xml.EndElement:
			e.Text = strings.TrimSpace(text.String())
			return e, nil
		}
	}
}

// keeper is the nearest element above a path that Encode writes unknown elements into.
func keeper(path string) string {
	for {
		switch path {
		case "", "Record1", "Record1/Axes", "Record1/Axes/CX", "Record1/Axes/CY", "Record1/Axes/CZ", "Record2",
			"Record2/Instrument", "Record2/ProbingSystem", "Record3", "Record4":
			return path
		}
		path = path[:max(0, strings.LastIndexByte(path, '/'))]
	}
}

// number reads a finite number of main.xml; exponents such as e-006 and decimal commas occur.
func (d *document) number(path string) (v float64, given bool, err error) {
	s, ok := d.text[path]
	if !ok || s == "" {
		return 0, false, nil
	}
	v, err = strconv.ParseFloat(s, 64)
	if err != nil {
		v, err = strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	}
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, true, fmt.Errorf("%s in main.xml is %q, which is no number", path, short(s))
	}
	return v, true, nil
}

// count reads a size of main.xml.
func (d *document) count(path string) (int, bool, error) {
	s, ok := d.text[path]
	if !ok || s == "" {
		return 0, false, nil
	}
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, true, fmt.Errorf("%s in main.xml is %q, which is no number of points", path, short(s))
	}
	return int(n), true, nil
}

// short cuts a text for an error.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
