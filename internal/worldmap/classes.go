package worldmap

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
)

// Five blues from light to dark, told apart with every colour vision and in grey
// (ColorBrewer "Blues", C. Brewer, Pennsylvania State University).
var blues = [...]string{"#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c"}

// classes sorts values into up to five classes of about equal size.
type classes struct {
	upper []float64 // the highest value of each class
	low   float64
}

func newClasses(shades []Shade) classes {
	var values []float64
	for _, s := range shades {
		values = append(values, s.Value)
	}
	if len(values) == 0 {
		return classes{}
	}
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	c := classes{low: values[0]}
	if len(distinct) <= len(blues) {
		c.upper = distinct
		return c
	}
	for i := 1; i < len(blues); i++ {
		v := nice(values[(len(values)*i-1)/len(blues)])
		if v >= c.low && (len(c.upper) == 0 || v > c.upper[len(c.upper)-1]) {
			c.upper = append(c.upper, v)
		}
	}
	if last := values[len(values)-1]; len(c.upper) == 0 || last > c.upper[len(c.upper)-1] {
		c.upper = append(c.upper, last)
	}
	return c
}

// nice rounds up to two significant digits, so that a legend can be read.
func nice(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	p := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-1)
	if p >= 1 {
		return math.Ceil(v/p) * p
	}
	p = math.Round(1 / p)
	return math.Ceil(v*p) / p
}

func (c classes) colour(v float64) string {
	for i, upper := range c.upper {
		if v <= upper {
			return c.shade(i)
		}
	}
	return blues[len(blues)-1]
}

// shade spreads few classes over the whole range of blues.
func (c classes) shade(i int) string {
	if len(c.upper) == 1 {
		return blues[3]
	}
	return blues[i*(len(blues)-1)/(len(c.upper)-1)]
}

// legend draws the classes below the map and returns how high it is.
func (d *drawing) legend(c classes) (string, float64) {
	if len(c.upper) == 0 {
		return "", 0
	}
	var b strings.Builder
	x, from := 8.0, c.low
	entry := func(fill, label string) {
		at := x
		if d.RTL {
			at = d.w - x - 36
		}
		fmt.Fprintf(&b, `<rect x="%.0f" y="%.0f" width="36" height="24" fill="%s" stroke="%s"/>`, at, d.h+16, fill, ink)
		text := x + 46
		if d.RTL {
			text = d.w - text
		}
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" fill="%s">%s</text>`, text, d.h+37, ink, html.EscapeString(label))
		x += 46 + 15*float64(len([]rune(label))) + 30
	}
	for i, upper := range c.upper {
		label := d.number(upper)
		if upper > from && !(i == 0 && upper == c.low) && len(c.upper) > 0 && d.ranged(c) {
			label = d.number(from) + "–" + d.number(upper)
		}
		entry(c.shade(i), label)
		from = upper
	}
	if d.NoData != "" {
		entry(land, d.NoData)
	}
	return b.String(), 56
}

// ranged says whether classes hold more than one value each.
func (d *drawing) ranged(c classes) bool {
	for _, s := range d.Shades {
		if !slices.Contains(c.upper, s.Value) {
			return true
		}
	}
	return false
}
