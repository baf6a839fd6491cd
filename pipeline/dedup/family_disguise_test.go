package dedup_test

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// disguise makes one of the seven kinds of copies that content farms make.
func (e *editor) disguise(p page, src edition, kind int) page {
	p.disguise = kind
	change := func(f func(string) string) { p.title, p.text = f(p.title), f(p.text) }
	switch kind {
	case 1: // traditional, with toned pinyin after some characters
		change(func(s string) string { return e.notes(e.toTraditional(s), 12, "(", ")") })
	case 2: // the same with a space in the bracket
		change(func(s string) string { return e.notes(e.toTraditional(s), 9, "(", " )") })
	case 3: // simplified, pinyin after words, sometimes doubled
		change(func(s string) string { return e.wordNotes(s) })
	case 4: // without tones, repeated
		change(func(s string) string { return e.bareNotes(s) })
	case 5: // bytes lost
		change(func(s string) string { return e.damage(s) })
	case 6: // another place put in
		from, to := src.slots["city"], invent(e.r, "city")
		if town, ok := src.slots["town"]; ok && (from == "" || e.r.IntN(2) == 0) {
			from, to = town, pick(e.r, []string{"萧山区", "瓜沥镇", "临浦镇", "北干街道"})
		}
		if from != "" {
			change(func(s string) string { return strings.ReplaceAll(s, from, to) })
		}
	case 7: // names come back from another language by their sound
		for _, key := range slices.Sorted(maps.Keys(src.slots)) {
			if slices.Contains([]string{"town", "vil", "per", "co"}, stem(key)) {
				name, other := src.slots[key], e.homophone(src.slots[key])
				change(func(s string) string { return strings.ReplaceAll(s, name, other) })
			}
		}
		change(synonyms.Replace)
	}
	return p
}

func (e *editor) toTraditional(s string) string {
	return strings.Map(func(c rune) rune {
		// Farms leave some characters as they are.
		if t, ok := e.traditional[c]; ok && e.r.IntN(15) > 0 {
			return t
		}
		return c
	}, s)
}

var tones = map[byte][]rune{'a': []rune("āáǎà"), 'e': []rune("ēéěè"), 'i': []rune("īíǐì"), 'o': []rune("ōóǒò"), 'u': []rune("ūúǔù"), 'v': []rune("ǖǘǚǜ")}

// toned puts a tone on a syllable.
func (e *editor) toned(syllable string) string {
	for i := range len(syllable) {
		if list, ok := tones[syllable[i]]; ok {
			return syllable[:i] + string(pick(e.r, list)) + syllable[i+1:]
		}
	}
	return syllable
}

func (e *editor) notes(s string, every int, open, shut string) string {
	var b strings.Builder
	for _, c := range s {
		b.WriteRune(c)
		if syllable := e.readings[c]; syllable != "" && e.r.IntN(every) == 0 {
			b.WriteString(open + e.toned(syllable) + shut)
		}
	}
	return b.String()
}

func (e *editor) wordNotes(s string) string {
	var b strings.Builder
	word := ""
	flush := func() {
		if word != "" && e.r.IntN(6) == 0 {
			b.WriteString("(" + word + ")")
			if e.r.IntN(2) == 0 {
				b.WriteString("(" + word + ")")
			}
		}
		word = ""
	}
	for _, c := range s {
		syllable := e.readings[c]
		if syllable == "" || !unicode.Is(unicode.Han, c) {
			flush()
		} else {
			word += e.toned(syllable)
		}
		b.WriteRune(c)
		if e.r.IntN(3) == 0 {
			flush()
		}
	}
	return b.String()
}

func (e *editor) bareNotes(s string) string {
	var b strings.Builder
	for _, c := range s {
		b.WriteRune(c)
		if syllable := e.readings[c]; syllable != "" && e.r.IntN(10) == 0 {
			b.WriteString(strings.Repeat("("+syllable+")", 1+e.r.IntN(4)))
		}
	}
	return b.String()
}

// damage loses bytes as a wrong conversion does. Either a character becomes a
// sign that stands for nothing, or one byte of the text in GBK is lost, and what
// follows is read from its second bytes on until a byte of ASCII or a mark makes
// it come right.
func (e *editor) damage(s string) string {
	list := []rune(s)
	var b strings.Builder
	for i := 0; i < len(list); i++ {
		if !unicode.Is(unicode.Han, list[i]) || e.r.IntN(60) > 0 {
			b.WriteRune(list[i])
			continue
		}
		switch e.r.IntN(3) {
		case 0:
			b.WriteString("�")
		case 1:
			b.WriteString(string(pick(e.r, []rune("閿熸枻鎷锟斤拷"))) + "?")
		default:
			end := i + 1
			for end < len(list) && end < i+3+e.r.IntN(8) && list[end] > 0x7F && list[end] != '\n' {
				end++
			}
			raw, err := simplifiedchinese.GBK.NewEncoder().String(string(list[i:end]))
			if err != nil || len(raw) < 2 {
				b.WriteString("�")
				continue
			}
			shifted, _ := simplifiedchinese.GBK.NewDecoder().String(raw[1:])
			b.WriteString(shifted)
			i = end - 1
		}
	}
	return b.String()
}

func (e *editor) homophone(name string) string {
	return strings.Map(func(c rune) rune {
		if same := e.homophones[e.readings[c]]; len(same) > 0 && !strings.ContainsRune("镇村街道乡社区公司有限股份集团", c) {
			return pick(e.r, same)
		}
		return c
	}, name)
}
