package figure

import "strings"

// resolve names what 全区 or 该区 stands for, where the article says it shortly
// before or is about one place; else the words stay as written.
func (s *sentence) resolve(c candidate) string {
	text := strings.Trim(s.v.words(c.from, c.to), `" `)
	if c.named {
		return text
	}
	r := []rune(text)
	switch r[len(r)-1] {
	case '区', '市', '县', '省', '镇':
	default:
		return text
	}
	if r[0] != '我' && r[0] != '该' && r[0] != '全' && r[0] != '本' || len(r) != 2 {
		return text
	}
	if s.a.resolved == nil {
		s.a.resolved = map[rune]string{}
	}
	if s.a.resolvedAt != s.v || s.a.resolvedFor != s.from {
		clear(s.a.resolved)
		s.a.resolvedAt, s.a.resolvedFor = s.v, s.from
	}
	name, known := s.a.resolved[r[1]]
	if !known {
		name = s.a.placeBefore(s.t, c.from, r[1])
		s.a.resolved[r[1]] = name
	}
	if name != "" {
		return name
	}
	return text
}

// placeBefore returns the last place of a level that t names shortly before i.
func (a *article) placeBefore(t []rune, i int, level rune) string {
	const near = 240
	from := max(0, i-near)
	for from > 0 && from < i && t[from] != '\n' && t[from] != '。' {
		from++
	}
	last := ""
	for j := from; j < i; j++ {
		e, ok := a.reader.words.at(t, j, i)
		if !ok {
			continue
		}
		if e.kind&place != 0 {
			name := string(e.word)
			if levelOf(name, t, j+len(e.word)) == level {
				last = strings.TrimSuffix(name, string(level))
			}
		}
		j += len(e.word) - 1
	}
	return last
}

// levelOf says which kind of place a name is: by its suffix, or by the list.
func levelOf(name string, t []rune, end int) rune {
	if end < len(t) && strings.ContainsRune("区市县省镇", t[end]) {
		return t[end]
	}
	if l, ok := levels[name]; ok {
		return l
	}
	r := []rune(name)
	return r[len(r)-1]
}

// homeName is the place that the article is about: the one that its headline
// and first paragraphs name most.
func (a *article) homeName() string {
	if a.homeKnown {
		return a.home
	}
	a.homeKnown = true
	counts := map[string]int{}
	best := 0
	for n, v := range a.views {
		limit := min(len(v.t), 600)
		weight := 2 - n
		for j := 0; j < limit; j++ {
			e, ok := a.reader.words.at(v.t, j, limit)
			if !ok {
				continue
			}
			if e.kind&place != 0 {
				name := string(e.word)
				counts[name] += weight
				if counts[name] > best {
					best, a.home = counts[name], name
				}
			}
			j += len(e.word) - 1
		}
	}
	return a.home
}

// titled is whom the headline names as the article's subject, or "".
func (a *article) titled() string {
	if a.titleRead {
		return a.inTitle
	}
	a.titleRead = true
	a.eachTopic(a.views[0], true, func(name string) bool {
		a.inTitle = name
		return false
	})
	return a.inTitle
}

// mainSubject is whom the article is about: the body or place that its headline
// begins with, else the one that opens most of its first clauses, else its main
// place.
func (a *article) mainSubject() string {
	if a.mainKnown {
		return a.main
	}
	a.mainKnown = true
	if a.main = a.titled(); a.main != "" {
		return a.main
	}
	counts := map[string]int{}
	best := 0
	a.eachTopic(a.views[1], false, func(name string) bool {
		counts[name]++
		if counts[name] > best {
			best, a.main = counts[name], name
		}
		return true
	})
	if best < 2 {
		a.main = a.homeName()
	}
	return a.main
}

// eachTopic calls yield with the topics of the first sentences of v until it
// returns false.
func (a *article) eachTopic(v *view, title bool, yield func(string) bool) {
	limit := min(len(v.t), 360)
	for from := 0; from < limit; from++ {
		if v.t[from] == '\n' || v.t[from] == ' ' {
			continue
		}
		_, to := sentenceAround(v.t, from)
		if to <= from {
			continue
		}
		for _, name := range a.topics(v, from, to, title) {
			if !yield(name) {
				return
			}
		}
		from = to - 1
	}
}

// topics are the named bodies and places that open clauses of a sentence.
func (a *article) topics(v *view, from, to int, title bool) []string {
	s := &sentence{a: a, v: v, t: v.t, from: from, to: to, title: title, marks: a.reader.marks(v.t, from, to, nil, a.opening[:0])}
	if title {
		s.marks = v.partHeadline(s.marks, from, to)
	}
	a.opening = s.marks
	var names []string
	for k := range s.marks {
		c, ok := s.candidateAt(k)
		if !ok || !c.named || !c.lasting || s.listed(c) || s.ranked(c) || s.located(c) || !s.clauseOpens(c.from) {
			continue
		}
		if name := strings.Trim(v.words(c.from, c.to), `" `); !endsWith(name, papers) {
			names = append(names, name)
		}
	}
	return names
}

// papers are sources, which stand where subjects do.
var papers = []string{"日报", "晚报", "在线", "新华社", "电视台", "新闻网", "统计局", "海关"}
