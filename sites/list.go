package sites

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"newswatch/sites/canon"
	"newswatch/sites/stamp"
)

// Listing is what one page of a source lists.
type Listing struct {
	Links []Link   // in the page's order, each address once
	Next  *url.URL // the list's next page; nil where the page names none
}

// Link leads to what is probably an article.
type Link struct {
	URL       *url.URL
	Title     string      // as the list shows it, perhaps cut; may be empty
	Published stamp.Stamp // as the list shows it, or by the address's day; may be zero
}

// maxLinks bounds the links of one page.
const maxLinks = 5000

// Read reads a page of an HTML list, or of an e-paper: then its links are the
// articles of the page (版) in the order of the print. Links that are no
// articles by the site's patterns are left out.
func (src *Source) Read(pageURL *url.URL, doc *goquery.Document) Listing {
	return src.ReadAt(pageURL, doc, time.Now())
}

// ReadAt is Read at a given time, by which stamps such as 昨天 18:20 are read.
func (src *Source) ReadAt(pageURL *url.URL, doc *goquery.Document, now time.Time) Listing {
	var l Listing
	if doc == nil || len(doc.Nodes) == 0 {
		return l
	}
	root := doc.Nodes[0]
	base := baseOf(pageURL, root)
	links := src.links
	if links == nil {
		links = articleLinks
	}
	at := map[string]int{}
	for _, n := range links.under(root) {
		for _, a := range anchors(n) {
			u, err := canon.Resolve(base, attr(a, "href"))
			if err != nil || src.accept != nil && !src.accept(u) {
				continue
			}
			link := Link{URL: u, Title: src.linkTitle(a)}
			if src.Kind == EPaper && pointer(link.Title) {
				continue
			}
			if src.Kind == List {
				if len(l.Links) > 0 && comment(link.Title) {
					continue // a comment on the item before it
				}
				link.Published = src.linkStamp(a, u, now)
			}
			key := canon.URL(u)
			if i, known := at[key]; known {
				// A picture and a headline may lead to one article.
				if utf8.RuneCountInString(link.Title) > utf8.RuneCountInString(l.Links[i].Title) {
					l.Links[i].Title = link.Title
				}
				continue
			}
			if len(l.Links) == maxLinks {
				return l
			}
			at[key] = len(l.Links)
			l.Links = append(l.Links, link)
		}
	}
	l.Next = src.nextOf(pageURL, base, root)
	return l
}

// anchors are the elements with an address that a selected element is, holds,
// or stands in.
func anchors(n *html.Node) []*html.Node {
	if n.Data == "a" || n.Data == "area" {
		return []*html.Node{n}
	}
	var list []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (c.Data == "a" || c.Data == "area") {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		for p := n.Parent; p != nil; p = p.Parent {
			if p.Data == "a" {
				return []*html.Node{p}
			}
		}
	}
	return list
}

// baseOf is the address that the page's links are relative to.
func baseOf(pageURL *url.URL, root *html.Node) *url.URL {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "body" {
			break
		}
		if n.Data == "base" && attr(n, "href") != "" {
			if u, err := canon.Resolve(pageURL, attr(n, "href")); err == nil {
				return u
			}
		}
	}
	return pageURL
}

// linkTitle is a link's text, or its title attribute where that says more.
func (src *Source) linkTitle(a *html.Node) string {
	text, full := tidyTitle(line(a)), tidyTitle(attr(a, "title"))
	if cut := strings.TrimRight(text, "…."); text == "" || cut != text && strings.HasPrefix(full, cut) {
		text = full
	}
	if text == "" {
		for n := range a.Descendants() {
			if n.Type == html.ElementNode && n.Data == "img" {
				return tidyTitle(attr(n, "alt"))
			}
		}
	}
	return text
}

// comment reports whether a link's text says that it comments the item before.
func comment(title string) bool {
	return title == "评" || title == "评论" || title == "详细" || title == "[详细]"
}

// pointer reports whether a title on a newspaper's page only points to other pages.
func pointer(title string) bool {
	switch strings.Trim(title, "[]【】（）() ") {
	case "导读", "今日导读", "本版导读", "要闻导读", "广告", "报头", "责任编辑":
		return true
	}
	return false
}

// linkStamp reads the time beside a link: in what the definition selects near
// it, in the text of its entry, or in the address.
func (src *Source) linkStamp(a *html.Node, u *url.URL, now time.Time) stamp.Stamp {
	entry := a
	for p := a.Parent; p != nil; p = p.Parent {
		if r := roleOf(p); r == block || r == cell {
			entry = p
			break
		}
	}
	byURL, _ := stamp.FromURL(u, src.loc)
	for _, alt := range src.published.alternatives() {
		for scope := entry; scope != nil && scope.Data != "body"; scope = scope.Parent {
			for _, n := range alt.sel.under(scope) {
				text := line(n)
				if alt.Attr != "" {
					text = attr(n, alt.Attr)
				}
				if alt.Pattern != nil {
					text = alt.cut(text)
				}
				var s stamp.Stamp
				if alt.Layout != "" {
					s, _ = stamp.Parse(text, alt.Layout, now, src.loc)
				} else {
					s = firstStamp(text, now, src.loc)
				}
				if !s.IsZero() && !future(s.Time, now) {
					return s
				}
			}
			if scope.Data == "li" || scope.Data == "tr" || scope.Data == "dl" {
				break
			}
		}
	}
	if len(src.published.alternatives()) == 0 {
		rest := strings.Replace(line(entry), line(a), " ", 1)
		if len(rest) < 120 {
			if s := firstStamp(rest, now, src.loc); !s.IsZero() {
				return s
			}
		}
	}
	return byURL
}

// nextOf is the address of the list's next page: by the definition's selector,
// which may match all page numbers; the one that reads 下一页 counts, or else the
// first that comes after this page.
func (src *Source) nextOf(pageURL, base *url.URL, root *html.Node) *url.URL {
	if src.next == nil {
		return nil
	}
	own := canon.URL(pageURL)
	var first *url.URL
	for _, n := range src.next.under(root) {
		for _, a := range anchors(n) {
			u, err := canon.Resolve(base, attr(a, "href"))
			if err != nil || canon.URL(u) == own {
				continue
			}
			text := line(a)
			if strings.Contains(text, "下一页") || strings.Contains(text, "下页") || text == ">" || text == "»" || strings.EqualFold(text, "next") {
				return u
			}
			if strings.Contains(text, "上一页") || strings.Contains(text, "首页") || strings.Contains(text, "尾页") {
				continue
			}
			if first == nil && listNumber(u) > listNumber(pageURL) {
				first = u
			}
		}
	}
	return first
}

// listNumber is the number in a list page's address: 2 of index_2.html or
// ?page=2; 0 for none.
func listNumber(u *url.URL) int {
	if m := listPage.FindStringSubmatch(u.Path); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	if m := listQuery.FindStringSubmatch(u.RawQuery); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}

// PageURL is the list's page n, from 1, by the definition's pattern, which
// counts the pages after the first from 1 as most systems do: page 2 is
// index_1.html. It is nil for page 1 of a list without a pattern's help, which
// is the list itself, and where there is no pattern.
func (src *Source) PageURL(n int) *url.URL {
	first, err := url.Parse(src.URL)
	if err != nil || n < 1 {
		return nil
	}
	if n == 1 {
		return first
	}
	if src.NextPages == "" {
		return nil
	}
	u, err := canon.Resolve(first, strings.ReplaceAll(src.NextPages, "{n}", strconv.Itoa(n-1)))
	if err != nil {
		return nil
	}
	return u
}
