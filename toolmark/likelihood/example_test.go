package likelihood_test

import (
	"fmt"
	"math/rand/v2"

	"focalpoint/toolmark/likelihood"
)

func Example() {
	var training []likelihood.Comparison
	for i := range 20 {
		a, b := fmt.Sprint("pistol ", i), fmt.Sprint("pistol ", (i+7)%20)
		training = append(training,
			likelihood.Comparison{A: a, B: a, Same: true, Scores: []float64{float64(12 + i%9)}},
			likelihood.Comparison{A: a, B: b, Same: false, Scores: []float64{float64(i % 7)}})
	}
	population := likelihood.Population{
		Name: "20 pistols of one make", Mark: "breech face", Arms: []string{"Testov"}, Ammunition: []string{"Meadow"},
		Method: "cells 1", Scores: []string{"cells"}, Source: "example", Dated: "2026-01-01",
	}
	system, err := likelihood.Calibrate(training, population, likelihood.Options{Rand: rand.New(rand.NewPCG(1, 2))})
	if err != nil {
		fmt.Println(err)
		return
	}
	exhibit := likelihood.Circumstances{Mark: "breech face", Arm: "Testov T9", Ammunition: "Meadow", Method: "cells 1"}
	ratio, err := system.Ratio(exhibit, []float64{15})
	fmt.Println(ratio.Log10 > 1, ratio.Population, err)

	exhibit.Ammunition = "Brook"
	_, err = system.Ratio(exhibit, []float64{15})
	fmt.Println(err)
	// Output:
	// true 20 pistols of one make <nil>
	// no likelihood ratio outside the reference population "20 pistols of one make": the ammunition is "Brook"; the population has Meadow
}
