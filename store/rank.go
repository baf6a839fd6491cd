package store

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"newswatch"
)

// maxRanked is how many of the newest hits are ranked. A word with more hits
// than that is too common for relevance to say much.
const maxRanked = 400

// ranked fills a page by relevance among the newest hits.
func (v *view) ranked(ctx context.Context, page *newswatch.ArticlePage) error {
	type scored struct {
		newswatch.Article
		place int64
		score float64
	}
	var list []scored
	all := *v
	all.limit = maxRanked
	_, err := all.walk(ctx, maxRead, func(a *newswatch.Article, place int64) bool {
		list = append(list, scored{*a, place, relevance(v.words, v.s.opt.Fold(a.Title), v.s.opt.Fold(a.Text))})
		return len(list) < maxRanked
	})
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.place, a.place))
	})
	end := min(v.skip+v.limit, len(list))
	for i := v.skip; i < end; i++ {
		page.Items = append(page.Items, newswatch.Found{Article: list[i].Article})
	}
	if end < len(list) {
		page.NextCursor = "r" + strconv.Itoa(end)
	}
	return nil
}

// relevance is BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) without
// the words' rarity, which the newest hits cannot tell; a word in the title
// counts as titleWeight words in the text.
func relevance(words []condition, title, text string) float64 {
	const k1, b, usual, titleWeight = 1.2, 0.75, 1200, 8
	length := float64(utf8.RuneCountInString(text)) / usual
	score := 0.0
	for _, t := range words {
		if t.not {
			continue
		}
		n := float64(strings.Count(text, t.text) + titleWeight*strings.Count(title, t.text))
		score += n * (k1 + 1) / (n + k1*(1-b+b*length)) * math.Log(2+float64(utf8.RuneCountInString(t.text)))
	}
	return score
}

// maxHighlights bounds the marks in one field.
const maxHighlights = 100

// highlights are the places of the wanted words in title and text, in order and
// without overlaps.
func (s *Store) highlights(words []condition, a *newswatch.Article) []newswatch.Highlight {
	if len(words) == 0 || s.opt.FoldSpans == nil {
		return nil
	}
	list := s.mark(words, newswatch.FieldTitle, a.Title)
	if slices.ContainsFunc(words, func(t condition) bool { return !t.not && !t.title }) {
		list = append(list, s.mark(words, newswatch.FieldText, a.Text)...)
	}
	return list
}

func (s *Store) mark(words []condition, field newswatch.Field, text string) []newswatch.Highlight {
	folded, spans := s.opt.FoldSpans(text)
	var list []newswatch.Highlight
	for _, t := range words {
		if t.not || t.title && field != newswatch.FieldTitle {
			continue
		}
		for from := 0; len(list) < maxHighlights; {
			i := strings.Index(folded[from:], t.text)
			if i < 0 {
				break
			}
			offset, length := spans(from+i, from+i+len(t.text))
			list = append(list, newswatch.Highlight{Field: field, Offset: offset, Length: length})
			from += i + len(t.text)
		}
	}
	slices.SortFunc(list, func(a, b newswatch.Highlight) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	end := 0
	return slices.DeleteFunc(list, func(h newswatch.Highlight) bool {
		if h.Offset < end {
			return true
		}
		end = h.Offset + h.Length
		return false
	})
}
