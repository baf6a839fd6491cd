package match

import (
	"regexp"
	"strconv"
)

// word is a word, a phrase or a regular expression that a watch looks for, in
// the fields where it does.
type word struct {
	written string // as the watch's owner wrote it
	folded  string // or the source of the regular expression, in slashes
	term    int    // in the set; -1 for a regular expression
	regex   *regexp.Regexp
	fields  fields
	order   int  // within its watch
	person  bool // a person's name, around which titles stand
	key     string
	column  int
}

func (w *word) String() string {
	if w.regex != nil {
		return w.written
	}
	return strconv.Quote(w.written)
}

// places appends where the word stands, in order; without raw, only what no
// except word contains.
func (w *word) places(r *run, raw bool, to []place) []place {
	for i := range r.fields {
		if !w.fields.has(i) {
			continue
		}
		if w.regex != nil {
			for _, s := range r.regexPlaces(w, i) {
				to = w.admit(r, raw, i, s.from, s.to, to)
			}
			continue
		}
		size := r.m.set.Size(w.term)
		for _, o := range r.fields[i].of(w.term) {
			to = w.admit(r, raw, i, o.Start(), o.Start()+size, to)
		}
	}
	return to
}

func (w *word) admit(r *run, raw bool, field, from, to int, places []place) []place {
	if !raw && r.excepted != nil && r.excepted[field].holds(from, to) {
		return places
	}
	return append(places, place{w, field, from, to})
}

// eval implements cond.
func (w *word) eval(r *run, raw bool, to []place) ([]place, bool) {
	n := len(to)
	to = w.places(r, raw, to)
	return to, len(to) > n
}

// spans implements located.
func (w *word) spans(r *run, raw bool) []span {
	places := w.places(r, raw, nil)
	spans := make([]span, len(places))
	for i, p := range places {
		spans[i] = span{p.field, p.from, p.to, places[i : i+1 : i+1]}
	}
	return spans
}
