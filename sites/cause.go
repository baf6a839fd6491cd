package sites

import (
	"regexp"
	"slices"
)

// blame orders fields by how surely a page has them: of those that one cause
// took away, the first stands for all.
var blame = []string{"title", "body", "published", "source", "channel", "editor", "author", "subtitle", "kicker", "keywords"}

// className is a class or an id in a selector.
var className = regexp.MustCompile(`[.#][\p{L}_-][\p{L}\d_-]*`)

// Causes leaves of a page's missing fields one for each cause: fields whose
// selectors share a class or an id that nothing on the page matches any more
// went missing together. missing and fields are those of an [Extraction].
func Causes(fields, missing map[string]string) map[string]string {
	if len(missing) < 2 {
		return missing
	}
	there := map[string]bool{}
	for _, selector := range fields {
		for _, name := range className.FindAllString(selector, -1) {
			there[name] = true
		}
	}
	names := make([]string, 0, len(missing))
	for field := range missing {
		names = append(names, field)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := blameOf(a) - blameOf(b); d != 0 {
			return d
		}
		if a < b {
			return -1
		}
		return 1
	})
	told := map[string]string{}
	blamed := map[string]bool{}
	for _, field := range names {
		shared := false
		gone := className.FindAllString(missing[field], -1)
		for _, name := range gone {
			shared = shared || blamed[name] && !there[name]
		}
		for _, name := range gone {
			blamed[name] = true
		}
		if !shared {
			told[field] = missing[field]
		}
	}
	return told
}

func blameOf(field string) int {
	if i := slices.Index(blame, field); i >= 0 {
		return i
	}
	return len(blame)
}
