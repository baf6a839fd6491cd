package store

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// segmentDocs is the most articles in one segment of the index. At this size a
// set of them is half a kilobyte of bits, which is what sets are worked with; a
// common term's list is stored so too.
const segmentDocs = 4096

// docSet is a set of a segment's articles, by their number in it.
type docSet [segmentDocs / 64]uint64

func (d *docSet) add(i int)      { d[i>>6] |= 1 << (i & 63) }
func (d *docSet) has(i int) bool { return d[i>>6]>>(i&63)&1 != 0 }

func (d *docSet) and(other *docSet) {
	for i := range d {
		d[i] &= other[i]
	}
}

func (d *docSet) without(other *docSet) {
	for i := range d {
		d[i] &^= other[i]
	}
}

func (d *docSet) count() (n int) {
	for _, word := range d {
		n += bits.OnesCount64(word)
	}
	return n
}

// each calls f for every member in rising order.
func (d *docSet) each(f func(int)) {
	for i, word := range d {
		for ; word != 0; word &= word - 1 {
			f(i<<6 | bits.TrailingZeros64(word))
		}
	}
}

// of are the words that members of a segment of so many articles stand in.
func (d *docSet) of(docs int) []uint64 { return d[:(docs+63)/64] }

var errIndex = errors.New("the search index is damaged; stop newswatch and restore a backup")

// sides say of a pair of characters which ones stand before and after it where it
// occurs in an article: four bits for each side, as [sideOf] sets them. Whoever
// looks for a longer word is spared most of the articles that have all its pairs
// in other places.
type sides = uint8

const (
	sideBits            = 8
	unknownSides  sides = 0xff
	sidesByLayout       = 1 // layouts from this one on keep sides
)

// sidesFrom is from how many articles on a list of a segment that stays keeps
// its sides: those of a rarer pair are soon read.
const sidesFrom = 32

// layout is what reading a segment's lists needs to know.
type layout struct {
	docs  int  // in the segment
	sides bool // lists may have sides; those of the first archives have none
}

// A list is stored as its head, its members and, where the head says so, the
// sides for each of them. The members are the distances between them; or, where
// that is longer, a bit for each article of the segment. The head is their number
// with one bit below it, set for bits, and in a layout with sides another one
// above that, set where they follow.
type listHead struct {
	n           int
	bits, sides bool
}

func (l layout) head(data []byte) (h listHead, rest []byte, err error) {
	v, size := binary.Uvarint(data)
	if size <= 0 {
		return h, nil, errIndex
	}
	h.bits = v&1 == 1
	v >>= 1
	if l.sides {
		h.sides = v&1 == 1
		v >>= 1
	}
	if v > uint64(l.docs) {
		return h, nil, errIndex
	}
	h.n = int(v)
	return h, data[size:], nil
}

func (l layout) appendHead(out []byte, h listHead) []byte {
	v := uint64(h.n)
	if l.sides {
		v <<= 1
		if h.sides {
			v |= 1
		}
	}
	v <<= 1
	if h.bits {
		v |= 1
	}
	return binary.AppendUvarint(out, v)
}

// append appends the stored form of a set, with the sides of its members where
// there are any.
func (l layout) append(out []byte, d *docSet, beside *[segmentDocs]sides) []byte {
	h := listHead{sides: beside != nil && l.sides}
	for _, word := range d.of(l.docs) {
		h.n += bits.OnesCount64(word)
	}
	start := len(out)
	out = l.appendHead(out, h)
	most := len(out) + (l.docs+7)/8
	before := 0
	for i, word := range d.of(l.docs) {
		for ; word != 0; word &= word - 1 {
			at := i<<6 | bits.TrailingZeros64(word)
			out = binary.AppendUvarint(out, uint64(at-before))
			before = at
		}
		if len(out) > most {
			h.bits = true
			out = l.appendHead(out[:start], h)
			for i := range (l.docs + 7) / 8 {
				out = append(out, byte(d[i>>3]>>(i&7*8)))
			}
			break
		}
	}
	if h.sides {
		d.each(func(i int) { out = append(out, beside[i]) })
	}
	return out
}

// read calls f for each member of the stored set at the front of data, with its
// sides, or skips it where f is nil, and returns what follows.
func (l layout) read(data []byte, f func(int, sides)) (rest []byte, err error) {
	h, data, err := l.head(data)
	if err != nil {
		return nil, err
	}
	members, rest, err := l.members(data, h)
	if err != nil {
		return nil, err
	}
	var beside []byte
	if h.sides {
		if len(rest) < h.n {
			return nil, errIndex
		}
		beside, rest = rest[:h.n], rest[h.n:]
	}
	if f == nil {
		return rest, nil
	}
	k := 0
	each := func(at int) error {
		if at >= l.docs || k == h.n {
			return errIndex
		}
		s := unknownSides
		if beside != nil {
			s = beside[k]
		}
		k++
		f(at, s)
		return nil
	}
	if h.bits {
		for i, b := range members {
			for ; b != 0; b &= b - 1 {
				if err := each(i<<3 | bits.TrailingZeros8(b)); err != nil {
					return nil, err
				}
			}
		}
		return rest, nil
	}
	at := uint64(0)
	for range h.n {
		step, size := binary.Uvarint(members)
		at = min(at+step, segmentDocs)
		if size <= 0 {
			return nil, errIndex
		}
		if err := each(int(at)); err != nil {
			return nil, err
		}
		members = members[size:]
	}
	return rest, nil
}

// members are the bytes of a list's members.
func (l layout) members(data []byte, h listHead) (members, rest []byte, err error) {
	if h.bits {
		length := (l.docs + 7) / 8
		if len(data) < length {
			return nil, nil, errIndex
		}
		return data[:length], data[length:], nil
	}
	length, n := 0, h.n
	// Eight bytes at a time: those without their highest bit end a number.
	for ; n >= 8 && length+8 <= len(data); length += 8 {
		n -= bits.OnesCount64(^binary.LittleEndian.Uint64(data[length:]) & 0x8080808080808080)
	}
	for ; n > 0; length++ {
		if length == len(data) {
			return nil, nil, errIndex
		}
		if data[length] < 0x80 {
			n--
		}
	}
	return data[:length], data[length:], nil
}

// A block holds the lists of some terms in rising order: for each the distance
// to the term before (the first is the block's own number), then its list.

// blockSize is the most bytes of a block of several lists: one page of SQLite
// holds it.
const blockSize = 4000

// find adds to d those members of a term's list in a block that are among the
// ones left and have the wanted sides; there are none where the block lacks the
// term.
func (l layout) find(block []byte, first uint64, want clue, left, d *docSet) error {
	at := first
	for len(block) > 0 {
		step, size := binary.Uvarint(block)
		if size <= 0 {
			return errIndex
		}
		at += step
		block = block[size:]
		if at > want.term {
			return nil
		}
		if at == want.term {
			return l.pick(block, want.beside, left, d)
		}
		var err error
		if block, err = l.read(block, nil); err != nil {
			return err
		}
	}
	return nil
}

// pick is find in the list at the front of data: what read does, but it touches
// of a long list only what may be wanted.
func (l layout) pick(data []byte, want sides, left, d *docSet) error {
	h, data, err := l.head(data)
	if err != nil {
		return err
	}
	members, rest, err := l.members(data, h)
	if err != nil {
		return err
	}
	if !h.sides {
		want = 0
	} else if len(rest) < h.n {
		return errIndex
	}
	if !h.bits {
		at := uint64(0)
		for k := range h.n {
			step, size := binary.Uvarint(members)
			at = min(at+step, segmentDocs)
			if size <= 0 || at >= uint64(l.docs) {
				return errIndex
			}
			if members = members[size:]; want == 0 || rest[k]&want == want {
				d.add(int(at))
			}
		}
		return nil
	}
	k := 0 // members before the word
	for i := range d.of(l.docs) {
		var buf [8]byte
		copy(buf[:], members[8*i:])
		word := binary.LittleEndian.Uint64(buf[:])
		among := word & left[i]
		if want == 0 {
			d[i] |= among
			continue
		}
		for ; among != 0; among &= among - 1 {
			bit := among & -among
			n := k + bits.OnesCount64(word&(bit-1))
			if n >= h.n {
				return errIndex
			}
			if rest[n]&want == want {
				d[i] |= bit
			}
		}
		k += bits.OnesCount64(word)
	}
	return nil
}

// appendPlaces and readPlaces store a segment's places, which fall.
func appendPlaces(out []byte, places []int64) []byte {
	for i, place := range places {
		if i == 0 {
			out = binary.AppendVarint(out, place)
		} else {
			out = binary.AppendUvarint(out, uint64(places[i-1]-place))
		}
	}
	return out
}

func readPlaces(data []byte, docs int) ([]int64, error) {
	places := make([]int64, docs)
	at, size := binary.Varint(data)
	for i := range places {
		if size <= 0 {
			return nil, errIndex
		}
		places[i] = at
		data = data[size:]
		if i+1 < docs {
			var step uint64
			step, size = binary.Uvarint(data)
			at -= int64(step)
		}
	}
	return places, nil
}
