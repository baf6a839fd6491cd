package store

import (
	"encoding/binary"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestListsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := layout{rapid.IntRange(1, segmentDocs).Draw(t, "docs"), rapid.Bool().Draw(t, "sides")}
		members := rapid.SliceOfNDistinct(rapid.IntRange(0, l.docs-1), 0, min(l.docs, 400), rapid.ID[int]).Draw(t, "members")
		var beside *[segmentDocs]sides
		if rapid.Bool().Draw(t, "beside") {
			beside = new([segmentDocs]sides)
			for _, m := range members {
				beside[m] = rapid.Byte().Draw(t, "side")
			}
		}
		var d docSet
		for _, m := range members {
			d.add(m)
		}
		slices.Sort(members)
		stored := l.append(nil, &d, beside)
		most := (l.docs+7)/8 + 2*binary.MaxVarintLen16
		if kept := beside != nil && l.sides; kept {
			most += len(members)
		} else {
			beside = nil
		}
		if len(stored) > most {
			t.Errorf("%d bytes for %d of %d articles", len(stored), len(members), l.docs)
		}
		var got []int
		rest, err := l.read(append(stored, 'x'), func(n int, s sides) {
			got = append(got, n)
			if want := unknownSides; beside == nil && s != want || beside != nil && s != beside[n] {
				t.Errorf("sides of %d are %x", n, s)
			}
		})
		if err != nil || len(rest) != 1 || !slices.Equal(got, members) {
			t.Errorf("got %v (rest %q, %v), want %v", got, rest, err, members)
		}
		var left, picked, want docSet
		wanted := rapid.SampledFrom([]sides{0, 1, 0x12}).Draw(t, "wanted")
		for _, m := range members {
			if m%3 > 0 {
				left.add(m)
			}
			if m%3 > 0 && (beside == nil || beside[m]&wanted == wanted) {
				want.add(m)
			}
		}
		err = l.pick(stored, wanted, &left, &picked)
		if picked.and(&left); err != nil || picked != want {
			t.Errorf("picked %v of %v, %v; want %v", picked, members, err, want)
		}
		if rest, err := l.read(append(stored, 'x'), nil); err != nil || len(rest) != 1 {
			t.Errorf("skipping leaves %q, %v", rest, err)
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
	f.Add(layout{docs: 300}.append(nil, &d, nil), 300, false)
	f.Add(layout{segmentDocs, true}.append(nil, &d, new([segmentDocs]sides)), segmentDocs, true)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, 10, true)
	f.Fuzz(func(t *testing.T, data []byte, docs int, sided bool) {
		if docs < 1 || docs > segmentDocs {
			t.Skip()
		}
		var d, all docSet
		for i := range docs {
			all.add(i)
		}
		l := layout{docs, sided}
		l.read(data, func(n int, _ sides) {
			if n < 0 || n >= docs {
				t.Errorf("member %d of %d", n, docs)
			}
		})
		l.find(data, 5, clue{9, 3}, &all, &d)
		readPlaces(data, docs)
	})
}

func TestTermsSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Uint64()).Draw(t, "list")
		for i := range list {
			list[i] = list[i]>>termShift<<termShift | uint64(i)<<sideBits
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, func(a, b uint64) int {
			if a>>termShift < b>>termShift {
				return -1
			} else if a>>termShift > b>>termShift {
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
		clues, exact := wordTerms(c.word)
		if len(clues) != c.terms || exact != c.exact {
			t.Errorf("%s: %d terms, exact %v; want %d, %v", c.word, len(clues), exact, c.terms, c.exact)
		}
		text := textTerms("people", "在"+c.word+"，的")
		for _, want := range clues {
			if !slices.ContainsFunc(text, want.fits) && c.word[0] < 0x80 == (c.word == "gdp") {
				t.Errorf("%s: a text with the word lacks term %x", c.word, want)
			}
		}
	}
}

// Whatever a text says has all clues; most texts that have a word's pairs apart
// from each other lack some.
func TestSidesTellWordsFromTheirPairs(t *testing.T) {
	all := func(text, word string) bool {
		list := textTerms("people", text)
		clues, _ := wordTerms(word)
		for _, want := range clues {
			if !slices.ContainsFunc(list, want.fits) {
				return false
			}
		}
		return true
	}
	chars := []rune("萧山国际机场杭州湾大桥，a1\n")
	rapid.Check(t, func(t *rapid.T) {
		text := []rune(rapid.StringOfN(rapid.SampledFrom(chars), 2, 60, -1).Draw(t, "text"))
		from := rapid.IntRange(0, len(text)-2).Draw(t, "from")
		word := []rune(text[from:rapid.IntRange(from+1, min(from+8, len(text))).Draw(t, "to")])
		if slices.ContainsFunc(word, func(r rune) bool { return scriptOf(r) != ideographs }) {
			t.Skip("runs of other scripts are found whole")
		}
		if !all(string(text), string(word)) {
			t.Errorf("%q lacks a clue to %q", string(text), string(word))
		}
	})
	passed := 0
	for a := rune(0x5000); a < 0x5100; a++ {
		text := string([]rune{'萧', '山', a, '，', a + 300, '山', '国', a + 600, '，', a + 900, '国', '际'})
		if all(text, "萧山国际") {
			passed++
		}
	}
	if passed > 16 {
		t.Errorf("%d of 256 texts without the word have all clues", passed)
	}
}
