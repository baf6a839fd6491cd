package sites

import (
	"sort"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/net/html/charset"
)

// discovery reads one entry of discover.
func (l *loader) discovery(n ast.Node, path string) (Source, bool) {
	var src Source
	before := len(l.faults)
	kind := func(k Kind) func(ast.Node, string) {
		return func(n ast.Node, key string) {
			if src.Kind != "" {
				l.fault(n, key, "stands beside %s; give each its own entry", src.Kind)
				return
			}
			src.Kind = k
			l.address(&src.URL, n, key)
		}
	}
	// What other keys mean depends on the kind, which may stand after them.
	var later []func()
	only := func(key string, read func(n ast.Node, key string), kinds ...Kind) func(ast.Node, string) {
		return func(n ast.Node, path string) {
			later = append(later, func() {
				for _, k := range kinds {
					if src.Kind == k {
						read(n, path)
						return
					}
				}
				if src.Kind != "" {
					l.fault(n, path, "has no meaning for a %s; it belongs to %s", src.Kind, kindNames(kinds))
				}
			})
		}
	}
	isMapping := l.mapping(n, path, keyed{
		"list": kind(List), "feed": kind(Feed), "sitemap": kind(Sitemap), "json": kind(JSON), "epaper": kind(EPaper),
		"links": only("links", func(n ast.Node, key string) { src.links = l.selector(n, key) }, List, EPaper),
		"next":  only("next", func(n ast.Node, key string) { src.next = l.selector(n, key) }, List),
		"pages": only("pages", func(n ast.Node, key string) {
			if src.Kind == EPaper {
				src.pages = l.selector(n, key)
				return
			}
			if text, ok := l.filledText(n, key, false); ok {
				if !strings.Contains(text, "{n}") {
					l.fault(n, key, "%q has no {n}; give a pattern such as \"index_{n}.html\"", text)
				}
				src.NextPages = text
			}
		}, List, JSON, EPaper),
		"pages_replace": only("pages_replace", func(n ast.Node, key string) {
			var pair []string
			l.each(n, key, false, func(n ast.Node, key string) {
				if text, ok := l.text(n, key, true); ok {
					pair = append(pair, text)
				}
			})
			if len(pair) != 2 || pair[0] == "" {
				l.fault(n, key, "needs two texts: what stands in the address of a page, and what to put there")
				return
			}
			src.rewrite = [2]string{pair[0], pair[1]}
		}, EPaper),
		"max_pages": only("max_pages", func(n ast.Node, key string) {
			if i, ok := l.integer(n, key, 1, 10000); ok {
				src.MaxPages = i
			}
		}, List, JSON, Sitemap, EPaper),
		"items": only("items", func(n ast.Node, key string) {
			if text, ok := l.text(n, key, false); ok { // "", "." and "$" are the document itself
				src.Items = strings.TrimPrefix(strings.TrimPrefix(text, "$"), ".")
			}
		}, JSON),
		"url":   only("url", func(n ast.Node, key string) { l.set(&src.URLField, n, key) }, JSON),
		"title": only("title", func(n ast.Node, key string) { l.set(&src.TitleField, n, key) }, JSON),
		"published": only("published", func(n ast.Node, key string) {
			if src.Kind == List {
				src.published = l.field(n, key)
				return
			}
			if _, plain := n.(*ast.StringNode); plain {
				l.set(&src.PublishedField, n, key)
				return
			}
			l.mapping(n, key, keyed{
				"field":  func(n ast.Node, key string) { l.set(&src.PublishedField, n, key) },
				"layout": func(n ast.Node, key string) { l.set(&src.PublishedLayout, n, key) },
			})
		}, List, JSON),
	})
	if !isMapping {
		return src, false
	}
	if src.Kind == "" {
		if len(l.faults) == before {
			l.fault(n, path, "names no source; give list, feed, sitemap, json or epaper with an address")
		}
		return src, false
	}
	for _, read := range later {
		read()
	}
	if len(l.faults) > before {
		return src, false
	}
	switch {
	case src.Kind == List && src.links == nil:
		l.fault(n, path+".links", "is missing; give the selector of the article links")
	case src.Kind == JSON && src.URLField == "":
		l.fault(n, path+".url", "is missing; give the name of the field that holds the address")
	}
	return src, len(l.faults) == before
}

func kindNames(kinds []Kind) string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = string(k)
	}
	return oneOf(list)
}

// template reads one entry of article.templates.
func (l *loader) template(n ast.Node, path string) Template {
	var t Template
	before := len(l.faults)
	field := func(to **Field) func(ast.Node, string) {
		return func(n ast.Node, key string) { *to = l.field(n, key) }
	}
	group := func(to **selector) func(ast.Node, string) {
		return func(n ast.Node, key string) { *to = l.selector(n, key) }
	}
	ok := l.mapping(n, path, keyed{
		"id": func(n ast.Node, key string) {
			if id, ok := l.filledText(n, key, true); ok {
				if id == "fallback" {
					l.fault(n, key, "is %q, which names generic extraction; give another id", id)
				}
				t.ID = id
			}
		},
		"labels": func(n ast.Node, key string) { l.flag(&t.Labels, n, key) },
		"title":  field(&t.Title), "kicker": field(&t.Kicker), "subtitle": field(&t.Subtitle),
		"published": field(&t.Published), "source": field(&t.Source), "author": field(&t.Author),
		"editor": field(&t.Editor), "channel": field(&t.Channel), "keywords": field(&t.Keywords),
		"page": field(&t.Page), "body": field(&t.Body),
		"remove": group(&t.remove), "captions": group(&t.captions), "next_page": group(&t.nextPage),
		"drop":          func(n ast.Node, key string) { t.drop = l.patterns(n, key) },
		"lead_captions": func(n ast.Node, key string) { l.flag(&t.LeadCaptions, n, key) },
	})
	if !ok || len(l.faults) > before {
		return t
	}
	if t.ID == "" {
		l.fault(n, path+".id", "is missing; name the design, by its year for instance")
	}
	if !t.Labels && (t.Title == nil || t.Body == nil) {
		l.fault(n, path, "has no title or no body; give selectors for both, or labels: true")
	}
	return t
}

// field reads a selector, a mapping, or a list of those.
func (l *loader) field(n ast.Node, path string) *Field {
	f := &Field{}
	l.each(n, path, true, func(n ast.Node, key string) {
		if a, ok := l.alternative(n, key); ok {
			f.Alternatives = append(f.Alternatives, a)
		}
	})
	var list []string
	for _, a := range f.Alternatives {
		list = append(list, a.Select)
	}
	f.text = strings.Join(list, " | ")
	return f
}

func (l *loader) alternative(n ast.Node, path string) (Alternative, bool) {
	var a Alternative
	before := len(l.faults)
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		l.mapping(n, path, keyed{
			"select": func(n ast.Node, key string) {
				if text, ok := l.filledText(n, key, false); ok {
					a.Select = text
					a.sel = l.selector(n, key)
				}
			},
			"attr": func(n ast.Node, key string) { l.set(&a.Attr, n, key) },
			"pattern": func(n ast.Node, key string) {
				if re, ok := l.pattern(n, key); ok {
					a.Pattern, a.seek = re, newSeeker(re)
				}
			},
			"layout": func(n ast.Node, key string) { l.set(&a.Layout, n, key) },
			"index": func(n ast.Node, key string) {
				if i, ok := l.integer(n, key, -1000, 1000); ok {
					a.Index = &i
				}
			},
		})
		if len(l.faults) == before && a.sel == nil {
			l.fault(n, path+".select", "is missing; give the selector of the element that holds the value")
		}
	case *ast.StringNode, *ast.LiteralNode:
		if text, ok := l.filledText(n, path, false); ok {
			a.Select = text
			a.sel = l.selector(n, path)
		}
	default:
		l.fault(n, path, "is %s; give a selector, {select, attr, pattern, layout, index}, or a list of them", kindOf(n))
	}
	return a, len(l.faults) == before
}

func (f *Field) alternatives() []Alternative {
	if f == nil {
		return nil
	}
	return f.Alternatives
}

// fields are all fields of a template, those it does not have as nil.
func (t *Template) fields() []*Field {
	return []*Field{t.Title, t.Kicker, t.Subtitle, t.Published, t.Source, t.Author, t.Editor, t.Channel, t.Keywords, t.Page, t.Body}
}

// knownCharset reports whether name is a charset that pages can be decoded from.
func knownCharset(name string) bool {
	if name == "" {
		return true
	}
	e, _ := charset.Lookup(name)
	return e != nil
}

func sorted(list []string) []string {
	sort.Strings(list)
	return list
}
