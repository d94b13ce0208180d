package bench

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"path/filepath"

	"focalpoint/toolmark"
)

// A Control is how well sources are told apart by something that holds no mark. Masks drawn by hand leak: an
// examiner's outline is alike for cases of one firearm.
type Control struct {
	Name string  `json:"name"`
	AUC  float64 `json:"auc"`
}

// Controls runs the two controls on scans whose sources are known: the outlines alone, and the fast method on noise in
// the true outlines.
func Controls(ctx context.Context, dir string, truth []Known, p Parameters) ([]Control, error) {
	type masked struct {
		source  string
		outline *toolmark.Outline
		noise   *toolmark.Template
	}
	all := make([]masked, len(truth))
	err := each(ctx, len(truth), func(_ *toolmark.Comparer, i int) error {
		s, err := ReadScan(filepath.Join(dir, truth[i].Scan))
		if err != nil {
			return err
		}
		surface, _, err := s.Ready(p.Preparation)
		if err != nil {
			return err
		}
		m := masked{source: truth[i].Source}
		if m.outline, err = toolmark.NewOutline(surface, p.Fast); err != nil {
			return fmt.Errorf("cannot use the outline of %s: %w", s.Name, err)
		}
		if m.noise, err = toolmark.Enrol(noise(surface, s.Digest), p.Fast); err != nil {
			return fmt.Errorf("cannot use the outline of %s: %w", s.Name, err)
		}
		all[i] = m
		return nil
	})
	if err != nil {
		return nil, err
	}
	n := len(truth)
	scores := make([][2][]float64, n) // by the first scan: outline, noise; in a fixed order
	err = each(ctx, n, func(c *toolmark.Comparer, i int) error {
		for j := i + 1; j < n; j++ {
			r, err := c.Compare(all[i].noise, all[j].noise)
			if err != nil {
				return err
			}
			scores[i][0] = append(scores[i][0], c.CompareOutlines(all[i].outline, all[j].outline))
			scores[i][1] = append(scores[i][1], r.Score)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	var out []Control
	for k, name := range []string{"the outlines alone, without heights", "noise instead of heights in the true outlines"} {
		var same, different []float64
		for i := range n {
			for d, s := range scores[i][k] {
				if all[i].source == all[i+1+d].source {
					same = append(same, s)
				} else {
					different = append(different, s)
				}
			}
		}
		if len(same) > 0 && len(different) > 0 {
			out = append(out, Control{name, AUC(same, different)})
		}
	}
	return out, nil
}

// noise is a surface with random heights where s has points. The seed is the digest of the scan.
func noise(s *toolmark.Surface, digest string) *toolmark.Surface {
	h := fnv.New64a()
	h.Write([]byte(digest))
	rng := rand.New(rand.NewPCG(h.Sum64(), 1))
	out := s.Clone()
	for i, z := range out.HeightUm {
		if z == z {
			out.HeightUm[i] = float32(rng.NormFloat64())
		}
	}
	return toolmark.LowPass(out, 60)
}
