package match

import (
	"fmt"
	"slices"
	"strings"

	"newswatch"
	"newswatch/pipeline/match/rule"
)

// keyword is a compiled keyword rule.
type keyword struct {
	src                    *newswatch.Watch
	anyOf, all, none, skip []*word
	any, barred            oneOf // of anyOf and none
	expr                   cond  // nil where there is none
	standing               string
}

func (c *compiler) keyword(src *newswatch.Watch) watch {
	c.foreign(map[string]int{
		"aliases": len(src.Aliases), "context": len(src.Context),
		"subject": len(src.Subject), "indicator": len(src.Indicator),
		"min": given(src.Min), "max": given(src.Max), "change": given(src.Change),
	})
	in := c.fieldsIn()
	k := &keyword{src: src}
	k.anyOf = c.list("any", src.Any, in)
	k.any = anyWord(k.anyOf)
	k.all = c.list("all", src.All, in)
	k.none = c.list("none", src.None, in|whole)
	k.barred = anyWord(k.none)
	k.skip = c.list("except", src.Except, 1<<fieldCount-1)
	if expr := strings.TrimSpace(src.Expr); expr != "" {
		lead := strings.Index(src.Expr, expr)
		tree, err := rule.Parse(src.Expr)
		if err != nil {
			if e, ok := err.(*rule.Error); ok {
				c.fault("expr", e.Column, "%s", e.Msg)
			} else {
				c.fault("expr", lead+1, "%v", err)
			}
			return nil
		}
		k.expr, k.standing = c.expr(tree, in), expr
		if k.expr == nil {
			return nil
		}
	}
	return k
}

func given(f *float64) int {
	if f == nil {
		return 0
	}
	return 1
}

func (k *keyword) source() *newswatch.Watch { return k.src }

// triggers are the words one of which must stand for the watch to fire; or
// always is set.
func (k *keyword) triggers() (words []*word, always bool) {
	if !needsTerm(k.conditions()) {
		return nil, true
	}
	words = slices.Concat(k.anyOf, k.all)
	eachWord(k.expr, func(w *word) { words = append(words, w) })
	return words, false
}

// conditions are what must hold, none aside.
func (k *keyword) conditions() allOf {
	var list allOf
	if len(k.anyOf) > 0 {
		list = append(list, k.any)
	}
	for _, w := range k.all {
		list = append(list, w)
	}
	if k.expr != nil {
		list = append(list, k.expr)
	}
	return list
}

func anyWord(words []*word) oneOf {
	list := make([]cond, len(words))
	for i, w := range words {
		list[i] = w
	}
	return newOneOf(list)
}

func (k *keyword) match(r *run) (newswatch.Hit, bool) {
	if !r.onSites(k.src.Sites) {
		return newswatch.Hit{}, false
	}
	r.except(k.skip)
	if _, ok := k.barred.eval(r, true, nil); ok {
		return newswatch.Hit{}, false
	}
	var places []place
	var fired []string
	if len(k.anyOf) > 0 {
		var ok bool
		if places, ok = k.any.eval(r, false, places); !ok {
			return newswatch.Hit{}, false
		}
		fired = append(fired, "any "+quoted(distinct(places), "and"))
	}
	for _, w := range k.all {
		var ok bool
		if places, ok = w.eval(r, false, places); !ok {
			return newswatch.Hit{}, false
		}
	}
	if len(k.all) > 0 {
		fired = append(fired, "all "+quoted(k.all, "and"))
	}
	if k.expr != nil {
		var ok bool
		if places, ok = k.expr.eval(r, false, places); !ok {
			return newswatch.Hit{}, false
		}
		fired = append(fired, "expr "+k.standing)
	}
	h := newHit(k.src)
	h.Rule = strings.Join(fired, "; ")
	h.Matches = r.matches(places)
	return h, true
}

// distinct lists the words of places, each once, in the order of the watch.
func distinct(places []place) []*word {
	var words []*word
	for _, p := range places {
		if n := len(words); n == 0 || words[n-1] != p.word {
			words = append(words, p.word)
		}
	}
	slices.SortFunc(words, func(a, b *word) int { return a.order - b.order })
	return slices.Compact(words)
}

func newHit(w *newswatch.Watch) newswatch.Hit {
	return newswatch.Hit{
		ID: w.ID, Name: w.Name, Kind: w.Kind, Severity: w.Severity, Channels: w.Channels,
		Matches: []newswatch.Match{}, Figures: []newswatch.Figure{},
	}
}

// onSites reports whether the article may be from one of sites; none given
// means all, and an article of unknown site may be from anywhere.
func (r *run) onSites(sites []newswatch.SiteID) bool {
	return len(sites) == 0 || r.doc.Site == "" || slices.Contains(sites, r.doc.Site)
}

func (r *run) whyNotSites(sites []newswatch.SiteID) string {
	names := make([]string, len(sites))
	for i, s := range sites {
		names[i] = string(s)
	}
	return fmt.Sprintf("sites: the article is from %s, the watch looks at %s only", r.doc.Site, listed(names, "and"))
}

func (k *keyword) why(r *run) string {
	var reasons []string
	if !r.onSites(k.src.Sites) {
		reasons = append(reasons, r.whyNotSites(k.src.Sites))
	}
	r.except(k.skip)
	if len(k.anyOf) > 0 {
		if _, ok := k.any.eval(r, false, nil); !ok {
			reasons = append(reasons, r.reason("any", k.any))
		}
	}
	for _, w := range k.all {
		if _, ok := w.eval(r, false, nil); !ok {
			reasons = append(reasons, r.reason("all", w))
		}
	}
	for _, w := range k.none {
		if places, ok := w.eval(r, true, nil); ok {
			reasons = append(reasons, fmt.Sprintf("none: %s stands in %s", w, r.where(places[0])))
		}
	}
	if k.expr != nil {
		if _, ok := k.expr.eval(r, false, nil); !ok {
			reasons = append(reasons, r.reason("expr", k.expr))
		}
	}
	if len(reasons) > maxReasons {
		reasons = append(reasons[:maxReasons], fmt.Sprintf("and %d more conditions fail", len(reasons)-maxReasons))
	}
	return strings.Join(reasons, "; ")
}

// maxReasons bounds what is told of one watch that did not fire.
const maxReasons = 5
