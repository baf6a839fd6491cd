package terms

import (
	"encoding/binary"
	"slices"
)

// Find appends to dst where the terms stand in text, sorted by term and place.
// Occurrences may overlap. One that begins or ends with a Latin letter or a
// digit counts only at a border, see [Border]. Of each term the first
// [MaxPerTerm] are told. A text longer than 4 GiB is read up to there.
func (s *Set) Find(dst []Occurrence, text []byte) []Occurrence {
	if len(s.flags) == 0 {
		return dst
	}
	const most = 1<<32 - 1
	f := finder{Set: s, text: text[:min(len(text), most)], found: dst, from: len(dst), limit: 1 << 20}
	f.scan()
	slices.Sort(f.found[f.from:])
	if f.full != nil {
		f.prune()
	}
	return f.found
}

type finder struct {
	*Set
	text  []byte
	found []Occurrence
	from  int // of our own in found
	limit int // of found, before it is pruned
	full  map[int32]bool
}

func (f *finder) scan() {
	text, shift := f.text, f.shift
	heads, solo := f.heads, f.solo
	n := len(text)
	i := 0
	for i <= n-8 {
		w := binary.LittleEndian.Uint64(text[i : i+8])
		if w&0xF0 == 0xE0 {
			h := hashPair(w) >> (shift & 63)
			head := heads[h>>6] >> (h & 63) & 1
			hit := head
			if solo != nil {
				h1 := w << 40 * mix >> (64 - soloBits)
				hit |= solo[h1>>6] >> (h1 & 63) & 1
			}
			if hit != 0 {
				f.wide(i, w, h, head != 0)
			}
			i += 3
			continue
		}
		if w&0x80 == 0 {
			if p := w&0xFF<<8 | w>>8&0xFF; f.ascii[p>>6]>>(p&63)&1 != 0 {
				f.walk(root, i, i)
			}
			i++
			continue
		}
		if f.other {
			f.walk(root, i, i)
		}
		i += size(byte(w))
	}
	// The last characters, with no filter.
	for ; i < n; i += size(text[i]) {
		if d := doorOf(text[i:]); d != byRoot {
			f.enter(pairKey(text[i:]), i, i+6)
			if d == byTriple {
				f.enter(tripleKey(text[i:]), i, i+9)
			}
		}
		f.walk(root, i, i)
	}
}

// wide looks up the three-byte character at i, of which w holds the bytes. Head
// is set where a term may begin with it and the next, which hash to h; else it is
// one among terms that go on with something shorter, or not at all.
func (f *finder) wide(i int, w, h uint64, head bool) {
	t := f.text[i:]
	if head && wide(t[3]) {
		if f.pairs[h>>6]>>(h&63)&1 != 0 {
			f.enter(pairKey(t), i, i+6)
		}
		if len(t) >= 9 && wide(t[6]) {
			h3 := hashTriple(w, uint64(t[6])|uint64(t[7])<<8|uint64(t[8])<<16) >> f.shift
			if f.triples[h3>>6]>>(h3&63)&1 != 0 {
				f.enter(tripleKey(t), i, i+9)
			}
		}
	}
	if f.solo != nil {
		if h1 := w << 40 * mix >> (64 - soloBits); f.solo[h1>>6]>>(h1&63)&1 != 0 {
			f.walk(root, i, i)
		}
	}
}

// enter walks on from the node of a key, if there is one.
func (f *finder) enter(key uint64, start, i int) {
	if n, ok := f.table.get(key); ok {
		f.walk(n, start, i)
	}
}

// walk tells the terms that begin at start, of which node n stands for the text
// up to i.
func (f *finder) walk(n uint32, start, i int) {
	for {
		at := &f.nodes[n]
		if at.term >= 0 {
			f.tell(at.term, start, i)
		}
		if at.leaf >= 0 {
			if rest := f.blob[at.rest:at.end]; hasPrefix(f.text[i:], rest) {
				f.tell(at.leaf, start, i+len(rest))
			}
			return
		}
		if at.mask == 0 || i >= len(f.text) {
			return
		}
		c, width := char(f.text, i)
		if at.mask>>charHash(c)&1 == 0 {
			return
		}
		next, ok := f.edges.get(uint64(n)<<32 | uint64(c))
		if !ok {
			return
		}
		n, i = next, i+width
	}
}

func (f *finder) tell(term int32, start, end int) {
	if flags := f.flags[term]; flags != 0 {
		if flags&borderLeft != 0 && !Border(f.text, start) || flags&borderRight != 0 && !Border(f.text, end) {
			return
		}
	}
	if f.full != nil && f.full[term] {
		return
	}
	f.found = append(f.found, Occurrence(uint64(term)<<32|uint64(start)))
	if len(f.found)-f.from >= f.limit {
		slices.Sort(f.found[f.from:])
		f.prune()
		// Terms that are not full yet may still need room.
		f.limit = max(f.limit, 2*(len(f.found)-f.from))
	}
}

// prune drops what is beyond [MaxPerTerm] and notes which terms have had
// theirs. The occurrences must be sorted.
func (f *finder) prune() {
	if f.full == nil {
		f.full = map[int32]bool{}
	}
	kept := f.found[:f.from]
	run := 0
	for i, o := range f.found[f.from:] {
		if i == 0 || o.Term() != kept[len(kept)-1].Term() {
			run = 0
		}
		if run++; run > MaxPerTerm {
			continue
		}
		kept = append(kept, o)
		if run == MaxPerTerm {
			f.full[int32(o.Term())] = true
		}
	}
	f.found = kept
}
