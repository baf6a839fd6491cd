package match

import (
	"fmt"
	"slices"
	"strings"

	"newswatch"
)

// target is a compiled person, organisation, place or project.
type target struct {
	src                        *newswatch.Watch
	names, context, none, skip []*word
	any                        oneOf   // of names
	longer                     []*word // names of other persons, in which ours do not count
}

func (c *compiler) target(src *newswatch.Watch) watch {
	c.foreign(map[string]int{
		"any": len(src.Any), "all": len(src.All), "expr": len(src.Expr),
		"subject": len(src.Subject), "indicator": len(src.Indicator),
		"min": given(src.Min), "max": given(src.Max), "change": given(src.Change),
	})
	in := c.fieldsIn()
	t := &target{src: src}
	if strings.TrimSpace(src.Name) == "" {
		c.fault("name", 0, "is missing; a target is looked for by its name and aliases")
	} else {
		t.names = c.list("name", []string{src.Name}, in)
	}
	t.names = append(t.names, c.list("aliases", src.Aliases, in)...)
	t.any = anyWord(t.names)
	t.context = c.list("context", src.Context, in|whole)
	t.none = c.list("none", src.None, in|whole)
	t.skip = c.list("except", src.Except, 1<<fieldCount-1)
	for _, w := range t.names {
		w.person = src.Kind == newswatch.Person
		if w.key == "name[0]" {
			w.key = "name"
		}
		for _, s := range t.skip {
			if s.folded == w.folded {
				c.fault(w.key, 0, "%s is also under except and would never count", w)
			}
		}
	}
	return t
}

func (t *target) source() *newswatch.Watch { return t.src }

func (t *target) triggers() ([]*word, bool) {
	for _, w := range t.names {
		if w.regex != nil {
			return nil, true
		}
	}
	return t.names, false
}

// distinguish tells each person which longer names of others hold hers.
func (c *compiler) distinguish() {
	holders := map[int][]*word{} // term to the longer names
	var people []*target
	for _, w := range c.m.watches {
		if t, ok := w.(*target); ok && t.src.Kind == newswatch.Person {
			people = append(people, t)
		}
	}
	for _, t := range people {
		for _, w := range t.names {
			if w.regex != nil {
				continue
			}
			for _, o := range c.m.set.Find(nil, []byte(w.folded)) {
				if o.Term() != w.term {
					holders[o.Term()] = append(holders[o.Term()], w)
				}
			}
		}
	}
	for _, t := range people {
		for _, w := range t.names {
			for _, long := range holders[w.term] {
				if w.term >= 0 && !slices.Contains(t.names, long) {
					t.longer = append(t.longer, long)
				}
			}
		}
	}
}

// standing lists where the target's names count, context aside.
func (t *target) standing(r *run) []place {
	r.except(slices.Concat(t.skip, t.longer))
	places, _ := t.any.eval(r, false, nil)
	return longest(places)
}

// longest keeps, of places that overlap, the longer ones; of equally long ones
// the first.
func longest(places []place) []place {
	slices.SortStableFunc(places, func(a, b place) int {
		if c := a.field - b.field; c != 0 {
			return c
		}
		if c := a.from - b.from; c != 0 {
			return c
		}
		return b.to - a.to
	})
	kept := places[:0]
	for _, p := range places {
		for len(kept) > 0 && overlaps(kept[len(kept)-1], p) && p.to-p.from > kept[len(kept)-1].to-kept[len(kept)-1].from {
			kept = kept[:len(kept)-1]
		}
		if len(kept) == 0 || !overlaps(kept[len(kept)-1], p) {
			kept = append(kept, p)
		}
	}
	return kept
}

func overlaps(a, b place) bool { return a.field == b.field && a.from < b.to && b.from < a.to }

// present gives the first of the words that stands anywhere.
func (r *run) present(words []*word) (place, bool) {
	for _, w := range words {
		if places := w.places(r, true, nil); len(places) > 0 {
			return places[0], true
		}
	}
	return place{}, false
}

func (t *target) match(r *run) (newswatch.Hit, bool) {
	if !r.onSites(t.src.Sites) {
		return newswatch.Hit{}, false
	}
	places := t.standing(r)
	if len(places) == 0 {
		return newswatch.Hit{}, false
	}
	if _, barred := r.present(t.none); barred {
		return newswatch.Hit{}, false
	}
	context := ""
	if len(t.context) > 0 {
		p, ok := r.present(t.context)
		if !ok {
			return newswatch.Hit{}, false
		}
		context = p.word.written
	}
	h := newHit(t.src)
	h.Matches = r.matches(places)
	for i := range h.Matches {
		h.Matches[i].Context = context
	}
	h.Rule = "name " + quoted(distinct(places), "and")
	if context != "" {
		h.Rule += fmt.Sprintf("; context %q", context)
	}
	return h, true
}

func (t *target) why(r *run) string {
	if !r.onSites(t.src.Sites) {
		return r.whyNotSites(t.src.Sites)
	}
	places := t.standing(r)
	if len(places) == 0 {
		return r.reason("name", t.any)
	}
	if p, barred := r.present(t.none); barred {
		return fmt.Sprintf("none: %s stands in %s", p.word, r.where(p))
	}
	return fmt.Sprintf("context: %s stands in %s, but %s",
		places[0].word, r.where(places[0]), missing(t.context, "the article"))
}
