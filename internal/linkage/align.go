package linkage

// Step is one place of two marks laid side by side. A or B is empty where only the other has a symbol.
type Step struct {
	A string `json:"a,omitempty"`
	B string `json:"b,omitempty"`
	// Op says how they agree: same, differs, only-a, only-b, swapped.
	Op string `json:"op"`
}

// Operations of a comparison of two marks.
const (
	StepSame    = "same"
	StepDiffers = "differs"
	StepOnlyA   = "only-a"
	StepOnlyB   = "only-b"
	StepSwapped = "swapped" // with the next or the one before
)

// Aligned lays the marks of the two records side by side, with as few differences as can be.
func (l Link) Aligned() []Step {
	for _, e := range l.Evidence {
		if e.Field == "mark" {
			return align([]rune(e.A), []rune(e.B))
		}
	}
	return nil
}

// align is the edit distance with swaps of neighbours, walked back from the end.
func align(a, b []rune) []Step {
	cost := make([][]int, len(a)+1)
	for i := range cost {
		cost[i] = make([]int, len(b)+1)
		for j := range cost[i] {
			switch {
			case i == 0 || j == 0:
				cost[i][j] = i + j
			default:
				cost[i][j] = min(cost[i-1][j]+1, cost[i][j-1]+1, cost[i-1][j-1]+differs(a[i-1], b[j-1]))
				if swapped(a, b, i, j) {
					cost[i][j] = min(cost[i][j], cost[i-2][j-2]+1)
				}
			}
		}
	}
	var back []Step
	for i, j := len(a), len(b); i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && cost[i][j] == cost[i-1][j-1] && a[i-1] == b[j-1]:
			i, j, back = i-1, j-1, append(back, Step{string(a[i-1]), string(b[j-1]), StepSame})
		case swapped(a, b, i, j) && cost[i][j] == cost[i-2][j-2]+1:
			back = append(back, Step{string(a[i-1]), string(b[j-1]), StepSwapped}, Step{string(a[i-2]), string(b[j-2]), StepSwapped})
			i, j = i-2, j-2
		case i > 0 && j > 0 && cost[i][j] == cost[i-1][j-1]+1:
			i, j, back = i-1, j-1, append(back, Step{string(a[i-1]), string(b[j-1]), StepDiffers})
		case i > 0 && cost[i][j] == cost[i-1][j]+1:
			i, back = i-1, append(back, Step{A: string(a[i-1]), Op: StepOnlyA})
		default:
			j, back = j-1, append(back, Step{B: string(b[j-1]), Op: StepOnlyB})
		}
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

func differs(x, y rune) int {
	if x == y {
		return 0
	}
	return 1
}

// swapped says whether the two symbols that end at i and j stand the other way round.
func swapped(a, b []rune, i, j int) bool {
	return i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2]
}
