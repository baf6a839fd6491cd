package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// lookup finds the places of the articles that have certain terms, the newest
// first. It opens segments as they are needed: for a common word the newest few.
type lookup struct {
	ctx   context.Context
	tx    *reading // one view of segments and blocks
	all   []demand
	any   []uint64 // terms of which they have at least one; empty: no such condition
	below int64    // places from here on are not wanted

	segments []segment // still closed, by their newest article
	group    int       // how many are opened next
	open     []posting
}

// demand is a clue with what was learnt of it so far: what is rare is asked for
// first, and spares reading the rest.
type demand struct {
	clue
	found, read int // articles
}

func rarer(a, b demand) int {
	return cmp.Compare(a.found*max(b.read, 1), b.found*max(a.read, 1))
}

// posting is an opened segment's articles that are still to come.
type posting struct {
	places []int64 // falling
}

// The questions of every lookup. A segment's places are read where something was
// found in it.
const (
	segmentsBelow = `SELECT slot, docs, newest, oldest, removed, layout FROM segments WHERE oldest < ? ORDER BY newest DESC`
	blocksOf      = `SELECT j.value, b.id, b.data FROM json_each(?) j
		CROSS JOIN blocks b ON b.id = (SELECT max(id) FROM blocks WHERE id <= j.value)`
	placesOf = `SELECT s.slot, s.places FROM json_each(?) j CROSS JOIN segments s ON s.slot = j.value`
)

// startLookup begins a lookup of articles below a place that have all terms of
// one list and one of another.
func startLookup(ctx context.Context, tx *reading, all []clue, any []uint64, below int64) (*lookup, error) {
	l := &lookup{ctx: ctx, tx: tx, any: unique(any), below: below, group: 4}
	for _, c := range unique(all) {
		l.all = append(l.all, demand{clue: c})
	}
	rows, err := tx.query(ctx, segmentsBelow, below)
	if err != nil {
		return nil, err
	}
	return l, drain(rows, func(rows *sql.Rows) error {
		var g segment
		err := rows.Scan(&g.slot, &g.docs, &g.newest, &g.oldest, &g.removed, &g.layout)
		l.segments = append(l.segments, g)
		return err
	})
}

// next returns the next place, false where there is none left.
func (l *lookup) next() (place int64, ok bool, err error) {
	for {
		best := -1
		for i := range l.open {
			if best < 0 || l.open[i].places[0] > l.open[best].places[0] {
				best = i
			}
		}
		if len(l.segments) > 0 && (best < 0 || l.segments[0].newest > l.open[best].places[0]) {
			if err := l.openGroup(); err != nil {
				return 0, false, err
			}
			continue
		}
		if best < 0 {
			return 0, false, nil
		}
		p := &l.open[best]
		place = p.places[0]
		if p.places = p.places[1:]; len(p.places) == 0 {
			l.open = slices.Delete(l.open, best, best+1)
		}
		return place, true, nil
	}
}

// openGroup opens the next few segments, more each time.
func (l *lookup) openGroup() error {
	n := min(l.group, len(l.segments))
	group := l.segments[:n]
	l.segments, l.group = l.segments[n:], min(2*l.group, 64)
	sets := make([]docSet, n)
	for i := range group {
		var err error
		if sets[i], err = group[i].live(); err != nil {
			return err
		}
	}
	slices.SortStableFunc(l.all, rarer)
	for i := range l.all {
		want := &l.all[i]
		lists, err := l.lists(group, []uint64{want.term}, want.beside, sets)
		if err != nil {
			return err
		}
		for i := range sets {
			if sets[i] != (docSet{}) {
				want.found += lists[i].count()
				want.read += group[i].docs
				sets[i].and(&lists[i])
			}
		}
	}
	if len(l.any) > 0 {
		lists, err := l.lists(group, l.any, 0, sets)
		if err != nil {
			return err
		}
		for i := range sets {
			sets[i].and(&lists[i])
		}
	}
	return l.take(group, sets)
}

// lists reads for each segment which articles have one of the terms with these
// sides; it spares the segments of which no article is left.
func (l *lookup) lists(group []segment, terms []uint64, beside sides, left []docSet) ([]docSet, error) {
	lists := make([]docSet, len(group))
	var wanted []int64
	bySlot := map[int64]int{}
	for i := range group {
		if left[i] == (docSet{}) {
			continue
		}
		bySlot[group[i].slot] = i
		for _, term := range terms {
			wanted = append(wanted, group[i].slot<<termBits|int64(term))
		}
	}
	if len(wanted) == 0 {
		return lists, nil
	}
	rows, err := l.tx.query(l.ctx, blocksOf, jsonOf(wanted))
	if err != nil {
		return nil, err
	}
	const mask = 1<<termBits - 1
	return lists, drain(rows, func(rows *sql.Rows) error {
		var want, id int64
		var data sql.RawBytes
		if err := rows.Scan(&want, &id, &data); err != nil || id>>termBits != want>>termBits {
			return err
		}
		i := bySlot[want>>termBits]
		return group[i].lists().find(data, uint64(id&mask), clue{uint64(want & mask), beside}, &left[i], &lists[i])
	})
}

// take keeps the places of the segments' articles that were found.
func (l *lookup) take(group []segment, found []docSet) error {
	var wanted []int64
	bySlot := map[int64]int{}
	for i := range group {
		if found[i] != (docSet{}) {
			wanted = append(wanted, group[i].slot)
			bySlot[group[i].slot] = i
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	rows, err := l.tx.query(l.ctx, placesOf, jsonOf(wanted))
	if err != nil {
		return err
	}
	return drain(rows, func(rows *sql.Rows) error {
		var slot int64
		var data sql.RawBytes
		if err := rows.Scan(&slot, &data); err != nil {
			return err
		}
		i := bySlot[slot]
		places, err := readPlaces(data, group[i].docs)
		if err != nil {
			return err
		}
		first, _ := slices.BinarySearchFunc(places, l.below, func(a, b int64) int { return cmp.Compare(b, a) })
		if first < len(places) && places[first] == l.below {
			first++
		}
		list := make([]int64, 0, found[i].count())
		found[i].each(func(n int) {
			if n >= first {
				list = append(list, places[n])
			}
		})
		if len(list) > 0 {
			l.open = append(l.open, posting{list})
		}
		return nil
	})
}
