package store

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"slices"
)

// The full-text index is an inverted one, in segments that never change but for
// the articles marked as removed: each batch of articles makes one, and small
// ones are merged until they hold thousands. A segment numbers its articles from
// the newest to the oldest and stores for each term which of them have it. (The
// shape is that of Lucene: Cutting and Pedersen, "Optimizations for dynamic
// inverted index maintenance", 1990.)
//
// SQLite's own FTS5 was measured beside it (BenchmarkIndex, 20,000 articles in
// one run): with pairs as tokens it takes 3.8 times the processor time and 2.8
// times the room; with characters about the same time and 2.5 times the room,
// but it reads the lists of common characters from end to end to find a rare
// word of them, which takes longer the larger the archive is.

// segment is a row of segments.
type segment struct {
	slot           int64 // its blocks are numbered slot<<termBits | first term
	docs           int
	newest, oldest int64  // places
	places         []byte // as appendPlaces wrote them
	removed        []byte // a list without sides
	layout         int    // from sidesByLayout on lists have sides
}

const segmentColumns = `slot, docs, newest, oldest, places, removed, layout`

func (g *segment) scan(row scanner) error {
	return row.Scan(&g.slot, &g.docs, &g.newest, &g.oldest, &g.places, &g.removed, &g.layout)
}

// lists is how the segment's lists are stored.
func (g *segment) lists() layout { return layout{g.docs, g.layout >= sidesByLayout} }

// gone is the set of the segment's articles that were removed.
func (g *segment) gone() (d docSet, err error) {
	if len(g.removed) > 0 {
		_, err = layout{docs: g.docs}.read(g.removed, func(i int, _ sides) { d.add(i) })
	}
	return d, err
}

// live is the set of the segment's articles that were not removed.
func (g *segment) live() (d docSet, err error) {
	for i := range d.of(g.docs) {
		d[i] = ^uint64(0)
	}
	if odd := g.docs & 63; odd > 0 {
		d[g.docs>>6] = 1<<odd - 1
	}
	gone, err := g.gone()
	d.without(&gone)
	return d, err
}

// blockWriter writes a segment's blocks, given its terms in rising order.
type blockWriter struct {
	t           *tx
	slot        int64
	lists       layout
	first, last uint64
	block       []byte
	entry       []byte
}

// add writes a term's list. Only pairs have sides; those of rare ones are kept
// until the segment is large enough to stay.
func (w *blockWriter) add(term uint64, list *docSet, n int, beside *[segmentDocs]sides) error {
	if term >= singleTerm || n < sidesFrom && tier(w.lists.docs) == lastTier {
		beside = nil
	}
	w.entry = w.lists.append(w.entry[:0], list, beside)
	if len(w.block) > 0 && len(w.block)+len(w.entry)+binary.MaxVarintLen64 > blockSize {
		if err := w.flush(); err != nil {
			return err
		}
	}
	if len(w.block) == 0 {
		w.first, w.last = term, term
	}
	w.block = binary.AppendUvarint(w.block, term-w.last)
	w.block = append(w.block, w.entry...)
	w.last = term
	return nil
}

func (w *blockWriter) flush() error {
	if len(w.block) == 0 {
		return nil
	}
	_, err := w.t.exec(`INSERT INTO blocks (id, data) VALUES (?, ?)`, w.slot<<termBits|int64(w.first), w.block)
	w.block = w.block[:0]
	return err
}

// addSegment writes documents, at most segmentDocs with places of their own, as
// a new segment.
func (t *tx) addSegment(docs []document) error {
	if len(docs) == 0 {
		return nil
	}
	slices.SortFunc(docs, func(a, b document) int { return cmp.Compare(b.place, a.place) })
	places, total := make([]int64, len(docs)), 0
	for i := range docs {
		places[i] = docs[i].place
		total += len(docs[i].terms)
	}
	postings := make([]uint64, 0, total) // term, number and sides
	for i := range docs {
		for _, term := range docs[i].terms {
			postings = append(postings, term>>sideBits<<termShift|uint64(i)<<sideBits|term&uint64(unknownSides))
		}
	}
	postings = sortTerms(postings)
	w, err := t.newSegment(places)
	if err != nil {
		return err
	}
	var beside [segmentDocs]sides
	for len(postings) > 0 {
		term := postings[0] >> termShift
		var list docSet
		n := 0
		for ; n < len(postings) && postings[n]>>termShift == term; n++ {
			i := postings[n] >> sideBits & (segmentDocs - 1)
			list.add(int(i))
			beside[i] = sides(postings[n])
		}
		if err := w.add(term, &list, n, &beside); err != nil {
			return err
		}
		postings = postings[n:]
	}
	return w.flush()
}

// termShift is where the term stands in a posting, above the article's number
// and the sides.
const termShift = 12 + sideBits

// sortTerms sorts postings by their terms, eleven bits at a time (radix sort):
// several times faster than comparing.
func sortTerms(list []uint64) []uint64 {
	other := make([]uint64, len(list))
	for shift := termShift; shift < termShift+termBits; shift += 11 {
		var start [1 << 11]int
		for _, v := range list {
			start[v>>shift&(1<<11-1)]++
		}
		sum := 0
		for i, n := range start {
			start[i] = sum
			sum += n
		}
		for _, v := range list {
			digit := v >> shift & (1<<11 - 1)
			other[start[digit]] = v
			start[digit]++
		}
		list, other = other, list
	}
	return list
}

// newSegment makes the row of a segment with these places, in the lowest slot
// that is free.
func (t *tx) newSegment(places []int64) (*blockWriter, error) {
	var slot int64
	err := t.get(`SELECT ifnull(min(s.slot), 0) + 1 FROM (SELECT 0 AS slot UNION ALL SELECT slot FROM segments) s
		WHERE NOT EXISTS (SELECT 1 FROM segments n WHERE n.slot = s.slot + 1)`, nil, &slot)
	if err != nil {
		return nil, err
	}
	_, err = t.exec(`INSERT INTO segments (`+segmentColumns+`) VALUES (?, ?, ?, ?, ?, NULL, ?)`,
		slot, len(places), places[0], places[len(places)-1], appendPlaces(nil, places), sidesByLayout)
	return &blockWriter{t: t, slot: slot, lists: layout{len(places), true}}, err
}

// unlist marks the article at a place as removed from the segment that has it.
func (t *tx) unlist(place int64) error {
	var found []segment
	err := t.each(`SELECT `+segmentColumns+` FROM segments WHERE newest >= ?1 AND oldest <= ?1`, []any{place}, func(rows *sql.Rows) error {
		var g segment
		err := g.scan(rows)
		found = append(found, g)
		return err
	})
	if err != nil {
		return err
	}
	for i := range found {
		g := &found[i]
		places, err := readPlaces(g.places, g.docs)
		if err != nil {
			return err
		}
		n, here := slices.BinarySearchFunc(places, place, func(a, b int64) int { return cmp.Compare(b, a) })
		if !here {
			continue
		}
		gone, err := g.gone()
		if err != nil {
			return err
		}
		if gone.has(n) {
			continue // an earlier form; a newer one may stand elsewhere
		}
		gone.add(n)
		if _, err := t.exec(`UPDATE segments SET removed = ? WHERE slot = ?`, layout{docs: g.docs}.append(nil, &gone, nil), g.slot); err != nil {
			return err
		}
	}
	return nil
}
