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

// appendList appends the stored form of a set in a segment of so many articles:
// twice the number of members, then the distances between them; or, where that
// is longer, twice the number plus one, then a bit for each article.
func appendList(out []byte, d *docSet, docs int) []byte {
	n := 0
	for _, word := range d.of(docs) {
		n += bits.OnesCount64(word)
	}
	start := len(out)
	out = binary.AppendUvarint(out, uint64(2*n))
	most := len(out) + (docs+7)/8
	before := 0
	for i, word := range d.of(docs) {
		for ; word != 0; word &= word - 1 {
			at := i<<6 | bits.TrailingZeros64(word)
			out = binary.AppendUvarint(out, uint64(at-before))
			before = at
		}
		if len(out) > most {
			return appendBits(out[:start], d, n, docs)
		}
	}
	return out
}

func appendBits(out []byte, d *docSet, n, docs int) []byte {
	out = binary.AppendUvarint(out, uint64(2*n+1))
	for i := range (docs + 7) / 8 {
		out = append(out, byte(d[i>>3]>>(i&7*8)))
	}
	return out
}

// readList calls f for each member of the stored set at the front of data, or
// skips it where f is nil, and returns what follows.
func readList(data []byte, docs int, f func(int)) ([]byte, error) {
	head, size := binary.Uvarint(data)
	if size <= 0 || head/2 > uint64(docs) {
		return nil, errIndex
	}
	data = data[size:]
	if head&1 == 1 {
		length := (docs + 7) / 8
		if len(data) < length {
			return nil, errIndex
		}
		if f != nil {
			for i, b := range data[:length] {
				for ; b != 0; b &= b - 1 {
					f(min(i<<3|bits.TrailingZeros8(b), docs-1))
				}
			}
		}
		return data[length:], nil
	}
	at := uint64(0)
	for range head / 2 {
		step, size := binary.Uvarint(data)
		if at += step; size <= 0 || at >= uint64(docs) {
			return nil, errIndex
		}
		data = data[size:]
		if f != nil {
			f(int(at))
		}
	}
	return data, nil
}

// A block holds the lists of some terms in rising order: for each the distance
// to the term before (the first is the block's own number), then its list.

// blockSize is the most bytes of a block of several lists: one page of SQLite
// holds it.
const blockSize = 4000

// findList adds the list of a term in a block to d; it is an empty one where the
// block lacks the term.
func findList(block []byte, first, term uint64, d *docSet, docs int) error {
	at := first
	for len(block) > 0 {
		step, size := binary.Uvarint(block)
		if size <= 0 {
			return errIndex
		}
		at += step
		block = block[size:]
		if at > term {
			return nil
		}
		var err error
		if at == term {
			_, err = readList(block, docs, d.add)
			return err
		}
		if block, err = readList(block, docs, nil); err != nil {
			return err
		}
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
