package store

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"
)

// Segments are merged in tiers of sixteenfold size: sixteen of a tier become one
// of the next. From half of segmentDocs on they stay.
const (
	mergeWidth = 16
	lastTier   = 3
)

func tier(docs int) int {
	switch {
	case docs < segmentDocs/256:
		return 0
	case docs < segmentDocs/16:
		return 1
	case docs < segmentDocs/2:
		return 2
	}
	return lastTier
}

// mergeSegments merges where a tier has enough.
func (t *tx) mergeSegments() error {
	for level := range lastTier {
		var slots []any
		sum, waiting := 0, 0
		err := t.each(`SELECT slot, docs FROM segments WHERE docs < ? ORDER BY docs, slot`, []any{segmentDocs / 2}, func(rows *sql.Rows) error {
			var slot int64
			var docs int
			if err := rows.Scan(&slot, &docs); err != nil || tier(docs) != level {
				return err
			}
			if waiting++; sum+docs <= segmentDocs {
				sum += docs
				slots = append(slots, slot)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if waiting < mergeWidth || len(slots) < 2 {
			continue
		}
		list := make([]segment, len(slots))
		for i, slot := range slots {
			if err := list[i].read(t, slot); err != nil {
				return err
			}
		}
		if err := t.mergeInto(list); err != nil {
			return fmt.Errorf("merging the index: %w", err)
		}
	}
	return nil
}

func (g *segment) read(t *tx, slot any) error {
	return t.get(`SELECT `+segmentColumns+` FROM segments WHERE slot = ?`, []any{slot},
		&g.slot, &g.docs, &g.newest, &g.oldest, &g.places, &g.removed, &g.layout)
}

// mergeInto replaces segments by one that holds what is left of them.
func (t *tx) mergeInto(list []segment) error {
	type doc struct {
		place       int64
		from, local int
	}
	var docs []doc
	for from := range list {
		places, err := readPlaces(list[from].places, list[from].docs)
		if err != nil {
			return err
		}
		live, err := list[from].live()
		if err != nil {
			return err
		}
		live.each(func(i int) { docs = append(docs, doc{places[i], from, i}) })
	}
	slices.SortFunc(docs, func(a, b doc) int { return cmp.Compare(b.place, a.place) })
	numbers := make([][]int, len(list)) // by segment: new number, -1 for removed
	for i := range list {
		numbers[i] = slices.Repeat([]int{-1}, list[i].docs)
	}
	places := make([]int64, len(docs))
	for i, d := range docs {
		numbers[d.from][d.local] = i
		places[i] = d.place
	}
	cursors := make([]*termCursor, len(list))
	for i := range list {
		var err error
		if cursors[i], err = t.termCursor(&list[i]); err != nil {
			return err
		}
	}
	for _, g := range list {
		if _, err := t.exec(`DELETE FROM blocks WHERE id >= ? AND id < ?`, g.slot<<termBits, (g.slot+1)<<termBits); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM segments WHERE slot = ?`, g.slot); err != nil {
			return err
		}
	}
	if len(places) == 0 {
		return nil
	}
	w, err := t.newSegment(places)
	if err != nil {
		return err
	}
	return mergeTerms(w, cursors, numbers)
}

// mergeTerms writes the lists of all cursors' terms, renumbered.
func mergeTerms(w *blockWriter, cursors []*termCursor, numbers [][]int) error {
	var beside [segmentDocs]sides
	for {
		term, more := ^uint64(0), false
		for _, c := range cursors {
			if c.more && c.term <= term {
				term, more = c.term, true
			}
		}
		if !more {
			return w.flush()
		}
		var list docSet
		n := 0
		for i, c := range cursors {
			if !c.more || c.term != term {
				continue
			}
			err := c.next(func(old int, s sides) {
				if i := numbers[i][old]; i >= 0 {
					list.add(i)
					beside[i] = s
					n++
				}
			})
			if err != nil {
				return err
			}
		}
		if n > 0 {
			if err := w.add(term, &list, n, &beside); err != nil {
				return err
			}
		}
	}
}

// termCursor goes through a segment's terms in rising order.
type termCursor struct {
	lists  layout
	blocks [][]byte
	firsts []uint64
	rest   []byte // of the present block, from the present term's list on
	term   uint64
	more   bool
}

func (t *tx) termCursor(g *segment) (*termCursor, error) {
	c := &termCursor{lists: g.lists()}
	err := t.each(`SELECT id, data FROM blocks WHERE id >= ? AND id < ? ORDER BY id`,
		[]any{g.slot << termBits, (g.slot + 1) << termBits}, func(rows *sql.Rows) error {
			var id int64
			var data []byte
			err := rows.Scan(&id, &data)
			c.blocks, c.firsts = append(c.blocks, data), append(c.firsts, uint64(id&(1<<termBits-1)))
			return err
		})
	if err != nil {
		return nil, err
	}
	return c, c.advance()
}

// next calls f for each member of the present term's list and goes on to the
// next term.
func (c *termCursor) next(f func(int, sides)) (err error) {
	if c.rest, err = c.lists.read(c.rest, f); err != nil {
		return err
	}
	return c.advance()
}

func (c *termCursor) advance() error {
	if c.more = true; len(c.rest) == 0 {
		if len(c.blocks) == 0 {
			c.more = false
			return nil
		}
		c.rest, c.term = c.blocks[0], c.firsts[0]
		c.blocks, c.firsts = c.blocks[1:], c.firsts[1:]
	}
	step, size := binary.Uvarint(c.rest)
	if size <= 0 {
		return errIndex
	}
	c.term += step
	c.rest = c.rest[size:]
	return nil
}
