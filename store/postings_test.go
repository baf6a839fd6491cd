package store

import (
	"encoding/binary"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestListsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := rapid.IntRange(1, segmentDocs).Draw(t, "docs")
		members := rapid.SliceOfNDistinct(rapid.IntRange(0, docs-1), 0, min(docs, 400), rapid.ID[int]).Draw(t, "members")
		var d docSet
		for _, m := range members {
			d.add(m)
		}
		slices.Sort(members)
		stored := appendList(nil, &d, docs)
		if most := (docs+7)/8 + 2*binary.MaxVarintLen16; len(stored) > most {
			t.Errorf("%d bytes for %d of %d articles", len(stored), len(members), docs)
		}
		var got []int
		rest, err := readList(append(stored, 'x'), docs, func(n int) { got = append(got, n) })
		if err != nil || len(rest) != 1 || !slices.Equal(got, members) {
			t.Errorf("got %v (rest %q, %v), want %v", got, rest, err, members)
		}
	})
}

func TestPlacesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfNDistinct(rapid.Int64Range(-1<<50, 1<<50), 1, 50, rapid.ID[int64]).Draw(t, "places")
		slices.Sort(places)
		slices.Reverse(places)
		got, err := readPlaces(appendPlaces(nil, places), len(places))
		if err != nil || !slices.Equal(got, places) {
			t.Errorf("got %v, %v; want %v", got, err, places)
		}
	})
}

// A damaged index is an error, never a panic.
func FuzzDamagedLists(f *testing.F) {
	var d docSet
	for i := range 100 {
		d.add(i * 3)
	}
	f.Add(appendList(nil, &d, 300), 300)
	f.Add(appendList(nil, &d, segmentDocs), segmentDocs)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, 10)
	f.Fuzz(func(t *testing.T, data []byte, docs int) {
		if docs < 1 || docs > segmentDocs {
			t.Skip()
		}
		var d docSet
		readList(data, docs, d.add)
		findList(data, 5, 9, &d, docs)
		readPlaces(data, docs)
	})
}

func TestTermsSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Uint64Range(0, 1<<(12+termBits)-1)).Draw(t, "list")
		for i := range list {
			list[i] = list[i]&^(segmentDocs-1) | uint64(i)&(segmentDocs-1)
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, func(a, b uint64) int {
			if a>>12 < b>>12 {
				return -1
			} else if a>>12 > b>>12 {
				return 1
			}
			return 0
		})
		if got := sortTerms(list); !slices.Equal(got, want) {
			t.Errorf("got %x, want %x", got, want)
		}
	})
}

func TestWordTerms(t *testing.T) {
	cases := []struct {
		word  string
		terms int
		exact bool
	}{
		{"萧", 1, true}, {"萧山", 1, true}, {"萧山区", 2, false}, {"gdp", 1, true}, {"5g网络", 2, false}, {"萧·山", 2, false}, {"网5g络", 3, false},
	}
	for _, c := range cases {
		terms, exact := wordTerms(c.word)
		if len(terms) != c.terms || exact != c.exact {
			t.Errorf("%s: %d terms, exact %v; want %d, %v", c.word, len(terms), exact, c.terms, c.exact)
		}
		text := textTerms("people", "在"+c.word+"，的")
		for _, term := range terms {
			if !slices.Contains(text, term) && c.word[0] < 0x80 == (c.word == "gdp") {
				t.Errorf("%s: a text with the word lacks term %x", c.word, term)
			}
		}
	}
}
