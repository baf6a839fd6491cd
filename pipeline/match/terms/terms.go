// Package terms finds every occurrence of many terms in a text at once.
//
// The cost of a pass hardly depends on how many terms there are. Chinese text is
// three bytes a character, so at each character one multiplication hashes it
// together with the next, and one bit of a bitmap says whether any term begins
// with the two. Among many terms that is often so; a second bitmap then asks about
// three characters, and only then a table leads to the node of a hashed trie from
// where the rest is compared. Each node knows by a 64-bit mask which characters may
// follow. Terms that begin otherwise (Latin letters, digits, a single character)
// have bitmaps of their own and enter the trie at its root.
//
// Texts and terms are folded alike by the caller, and UTF-8.
package terms

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// MaxLength is the longest term, in bytes, that [Build] takes: it bounds what
// one position of a text can cost.
const MaxLength = 600

// MaxPerTerm is how many occurrences of one term are told of a text, the first
// ones.
const MaxPerTerm = 10_000

// Occurrence is a place where a term stands. Sorted as numbers, occurrences are
// in order of their terms and then of their places.
type Occurrence uint64

// Term is the index of the term that [Build] was given.
func (o Occurrence) Term() int { return int(o >> 32) }

// Start is the byte at which the term begins.
func (o Occurrence) Start() int { return int(uint32(o)) }

// Set is a compiled list of terms. It is safe for concurrent use.
type Set struct {
	blob   []byte
	starts []uint32 // of term i in blob; one more than there are terms
	flags  []uint8

	// Bitmaps of hashes: of the first two characters where both have three
	// bytes; of those two where a term ends there or goes on otherwise; and of
	// the first three.
	heads, pairs, triples []uint64

	shift uint  // of a hash, to index them
	table table // the first two or three characters to a node

	solo  *[1 << soloBits / 64]uint64 // of the first, where something shorter follows or nothing; nil for no such terms
	ascii [1 << 10]uint64             // bitmap of the first two bytes, the first ASCII
	other bool                        // some term begins with a character of two or four bytes

	nodes []node
	edges table // node and next character to node
}

const root = 0 // the node of terms that begin otherwise

type node struct {
	term      int32  // that ends here, or -1
	leaf      int32  // the only one that goes on from here, or -1
	rest, end uint32 // of the leaf in blob, from here on
	mask      uint64 // hashed characters by which several go on
}

const (
	borderLeft uint8 = 1 << iota
	borderRight
)

const (
	mix   = 0x9E3779B97F4A7C15 // 2^64 by the golden ratio: Knuth's multiplicative hash
	three = 1<<24 - 1          // the first three bytes of a word

	bitmapBits = 22 // of the largest bitmap, 512 KiB, which still fits the second cache
	soloBits   = 13
)

func wide(b byte) bool { return b >= 0xE0 && b < 0xF0 }

// size is the length of the character that begins with b.
func size(b byte) int {
	switch {
	case b < 0xC0:
		return 1
	case b < 0xE0:
		return 2
	case b < 0xF0:
		return 3
	}
	return 4
}

// Build compiles terms, which must be distinct, not empty, and at most
// [MaxLength] bytes long; their indexes name them in occurrences.
func Build(list []string) *Set {
	s := &Set{flags: make([]uint8, len(list)), starts: make([]uint32, len(list)+1)}
	order := make([]int32, len(list))
	total := 0
	for i, t := range list {
		order[i] = int32(i)
		total += len(t)
	}
	s.blob = make([]byte, 0, total)
	for i, t := range list {
		s.blob = append(s.blob, t...)
		s.starts[i+1] = uint32(len(s.blob))
		if firstIsWord(s.term(i)) {
			s.flags[i] |= borderLeft
		}
		if lastIsWord(s.term(i)) {
			s.flags[i] |= borderRight
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return slices.Compare(s.term(int(a)), s.term(int(b))) })

	b := builder{Set: s, order: order}
	b.build()
	return s
}

// Len is the number of terms.
func (s *Set) Len() int { return len(s.flags) }

// Size is the length of a term in bytes.
func (s *Set) Size(term int) int { return int(s.starts[term+1] - s.starts[term]) }

func (s *Set) term(i int) []byte { return s.blob[s.starts[i]:s.starts[i+1]] }

type builder struct {
	*Set
	order []int32 // terms in order of their bytes
	keys  []uint64
	vals  []uint32
}

// A door is how a term begins, which decides where a text's character leads.
const (
	byRoot   = iota // otherwise
	byPair          // with two three-byte characters, then it ends or goes on otherwise
	byTriple        // with three three-byte characters
	doors
)

func doorOf(t []byte) int {
	switch {
	case len(t) >= 9 && wide(t[0]) && wide(t[3]) && wide(t[6]):
		return byTriple
	case len(t) >= 6 && wide(t[0]) && wide(t[3]):
		return byPair
	}
	return byRoot
}

func (b *builder) build() {
	// Some 100 bits a term keep false alarms rare, and the map of a thousand in
	// the processor's first cache.
	size := uint(max(10, min(bitmapBits, bits.Len(uint(len(b.order))*96))))
	b.shift = 64 - size
	b.heads, b.pairs, b.triples = make([]uint64, 1<<size/64), make([]uint64, 1<<size/64), make([]uint64, 1<<size/64)
	b.nodes = append(b.nodes, node{term: -1, leaf: -1})

	var by [doors][]int32
	for _, id := range b.order {
		d := doorOf(b.term(int(id)))
		by[d] = append(by[d], id)
	}
	var keys []uint64
	var vals []uint32
	for d, depth := range map[int]int{byPair: 6, byTriple: 9} {
		b.order = by[d]
		for lo := 0; lo < len(b.order); {
			t := b.term(int(b.order[lo]))
			hi := lo + 1
			for hi < len(b.order) && hasPrefix(b.term(int(b.order[hi])), t[:depth]) {
				hi++
			}
			b.admit(d, t)
			if d == byPair {
				keys = append(keys, pairKey(t))
			} else {
				keys = append(keys, tripleKey(t))
			}
			vals = append(vals, b.grow(lo, hi, depth))
			lo = hi
		}
	}
	b.table = newTable(keys, vals)

	b.order = by[byRoot]
	for _, id := range b.order {
		b.admitRoot(b.term(int(id)))
	}
	b.children(root, 0, len(b.order), 0)
	b.edges = newTable(b.keys, b.vals)
}

// admit marks the beginning of a term that has a door of its own.
func (b *builder) admit(door int, t []byte) {
	h := hashPair(load(t, 0)) >> b.shift
	b.heads[h>>6] |= 1 << (h & 63)
	if door == byPair {
		b.pairs[h>>6] |= 1 << (h & 63)
		return
	}
	h = hashTriple(load(t, 0), load(t, 6)) >> b.shift
	b.triples[h>>6] |= 1 << (h & 63)
}

// hashPair hashes the two three-byte characters with which w begins.
func hashPair(w uint64) uint64 { return w << 16 * mix }

// hashTriple hashes them with the one with which third begins.
func hashTriple(w, third uint64) uint64 { return (w<<16*mix ^ third&three) * mix }

// code is the three-byte character at the beginning of t, in sixteen bits.
func code(t []byte) uint64 {
	return uint64(t[0]&0x0F)<<12 | uint64(t[1]&0x3F)<<6 | uint64(t[2]&0x3F)
}

func tripleKey(t []byte) uint64 { return code(t)<<32 | code(t[3:])<<16 | code(t[6:]) }
func pairKey(t []byte) uint64   { return 1<<48 | code(t)<<16 | code(t[3:]) }

func hasPrefix(t, p []byte) bool { return len(t) >= len(p) && string(t[:len(p)]) == string(p) }

// admitRoot marks the beginning of a term that goes by the root.
func (b *builder) admitRoot(t []byte) {
	switch {
	case t[0] < 0x80 && len(t) > 1:
		b.setASCII(t[0], t[1])
	case t[0] < 0x80:
		for second := range 256 {
			b.setASCII(t[0], byte(second))
		}
	case wide(t[0]) && len(t) >= 3:
		if b.solo == nil {
			b.solo = new([1 << soloBits / 64]uint64)
		}
		h := load(t, 0) << 40 * mix >> (64 - soloBits)
		b.solo[h>>6] |= 1 << (h & 63)
	default:
		b.other = true
	}
}

func (b *builder) setASCII(first, second byte) {
	i := uint(first)<<8 | uint(second)
	b.ascii[i>>6&1023] |= 1 << (i & 63)
}

// grow makes the node that the terms order[lo:hi] share, which agree in their
// first depth bytes.
func (b *builder) grow(lo, hi, depth int) uint32 {
	n := uint32(len(b.nodes))
	b.nodes = append(b.nodes, node{term: -1, leaf: -1})
	if b.Size(int(b.order[lo])) == depth {
		b.nodes[n].term = b.order[lo]
		lo++
	}
	switch hi - lo {
	case 0:
	case 1:
		id := b.order[lo]
		b.nodes[n].leaf = id
		b.nodes[n].rest, b.nodes[n].end = b.starts[id]+uint32(depth), b.starts[id+1]
	default:
		b.children(n, lo, hi, depth)
	}
	return n
}

// children gives node n a child for each next character of order[lo:hi].
func (b *builder) children(n uint32, lo, hi, depth int) {
	for lo < hi {
		t := b.term(int(b.order[lo]))
		c, width := char(t, depth)
		next := lo + 1
		for next < hi && hasPrefix(b.term(int(b.order[next]))[depth:], t[depth:depth+width]) {
			next++
		}
		child := b.grow(lo, next, depth+width)
		b.nodes[n].mask |= 1 << charHash(c)
		b.keys = append(b.keys, uint64(n)<<32|uint64(c))
		b.vals = append(b.vals, child)
		lo = next
	}
}

// char is the character at i, as its bytes, and its length.
func char(t []byte, i int) (uint32, int) {
	w := min(size(t[i]), len(t)-i)
	c := uint32(0)
	for _, b := range t[i : i+w] {
		c = c<<8 | uint32(b)
	}
	return c, w
}

func charHash(c uint32) uint64 { return uint64(c) * mix >> 58 }

// load is the eight bytes from i on, zero where the text is over.
func load(t []byte, i int) uint64 {
	if i+8 <= len(t) {
		return binary.LittleEndian.Uint64(t[i:])
	}
	var b [8]byte
	copy(b[:], t[i:])
	return binary.LittleEndian.Uint64(b[:])
}

// table is a hash table with linear probing, at most half full. A key is never
// the all-ones word.
type table struct {
	slots []slot
	shift uint
}

type slot struct {
	key uint64
	val uint32
}

const free = ^uint64(0)

func newTable(keys []uint64, vals []uint32) table {
	size := uint(bits.Len(uint(len(keys)*2) | 1))
	t := table{make([]slot, 1<<size), 64 - size}
	for i := range t.slots {
		t.slots[i].key = free
	}
	mask := len(t.slots) - 1
	for i, k := range keys {
		j := int(k * mix >> t.shift)
		for t.slots[j].key != free {
			j = (j + 1) & mask
		}
		t.slots[j] = slot{k, vals[i]}
	}
	return t
}

func (t *table) get(key uint64) (uint32, bool) {
	mask := len(t.slots) - 1
	for j := int(key * mix >> t.shift); ; j = (j + 1) & mask {
		switch s := &t.slots[j&mask]; s.key {
		case key:
			return s.val, true
		case free:
			return 0, false
		}
	}
}
