package alert

import (
	"cmp"
	"fmt"
	"slices"

	"newswatch"
)

// digest fills the view of many alerts: by watch, most important first,
// counted by the rank of their sites, or by site where ranks are not known.
func (k *kit) digest(v *View, a *newswatch.Alert, w *words) {
	v.Title = fmt.Sprintf(w.digest, len(a.Alerts))
	groups := map[string]*Group{}
	levels := map[string]int{}
	for i := range a.Alerts {
		one := k.view(&a.Alerts[i])
		v.Items = append(v.Items, one)
		name := orText(one.Name, w.unnamed)
		if groups[name] == nil {
			groups[name] = &Group{Name: name}
		}
		groups[name].Items = append(groups[name].Items, one)
		if ref := a.Alerts[i].Article; ref != nil {
			name := one.Site
			if k.Level != nil {
				name = k.Level(ref.Site)
			}
			levels[orText(name, w.unnamed)]++
		}
	}
	for _, g := range groups {
		slices.SortStableFunc(g.Items, func(a, b *View) int {
			if c := cmp.Compare(b.Alert.Severity.Rank(), a.Alert.Severity.Rank()); c != 0 {
				return c
			}
			return cmp.Compare(b.Time, a.Time) // newest first; the forms sort as times do
		})
		v.Groups = append(v.Groups, *g)
	}
	slices.SortFunc(v.Groups, func(a, b Group) int {
		if c := cmp.Compare(len(b.Items), len(a.Items)); c != 0 {
			return c
		}
		return cmp.Compare(a.Name, b.Name)
	})
	for name, n := range levels {
		v.Levels = append(v.Levels, Count{name, n})
	}
	slices.SortFunc(v.Levels, func(a, b Count) int {
		if c := cmp.Compare(b.N, a.N); c != 0 {
			return c
		}
		return cmp.Compare(a.Name, b.Name)
	})
}

// origin says who published first, and how many others took it over.
func (v *View) origin(w *words) string {
	first := orText(v.Source, v.Site)
	if first == "" || v.Outlets < 2 {
		return ""
	}
	return w.first + " " + first + w.list + fmt.Sprintf(w.reprint, v.Outlets-1)
}
