package bullet_test

import (
	"fmt"
	"math"

	"focalpoint/toolmark/bullet"
)

func ExampleAlign() {
	signature := func(shift float64) bullet.Signature {
		s := bullet.Signature{PitchUm: 1.5625}
		for i := range 1100 {
			x := float64(i)*1.5625 + shift
			s.HeightUm = append(s.HeightUm, math.Sin(x/37)+0.6*math.Sin(x/91)+0.4*math.Sin(x*x/90000))
		}
		return s
	}
	a := bullet.Align(signature(0), signature(50), 150, 800)
	fmt.Printf("%.2f at %.0f um\n", a.Correlation, a.ShiftUm)
	// Output:
	// 1.00 at -50 um
}
