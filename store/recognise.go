package store

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"newswatch"
)

// Looking for copies costs the same however large the archive is: from each
// band at most perBand articles are taken on either side in time, and of those
// at most maxStories stories are compared word by word. Articles in one mould
// (the weather, the week's prices) share bands by the thousand; a copy is
// published near its original.
const (
	perBand    = 24
	maxStories = 12
	// maxCandidates bounds what is looked at before enough stories are found.
	maxCandidates = 200
	perStory      = 2 // members compared: one of them may be a cut copy
	// crowd is how many articles have a band that tells little: it is a stock
	// phrase or a mould, or the story of all of them. Of those that share no
	// other band with the article at hand the nearest perStory are looked at. A
	// copy of a quarter of a text shares 4 of its 18.
	crowd     = 8
	bandChunk = 96 // bands in one statement: SQLite joins at most 500 SELECTs
	bandStep  = 8
)

// kinship is what recognise found: the story that an article tells again.
type kinship struct {
	story    newswatch.ID
	original newswatch.ID
	like     newswatch.Likeness // to the original
	leads    bool               // published before the original: becomes it
}

// A candidate shares bands with the article at hand.
type candidate struct {
	id     newswatch.ID
	shared int   // bands
	apart  int64 // days
	band   int   // the last of them that was looked up

	crowded bool // shares nothing but a band of a crowd
}

// recognise looks for the story that a tells, nil where it is the first.
func (t *tx) recognise(a *newswatch.Article, bands []uint64) (*kinship, error) {
	if t.s.opt.Judge == nil || len(bands) == 0 {
		return nil, nil
	}
	candidates, err := t.candidates(bands, dayOf(dated(a)))
	if err != nil {
		return nil, err
	}
	var best *kinship
	compared := map[newswatch.ID]int{} // members, by story
	var like func(old *newswatch.Article) newswatch.Likeness
	for _, c := range candidates[:min(len(candidates), maxCandidates)] {
		var story newswatch.ID
		if err := t.get(`SELECT story_id FROM articles WHERE id = ?`, []any{int64(c.id)}, &story); err != nil {
			return nil, fmt.Errorf("candidate %d: %w", c.id, err)
		}
		if compared[story] == perStory || compared[story] == 0 && len(compared) == maxStories {
			continue
		}
		compared[story]++
		if like == nil {
			like = t.s.opt.Judge.Against(a)
		}
		found, err := t.compare(a, like, c.id, story)
		if err != nil {
			return nil, err
		}
		if found != nil {
			compared[story] = perStory
		}
		if found != nil && (best == nil || found.like.Similarity > best.like.Similarity) {
			best = found
		}
	}
	return best, nil
}

// compare is the kinship of a to one story, nil where it tells another. A copy
// is compared with the member it resembles most; how like it is to the original
// is what counts for readers.
func (t *tx) compare(a *newswatch.Article, like func(old *newswatch.Article) newswatch.Likeness, member, story newswatch.ID) (*kinship, error) {
	old, err := t.loadText(member)
	if err != nil {
		return nil, err
	}
	k := &kinship{story: story, original: member, like: like(&old)}
	if !k.like.Same {
		return nil, nil
	}
	direct := k.like
	if old.DuplicateOf != 0 {
		if old, err = t.loadText(old.DuplicateOf); err != nil {
			return nil, err
		}
		k.original = old.ID
		if direct = like(&old); direct.Same {
			k.like = direct
		}
	}
	// A mirror often shows the stamp of what it copied.
	k.leads = earlier(a, &old) || direct.Same && direct.OldDisguised && !earlier(&old, a)
	return k, nil
}

// earlier reports whether a was certainly published before b. Where one of them
// tells only the day, the days decide; where a tells nothing, nothing does.
func earlier(a, b *newswatch.Article) bool {
	if a.Published.IsZero() {
		return false
	}
	if b.Published.IsZero() {
		return a.Published.Before(b.Fetched.Add(-24 * time.Hour))
	}
	if a.PublishedPrecision == newswatch.Day || b.PublishedPrecision == newswatch.Day {
		// A day's stamp is its beginning in the site's zone: it covers 24 hours.
		end := a.Published
		if a.PublishedPrecision == newswatch.Day {
			end = end.Add(24*time.Hour - time.Second)
		}
		return end.Before(b.Published)
	}
	return a.Published.Before(b.Published)
}

// joinStory makes the filed article a member of its story, and its original
// where it was published first.
func (t *tx) joinStory(a *newswatch.Article, found *kinship) error {
	id, story := int64(a.ID), int64(a.StoryID)
	if found == nil {
		_, err := t.exec(`UPDATE stories SET original = ? WHERE id = ?`, id, story)
		return err
	}
	if _, err := t.exec(`UPDATE stories SET outlets = outlets + 1 WHERE id = ?`, story); err != nil {
		return err
	}
	if !found.leads {
		return nil
	}
	return t.lead(a.ID, a.StoryID, found.original, found.like)
}

// lead makes an article its story's original, in place of another.
func (t *tx) lead(id, story, before newswatch.ID, like newswatch.Likeness) error {
	if _, err := t.exec(`UPDATE stories SET original = ? WHERE id = ?`, int64(id), int64(story)); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE articles SET duplicate_of = nullif(?1, id), similarity = iif(id = ?1, 1, iif(id = ?2, ?3, similarity)),
			disguised = iif(id = ?1, 0, iif(id = ?2, ?4, disguised)) WHERE story_id = ?5`,
		int64(id), int64(before), like.Similarity, like.Disguised && like.OldDisguised, int64(story))
	return err
}

// candidates are articles that share bands, those that share most first, and of
// those the nearest in time.
func (t *tx) candidates(bands []uint64, day int64) ([]candidate, error) {
	found := map[newswatch.ID]*candidate{}
	holders := make([]int, len(bands)) // of each band, as far as they were looked up
	first := 0
	for chunk := range slices.Chunk(bands, bandChunk) {
		// Kept statements of this size are large: a few serve all, asking for
		// nothing in what is left over.
		n := (len(chunk) + bandStep - 1) / bandStep * bandStep
		args := make([]any, n+1)
		args[0] = day
		for i, band := range chunk {
			args[i+1] = int64(band)
		}
		query := t.w.lookups[n]
		if query == "" {
			query = candidateQuery(n)
			t.w.lookups[n] = query
		}
		err := t.each(query, args, func(rows *sql.Rows) error {
			var id newswatch.ID
			var d int64
			var band int
			if err := rows.Scan(&band, &id, &d); err != nil {
				return err
			}
			band += first
			holders[band]++
			c := found[id]
			if c == nil {
				c = &candidate{id: id, apart: max(d-day, day-d)}
				found[id] = c
			}
			c.shared++
			c.band = band
			return nil
		})
		if err != nil {
			return nil, err
		}
		first += len(chunk)
	}
	list := make([]candidate, 0, len(found))
	for _, c := range found {
		c.crowded = c.shared == 1 && holders[c.band] > crowd
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(a.apart, b.apart), cmp.Compare(a.id, b.id))
	})
	taken := make([]int, len(bands))
	return slices.DeleteFunc(list, func(c candidate) bool {
		if !c.crowded {
			return false
		}
		taken[c.band]++
		return taken[c.band] > perStory
	}), nil
}

// candidateQuery looks n bands up at once, each on both sides of a day.
func candidateQuery(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		fmt.Fprintf(&b, `SELECT * FROM (SELECT %[1]d, article_id, day FROM bands WHERE band = ?%[2]d AND day >= ?1 ORDER BY day LIMIT %[3]d)
			UNION ALL SELECT * FROM (SELECT %[1]d, article_id, day FROM bands WHERE band = ?%[2]d AND day < ?1 ORDER BY day DESC LIMIT %[3]d)`,
			i, i+2, perBand)
	}
	return b.String()
}

func (t *tx) keepBands(id newswatch.ID, day int64, bands []uint64) error {
	if len(bands) == 0 {
		return nil
	}
	_, err := t.exec(`INSERT OR IGNORE INTO bands (band, day, article_id) SELECT value, ?, ? FROM json_each(?)`, day, int64(id), jsonOf(signed(bands)))
	return err
}

// signed is bands as SQLite has integers.
func signed(bands []uint64) []int64 {
	list := make([]int64, len(bands))
	for i, band := range bands {
		list[i] = int64(band)
	}
	return list
}

// dropBands removes an article's rows, which contents remembers.
func (t *tx) dropBands(id newswatch.ID, day int64) error {
	var packed []byte
	if err := t.get(`SELECT bands FROM contents WHERE article_id = ?`, []any{int64(id)}, &packed); err != nil {
		return err
	}
	for ; len(packed) >= 8; packed = packed[8:] {
		band := int64(binary.BigEndian.Uint64(packed))
		if _, err := t.exec(`DELETE FROM bands WHERE band = ? AND day = ? AND article_id = ?`, band, day, int64(id)); err != nil {
			return err
		}
	}
	return nil
}

func packBands(bands []uint64) []byte {
	b := make([]byte, 0, 8*len(bands))
	for _, band := range bands {
		b = binary.BigEndian.AppendUint64(b, band)
	}
	return b
}

// dayOf counts days since 1970.
func dayOf(t time.Time) int64 {
	s := t.Unix()
	day := s / 86400
	if s%86400 < 0 {
		day--
	}
	return day
}
