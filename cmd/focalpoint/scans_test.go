package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"focalpoint/toolmark"
	"focalpoint/x3p"
)

// TestScanScripts are the scripts that need scans: two marks, two views each, and their truth. No scan is committed;
// these are generated.
func TestScanScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/scans", Setup: func(env *testscript.Env) error {
		truth := "scan,source\n"
		for mark := range 2 {
			for view := range 2 {
				name := fmt.Sprintf("case%d-%d.x3p", mark+1, view+1)
				if err := writeScan(filepath.Join(env.WorkDir, "scans", name), toolmark.Synthetic(uint64(mark), uint64(view))); err != nil {
					return err
				}
				truth += fmt.Sprintf("%s,pistol %d\n", name, mark+1)
			}
		}
		return os.WriteFile(filepath.Join(env.WorkDir, "truth.csv"), []byte(truth), 0o600)
	}})
}

func writeScan(path string, s *toolmark.Surface) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f := &x3p.File{Header: x3p.Header{SizeX: s.Width, SizeY: s.Height, SizeZ: 1,
		X: x3p.Axis{Incremental: true, Increment: s.PitchXUm / 1e6}, Y: x3p.Axis{Incremental: true, Increment: s.PitchYUm / 1e6},
		Z: x3p.Axis{Type: x3p.Float32}}}
	for _, z := range s.HeightUm {
		f.ZM = append(f.ZM, float64(z)/1e6)
	}
	return writeSurface(path, f)
}
