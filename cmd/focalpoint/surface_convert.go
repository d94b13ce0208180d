package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"focalpoint/internal/ballistics/bench"
	"focalpoint/toolmark"
	"focalpoint/x3p"
)

// conversion is what surface convert changes.
type conversion struct {
	kind     string
	stepNm   float64
	text     bool
	revision string
}

func newSurfaceConvert(_ *options) *cobra.Command {
	var c conversion
	cmd := &cobra.Command{
		Use:   "convert FROM.x3p TO.x3p",
		Short: "Write a surface file anew: another data type or revision, lengths in metres",
		Long: `convert reads a surface file of any dialect and writes it as the standard says, with
its metadata, unknown elements and further parts. Lengths in micrometres or millimetres
are brought into metres. A height that the new type cannot hold is an error.`,
		Example: "  focalpoint surface convert scan.x3p small.x3p --type I --step 1\n  focalpoint surface convert scan.x3p text.x3p --text",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := x3p.Open(args[0], x3p.Limits{})
			if err != nil {
				return err
			}
			for _, n := range f.Notices {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", args[0], n.Text)
			}
			if err := c.apply(f); err != nil {
				return usageError(cmd, err)
			}
			return writeSurface(args[1], f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&c.kind, "type", "", "data type of heights: I (16 bits), L (32 bits), F (float32) or D (float64); as it was when not given")
	flags.Float64Var(&c.stepNm, "step", 1, "nanometres of one step, for types I and L")
	flags.BoolVar(&c.text, "text", false, "write the points as text into main.xml")
	flags.StringVar(&c.revision, "revision", "", "first (ISO 5436-2, ISO 25178-72:2017) or amended (its amendment of 2020); as it was when not given")
	return cmd
}

// apply changes f as asked.
func (c conversion) apply(f *x3p.File) error {
	f.Repair()
	f.Text = c.text
	switch c.revision {
	case "":
	case "first":
		f.Revision = x3p.RevisionFirst
	case "amended":
		f.Revision = x3p.RevisionAmended
	default:
		return fmt.Errorf("there is no revision %q; first and amended are known", c.revision)
	}
	for _, a := range []*x3p.Axis{&f.X, &f.Y, &f.Z} {
		if !a.Incremental && (a.Type == x3p.Float32 || a.Type == x3p.Float64) {
			a.Increment = 1 // heights are in metres whatever the revision makes of it
		}
	}
	switch t := x3p.DataType(c.kind); t {
	case "":
	case x3p.Float32, x3p.Float64:
		f.Z = x3p.Axis{Type: t, Increment: 1}
	case x3p.Int16, x3p.Int32:
		if !(c.stepNm > 0) || math.IsInf(c.stepNm, 0) {
			return fmt.Errorf("a step of %g nanometres is none", c.stepNm)
		}
		f.Z = x3p.Axis{Type: t, Increment: c.stepNm * 1e-9, Offset: middle(f.ZM)}
	default:
		return fmt.Errorf("there is no data type %q; I, L, F and D are known", c.kind)
	}
	return nil
}

// middle of the range of heights, so that integers reach as far up as down.
func middle(z []float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range z {
		if v == v {
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high {
		return 0
	}
	return low/2 + high/2
}

func writeSurface(path string, f *x3p.File) error {
	out, err := create(path)
	if err != nil {
		return err
	}
	if err := x3p.Encode(out, f); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

func newSurfaceClean(_ *options) *cobra.Command {
	p := toolmark.DefaultPreparation()
	whole := false
	cmd := &cobra.Command{
		Use:   "clean RAW.x3p PREPARED.x3p",
		Short: "Prepare a raw scan of a cartridge case for comparing",
		Long: `clean finds the breech-face impression on a raw scan (without a mask drawn by hand),
takes out its tilt and shape and the noise of the instrument, resamples it and writes
it as a new file. Look at the result (surface render): the mask is a proposal.`,
		Example: "  focalpoint surface clean raw.x3p prepared.x3p\n  focalpoint surface clean raw.x3p prepared.x3p --long 250 --whole",
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readScan(cmd, args[0])
			if err != nil {
				return err
			}
			ready, err := clean(s, p, whole)
			if err != nil {
				return err
			}
			f := fileOf(ready, s)
			if err := writeSurface(args[1], f); err != nil {
				return err
			}
			h := ready.Heights()
			area := float64(h.Points) * ready.PitchXUm * ready.PitchYUm / 1e6
			fmt.Fprintf(cmd.OutOrStdout(), "%d points %.4g micrometres apart, %.2f square millimetres, standard deviation %.3g micrometres\n", h.Points, ready.PitchXUm, area, h.SdUm)
			return nil
		},
	}
	flags := cmd.Flags()
	flags.Float64Var(&p.ShortUm, "short", p.ShortUm, "shorter waves are taken out, in micrometres")
	flags.Float64Var(&p.LongUm, "long", p.LongUm, "longer waves are taken out, in micrometres")
	flags.Float64Var(&p.SpacingUm, "spacing", p.SpacingUm, "distance between points of the result, in micrometres")
	flags.Float64Var(&p.Mask.MarginUm, "margin", p.Mask.MarginUm, "taken off along the edges of the impression, in micrometres")
	flags.BoolVar(&p.ZeroEdges, "zero-edges", p.ZeroEdges, "filter as if missing points had height 0, as published; else by regression (ISO 16610-31)")
	flags.BoolVar(&whole, "whole", false, "keep the whole scan instead of looking for the impression")
	return cmd
}

func clean(s *bench.Scan, p toolmark.Preparation, whole bool) (*toolmark.Surface, error) {
	if whole {
		all := &toolmark.Mask{Width: s.Raw.Width, Height: s.Raw.Height, Keep: slices.Repeat([]bool{true}, len(s.Raw.HeightUm))}
		return toolmark.PrepareMasked(s.Raw, all, p)
	}
	ready, _, err := toolmark.Prepare(s.Raw, p)
	return ready, err
}

// fileOf is a prepared surface as a file, with the measurement it comes from.
func fileOf(s *toolmark.Surface, from *bench.Scan) *x3p.File {
	f := &x3p.File{Header: x3p.Header{
		Revision: x3p.RevisionFirst, Feature: x3p.Surface, SizeX: s.Width, SizeY: s.Height, SizeZ: 1,
		X:           x3p.Axis{Incremental: true, Type: x3p.Float64, Increment: s.PitchXUm / 1e6, Offset: s.OriginXUm / 1e6},
		Y:           x3p.Axis{Incremental: true, Type: x3p.Float64, Increment: s.PitchYUm / 1e6, Offset: s.OriginYUm / 1e6},
		Z:           x3p.Axis{Type: x3p.Float32, Increment: 1},
		Measurement: from.Header.Measurement,
	}}
	for _, z := range s.HeightUm {
		f.ZM = append(f.ZM, float64(z)/1e6)
	}
	return f
}
