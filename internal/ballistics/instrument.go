package ballistics

import (
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Instrument is a microscope or scanner with its calibrations (ANSI/ASB Standard
// 061: measurement quality control of three-dimensional systems).
type Instrument struct {
	Name         string        `json:"name"`
	Manufacturer string        `json:"manufacturer,omitempty"`
	Model        string        `json:"model,omitempty"`
	Serial       string        `json:"serial,omitempty"`
	Lens         string        `json:"lens,omitempty"`
	Software     string        `json:"software,omitempty"`
	Calibrations []Calibration `json:"calibrations,omitempty"` // in order of their days
	Retired      string        `json:"retired,omitempty"`      // why it is no longer used
}

// Calibration is one measurement of a known sample.
type Calibration struct {
	Day         focalpoint.Date   `json:"day"`
	Until       focalpoint.Date   `json:"until"`  // last day on which it holds
	Sample      string            `json:"sample"` // the standard, with its certificate number
	ExpectedUm  float64           `json:"expectedUm"`
	MeasuredUm  float64           `json:"measuredUm"`
	ToleranceUm float64           `json:"toleranceUm"`
	Passed      bool              `json:"passed"`         // computed
	File        string            `json:"file,omitempty"` // digest of the certificate
	By          focalpoint.UserID `json:"by"`
	At          time.Time         `json:"at"`
}

// SaveInstrument makes an instrument or a new version of one; calibrations are
// added by Calibrate.
func (r *Room) SaveInstrument(ctx context.Context, by focalpoint.UserID, id InstrumentID, base int64, i Instrument, reason string) (ledger.Version[Instrument], error) {
	if strings.TrimSpace(i.Name) == "" {
		return ledger.Version[Instrument]{}, focalpoint.Invalid("ballistics.SaveInstrument", "name", "give the instrument the name it has in the laboratory")
	}
	return write(ctx, r, by, instruments, change{"instrument.save", PrefixInstrument, string(id), reason, base}, func(_ *ledger.Tx, old Instrument) (Instrument, error) {
		i.Calibrations = old.Calibrations
		return i, nil
	}, nil)
}

// Calibrate records a calibration. It passes when the measured length is within
// the tolerance of the expected one; a failed one is kept and ends the one before.
func (r *Room) Calibrate(ctx context.Context, by focalpoint.UserID, id InstrumentID, c Calibration) (ledger.Version[Instrument], error) {
	var wrong focalpoint.Fields
	if _, _, ok := c.Day.Bounds(); !ok {
		wrong.Add("day", "give the day of the calibration as year-month-day")
	}
	if _, _, ok := c.Until.Bounds(); !ok || c.Until < c.Day {
		wrong.Add("until", "give the last day on which the calibration holds, not before the calibration itself")
	}
	if strings.TrimSpace(c.Sample) == "" {
		wrong.Add("sample", "name the standard that was measured")
	}
	if !(c.ExpectedUm > 0) || !(c.MeasuredUm > 0) || !(c.ToleranceUm > 0) {
		wrong.Add("measuredUm", "give the expected and measured length and the tolerance in micrometres")
	}
	if err := wrong.Err("ballistics.Calibrate"); err != nil {
		return ledger.Version[Instrument]{}, err
	}
	return write(ctx, r, by, instruments, change{action: "instrument.calibrate", id: string(id), reason: "calibrated"}, func(tx *ledger.Tx, i Instrument) (Instrument, error) {
		c.By, c.At = by, tx.At
		d := c.MeasuredUm - c.ExpectedUm
		c.Passed = d <= c.ToleranceUm && -d <= c.ToleranceUm
		i.Calibrations = append(slices.Clone(i.Calibrations), c)
		slices.SortStableFunc(i.Calibrations, func(a, b Calibration) int { return strings.Compare(string(a.Day), string(b.Day)) })
		return i, nil
	}, nil)
}

// On is the calibration that held on a day: the last one made by then, if it
// passed and has not run out.
func (i Instrument) On(day focalpoint.Date) (Calibration, bool) {
	for k := len(i.Calibrations) - 1; k >= 0; k-- {
		if c := i.Calibrations[k]; c.Day <= day {
			return c, c.Passed && day <= c.Until
		}
	}
	return Calibration{}, false
}

// Instrument returns the latest version.
func (r *Room) Instrument(ctx context.Context, id InstrumentID) (ledger.Version[Instrument], error) {
	return instruments.Get(ctx, r.Log.DB, string(id))
}

// Instruments lists all instruments in order of their making.
func (r *Room) Instruments(ctx context.Context) (all []ledger.Version[Instrument], err error) {
	err = instruments.All(ctx, r.Log.DB, func(v ledger.Version[Instrument]) error {
		all = append(all, v)
		return nil
	})
	return all, err
}
