package x3p_test

import (
	"syscall"
	"testing"

	"focalpoint/x3p"
)

// BenchmarkOpen reports processor time for a prepared scan of about 1 MB (float64) and a raw one of 2.5 MB (int16).
func BenchmarkOpen(b *testing.B) {
	cpu := func() float64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
	}
	for _, c := range [][2]string{{"fadul", "Fadul 1-1.x3p"}, {"fadul_raw", "Fadul 1-1 raw.x3p"}} {
		path := dataFile(b, c[0], c[1])
		if path == "" {
			return
		}
		b.Run(c[0], func(b *testing.B) {
			start := cpu()
			for b.Loop() {
				if _, err := x3p.Open(path, x3p.Limits{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(1000*(cpu()-start)/float64(b.N), "cpu-ms")
		})
	}
}
