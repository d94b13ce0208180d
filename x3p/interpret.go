package x3p

import (
	"fmt"
	"strings"
	"time"
)

// header gives the elements of main.xml their meaning.
func (d *document) header(lim Limits) (*Header, error) {
	h := &Header{VendorIDs: d.vendor, Extensions: d.extra}
	h.Revision = d.revision()
	h.Feature = Feature(d.text["Record1/FeatureType"])
	switch h.Feature {
	case Surface, Profile, PointCloud:
	case "":
		return nil, fmt.Errorf("main.xml does not say whether it describes a surface, a profile or a point cloud (FeatureType)")
	default:
		return nil, fmt.Errorf("main.xml describes a feature of type %q; known are SUR, PRF and PCL", short(string(h.Feature)))
	}
	for _, a := range []struct {
		name string
		axis *Axis
	}{{"CX", &h.X}, {"CY", &h.Y}, {"CZ", &h.Z}} {
		if err := d.axis(a.name, a.axis, h.Revision); err != nil {
			return nil, err
		}
	}
	if h.Z.Incremental {
		return nil, fmt.Errorf("the z axis is counted instead of measured (AxisType I), so the file holds no heights")
	}
	if err := d.rotation(h); err != nil {
		return nil, err
	}
	d.measurement(h)
	if err := d.dimension(h, lim); err != nil {
		return nil, err
	}
	return h, d.links(h)
}

func (d *document) revision() string {
	given := d.text["Record1/Revision"]
	dashed := strings.NewReplacer("–", "-", "—", "-", "−", "-", "‐", "-", "‑", "-").Replace(given)
	if strings.ReplaceAll(dashed, " ", "") == strings.ReplaceAll(RevisionFirst, " ", "") {
		return RevisionFirst // also with other dashes and spaces, as much software writes it
	}
	if dashed == RevisionAmended {
		return RevisionAmended
	}
	d.notice(NoticeRevision, "the revision of the format is %q; it was read as %q", short(given), RevisionFirst)
	return RevisionFirst
}

// axis reads one axis.
func (d *document) axis(name string, a *Axis, revision string) error {
	at := "Record1/Axes/" + name
	if _, ok := d.text[at]; !ok {
		return fmt.Errorf("main.xml does not describe the axis %s", name)
	}
	switch t := d.text[at+"/AxisType"]; t {
	case "I":
		a.Incremental = true
	case "A":
	default:
		return fmt.Errorf("the axis %s is of type %q; I (incremental) and A (absolute) are possible", name, short(t))
	}
	a.Type = DataType(d.text[at+"/DataType"])
	if a.Type != "" && a.Type.Size() == 0 || a.Type == "" && !a.Incremental {
		return fmt.Errorf("the axis %s stores values of type %q; I, L, F and D are possible", name, short(string(a.Type)))
	}
	var given bool
	var err error
	if a.Increment, given, err = d.number(at + "/Increment"); err != nil {
		return err
	}
	if a.Offset, _, err = d.number(at + "/Offset"); err != nil {
		return err
	}
	switch {
	case given && a.Increment == 0 || a.Increment < 0:
		return fmt.Errorf("one step of the axis %s is %g metres (Increment); it must be more than nothing", name, a.Increment)
	case !given && a.Incremental:
		return fmt.Errorf("the axis %s is counted but the length of one step (Increment) is missing; export the scan again with its spacing", name)
	case !given && a.Type.integer():
		d.notice(NoticeIncrement, "the axis %s stores whole numbers without saying how long one is (Increment); they were read as metres", name)
	case given && a.Increment != 1 && a.scale(revision) == 1:
		d.notice(NoticeIncrement, "the axis %s stores floating numbers with the increment %g, which does not count in this edition of the format; they were read as metres", name, a.Increment)
	}
	return nil
}

func (d *document) rotation(h *Header) error {
	if _, ok := d.text["Record1/Axes/Rotation"]; !ok {
		return nil
	}
	var m [9]float64
	for i := range m {
		at := fmt.Sprintf("Record1/Axes/Rotation/r%d%d", i/3+1, i%3+1)
		v, given, err := d.number(at)
		if err != nil {
			return err
		}
		if !given {
			return fmt.Errorf("the rotation in main.xml lacks %s", at)
		}
		m[i] = v
	}
	h.Rotation = &m
	return nil
}

func (d *document) measurement(h *Header) {
	if _, ok := d.text["Record2"]; !ok {
		return
	}
	t := func(name string) string { return d.text["Record2/"+name] }
	m := &Measurement{
		Date: t("Date"), Creator: t("Creator"), CalibrationDate: t("CalibrationDate"),
		Instrument: Instrument{
			Manufacturer: t("Instrument/Manufacturer"), Model: t("Instrument/Model"),
			Serial: t("Instrument/Serial"), Version: t("Instrument/Version"),
		},
		ProbingType: t("ProbingSystem/Type"), ProbingID: t("ProbingSystem/Identification"), Comment: t("Comment"),
	}
	h.Measurement = m
	for _, s := range []struct{ what, date string }{{"date of measurement", m.Date}, {"date of calibration", m.CalibrationDate}} {
		if _, ok := ParseDate(s.date); !ok {
			d.notice(NoticeMeasure, "the %s is %q, which is no date", s.what, short(s.date))
		}
	}
	switch m.ProbingType {
	case "Contacting", "NonContacting", "Software":
	default:
		d.notice(NoticeMeasure, "the kind of probing is %q; Contacting, NonContacting and Software are known", short(m.ProbingType))
	}
}

// ParseDate reads a date of Record2 in the writings that occur: with or without a time, a fraction or a zone. A time
// without a zone comes out as UTC.
func ParseDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05", "2006-01-02Z07:00", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// dimension reads how many points there are.
func (d *document) dimension(h *Header, lim Limits) error {
	list, isList, err := d.count("Record3/ListDimension")
	if err != nil {
		return err
	}
	sizes := [3]int{1, 1, 1}
	matrix := false
	for i, name := range []string{"SizeX", "SizeY", "SizeZ"} {
		n, given, err := d.count("Record3/MatrixDimension/" + name)
		if err != nil {
			return err
		}
		if given {
			sizes[i], matrix = n, true
		} else if _, ok := d.text["Record3/MatrixDimension"]; ok && i < 2 {
			return fmt.Errorf("main.xml does not say how many points the matrix has along one side (%s)", name)
		}
	}
	switch {
	case isList && matrix:
		return fmt.Errorf("main.xml says that the points are a list and a matrix at once")
	case isList:
		h.ListSize = list
		if h.Feature != PointCloud {
			d.notice(NoticeDimension, "the points of a %s are stored as a list", h.Feature)
		}
	case matrix:
		h.SizeX, h.SizeY, h.SizeZ = sizes[0], sizes[1], sizes[2]
	default:
		return fmt.Errorf("main.xml does not say how many points there are (MatrixDimension or ListDimension)")
	}
	if isList && list < 1 || matrix && (sizes[0] < 1 || sizes[1] < 1 || sizes[2] < 1) {
		return fmt.Errorf("main.xml announces no point at all")
	}
	if isList && list > lim.Points || matrix && (sizes[0] > lim.Points/sizes[1] || sizes[0]*sizes[1] > lim.Points/sizes[2]) {
		return fmt.Errorf("main.xml announces more than %d points, the most this reader holds; export a part of the scan or a coarser one", lim.Points)
	}
	if matrix && h.Feature == PointCloud {
		return fmt.Errorf("main.xml announces a point cloud as a matrix; point clouds are lists")
	}
	if isList && (h.X.Incremental || h.Y.Incremental) {
		return fmt.Errorf("main.xml announces a list of points without the position of each; export the scan as a matrix")
	}
	return nil
}

// links reads where the points are and their checksums.
func (d *document) links(h *Header) error {
	_, h.Text = d.text[pathOfDataList]
	_, linked := d.text["Record3/DataLink"]
	h.sumPart = d.text["Record4/ChecksumFile"]
	switch {
	case h.Text && linked:
		return fmt.Errorf("main.xml has its points both as text and in another part; which ones count is not known")
	case h.Text:
		if d.datums != h.Points() {
			return fmt.Errorf("main.xml announces %d points and lists %d; the file was cut off or changed, export the scan again", h.Points(), d.datums)
		}
		return nil
	case !linked:
		return fmt.Errorf("main.xml names no points (neither DataLink nor DataList)")
	}
	at := "Record3/DataLink/"
	h.dataPart, h.dataSum = d.text[at+"PointDataLink"], d.text[at+"MD5ChecksumPointData"]
	h.validPart, h.validSum = d.text[at+"ValidPointsLink"], d.text[at+"MD5ChecksumValidPoints"]
	if h.dataPart == "" {
		return fmt.Errorf("main.xml does not name the part that holds the points (PointDataLink)")
	}
	return nil
}
