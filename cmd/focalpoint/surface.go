package main

import (
	"fmt"
	"image/png"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"focalpoint/internal/ballistics/bench"
	"focalpoint/toolmark"
	"focalpoint/x3p"
)

func newSurface(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "surface",
		Short: "Look at, draw, convert and clean measured surfaces (x3p)",
		Args:  exactly(0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSurfaceInfo(opts), newSurfaceRender(opts), newSurfaceConvert(opts), newSurfaceClean(opts))
	return cmd
}

// surfaceAnswer is what surface info says of a file.
type surfaceAnswer struct {
	Scan        string           `json:"scan"`
	Revision    string           `json:"revision"`
	Feature     string           `json:"feature"`
	Type        string           `json:"data_type"`
	Text        bool             `json:"points_as_text"`
	Sizes       [3]int           `json:"sizes"`
	Points      int              `json:"points"`
	Missing     int              `json:"missing"`
	PitchUm     *[2]float64      `json:"pitch_um,omitempty"`
	RangeUm     *[2]float64      `json:"heights_um,omitempty"`
	SdUm        *float64         `json:"sd_um,omitempty"`
	Prepared    *bool            `json:"prepared,omitempty"`
	Measurement *x3p.Measurement `json:"measurement,omitempty"`
	VendorIDs   []string         `json:"vendor_ids"`
	Parts       []string         `json:"parts"`
	Notices     []string         `json:"notices"`
	NoGrid      string           `json:"no_grid,omitempty"` // why it cannot be compared
}

func newSurfaceInfo(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "info FILE.x3p",
		Short:   "Say what a surface file holds and what is odd about it",
		Example: "  focalpoint surface info scan.x3p\n  focalpoint surface info scan.x3p --json",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := x3p.Open(args[0], x3p.Limits{})
			if err != nil {
				return err
			}
			a := describeSurface(args[0], f)
			if opts.json {
				return writeJSON(cmd.OutOrStdout(), a)
			}
			return printSurface(cmd, a)
		},
	}
}

func describeSurface(name string, f *x3p.File) surfaceAnswer {
	a := surfaceAnswer{
		Scan: name, Revision: f.Revision, Feature: string(f.Feature), Type: string(f.Z.Type), Text: f.Text,
		Sizes: [3]int{f.SizeX, f.SizeY, f.SizeZ}, Points: f.Points(), Measurement: f.Measurement,
		VendorIDs: append([]string{}, f.VendorIDs...), Parts: []string{}, Notices: []string{},
	}
	for _, z := range f.ZM {
		if z != z {
			a.Missing++
		}
	}
	for _, p := range f.Parts {
		a.Parts = append(a.Parts, p.Name)
	}
	for _, n := range f.Notices {
		a.Notices = append(a.Notices, n.Text)
	}
	s, err := bench.Surface(f)
	if err != nil {
		a.NoGrid = err.Error()
		return a
	}
	a.PitchUm = &[2]float64{s.PitchXUm, s.PitchYUm}
	if h := s.Heights(); h.Points > 1 {
		a.RangeUm, a.SdUm = &[2]float64{h.LowUm, h.HighUm}, &h.SdUm
		prepared := toolmark.Prepared(s)
		a.Prepared = &prepared
	}
	return a
}

func printSurface(cmd *cobra.Command, a surfaceAnswer) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "scan\t%s\n", a.Scan)
	fmt.Fprintf(w, "format\t%s, %s, heights of type %s\n", a.Revision, a.Feature, a.Type)
	if a.Sizes[0] > 0 {
		fmt.Fprintf(w, "points\t%d by %d by %d, %d missing\n", a.Sizes[0], a.Sizes[1], a.Sizes[2], a.Missing)
	} else {
		fmt.Fprintf(w, "points\ta list of %d, %d missing\n", a.Points, a.Missing)
	}
	if a.PitchUm != nil {
		fmt.Fprintf(w, "distance between points\t%.6g by %.6g micrometres\n", a.PitchUm[0], a.PitchUm[1])
	}
	if a.RangeUm != nil {
		fmt.Fprintf(w, "heights\t%.4g to %.4g micrometres, standard deviation %.4g\n", a.RangeUm[0], a.RangeUm[1], *a.SdUm)
		state := "raw; it is prepared before comparing"
		if *a.Prepared {
			state = "prepared for comparing"
		}
		fmt.Fprintf(w, "state\t%s\n", state)
	}
	if m := a.Measurement; m != nil {
		fmt.Fprintf(w, "measured\t%s by %s with %s %s (%s), %s %s\n", m.Date, m.Creator, m.Instrument.Manufacturer, m.Instrument.Model, m.Instrument.Serial, m.ProbingType, m.ProbingID)
		fmt.Fprintf(w, "calibrated\t%s\n", m.CalibrationDate)
	}
	for _, p := range a.Parts {
		fmt.Fprintf(w, "further part\t%s\n", p)
	}
	if a.NoGrid != "" {
		fmt.Fprintf(w, "not comparable\t%s\n", a.NoGrid)
	}
	for _, n := range a.Notices {
		fmt.Fprintf(w, "odd\t%s\n", n)
	}
	return w.Flush()
}

func newSurfaceRender(_ *options) *cobra.Command {
	var o toolmark.RenderOptions
	cmd := &cobra.Command{
		Use:     "render FILE.x3p PICTURE.png",
		Short:   "Draw a surface as a picture",
		Long:    "render draws a surface as a shaded relief, by height, or both. Missing points are\ntransparent. The colours can be told apart with every colour vision.",
		Example: "  focalpoint surface render scan.x3p scan.png --light 225 --width 800\n  focalpoint surface render scan.x3p scan.png --colours height",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readScan(cmd, args[0])
			if err != nil {
				return err
			}
			img, err := toolmark.Render(s.Raw, o)
			if err != nil {
				return usageError(cmd, err)
			}
			f, err := create(args[1])
			if err != nil {
				return err
			}
			if err := png.Encode(f, img); err != nil {
				f.Close()
				return fmt.Errorf("cannot write %s: %w", args[1], err)
			}
			return f.Close()
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Colours, "colours", "relief", "relief, height or both")
	flags.Float64Var(&o.LightDeg, "light", 225, "direction the light comes from, in degrees")
	flags.Float64Var(&o.ElevationDeg, "elevation", 35, "height of the light, in degrees")
	flags.Float64Var(&o.Exaggeration, "exaggeration", 0, "how many times as high heights are drawn; 0 chooses")
	flags.IntVar(&o.WidthPx, "width", 0, "width of the picture in pixels; 0 is one for each point")
	return cmd
}
