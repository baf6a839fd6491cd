package dedup

import "slices"

// gram is the shortest passage that is looked for, in tokens.
const gram = 4

// A block is a passage that both texts have.
type block struct{ a, b, n int }

// What keeps alignment linear in the length of the texts.
const (
	maxChain = 24 // places of one gram that are tried
	nearby   = 160
	farAway  = 12 // a passage out of order counts from this length on
)

// align finds the passages that b shares with a, in the order of b. No part of
// b is in two of them, and hardly any of a. Short ones count only near where the one before ended,
// since four characters alone are met anywhere.
func align(a, b []token) []block {
	if len(a) < gram || len(b) < gram {
		return nil
	}
	size := 1
	for size < 2*len(a) {
		size *= 2
	}
	mask := uint32(size - 1)
	head := make([]int32, size)
	next := make([]int32, len(a))
	for i := len(a) - gram; i >= 0; i-- {
		h := hashGram(a[i:]) & mask
		next[i] = head[h]
		head[h] = int32(i + 1)
	}
	var blocks []block
	endA, endB := 0, 0 // of the last block
	for j := 0; j+gram <= len(b); {
		var best block
		score := 0
		chain := 0
		for i := int(head[hashGram(b[j:])&mask]) - 1; i >= 0 && chain < maxChain; i = int(next[i]) - 1 {
			chain++
			n := common(a[i:], b[j:])
			if n < gram {
				continue
			}
			ahead := i - endA
			near := ahead >= 0 && ahead <= nearby
			if !near && n < farAway {
				continue
			}
			s := 2 * n
			if near {
				s += 8 - min(8, abs(ahead-(j-endB))/4)
			}
			if s > score {
				best, score = block{i, j, n}, s
			}
		}
		if score == 0 {
			j++
			continue
		}
		// What was passed over may belong to it.
		for best.b > endB && best.a > 0 && a[best.a-1].id == b[best.b-1].id && best.a != endA {
			best.a--
			best.b--
			best.n++
		}
		blocks = append(blocks, best)
		endA, endB = best.a+best.n, best.b+best.n
		j = endB
	}
	return once(blocks, len(a))
}

// once leaves out blocks of whose part of a longer ones have taken most: b may
// hold two texts of one mould, of which a is but one.
func once(blocks []block, n int) []block {
	order := make([]int, len(blocks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return blocks[j].n - blocks[i].n })
	taken := make([]bool, n)
	drop := 0
	for _, k := range order {
		p := &blocks[k]
		used := 0
		for _, t := range taken[p.a : p.a+p.n] {
			if t {
				used++
			}
		}
		if used*2 > p.n {
			p.n = 0
			drop++
			continue
		}
		for i := p.a; i < p.a+p.n; i++ {
			taken[i] = true
		}
	}
	if drop == 0 {
		return blocks
	}
	return slices.DeleteFunc(blocks, func(p block) bool { return p.n == 0 })
}

func hashGram(t []token) uint32 {
	h := uint32(2166136261)
	for _, x := range t[:gram] {
		h = (h ^ x.id) * 16777619
		h ^= h >> 15
	}
	return h
}

// common counts the tokens that both begin with.
func common(a, b []token) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i].id != b[i].id {
			return i
		}
	}
	return n
}

func abs(n int) int { return max(n, -n) }

// maxGap is the longest stretch between two blocks that is aligned token by
// token, on either side.
const maxGap = 48

// A swap is where two aligned texts differ: x in one stands for y in the other.
// One of both may be empty. before and after index the tokens around it in a.
type swap struct {
	a0, a1 int // x is a[a0:a1]
	b0, b1 int // y is b[b0:b1]
}

// gaps aligns what lies between the blocks and returns the tokens that match
// there, as blocks, and the swaps.
func gaps(a, b []token, blocks []block) (more []block, swaps []swap) {
	var table [(maxGap + 1) * (maxGap + 1)]uint8
	for k := 0; k <= len(blocks); k++ {
		var s swap
		switch {
		case len(blocks) == 0:
			return nil, nil
		case k == 0:
			s = swap{0, blocks[0].a, 0, blocks[0].b}
		case k == len(blocks):
			p := blocks[k-1]
			s = swap{p.a + p.n, len(a), p.b + p.n, len(b)}
		default:
			p, q := blocks[k-1], blocks[k]
			s = swap{p.a + p.n, q.a, p.b + p.n, q.b}
		}
		if s.a1 < s.a0 || s.b1 < s.b0 || s.a1-s.a0 > maxGap || s.b1-s.b0 > maxGap || s.a0 == s.a1 && s.b0 == s.b1 {
			continue
		}
		m, w := align2(a, b, s, table[:])
		more = append(more, m...)
		swaps = append(swaps, w...)
	}
	return more, swaps
}

// align2 aligns one gap by longest common subsequence.
func align2(a, b []token, gap swap, table []uint8) (matches []block, swaps []swap) {
	x, y := a[gap.a0:gap.a1], b[gap.b0:gap.b1]
	width := len(y) + 1
	at := func(i, j int) *uint8 { return &table[i*width+j] }
	for j := range width {
		*at(len(x), j) = 0
	}
	for i := len(x) - 1; i >= 0; i-- {
		*at(i, len(y)) = 0
		for j := len(y) - 1; j >= 0; j-- {
			if x[i].id == y[j].id {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	i, j, fromI, fromJ := 0, 0, 0, 0
	cut := func() {
		if i > fromI || j > fromJ {
			swaps = append(swaps, swap{gap.a0 + fromI, gap.a0 + i, gap.b0 + fromJ, gap.b0 + j})
		}
	}
	for i < len(x) && j < len(y) {
		switch {
		case x[i].id == y[j].id && *at(i, j) == *at(i+1, j+1)+1:
			cut()
			matches = append(matches, block{gap.a0 + i, gap.b0 + j, 1})
			i, j = i+1, j+1
			fromI, fromJ = i, j
		case *at(i+1, j) >= *at(i, j+1):
			i++
		default:
			j++
		}
	}
	i, j = len(x), len(y)
	cut()
	return matches, mergeSwaps(a, swaps)
}

// mergeSwaps joins swaps that a single common character divides, as two names
// may have one in common, provided that something differs on both sides.
func mergeSwaps(a []token, swaps []swap) []swap {
	out := swaps[:0]
	for _, s := range swaps {
		if n := len(out); n > 0 {
			p := out[n-1]
			if s.a0-p.a1 == 1 && s.b0-p.b1 == 1 && a[p.a1].kind == char && full(swap{p.a0, s.a1, p.b0, s.b1}) && lopsided(p) == lopsided(s) {
				out[n-1] = swap{p.a0, s.a1, p.b0, s.b1}
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// lopsided reports whether one side is empty. Of two such swaps with a common
// character between, one took what the other gave: 岭渡 and 金岭.
func lopsided(s swap) bool { return !full(s) }

// full reports whether both sides have something.
func full(s swap) bool { return s.a1 > s.a0 && s.b1 > s.b0 }
