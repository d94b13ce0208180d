package likelihood

import (
	"errors"
	"math"
)

// A regressionRow is one comparison as the regression sees it; x[0] is 1.
type regressionRow struct {
	x      []float64
	same   bool
	weight float64
}

func priorLogOdds(rows []regressionRow) float64 {
	var same, different float64
	for _, r := range rows {
		if r.same {
			same += r.weight
		} else {
			different += r.weight
		}
	}
	return math.Log(same / different)
}

// firth maximises the logistic likelihood times the square root of the Fisher
// information's determinant, by Newton steps halved until the penalised
// likelihood does not fall (Heinze and Schemper, Stat. Med. 21, 2002).
func firth(rows []regressionRow) ([]float64, error) {
	if p := priorLogOdds(rows); math.IsInf(p, 0) || math.IsNaN(p) {
		return nil, errors.New("only one kind of comparison carries weight: nothing to fit")
	}
	beta := make([]float64, len(rows[0].x))
	beta[0] = priorLogOdds(rows)
	value := penalised(rows, beta)
	for range 200 {
		info := information(rows, beta)
		factor, ok := cholesky(info)
		if !ok {
			return nil, errors.New("the scores depend on each other: leave one out")
		}
		score := make([]float64, len(beta))
		for _, r := range rows {
			p := sigmoid(dot(beta, r.x))
			h := r.weight * p * (1 - p) * dot(r.x, solve(factor, r.x))
			y := 0.0
			if r.same {
				y = 1
			}
			for j, x := range r.x {
				score[j] += (r.weight*(y-p) + h*(0.5-p)) * x
			}
		}
		step := solve(factor, score)
		moved := 0.0
		for half := 0; ; half++ {
			next := make([]float64, len(beta))
			for j := range beta {
				next[j] = beta[j] + step[j]
			}
			if v := penalised(rows, next); v >= value-1e-12*math.Abs(value) {
				for _, s := range step {
					moved = max(moved, math.Abs(s))
				}
				beta, value = next, v
				break
			}
			if half == 40 {
				return beta, nil
			}
			for j := range step {
				step[j] /= 2
			}
		}
		if moved < 1e-9 {
			return beta, nil
		}
	}
	return beta, nil
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// penalised is the logarithm of the penalised likelihood.
func penalised(rows []regressionRow, beta []float64) float64 {
	sum := 0.0
	for _, r := range rows {
		z := dot(beta, r.x)
		if r.same {
			z = -z
		}
		sum -= r.weight * logOnePlusExp(z)
	}
	factor, ok := cholesky(information(rows, beta))
	if !ok {
		return math.Inf(-1)
	}
	for i := range factor {
		sum += math.Log(factor[i][i]) // half the logarithm of the determinant
	}
	return sum
}

// logOnePlusExp is ln(1 + e^z) without overflow.
func logOnePlusExp(z float64) float64 {
	if z > 0 {
		return z + math.Log1p(math.Exp(-z))
	}
	return math.Log1p(math.Exp(z))
}

func information(rows []regressionRow, beta []float64) [][]float64 {
	d := len(beta)
	m := make([][]float64, d)
	for i := range m {
		m[i] = make([]float64, d)
	}
	for _, r := range rows {
		p := sigmoid(dot(beta, r.x))
		for i := range d {
			for j := range d {
				m[i][j] += r.weight * p * (1 - p) * r.x[i] * r.x[j]
			}
		}
	}
	return m
}

// cholesky is the lower factor of a symmetric matrix; false if it is not positive
// definite.
func cholesky(m [][]float64) ([][]float64, bool) {
	l := make([][]float64, len(m))
	for i := range m {
		l[i] = make([]float64, len(m))
		for j := 0; j <= i; j++ {
			v := m[i][j]
			for k := range j {
				v -= l[i][k] * l[j][k]
			}
			if i != j {
				l[i][j] = v / l[j][j]
				continue
			}
			if v <= 1e-12*(1+m[i][i]) {
				return nil, false
			}
			l[i][i] = math.Sqrt(v)
		}
	}
	return l, true
}

// solve gives x with L L' x = b.
func solve(l [][]float64, b []float64) []float64 {
	x := make([]float64, len(b))
	for i := range b {
		v := b[i]
		for k := range i {
			v -= l[i][k] * x[k]
		}
		x[i] = v / l[i][i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}
