package figure

import (
	"strings"

	"newswatch"
)

// sentence is one sentence with its words and quantities marked.
type sentence struct {
	a        *article
	v        *view
	t        []rune // of the whole field
	from, to int
	title    bool
	qs       []quantity
	marks    []mark
	read     []reading

	// what sentencesBefore found, once it was asked for
	looked, found bool
	earlier       candidate
	earlierIn     *sentence
}

// reading is what was read of a quantity so far; later ones of the sentence
// lean on it.
type reading struct {
	np      nounPhrase
	growth  bool // 增长5%: of what, not how much
	rate    bool // 增速 stands there as a noun
	subject string
	place   candidate // the place that stands where an indicator would
	kind    newswatch.FigureKind
	ok      bool
}

// sentence reads the figures of one sentence.
func (a *article) sentence(v *view, field newswatch.Field, from, to int, qs []quantity) {
	v.align(from, to)
	a.markThresholds(v.t, to, qs)
	a.marks = a.reader.marks(v.t, from, to, qs, a.marks[:0])
	if field == newswatch.FieldTitle {
		a.marks = v.partHeadline(a.marks, from, to)
	}
	s := &sentence{a: a, v: v, t: v.t, from: from, to: to, title: field == newswatch.FieldTitle, qs: qs, marks: a.marks, read: make([]reading, len(qs))}
	whole := ""
	for i := range qs {
		q := &qs[i]
		if q.threshold || len(a.figures) >= maxFigures {
			continue
		}
		f, ok := s.figure(i)
		if !ok {
			continue
		}
		f.Field = field
		if whole == "" {
			whole = v.original(from, to)
		}
		f.Sentence = whole
		f.Offset, f.Length = v.span(q.from, q.to)
		f.Text = string(v.source[f.Offset : f.Offset+f.Length])
		a.figures = append(a.figures, f)
	}
}

// figure reads all about quantity i. It is no figure where an amount without a
// unit turns out to have no indicator that would tell it.
func (s *sentence) figure(i int) (newswatch.Figure, bool) {
	q := &s.qs[i]
	rd := &s.read[i]
	s.indicator(i)
	if q.bareSum && !s.settle(q, rd) {
		return newswatch.Figure{}, false
	}
	rd.ok = true
	f := newswatch.Figure{Unit: q.unit}
	if q.ranged {
		lo, hi := q.lo, q.hi
		f.Min, f.Max = &lo, &hi
	} else {
		value := q.lo
		f.Value = &value
	}
	s.classify(q, rd)
	f.Unit = q.unit
	f.Indicator = s.name(q, rd)
	if q.measure != nil && q.measure.unit == "" && isLatin(q.measure.word[0]) && f.Unit == string(q.measure.word) {
		f.Unit = s.v.words(q.to-len(q.measure.word), q.to) // GWh, not gwh
	}
	rd.kind = s.kind(i)
	f.Kind = rd.kind
	f.Period = s.period(i)
	rd.subject = s.subject(i)
	f.Subject = rd.subject
	f.Qualifier = s.qualifier(i)
	return f, true
}

// markAt returns the index of the last mark that begins before pos.
func (s *sentence) markBefore(pos int) int {
	lo, hi := 0, len(s.marks)
	for lo < hi {
		m := (lo + hi) / 2
		if s.marks[m].from < pos {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo - 1
}

// clauseStart returns where the clause of pos begins.
func (s *sentence) clauseStart(pos int) int {
	for i := s.markBefore(pos); i >= 0; i-- {
		if s.marks[i].kind&breaks != 0 && s.marks[i].to <= pos && !s.insideName(i) {
			return s.marks[i].to
		}
	}
	return s.from
}

// clauseBefore returns where the clause ends that stands before the one that
// starts at pos. It is less than pos, unless pos is where the sentence starts.
func (s *sentence) clauseBefore(pos int) int {
	for i := s.markBefore(pos); i >= 0; i-- {
		if s.marks[i].to == pos && s.marks[i].kind&breaks != 0 {
			return max(s.from, s.marks[i].from)
		}
		if s.marks[i].to < pos {
			break
		}
	}
	return max(s.from, pos-1)
}

// clauseEnd returns where the clause of pos ends.
func (s *sentence) clauseEnd(pos int) int {
	for i := s.markBefore(pos) + 1; i < len(s.marks); i++ {
		if s.marks[i].from >= pos && s.marks[i].kind&breaks != 0 {
			return s.marks[i].from
		}
	}
	return s.to
}

// insideName reports a bracket that only explains a name, as in 开发区(下沙).
func (s *sentence) insideName(i int) bool {
	c := s.t[s.marks[i].from]
	return c == ')' && i > 0 && s.marks[i].from-s.marks[i-1].from < 8
}

// markThresholds finds the thresholds inside the names of classes, as in
// 10亿元以上项目2个: they are no figures but parts of a noun.
func (a *article) markThresholds(t []rune, to int, qs []quantity) {
	for i := range qs {
		q := &qs[i]
		if q.measure == nil || q.class != money && q.class != size {
			continue
		}
		end := q.to
		end = prefix(t, end, len(t), "及以上", "(含)以上", "以上", "以下")
		if end == q.to {
			if q.class == money && q.from > 0 && strings.ContainsRune("超过破", t[q.from-1]) && end < to && isHan(t[end]) && t[end] != '的' && a.thingSoon(t, end, min(to, end+3)) && i+1 < len(qs) && qs[i+1].from-q.to < 12 {
				q.threshold = true // 税收超亿元楼宇增至21幢
			}
			continue
		}
		if end < to && t[end] == '的' {
			end++
		}
		noun := a.thingSoon(t, end, min(to, end+10))
		if noun && (q.class == money || i+1 < len(qs) && qs[i+1].from-q.to < 24) {
			q.threshold = true
		} else if end < to && t[end] == '、' && q.class == money && i+1 < len(qs) && qs[i+1].measure == q.measure {
			q.threshold = a.thingSoon(t, qs[i+1].to, min(to, qs[i+1].to+12))
		}
	}
}

// thingSoon reports a noun that is counted in t[i:to], before any border.
func (a *article) thingSoon(t []rune, i, to int) bool {
	for ; i < to; i++ {
		if e, ok := a.reader.words.at(t, i, to); ok {
			if e.kind&(thing|body) != 0 && len(e.word) > 1 {
				return true
			}
			if e.kind&(breaks|weakDone|goalWord|doneWord|rise|fall) != 0 {
				return false
			}
			i += len(e.word) - 1
		} else if !isHan(t[i]) && t[i] != '"' {
			return false
		}
	}
	return false
}
