// Package draft proposes a definition for a site that has none: which links of
// a list page lead to articles, what their addresses have in common, and which
// selectors give title, time, source and text of those articles. What it finds
// is a start for a person to check and edit.
package draft

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"

	"newswatch"
	"newswatch/sites/canon"
)

// Page is a page that was fetched and parsed.
type Page struct {
	URL *url.URL
	Doc *goquery.Document
}

// List is what a list page suggests about its site.
type List struct {
	ID, Name string
	Hosts    []string
	Selector string     // CSS, of the links to articles
	Pattern  string     // regular expression, of an article's path
	Articles []*url.URL // in the page's order, each once
}

// link is a link of the list page.
type link struct {
	node  *html.Node
	url   *url.URL
	title string
	shape string
}

// ReadList proposes which links of a list page lead to articles. The error
// wraps [newswatch.ErrNotFound] where no group of links looks like articles.
func ReadList(p Page) (List, error) {
	if p.Doc == nil || len(p.Doc.Nodes) == 0 || p.URL == nil {
		return List{}, errors.New("no list page")
	}
	links := gather(p)
	best := likeliest(links)
	if len(best) == 0 {
		return List{}, fmt.Errorf("%s: %w: no links that look like articles; try the address of a list of news", p.URL, newswatch.ErrNotFound)
	}
	l := List{Pattern: pattern(best), Selector: selectorOf(p.Doc.Nodes[0], best)}
	seen, hosts := map[string]bool{}, map[string]bool{}
	for _, k := range best {
		if c := canon.URL(k.url); !seen[c] {
			seen[c] = true
			l.Articles = append(l.Articles, k.url)
		}
		hosts[k.url.Hostname()] = true
	}
	hosts[p.URL.Hostname()] = true
	l.Hosts = hostList(hosts)
	l.ID, l.Name = naming(p)
	return l, nil
}

func gather(p Page) []link {
	var links []link
	domain := registered(p.URL.Hostname())
	p.Doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		u, err := canon.Resolve(p.URL, href)
		if err != nil || registered(u.Hostname()) != domain {
			return
		}
		title := strings.Join(strings.Fields(s.Text()), " ")
		if full, ok := s.Attr("title"); ok && utf8.RuneCountInString(full) > utf8.RuneCountInString(title) {
			title = full
		}
		links = append(links, link{s.Nodes[0], u, title, shape(u.Path)})
	})
	return links
}

func registered(host string) string {
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}

var digits = regexp.MustCompile(`\d+`)

// codeWord is a word that a system made up, such as a hash.
var codeWord = regexp.MustCompile(`[0-9A-Za-z]{10,}`)

// codes replaces in s the made-up words: those of both letters and digits.
func codes(s, with string) string {
	return codeWord.ReplaceAllStringFunc(s, func(w string) string {
		if n := len(digits.ReplaceAllString(w, "")); n == 0 || n == len(w) || n > 8 && !hexWord.MatchString(w) && strings.ToUpper(w) != w {
			return w
		}
		return with
	})
}

var hexWord = regexp.MustCompile(`^[0-9a-f]{16,}$`)

// isIndex reports whether addresses of a shape lead to further lists.
var isIndex = regexp.MustCompile(`(?:^|/)(?:node|index|list|page|tag|topic)s?[-_D/.]`)

// shape is what addresses of one kind share: their segments, with numbers made
// one sign and words another; "" for an address without a number.
func shape(path string) string {
	if !digits.MatchString(path) {
		return ""
	}
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i, s := range segments {
		switch {
		case codes(s, "") != s:
			segments[i] = digits.ReplaceAllString(codes(s, "H"), "D")
		case digits.MatchString(s):
			segments[i] = digits.ReplaceAllString(s, "D")
		case i < len(segments)-1:
			segments[i] = "W"
		}
	}
	return strings.Join(segments, "/")
}

// likeliest is the group of links of one shape that looks most like headlines:
// many, with long texts, and numbers long enough to name articles.
func likeliest(links []link) []link {
	groups := map[string][]link{}
	for _, k := range links {
		if k.shape != "" {
			groups[k.shape] = append(groups[k.shape], k)
		}
	}
	var best []link
	most := 0.0
	for _, name := range sortedNames(groups) {
		g := groups[name]
		score, seen := 0.0, map[string]bool{}
		for _, k := range g {
			if n := utf8.RuneCountInString(k.title); n >= 6 && !seen[k.url.String()] {
				seen[k.url.String()] = true
				score += float64(min(n, 25))
			}
		}
		longest := 0
		for _, number := range digits.FindAllString(g[0].url.Path, -1) {
			longest = max(longest, len(number))
		}
		if longest < 3 && !strings.Contains(name, "H") {
			score /= 10
		}
		if isIndex.MatchString(name) {
			score /= 5
		}
		if score > most {
			best, most = g, score
		}
	}
	return best
}

func sortedNames[V any](m map[string]V) []string {
	var list []string
	for name := range m {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}

// pattern is a regular expression for the paths of links of one shape.
func pattern(links []link) string {
	var columns []map[string]bool
	for _, k := range links {
		for i, s := range strings.Split(strings.Trim(k.url.Path, "/"), "/") {
			if i == len(columns) {
				columns = append(columns, map[string]bool{})
			}
			columns[i][s] = true
		}
	}
	var parts []string
	for i, shaped := range strings.Split(links[0].shape, "/") {
		one := ""
		for s := range columns[i] {
			one = s
		}
		switch {
		case shaped == "W" && len(columns[i]) == 1:
			parts = append(parts, regexp.QuoteMeta(one))
		case shaped == "W":
			parts = append(parts, `[^/]+`)
		default:
			p := regexp.QuoteMeta(codes(one, "\x01"))
			p = digits.ReplaceAllString(p, `\d+`)
			parts = append(parts, strings.ReplaceAll(p, "\x01", `[0-9A-Za-z]+`))
		}
	}
	return "^/" + strings.Join(parts, "/") + "$"
}

// selectorOf is the selector below which most of the links stand and few others.
func selectorOf(root *html.Node, links []link) string {
	wanted := map[*html.Node]bool{}
	for _, k := range links {
		wanted[k.node] = true
	}
	candidates := map[string]bool{}
	for _, k := range links {
		depth := 0
		for p := k.node.Parent; p != nil && depth < 6; p, depth = p.Parent, depth+1 {
			for _, s := range names(p) {
				candidates[s+" a[href]"] = true
			}
		}
	}
	best, most := "a[href]", 0.0
	for _, s := range sortedNames(candidates) {
		sel, err := cascadia.ParseGroup(s)
		if err != nil {
			continue
		}
		hit, all := 0, 0
		for _, n := range cascadia.QueryAll(root, sel) {
			all++
			if wanted[n] {
				hit++
			}
		}
		recall, precision := float64(hit)/float64(len(links)), float64(hit)/float64(max(all, 1))
		// A link that is missed costs more than one too many, which its address gives away.
		if score := 5 * recall * precision / (4*precision + recall + 1e-9); recall >= .6 && score > most+.001 {
			best, most = s, score
		}
	}
	return best
}

// names are the selectors by which an element can be called: its id, its
// classes. Those that look made up for one page are left out.
func names(n *html.Node) []string {
	var list []string
	for _, a := range n.Attr {
		switch a.Key {
		case "id":
			if steady(a.Val) {
				list = append(list, n.Data+"#"+a.Val)
			}
		case "class":
			for class := range strings.FieldsSeq(a.Val) {
				if steady(class) && !layoutClass[class] {
					list = append(list, n.Data+"."+class)
				}
			}
		}
	}
	return list
}

var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,40}$`)
var longNumber = regexp.MustCompile(`\d{4,}`)

// steady reports whether a name is likely to stand on other pages too.
func steady(name string) bool { return plainName.MatchString(name) && !longNumber.MatchString(name) }

// layoutClass are classes that place an element and do not say what it is.
var layoutClass = map[string]bool{
	"clearfix": true, "cf": true, "clear": true, "fl": true, "fr": true, "left": true, "right": true, "hide": true,
	"show": true, "active": true, "on": true, "cur": true, "first": true, "last": true, "row": true, "center": true,
}

// hostList names the hosts, or all below their domain where there are many.
func hostList(hosts map[string]bool) []string {
	list := sortedNames(hosts)
	if len(list) <= 3 {
		return list
	}
	domain := registered(list[0])
	return []string{domain, "*." + domain}
}

// naming makes a short id and a name of the page's address and title.
func naming(p Page) (id, name string) {
	id, _, _ = strings.Cut(registered(p.URL.Hostname()), ".")
	id = regexp.MustCompile(`[^a-z0-9-]+`).ReplaceAllString(strings.ToLower(id), "-")
	if id = strings.Trim(id, "-"); id == "" {
		id = "site"
	}
	name = strings.TrimSpace(p.Doc.Find("title").First().Text())
	if parts := regexp.MustCompile(`\s*(?:--|[-_|｜—])\s*`).Split(name, -1); len(parts) > 1 {
		name = parts[len(parts)-1]
	}
	if n := utf8.RuneCountInString(name); n == 0 || n > 20 {
		name = p.URL.Hostname()
	}
	return id[:min(len(id), 32)], name
}
