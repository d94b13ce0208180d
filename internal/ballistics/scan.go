package ballistics

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/toolmark"
	"focalpoint/x3p"
)

// Region says which surface of an exhibit was measured.
type Region string

// Regions.
const (
	BreechFace    Region = "breech-face"
	FiringPin     Region = "firing-pin"
	ApertureShear Region = "aperture-shear"
	Land          Region = "land" // one land engraved area of a bullet
)

// Regions lists the regions in the order in which pages show them.
func Regions() []Region { return []Region{BreechFace, FiringPin, ApertureShear, Land} }

// Scan is a measured surface: a stored x3p file and how it came about.
type Scan struct {
	Exhibit    ExhibitID       `json:"exhibit"`
	Region     Region          `json:"region"`
	Land       int             `json:"land,omitempty"` // 1, 2, … round the bullet, of a land
	File       string          `json:"file"`           // digest of the stored file
	Name       string          `json:"name,omitempty"` // as it came in
	Instrument InstrumentID    `json:"instrument,omitempty"`
	Taken      focalpoint.Date `json:"taken,omitempty"` // by the file's own record unless given
	// Calibration is the one that held on the day; nil when none did, which is said
	// in Notices and in every report.
	Calibration *Calibration `json:"calibration,omitempty"`
	Width       int          `json:"width"` // points
	Height      int          `json:"height"`
	PitchUm     float64      `json:"pitchUm"`
	Measured    float64      `json:"measured"`          // share of points that are not missing
	Notices     []string     `json:"notices,omitempty"` // what the file has unlike the standard, and what is missing around it
	Withdrawn   string       `json:"withdrawn,omitempty"`
}

// NewScan is a scan to be taken in.
type NewScan struct {
	Exhibit    ExhibitID
	Region     Region
	Land       int
	Name       string
	Content    []byte // of the x3p file
	Instrument InstrumentID
	Taken      focalpoint.Date
}

// AddScan reads an x3p file, stores it and records it as the scan of an exhibit, in
// one write. The same file for the same exhibit and region is taken once: its scan
// is returned.
func (r *Room) AddScan(ctx context.Context, by focalpoint.UserID, n NewScan) (ledger.Version[Scan], error) {
	s, err := n.read()
	if err != nil {
		return ledger.Version[Scan]{}, err
	}
	var v ledger.Version[Scan]
	_, err = r.Log.Write(ctx, ledger.Entry{Actor: by, Action: "scan.add", Subject: string(n.Exhibit)}, func(tx *ledger.Tx) error {
		doc := s
		doc.Notices = slices.Clone(s.Notices)
		exhibit, err := exhibits.Get(ctx, tx, string(n.Exhibit))
		if err != nil {
			return err
		}
		info, err := r.Files.PutIn(ctx, tx, n.Name, n.Content)
		if err != nil {
			return err
		}
		doc.File = info.SHA
		var have string
		err = tx.QueryRowContext(ctx, `SELECT id FROM lab_scan WHERE exhibit = $1 AND region = $2 AND land = $3 AND sha = $4 AND withdrawn = 0`, string(n.Exhibit), string(n.Region), n.Land, info.SHA).Scan(&have)
		if err == nil {
			v, err = scans.Get(ctx, tx, have)
			return err
		} else if !store.Missing(err) {
			return err
		}
		if err := doc.calibrated(ctx, tx); err != nil {
			return err
		}
		if v, err = writeIn(ctx, tx, scans, change{prefix: PrefixScan}, func(*ledger.Tx, Scan) (Scan, error) { return doc, nil }, deriveScan); err != nil {
			return err
		}
		return deriveExhibit(ctx, tx, exhibit)
	})
	return v, err
}

// read checks a new scan and reads what its file says of itself.
func (n NewScan) read() (Scan, error) {
	var wrong focalpoint.Fields
	if !slices.Contains(Regions(), n.Region) {
		wrong.Add("region", "%q is no region of an exhibit; choose one of the list", n.Region)
	}
	if (n.Region == Land) != (n.Land > 0) || n.Land > 24 {
		wrong.Add("land", "give the number of the land, counted round the bullet, for a land and for nothing else")
	}
	if err := wrong.Err("ballistics.AddScan"); err != nil {
		return Scan{}, err
	}
	f, surface, err := decode(n.Name, n.Content)
	if err != nil {
		return Scan{}, err
	}
	h := surface.Heights()
	s := Scan{Exhibit: n.Exhibit, Region: n.Region, Land: n.Land, Name: n.Name, Instrument: n.Instrument, Taken: n.Taken,
		Width: surface.Width, Height: surface.Height, PitchUm: surface.PitchXUm, Measured: float64(h.Points) / float64(len(surface.HeightUm))}
	for _, notice := range f.Notices {
		s.Notices = append(s.Notices, notice.Text)
	}
	if f.Measurement != nil && s.Taken == "" {
		if day, ok := x3p.ParseDate(f.Measurement.Date); ok {
			s.Taken = focalpoint.DateOf(day)
		}
	}
	return s, nil
}

// decode reads a surface; its errors say what is wrong with the file.
func decode(name string, content []byte) (*x3p.File, *toolmark.Surface, error) {
	f, err := x3p.Decode(bytes.NewReader(content), int64(len(content)), x3p.DefaultLimits())
	if err != nil {
		return nil, nil, focalpoint.Invalid("ballistics.AddScan", "file", "the scan %q cannot be read: %v", name, err)
	}
	g, err := f.Grid(0)
	if err != nil {
		return nil, nil, focalpoint.Invalid("ballistics.AddScan", "file", "the scan %q cannot be compared: %v", name, err)
	}
	s := toolmark.Surface(*g)
	return f, &s, nil
}

// calibrated finds the calibration that held when the scan was taken, or says
// that none did.
func (s *Scan) calibrated(ctx context.Context, tx *ledger.Tx) error {
	if s.Instrument == "" {
		s.Notices = append(s.Notices, "the instrument is not stated: no calibration stands behind this scan")
		return nil
	}
	i, err := instruments.Get(ctx, tx, string(s.Instrument))
	if err != nil {
		return err
	}
	day := s.Taken
	if day == "" {
		day = focalpoint.DateOf(tx.At)
	}
	if c, ok := i.Doc.On(day); ok {
		s.Calibration = &c
	} else {
		s.Notices = append(s.Notices, fmt.Sprintf("no calibration of %s held on %s", i.Doc.Name, day))
	}
	return nil
}

// WithdrawScan takes a scan out of comparison, with the reason; file and record
// stay.
func (r *Room) WithdrawScan(ctx context.Context, by focalpoint.UserID, id ScanID, reason string) (ledger.Version[Scan], error) {
	if strings.TrimSpace(reason) == "" {
		return ledger.Version[Scan]{}, focalpoint.Invalid("ballistics.WithdrawScan", "reason", "say why the scan is no longer to be compared")
	}
	return write(ctx, r, by, scans, change{action: "scan.withdraw", id: string(id), reason: reason}, func(_ *ledger.Tx, s Scan) (Scan, error) {
		s.Withdrawn = reason
		return s, nil
	}, func(ctx context.Context, tx *ledger.Tx, v ledger.Version[Scan]) error {
		if err := deriveScan(ctx, tx, v); err != nil {
			return err
		}
		e, err := exhibits.Get(ctx, tx, string(v.Doc.Exhibit))
		if err != nil {
			return err
		}
		return deriveExhibit(ctx, tx, e)
	})
}

func deriveScan(ctx context.Context, tx *ledger.Tx, v ledger.Version[Scan]) error {
	s := v.Doc
	return replace(ctx, tx, "lab_scan", "id exhibit region land sha at withdrawn", []any{v.ID, string(s.Exhibit), string(s.Region), s.Land, s.File, tx.At, s.Withdrawn != ""})
}

// Scan returns the latest version.
func (r *Room) Scan(ctx context.Context, id ScanID) (ledger.Version[Scan], error) {
	return scans.Get(ctx, r.Log.DB, string(id))
}

// Scans lists the scans of an exhibit in the order of region, land and intake,
// withdrawn ones too.
func (r *Room) Scans(ctx context.Context, id ExhibitID) ([]ledger.Version[Scan], error) {
	ids, err := store.Values[string](r.Log.DB.QueryContext(ctx, `SELECT id FROM lab_scan WHERE exhibit = $1 ORDER BY region, land, at, id`, string(id)))
	if err != nil {
		return nil, err
	}
	return scans.Many(ctx, r.Log.DB, ids)
}

// Surface reads the measured surface of a scan, for a viewer.
func (r *Room) Surface(ctx context.Context, id ScanID) (*toolmark.Surface, error) {
	v, err := r.Scan(ctx, id)
	if err != nil {
		return nil, err
	}
	_, content, err := r.Files.Read(ctx, v.Doc.File)
	if err != nil {
		return nil, err
	}
	_, s, err := decode(v.Doc.Name, content)
	return s, err
}
