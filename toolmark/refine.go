package toolmark

import "math"

// likeness is the correlation of the fine surfaces in a pose, over every second point of the reference (stride takes
// fewer), times the root of the points it rests on. Points are taken nearest.
func likeness(a, b *Template, p Pose, stride int) (score, corr float64) {
	q := p.on(b.fine)
	ux, uy, u0 := float32(q.ux), float32(q.uy), float32(q.u0)+0.5
	vx, vy, v0 := float32(q.vx), float32(q.vy), float32(q.v0)+0.5
	width, height := b.fine.Width, b.fine.Height
	heights := b.fine.HeightUm
	wide, high := float32(width), float32(height)
	var n int
	var sa, sb, saa, sbb, sab float32
	for i := 0; i < len(a.points); i += stride {
		s := a.points[i]
		u, v := ux*s.x+uy*s.y+u0, vx*s.x+vy*s.y+v0
		if u < 0 || v < 0 || u >= wide || v >= high {
			continue
		}
		w := heights[int(v)*width+int(u)]
		if w != w {
			continue
		}
		n++
		sa += s.z
		sb += w
		saa += s.z * s.z
		sbb += w * w
		sab += s.z * w
	}
	if n*stride*10 < len(a.points) || n < 30 {
		return math.Inf(-1), 0
	}
	k := float64(n)
	va, vb := float64(saa)-float64(sa)*float64(sa)/k, float64(sbb)-float64(sb)*float64(sb)/k
	if !(va > 0 && vb > 0) {
		return math.Inf(-1), 0
	}
	corr = (float64(sab) - float64(sa)*float64(sb)/k) / math.Sqrt(va*vb)
	return corr * math.Sqrt(k*float64(stride)), corr
}

// refine moves a coarse pose to the nearest best one: a look around within the steps of the coarse search, then ever
// smaller steps along each coordinate.
func refine(a, b *Template, start Pose, deg, um float64) candidate {
	best := candidate{pose: start}
	best.score, _ = likeness(a, b, start, 2)
	try := func(p Pose, stride int) bool {
		s, _ := likeness(a, b, p, stride)
		if s > best.score {
			best = candidate{p, s}
			return true
		}
		return false
	}
	for i := -1; i <= 1; i++ {
		for j := -1; j <= 1; j++ {
			for k := -1; k <= 1; k++ {
				try(Pose{start.ThetaDeg + float64(i)*deg/2, start.DxUm + float64(j)*um, start.DyUm + float64(k)*um}, 2)
			}
		}
	}
	best.score, _ = likeness(a, b, best.pose, 1)
	for deg, um = deg/3, um/2; um > 2; deg, um = deg/2, um/2 {
		for moved, rounds := true, 0; moved && rounds < 6; rounds++ {
			moved = false
			for _, d := range [...][3]float64{{deg, 0, 0}, {-deg, 0, 0}, {0, um, 0}, {0, -um, 0}, {0, 0, um}, {0, 0, -um}} {
				p := best.pose
				if try(Pose{p.ThetaDeg + d[0], p.DxUm + d[1], p.DyUm + d[2]}, 1) {
					moved = true
				}
			}
		}
	}
	return best
}
