package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"focalpoint/internal/chart"
	"focalpoint/toolmark/bullet"
)

// write puts the tables and a histogram of all land pairs into a folder, and for
// every pair of bullets the signatures of its most alike lands, one over the other.
func (r *landsReport) write(dir string, signatures bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder for the report: %w", err)
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "# Bullets compared\n\nMethod: %s\n\n```\n", r.Method)
	if err := r.print(&text); err != nil {
		return err
	}
	text.WriteString("```\n\n![Correlations of land pairs](lands.svg)\n")
	files := map[string]string{"lands.svg": string(r.histogram().SVG)}
	for n, p := range r.Pairs {
		if f, ok := r.overlay(n, p); ok && signatures {
			name := fmt.Sprintf("signatures-%d.svg", n+1)
			files[name] = string(f.SVG)
			fmt.Fprintf(&text, "\n![Signatures of %s and %s](%s)\n", p.A, p.B, name)
		}
	}
	files["README.md"] = text.String()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
	}
	return nil
}

// histogram counts land pairs by their correlation: those that meet at the phase
// found, and the others.
func (r *landsReport) histogram() chart.Figure {
	const bins = 20
	in, out := make([]chart.Value, bins), make([]chart.Value, bins)
	names := make([]string, bins)
	for k := range names {
		names[k] = fmt.Sprintf("%.2f", float64(k)/bins)
	}
	for _, p := range r.Pairs {
		n := len(p.Lands)
		for i := range p.Lands {
			for j, s := range p.Lands[i] {
				if s == nil || p.Problem != "" {
					continue
				}
				k := max(0, min(bins-1, int(s.Correlation*bins)))
				if (j-i+n)%n == p.Phase {
					in[k].Y++
				} else {
					out[k].Y++
				}
			}
		}
	}
	o := chart.Options{ID: "lands", Title: "Correlations of land pairs", Desc: "How many pairs of lands have which correlation: those that meet at the phase found, and the others", Corner: "correlation from", Empty: "no pair"}
	return chart.Bars(o, names, []chart.Series{{Name: "lands that meet", Values: in}, {Name: "other lands", Values: out}})
}

// overlay draws the two most alike lands of a pair of bullets, aligned.
func (r *landsReport) overlay(n int, p bulletPair) (chart.Figure, bool) {
	var best *bullet.LandScore
	var a, b *bullet.Land
	for i := range p.Lands {
		for j, s := range p.Lands[i] {
			if s != nil && (best == nil || s.Correlation > best.Correlation) {
				best, a, b = s, r.land(p.A, i+1), r.land(p.B, j+1)
			}
		}
	}
	if best == nil || a == nil || b == nil {
		return chart.Figure{}, false
	}
	curve := func(name string, l *bullet.Land, shift float64) chart.Curve {
		c := chart.Curve{Name: name}
		for i, z := range l.Signature.HeightUm {
			c.Points = append(c.Points, chart.Point{X: float64(i)*l.Signature.PitchUm - shift, Y: z})
		}
		return c
	}
	o := chart.Options{ID: fmt.Sprintf("signatures-%d", n+1), Title: fmt.Sprintf("%s and %s", p.A, p.B), Desc: fmt.Sprintf("Signatures of the most alike lands, correlation %.2f", best.Correlation), Width: 900, Height: 260, Number: short}
	return chart.Curves(o, chart.Axis{Name: "micrometres from the groove"}, chart.Axis{Name: "micrometres"}, []chart.Curve{curve(p.A, a, 0), curve(p.B, b, best.ShiftUm)}), true
}

func (r *landsReport) land(name string, number int) *bullet.Land {
	for _, l := range r.Lands {
		if l.Bullet == name && l.Number == number {
			return l.Land
		}
	}
	return nil
}
