package catalogue

import (
	"fmt"
	"testing"

	"focalpoint"
)

func BenchmarkDescribeRepeated(b *testing.B) {
	c := Default()
	var list []focalpoint.Description
	for i := range 500 {
		list = append(list, focalpoint.Description{Make: focalpoint.Raw([]string{"TAURUS", "ROSSI", "GLOCK", "S&W"}[i%4]), Model: focalpoint.Raw(fmt.Sprint("PT ", i%50)),
			Calibre: focalpoint.Raw([]string{".38 SPL", "9 MM LUGER (9X19MM)", "25903"}[i%3]), Type: focalpoint.Raw("PISTOLA"), Country: focalpoint.Raw("Brasil")})
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		i := 0
		for pb.Next() {
			c.Describe(list[i%len(list)])
			i++
		}
	})
}

func BenchmarkCodeRepeated(b *testing.B) {
	c := Default()
	cells := []string{".38 SPL", "9 MM LUGER (9X19MM)", "25903", "7,62 X 39 MM (M43)"}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		i := 0
		for pb.Next() {
			c.Code("calibre", cells[i%4], Hints{})
			i++
		}
	})
}

func BenchmarkMarkingPlain(b *testing.B) {
	c := Default()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c.Marking("KVJ88251")
		}
	})
}

func BenchmarkMarkingWords(b *testing.B) {
	c := Default()
	for b.Loop() {
		c.Marking("Parcialmente removido por ação mecânica")
	}
}
