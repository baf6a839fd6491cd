package revision

import "newswatch"

// differ finds shortest edits, as long as its work lasts.
type differ struct {
	work int // steps left
	a, b []int
	fwd  []int
	back []int
	same [][3]int // runs that stay: in a, in b, length
}

// edits is the shortest way from x to y.
func (d *differ) edits(x, y []string) []newswatch.DiffSpan {
	ids := map[string]int{}
	number := func(list []string) []int {
		out := make([]int, len(list))
		for i, s := range list {
			id, ok := ids[s]
			if !ok {
				id = len(ids)
				ids[s] = id
			}
			out[i] = id
		}
		return out
	}
	d.a, d.b = number(x), number(y)
	d.same = d.same[:0]
	size := len(x) + len(y) + 3
	d.fwd, d.back = make([]int, 2*size), make([]int, 2*size)
	d.solve(0, len(x), 0, len(y))

	var out script
	i, j := 0, 0
	put := func(op string, list []string) {
		n := 0
		for _, s := range list {
			n += len(s)
		}
		text := make([]byte, 0, n)
		for _, s := range list {
			text = append(text, s...)
		}
		out.add(newswatch.DiffSpan{Op: op, Text: string(text)})
	}
	for _, run := range d.same {
		put(gone, x[i:run[0]])
		put(coming, y[j:run[1]])
		put(equal, x[run[0]:run[0]+run[2]])
		i, j = run[0]+run[2], run[1]+run[2]
	}
	put(gone, x[i:])
	put(coming, y[j:])
	return out.spans
}

// keep notes a run that stays.
func (d *differ) keep(i, j, n int) {
	if n == 0 {
		return
	}
	if k := len(d.same) - 1; k >= 0 && d.same[k][0]+d.same[k][2] == i && d.same[k][1]+d.same[k][2] == j {
		d.same[k][2] += n
		return
	}
	d.same = append(d.same, [3]int{i, j, n})
}

// solve finds what a[i0:i1] and b[j0:j1] have in common, in order.
func (d *differ) solve(i0, i1, j0, j1 int) {
	n := 0
	for i0+n < i1 && j0+n < j1 && d.a[i0+n] == d.b[j0+n] {
		n++
	}
	d.keep(i0, j0, n)
	i0, j0 = i0+n, j0+n
	tail := 0
	for i1-tail > i0 && j1-tail > j0 && d.a[i1-tail-1] == d.b[j1-tail-1] {
		tail++
	}
	i1, j1 = i1-tail, j1-tail
	d.work -= n + tail
	if i0 < i1 && j0 < j1 {
		if x, y, u, v, ok := d.middle(i0, i1, j0, j1); ok {
			d.solve(i0, x, j0, y)
			d.keep(x, y, u-x)
			d.solve(u, i1, v, j1)
		}
	}
	d.keep(i1, j1, tail)
}

// middle finds the snake in the middle of a shortest path, from (x, y) to (u, v).
// It fails when the work is used up; then nothing more counts as common.
func (d *differ) middle(i0, i1, j0, j1 int) (x, y, u, v int, ok bool) {
	n, m := i1-i0, j1-j0
	delta := n - m
	odd := delta&1 != 0
	limit := (n + m + 1) / 2
	mid := limit + 1
	fwd, back := d.fwd, d.back
	fwd[mid+1], back[mid+1] = 0, 0
	for D := 0; D <= limit; D++ {
		if d.work -= 2*D + 2; d.work < 0 {
			return 0, 0, 0, 0, false
		}
		for k := -D; k <= D; k += 2 {
			var x int
			if k == -D || k != D && fwd[mid+k-1] < fwd[mid+k+1] {
				x = fwd[mid+k+1]
			} else {
				x = fwd[mid+k-1] + 1
			}
			y := x - k
			sx, sy := x, y
			for x < n && y >= 0 && y < m && d.a[i0+x] == d.b[j0+y] {
				x, y = x+1, y+1
			}
			fwd[mid+k] = x
			if odd && k >= delta-(D-1) && k <= delta+(D-1) && x+back[mid+delta-k] >= n && sx >= 0 && sy >= 0 && x <= n && y <= m {
				return i0 + sx, j0 + sy, i0 + x, j0 + y, true
			}
		}
		for k := -D; k <= D; k += 2 {
			var x int
			if k == -D || k != D && back[mid+k-1] < back[mid+k+1] {
				x = back[mid+k+1]
			} else {
				x = back[mid+k-1] + 1
			}
			y := x - k
			sx, sy := x, y
			for x < n && y >= 0 && y < m && d.a[i1-1-x] == d.b[j1-1-y] {
				x, y = x+1, y+1
			}
			back[mid+k] = x
			if !odd && k >= delta-D && k <= delta+D && x+fwd[mid+delta-k] >= n && x <= n && y <= m && sy >= 0 {
				return i1 - x, j1 - y, i1 - sx, j1 - sy, true
			}
		}
	}
	return 0, 0, 0, 0, false
}
