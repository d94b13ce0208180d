package x3p

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// textSource reads points from the DataList of main.xml, which is parsed a second time for it.
type textSource struct {
	x   *Reader
	rc  io.ReadCloser
	dec *xml.Decoder
}

func newTextSource(x *Reader) (source, error) {
	rc, err := x.archive.open(x.main)
	if err != nil {
		return nil, err
	}
	t := &textSource{x: x, rc: rc}
	t.dec = newDecoder(&bounded{r: rc, left: x.lim.Document, what: "main.xml"})
	if err := t.seek(); err != nil {
		rc.Close()
		return nil, err
	}
	return t, nil
}

// seek goes to the inside of Record3/DataList.
func (t *textSource) seek() error {
	var path []string
	for {
		tok, err := t.dec.Token()
		if err != nil {
			return t.wrap(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			path = append(path, e.Name.Local)
			if len(path) == 3 && path[1]+"/"+path[2] == pathOfDataList {
				return nil
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

func (t *textSource) wrap(err error) error {
	return fmt.Errorf("the list of points in main.xml is damaged near byte %d: %w; export the scan again", t.dec.InputOffset(), err)
}

func (t *textSource) read(p []Point, at int) error {
	for i := range p {
		text, err := t.datum()
		if err != nil {
			return err
		}
		if err := t.point(&p[i], text, at+i); err != nil {
			return err
		}
	}
	return nil
}

// datum gives the text of the next Datum.
func (t *textSource) datum() (string, error) {
	var text strings.Builder
	inside := false
	for {
		tok, err := t.dec.Token()
		if err != nil {
			return "", t.wrap(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if inside || e.Name.Local != "Datum" {
				return "", fmt.Errorf("the list of points in main.xml holds the element %s where only Datum is possible", e.Name.Local)
			}
			inside = true
		case xml.CharData:
			if inside {
				if text.Len()+len(e) > mostText {
					return "", fmt.Errorf("a point in main.xml is longer than %d bytes", mostText)
				}
				text.Write(e)
			}
		case xml.EndElement:
			if !inside {
				return "", fmt.Errorf("the list of points in main.xml ends too early")
			}
			return strings.TrimSpace(text.String()), nil
		}
	}
}

// point reads one Datum: the stored values, x before y before z, between semicolons; nothing for a missing point.
func (t *textSource) point(p *Point, text string, index int) error {
	*p = Point{}
	if text == "" {
		return nil
	}
	h := &t.x.Header
	rest, more := text, true
	for k, a := range h.axes() {
		if a.Incremental {
			continue
		}
		if !more {
			return fmt.Errorf("point %d in main.xml is %q, which lacks a coordinate", index+1, short(text))
		}
		var one string
		one, rest, more = strings.Cut(rest, ";")
		v, err := value(strings.TrimSpace(one), a.Type)
		if err != nil {
			return fmt.Errorf("point %d in main.xml is %q: %w", index+1, short(text), err)
		}
		v = a.metres(v, h.Revision)
		switch k {
		case 0:
			p.X = v
		case 1:
			p.Y = v
		default:
			p.Z = v
		}
	}
	if more && strings.Trim(rest, "; ") != "" {
		return fmt.Errorf("point %d in main.xml is %q, which has more coordinates than axes", index+1, short(text))
	}
	p.Valid = true
	return nil
}

// value reads one stored number as its type allows.
func value(s string, t DataType) (float64, error) {
	if t.integer() {
		n, err := strconv.ParseInt(s, 10, 8*t.Size())
		if err != nil {
			return 0, fmt.Errorf("%q is no whole number of %d bits", short(s), 8*t.Size())
		}
		return float64(n), nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is no number", short(s))
	}
	if t == Float32 {
		v = float64(float32(v))
	}
	return v, nil
}

// finish has nothing to check: the first pass counted the points and read main.xml to its end.
func (t *textSource) finish() error { return nil }

func (t *textSource) Close() error { return t.rc.Close() }
