package match

import (
	"fmt"
	"slices"

	"newswatch"
)

// check refuses keyword rules that can never fire, or that fire on everything,
// and warns of words that never count.
func (c *compiler) check(k *keyword) {
	conditions := k.conditions()
	switch {
	case len(conditions) == 0 && len(k.none) == 0:
		c.fault("", 0, "no terms; give at least one under any, all or expr")
		return
	case len(conditions) == 0:
		c.fault("", 0, "only exclusions, which alone never fire; give at least one term under any, all or expr")
		return
	case holdsOnNothing(conditions):
		c.fault("expr", 0, "only exclusions: it would fire on every article without those words; add what to look for")
		return
	}
	dead := c.deadWords(k)
	c.checkExcept(k, conditions)
	if len(dead) == 0 && len(k.src.Sites) == 0 && k.expr == nil {
		return
	}
	if clash := c.siteClash(k); clash != "" {
		c.fault("expr", 0, "can never fire: %s", clash)
		return
	}
	if len(dead) == 0 {
		return
	}
	if !possible(conditions, dead) {
		w := firstDead(conditions, dead)
		c.fault(w.key, w.column, "can never fire: %s", dead[w])
		return
	}
	eachWord(conditions, func(w *word) {
		if why := dead[w]; why != "" {
			c.warn(w.key, "never counts: %s", why)
		}
	})
}

// holdsOnNothing reports whether a condition holds on an empty article of
// another site.
func holdsOnNothing(x cond) bool {
	switch x := x.(type) {
	case allOf:
		for _, y := range x {
			if !holdsOnNothing(y) {
				return false
			}
		}
		return true
	case oneOf:
		for _, y := range x.xs {
			if holdsOnNothing(y) {
				return true
			}
		}
	case absent:
		return !holdsOnNothing(x.x)
	case counted:
		return x.Holds(0)
	}
	return false
}

// needsTerm reports whether a condition can hold only where one of its terms
// stands.
func needsTerm(x cond) bool {
	switch x := x.(type) {
	case *word:
		return x.regex == nil
	case allOf:
		for _, y := range x {
			if needsTerm(y) {
				return true
			}
		}
	case oneOf:
		for _, y := range x.xs {
			if !needsTerm(y) {
				return false
			}
		}
		return len(x.xs) > 0
	case near:
		return needsTerm(x.a) || needsTerm(x.b)
	case before:
		return needsTerm(x.a) || needsTerm(x.b)
	case together:
		for _, y := range x.with {
			if needsTerm(y) {
				return true
			}
		}
	case counted:
		return !x.Holds(0) && needsTerm(x.x)
	}
	return false
}

// eachWord calls f for every word of a condition that it asks for, those under
// NOT aside.
func eachWord(x cond, f func(*word)) {
	switch x := x.(type) {
	case *word:
		f(x)
	case allOf:
		for _, y := range x {
			eachWord(y, f)
		}
	case oneOf:
		for _, y := range x.xs {
			eachWord(y, f)
		}
	case near:
		eachWord(x.a, f)
		eachWord(x.b, f)
	case before:
		eachWord(x.a, f)
		eachWord(x.b, f)
	case together:
		for _, y := range x.with {
			eachWord(y, f)
		}
	case counted:
		eachWord(x.x, f)
	}
}

// forbidden lists the words that must be absent whatever else holds.
func (k *keyword) forbidden() []*word {
	list := k.none
	var add func(cond)
	add = func(x cond) {
		switch x := x.(type) {
		case allOf:
			for _, y := range x {
				add(y)
			}
		case absent:
			switch y := x.x.(type) {
			case *word:
				list = append(list, y)
			case oneOf:
				for _, z := range y.xs {
					if w, ok := z.(*word); ok {
						list = append(list, w)
					}
				}
			}
		}
	}
	add(k.expr)
	return list
}

// deadWords says of each word that can never count why: wherever it stands a
// forbidden one does, or it is its own exception.
func (c *compiler) deadWords(k *keyword) map[*word]string {
	forbidden, skip := k.forbidden(), map[string]*word{}
	for _, w := range k.skip {
		skip[w.folded] = w
	}
	if len(forbidden) == 0 && len(skip) == 0 {
		return nil
	}
	barred := map[string]*word{} // with the fields of all that are folded alike
	for _, w := range forbidden {
		if first := barred[w.folded]; first != nil {
			both := *first
			both.fields |= w.fields
			w = &both
		}
		barred[w.folded] = w
	}
	dead := map[*word]string{}
	eachWord(k.conditions(), func(w *word) {
		if e := skip[w.folded]; e != nil {
			dead[w] = fmt.Sprintf("every %s is taken away by except %s", w, e)
			return
		}
		if n := barred[w.folded]; n != nil && w.fields&^n.fields == 0 {
			dead[w] = fmt.Sprintf("%s is asked for and excluded", w)
			return
		}
		for _, within := range c.within(w) {
			if n := barred[within]; n != nil && w.fields&^n.fields == 0 {
				dead[w] = fmt.Sprintf("%s always holds %s, which is excluded", w, n)
				return
			}
		}
	})
	return dead
}

// within lists the terms of all watches that stand in a word wherever it does.
func (c *compiler) within(w *word) []string {
	if w.regex != nil {
		return nil
	}
	var list []string
	for _, o := range c.m.set.Find(nil, []byte(w.folded)) {
		list = append(list, c.terms[o.Term()])
	}
	return list
}

// possible reports whether a condition can still hold where the dead words
// never count.
func possible(x cond, dead map[*word]string) bool {
	switch x := x.(type) {
	case *word:
		return dead[x] == ""
	case allOf:
		for _, y := range x {
			if !possible(y, dead) {
				return false
			}
		}
	case oneOf:
		for _, y := range x.xs {
			if possible(y, dead) {
				return true
			}
		}
		return false
	case near:
		return possible(x.a, dead) && possible(x.b, dead)
	case before:
		return possible(x.a, dead) && possible(x.b, dead)
	case together:
		for _, y := range x.with {
			if !possible(y, dead) {
				return false
			}
		}
	case counted:
		return x.Holds(0) || possible(x.x, dead)
	}
	return true
}

// firstDead finds the word to blame for a condition that is not possible.
func firstDead(x cond, dead map[*word]string) *word {
	if list, ok := x.(allOf); ok {
		for _, y := range list {
			if !possible(y, dead) {
				return firstDead(y, dead)
			}
		}
	}
	var first *word
	eachWord(x, func(w *word) {
		if first == nil && dead[w] != "" {
			first = w
		}
	})
	return first
}

// checkExcept warns of exceptions in which nothing that is asked for can stand.
func (c *compiler) checkExcept(k *keyword, conditions cond) {
	if len(k.skip) == 0 {
		return
	}
	asked := map[string]bool{}
	open := false // a regular expression may stand anywhere
	eachWord(conditions, func(w *word) {
		open = open || w.regex != nil
		asked[w.folded] = true
	})
	for _, w := range k.skip {
		if !open && w.regex == nil && !slices.ContainsFunc(c.within(w), func(s string) bool { return asked[s] }) {
			c.warn(w.key, "has no effect: none of the words that are asked for stands inside %s", w)
		}
	}
}

// siteClash says why the sites that the rule asks for cannot be met together.
func (c *compiler) siteClash(k *keyword) string {
	var asked []newswatch.SiteID
	barred := map[newswatch.SiteID]bool{}
	var add func(cond)
	add = func(x cond) {
		switch x := x.(type) {
		case allOf:
			for _, y := range x {
				add(y)
			}
		case onSite:
			asked = append(asked, x.id)
		case absent:
			if s, ok := x.x.(onSite); ok {
				barred[s.id] = true
			}
		}
	}
	add(k.expr)
	for _, id := range asked {
		allowed := len(k.src.Sites) == 0
		for _, s := range k.src.Sites {
			allowed = allowed || s == id
		}
		switch {
		case id != asked[0]:
			return fmt.Sprintf("no article is from both %s and %s", asked[0], id)
		case barred[id]:
			return fmt.Sprintf("site:%s is asked for and excluded", id)
		case !allowed:
			return fmt.Sprintf("expr asks for site:%s, which is not among the watch's sites", id)
		}
	}
	for _, s := range k.src.Sites {
		if !barred[s] {
			return ""
		}
	}
	if len(k.src.Sites) > 0 {
		return "all of the watch's sites are excluded by expr"
	}
	return ""
}
