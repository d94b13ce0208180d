package x3p

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// printer writes indented XML and keeps the first error.
type printer struct {
	w     io.Writer
	depth int
	err   error
}

func (p *printer) line(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, strings.Repeat("  ", p.depth)+s+"\n")
	}
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a strings.Builder takes everything
	}
	return b.String()
}

func (p *printer) leaf(name, text string) {
	p.line("<" + name + ">" + escaped(text) + "</" + name + ">")
}

// given writes a leaf unless its text is empty.
func (p *printer) given(name, text string) {
	if text != "" {
		p.leaf(name, text)
	}
}

func (p *printer) group(name string, content func()) {
	p.line("<" + name + ">")
	p.depth++
	content()
	p.depth--
	p.line("</" + name + ">")
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// document writes main.xml. The order of elements is that of the schema, with unknown elements at the end of
// their parents.
func (e *encoder) document(w io.Writer) error {
	p := &printer{w: w}
	p.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	p.line(`<p:ISO5436_2 xmlns:p="` + nameSpace + `" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="` + nameSpace + " " + nameSpace + `/ISO5436_2.xsd">`)
	p.depth++
	p.group("Record1", func() { e.record1(p) })
	if e.h.Measurement != nil {
		p.group("Record2", func() { e.record2(p) })
	}
	p.group("Record3", func() { e.record3(p) })
	p.group("Record4", func() {
		p.leaf("ChecksumFile", partDigest)
		e.unknown(p, "Record4")
	})
	for _, id := range e.h.VendorIDs {
		p.leaf("VendorSpecificID", id)
	}
	e.unknown(p, "")
	p.depth--
	p.line("</p:ISO5436_2>")
	return p.err
}

func (e *encoder) record1(p *printer) {
	p.leaf("Revision", e.h.Revision)
	p.leaf("FeatureType", string(e.h.Feature))
	p.group("Axes", func() {
		for i, a := range e.h.axes() {
			name := []string{"CX", "CY", "CZ"}[i]
			p.group(name, func() {
				kind := "A"
				if a.Incremental {
					kind = "I"
				}
				p.leaf("AxisType", kind)
				p.given("DataType", string(a.Type))
				if a.Increment != 0 {
					p.leaf("Increment", number(a.Increment))
				}
				p.leaf("Offset", number(a.Offset))
				e.unknown(p, "Record1/Axes/"+name)
			})
		}
		if r := e.h.Rotation; r != nil {
			p.group("Rotation", func() {
				for i, v := range r {
					p.leaf("r"+strconv.Itoa(i/3+1)+strconv.Itoa(i%3+1), number(v))
				}
			})
		}
		e.unknown(p, "Record1/Axes")
	})
	e.unknown(p, "Record1")
}

func (e *encoder) record2(p *printer) {
	m := e.h.Measurement
	p.leaf("Date", m.Date)
	p.given("Creator", m.Creator)
	p.group("Instrument", func() {
		p.leaf("Manufacturer", m.Instrument.Manufacturer)
		p.leaf("Model", m.Instrument.Model)
		p.leaf("Serial", m.Instrument.Serial)
		p.leaf("Version", m.Instrument.Version)
		e.unknown(p, "Record2/Instrument")
	})
	p.leaf("CalibrationDate", m.CalibrationDate)
	p.group("ProbingSystem", func() {
		p.leaf("Type", m.ProbingType)
		p.leaf("Identification", m.ProbingID)
		e.unknown(p, "Record2/ProbingSystem")
	})
	p.given("Comment", m.Comment)
	e.unknown(p, "Record2")
}

func (e *encoder) record3(p *printer) {
	if e.h.Matrix() {
		p.group("MatrixDimension", func() {
			p.leaf("SizeX", strconv.Itoa(e.h.SizeX))
			p.leaf("SizeY", strconv.Itoa(e.h.SizeY))
			p.leaf("SizeZ", strconv.Itoa(e.h.SizeZ))
		})
	} else {
		p.leaf("ListDimension", strconv.Itoa(e.h.ListSize))
	}
	if e.h.Text {
		p.group("DataList", func() { e.datums(p) })
	} else {
		p.group("DataLink", func() {
			p.leaf("PointDataLink", partData)
			p.leaf("MD5ChecksumPointData", e.dataSum)
			if e.validSum != "" {
				p.leaf("ValidPointsLink", partValid)
				p.leaf("MD5ChecksumValidPoints", e.validSum)
			}
		})
	}
	e.unknown(p, "Record3")
}

// datums writes the points as text.
func (e *encoder) datums(p *printer) {
	at := [3][]float64{e.f.XM, e.f.YM, e.f.ZM}
	for i := range e.f.ZM {
		if e.f.missing(i) {
			p.line("<Datum/>")
			continue
		}
		var b []byte
		for k, a := range e.h.axes() {
			if a.Incremental {
				continue
			}
			if _, err := store(a, e.h.Revision, at[k][i]); err != nil && p.err == nil {
				p.err = err
			}
			if len(b) > 0 {
				b = append(b, ';')
			}
			bits := 64
			if a.Type == Float32 {
				bits = 32
			}
			format := byte('g')
			if a.Type.integer() {
				format = 'f'
			}
			b = strconv.AppendFloat(b, quotient(a, e.h.Revision, at[k][i]), format, -1, bits)
		}
		p.line("<Datum>" + string(b) + "</Datum>")
	}
}

// unknown writes the elements kept for the path.
func (e *encoder) unknown(p *printer, path string) {
	for _, x := range e.h.Extensions {
		if x.Parent == path {
			p.element(x)
		}
	}
}

func (p *printer) element(x Element) {
	start := "<" + x.Name
	for _, a := range x.Attr {
		start += " " + a.Name.Local + `="` + escaped(a.Value) + `"`
	}
	if len(x.Children) == 0 {
		p.line(start + ">" + escaped(x.Text) + "</" + x.Name + ">")
		return
	}
	p.line(start + ">" + escaped(x.Text))
	p.depth++
	for _, c := range x.Children {
		p.element(c)
	}
	p.depth--
	p.line("</" + x.Name + ">")
}
