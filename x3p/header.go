package x3p

import "encoding/xml"

// Revisions of the format, as they stand in a file.
const (
	RevisionFirst   = "ISO5436 - 2000"        // ISO 5436-2 and ISO 25178-72:2017
	RevisionAmended = "ISO25178-72:2017/DAM1" // ISO 25178-72:2017/Amd 1:2020
)

// A Feature is what was measured.
type Feature string

// The features of the standard.
const (
	Surface    Feature = "SUR"
	Profile    Feature = "PRF" // a matrix of N by 1 by M points
	PointCloud Feature = "PCL" // always a list
)

// A DataType is how a coordinate is stored.
type DataType string

// The data types of the standard, all little-endian.
const (
	Int16   DataType = "I"
	Int32   DataType = "L"
	Float32 DataType = "F"
	Float64 DataType = "D"
)

// Size is the number of bytes of one stored value, 0 for an unknown type.
func (t DataType) Size() int {
	switch t {
	case Int16:
		return 2
	case Int32, Float32:
		return 4
	case Float64:
		return 8
	}
	return 0
}

func (t DataType) integer() bool { return t == Int16 || t == Int32 }

// An Axis says how one coordinate is stored.
type Axis struct {
	Incremental bool     // the coordinate is counted, not stored; never so for z
	Type        DataType // of stored values; kept but without meaning on an incremental axis
	Increment   float64  // metres for one step or one unit of a stored integer; 0 when the file has none
	Offset      float64  // metres
}

// scale is the factor from a stored value to metres.
func (a Axis) scale(revision string) float64 {
	if a.Increment != 0 && (a.Incremental || a.Type.integer() || revision == RevisionAmended) {
		return a.Increment
	}
	return 1
}

// metres turns a stored value into metres. Without an offset a floating number stays what it is, the sign of a zero
// included.
func (a Axis) metres(stored float64, revision string) float64 {
	if a.Offset == 0 {
		return a.scale(revision) * stored
	}
	return a.Offset + a.scale(revision)*stored
}

// An Instrument is what measured.
type Instrument struct {
	Manufacturer, Model, Serial, Version string
}

// A Measurement is Record2 of a file: when, by whom and with what it was measured. Dates are kept as written.
type Measurement struct {
	Date, Creator   string
	Instrument      Instrument
	CalibrationDate string
	ProbingType     string // Contacting, NonContacting or Software
	ProbingID       string // lens, stylus
	Comment         string
}

// An Element is a piece of main.xml that the standard does not know, such as the Mask of CSAFE. It is kept and
// written back at its place.
type Element struct {
	Parent   string // path of names below the root, "Record3"; "" for the root itself
	Name     string
	Attr     []xml.Attr
	Text     string
	Children []Element
}

// A Header is what main.xml says apart from the points.
type Header struct {
	Revision string
	Feature  Feature
	X, Y, Z  Axis
	Rotation *[9]float64 // row by row; nil when the file has none

	Measurement *Measurement // nil when the file has none

	// A matrix has SizeX by SizeY by SizeZ points, x running fastest; a list has ListSize points and sizes of 0.
	SizeX, SizeY, SizeZ int
	ListSize            int

	// Text says that the points stand in main.xml itself and not in a binary part.
	Text bool

	VendorIDs  []string  // VendorSpecificID
	Extensions []Element // unknown elements, in the order of the file

	dataPart, dataSum   string
	validPart, validSum string
	sumPart             string
}

// Matrix says that neighbours in the file are neighbours on the surface.
func (h *Header) Matrix() bool { return h.ListSize == 0 }

// Points is the number of points, missing ones included.
func (h *Header) Points() int {
	if h.ListSize > 0 {
		return h.ListSize
	}
	return h.SizeX * h.SizeY * h.SizeZ
}

// stride is the number of bytes of one point in a binary part.
func (h *Header) stride() int {
	n := 0
	for _, a := range h.axes() {
		if !a.Incremental {
			n += a.Type.Size()
		}
	}
	return n
}

func (h *Header) axes() [3]Axis { return [3]Axis{h.X, h.Y, h.Z} }

// A Notice is something in a file that is not as the standard says, and how it was read nevertheless.
type Notice struct {
	Code NoticeCode
	Text string // a sentence
}

// A NoticeCode names a kind of Notice for programs.
type NoticeCode string

// Kinds of notices.
const (
	NoticeFolder    NoticeCode = "folder"      // the parts lie below a top folder
	NoticeChecksum  NoticeCode = "checksum"    // a checksum is missing or wrong and was let pass
	NoticeNamespace NoticeCode = "namespace"   // the root element has another name space
	NoticeRevision  NoticeCode = "revision"    // an unknown revision
	NoticeIncrement NoticeCode = "increment"   // an increment that is missing or was not applied
	NoticeInfinite  NoticeCode = "infinite"    // missing points stored as infinity
	NoticeUnits     NoticeCode = "units"       // lengths in another unit than the metre
	NoticeDimension NoticeCode = "dimension"   // sizes that had to be read from elsewhere
	NoticeMeasure   NoticeCode = "measurement" // a value of Record2 that is none
	NoticeExtra     NoticeCode = "extra"       // bytes or points after the end
)

// Limits bound what a file may make a reader hold. The zero value means DefaultLimits.
type Limits struct {
	Points    int   // most points
	Document  int64 // most bytes of main.xml, points as text included
	Parts     int   // most parts in the archive
	Extra     int64 // most bytes of all vendor parts together
	Elements  int   // most elements of main.xml that are not points
	AnyDigest bool  // let a wrong checksum of the points pass with a Notice
}

// DefaultLimits is enough for the largest scans of cartridge cases and bullets known (4 million points) with room.
func DefaultLimits() Limits {
	return Limits{Points: 1 << 25, Document: 1 << 30, Parts: 1000, Extra: 64 << 20, Elements: 10000}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.Points <= 0 {
		l.Points = d.Points
	}
	if l.Document <= 0 {
		l.Document = d.Document
	}
	if l.Parts <= 0 {
		l.Parts = d.Parts
	}
	if l.Extra <= 0 {
		l.Extra = d.Extra
	}
	if l.Elements <= 0 {
		l.Elements = d.Elements
	}
	return l
}
