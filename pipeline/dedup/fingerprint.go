package dedup

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/frame"
)

//go:embed data/stock.txt
var stockData string

// How a fingerprint is made. Stored ones are compared with new ones: a change
// here needs all of them made again.
const (
	// shingle is the length of a passage, in tokens. A passage outlives edits to
	// one character in 30 four times in five, and to one in 10 every second time.
	shingle = 7
	// leadTokens is the part that copies keep when they cut: it is sampled apart.
	leadTokens = 160
	leadBands  = 8
	restBands  = 10
	// minTokens: shorter texts say too little to be told apart by.
	minTokens = 12
)

var stock = sync.OnceValue(func() *frame.Finder {
	list := entries(stockData)
	for i, s := range list {
		list[i] = fold.String(s)
	}
	return frame.NewFinder(list)
})

// Fingerprint gives the bands under which an article is filed and looked up: at
// most 18 hashes of its passages, fewer for short texts, none where it has less
// than 12 characters. The 8 least hashes of the text's opening and the 10 least
// of the rest are taken, so that a copy that has a share c of the original's
// passages has a band in common with it with probability 1-(1-c)^18 or more:
// above .99 for a quarter. A copy cut to the opening keeps nearly all of the 8.
//
// Numbers count by value, and punctuation, dateline, source line and the usual
// frame of a site not at all; passages that a great many texts have, such as
// 学习贯彻, give no band. The title is left out, since copies change it.
// Signature is empty: [Compare] needs none.
//
// Among printed articles hardly two that are no copies share a band. What one
// mould casts does: of 2,500 pages cast from 30 moulds a band held 3.6 on
// average and 150 at most. So a look-up should take the nearest few dozen in
// time from each band, prefer what shares most bands, and compare two members
// of a story before it gives the story up, since one may be a cut copy.
func Fingerprint(title, text fold.Text) newswatch.Fingerprint {
	d := prepareFolded(title, text)
	if len(d.tokens) < minTokens {
		return newswatch.Fingerprint{}
	}
	hashes := passages(d)
	lead := min(leadTokens, len(hashes))
	bands := make([]uint64, 0, leadBands+restBands)
	bands = least(bands, hashes[:lead], leadBands)
	bands = least(bands, hashes, restBands)
	return newswatch.Fingerprint{Bands: bands}
}

// passages are the hashes of all runs of shingle tokens; 0 where one belongs to
// the stock. One that states a figure is four times as likely to be chosen, as
// it tells more than words that stand in every such report.
func passages(d *document) []uint64 {
	t := d.tokens
	n := max(len(t)-shingle+1, 1)
	hashes := make([]uint64, n)
	for i := range hashes {
		h, figures := uint64(0x9E3779B97F4A7C15), 0
		for _, x := range t[i:min(i+shingle, len(t))] {
			if x.kind == number && !trifling(x.id) {
				figures++
			}
			h = (h ^ uint64(x.id)) * 0x100000001B3
			h ^= h >> 29
		}
		if hashes[i] = mix(h); figures > 0 {
			hashes[i] >>= 2
		}
	}
	stock().Each(d.text.String(), func(from, to int) bool {
		// Passages that begin inside of it, or end there.
		first, _ := slices.BinarySearchFunc(t, uint32(from), before)
		last, _ := slices.BinarySearchFunc(t, uint32(to), before)
		for k := max(first-shingle/2, 0); k < min(last, n); k++ {
			hashes[k] = 0
		}
		return true
	})
	return hashes
}

func before(t token, pos uint32) int { return int(t.pos) - int(pos) }

// least adds the n least hashes that are not among bands, or fewer.
func least(bands, hashes []uint64, n int) []uint64 {
	var best []uint64 // in order
	for _, h := range hashes {
		if h == 0 || len(best) == n && h >= best[n-1] || slices.Contains(bands, h) {
			continue
		}
		i, found := slices.BinarySearch(best, h)
		if found {
			continue
		}
		if len(best) == n {
			best = best[:n-1]
		}
		best = slices.Insert(best, i, h)
	}
	return append(bands, best...)
}

// entries are the lines of a data file that are no comments.
func entries(data string) []string {
	var list []string
	for line := range strings.Lines(data) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	return list
}
