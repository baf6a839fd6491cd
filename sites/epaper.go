package sites

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"newswatch/sites/canon"
)

// E-papers: one issue a day, its pages (版), and the articles of each page. The
// conventions are those of the Founder (方正) systems that most papers use.

// PaperPage is one page of an issue.
type PaperPage struct {
	URL    *url.URL
	Number string // "A01", "02"; may be empty
	Name   string // 要闻; may be empty
}

// String is the page as articles show it, such as "02版：要闻".
func (p PaperPage) String() string { return pageName(p.Number, p.Name) }

func pageName(number, name string) string {
	if len(number) == 1 && number >= "0" && number <= "9" {
		number = "0" + number
	}
	switch {
	case number == "" || name == "":
		if number != "" {
			number += "版"
		}
		return number + name
	}
	return number + "版：" + name
}

var (
	datePart  = regexp.MustCompile(`\{([ymd/_.-]+)\}`)
	listPage  = regexp.MustCompile(`(?:index|list|node|page)?[-_]?(\d{1,4})\.\w{3,5}$`)
	listQuery = regexp.MustCompile(`(?:^|&)(?:page|p|pageNo|pn)=(\d{1,6})`)

	// paperLinks and articleLinks are where e-papers list pages and articles
	// unless their definition says otherwise.
	paperLinks, _   = compileSelector(`[id=pageLink], #pageList a[href*='node_'], a[href*='node_'], a[href*='nbs.']`)
	articleLinks, _ = compileSelector(`a[href*='content_'], area[href*='content_'], a[href*='nw.D'], area[href*='nw.D']`)
)

// Dated reports whether the source's address holds the day, as {yyyy-mm} and {dd}.
func (src *Source) Dated() bool { return datePart.MatchString(src.URL) }

// IssueURL is the source's address for the day that day shows in its own zone.
// {yyyy}, {yy}, {mm}, {m}, {dd} and {d}, alone or together as in {yyyy-mm} or
// {yyyymmdd}, stand for its parts. It is nil where the result is no address.
func (src *Source) IssueURL(day time.Time) *url.URL {
	text := datePart.ReplaceAllStringFunc(src.URL, func(part string) string {
		return strings.NewReplacer(
			"yyyy", fmt.Sprintf("%04d", day.Year()), "yy", fmt.Sprintf("%02d", day.Year()%100),
			"mm", fmt.Sprintf("%02d", day.Month()), "m", fmt.Sprint(int(day.Month())),
			"dd", fmt.Sprintf("%02d", day.Day()), "d", fmt.Sprint(day.Day()),
		).Replace(part[1 : len(part)-1])
	})
	u, err := canon.Resolve(nil, text)
	if err != nil {
		return nil
	}
	return u
}

// Pages are the pages of the issue that one of its pages links to, in the order
// of the print, each once. A page that lists none is its issue's only one.
func (src *Source) Pages(pageURL *url.URL, doc *goquery.Document) []PaperPage {
	if doc == nil || len(doc.Nodes) == 0 {
		return nil
	}
	root := doc.Nodes[0]
	base := baseOf(pageURL, root)
	sel := src.pages
	if sel == nil {
		sel = paperLinks
	}
	var list []PaperPage
	at := map[string]int{}
	for _, n := range sel.under(root) {
		for _, a := range anchors(n) {
			href := attr(a, "href")
			if from := src.rewrite[0]; from != "" {
				href = strings.Replace(href, from, src.rewrite[1], 1)
			}
			u, err := canon.Resolve(base, href)
			if err != nil || strings.HasSuffix(strings.ToLower(u.Path), ".pdf") {
				continue
			}
			p := PaperPage{URL: u}
			p.Number, p.Name = readPageName(line(a))
			if p.Number == "" && p.Name == "" && pagerText(line(a)) {
				continue
			}
			key := canon.URL(u)
			if i, known := at[key]; known {
				if old := &list[i]; old.Number == "" || old.Name == "" && p.Name != "" {
					old.Number, old.Name = p.Number, p.Name
				}
				continue
			}
			if len(list) < 400 {
				at[key] = len(list)
				list = append(list, p)
			}
		}
	}
	own := canon.URL(pageURL)
	if _, listed := at[own]; !listed && (len(list) == 0 || len(src.Read(pageURL, doc).Links) > 0 && !alias(pageURL, list)) {
		number, name := "", ""
		for n := range root.Descendants() {
			if n.Type == html.TextNode {
				if m := paperPage.FindStringSubmatch(squeeze(n.Data)); m != nil {
					number, name = m[1]+m[3], m[2]+m[4]
					break
				}
			}
		}
		list = append([]PaperPage{{URL: pageURL, Number: number, Name: name}}, list...)
	}
	return list
}

// alias reports whether an entry such as node_1.htm shows a page that the list
// names by another address: entries do, pages are in their own list.
func alias(pageURL *url.URL, list []PaperPage) bool {
	dir := func(u *url.URL) string { return u.Path[:strings.LastIndexByte(u.Path, '/')+1] }
	for _, p := range list {
		if dir(p.URL) == dir(pageURL) {
			return true
		}
	}
	return false
}

var pageText = regexp.MustCompile(`^第?\s*0*([A-Z]?\d{1,4})\s*(?:版)?\s*[:：、]?\s*(.*)$`)

// readPageName reads "01版：要闻", "第A01版：头版", "A01： 头版", "00001版:一版要闻".
func readPageName(text string) (number, name string) {
	m := pageText.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", ""
	}
	number = m[1]
	if len(number) == 1 {
		number = "0" + number
	}
	return number, strings.TrimSpace(strings.Trim(m[2], "()（）"))
}

// cleanPage writes a page's name as [PaperPage.String] does.
func cleanPage(text string) string {
	number, name := readPageName(text)
	if number == "" && name == "" {
		return text
	}
	return pageName(number, name)
}

// pagerText reports whether a link's text belongs to a pager or a button.
func pagerText(text string) bool {
	for _, word := range []string{"上一版", "下一版", "上一期", "下一期", "版面导航", "返回", "目录"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return text == ""
}

// Refresh is the address that a page sends its reader to by meta refresh or by
// a script that does nothing else, as the entries of e-papers do.
func Refresh(pageURL *url.URL, doc *goquery.Document) (*url.URL, bool) {
	if doc == nil || len(doc.Nodes) == 0 {
		return nil, false
	}
	for n := range doc.Nodes[0].Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		target := ""
		switch {
		case n.Data == "meta" && strings.EqualFold(attr(n, "http-equiv"), "refresh"):
			if m := refreshTo.FindStringSubmatch(attr(n, "content")); m != nil {
				target = strings.Trim(m[1], `'" `)
			}
		case n.Data == "script" && n.FirstChild != nil && len(n.FirstChild.Data) < 300:
			if m := scriptTo.FindStringSubmatch(n.FirstChild.Data); m != nil {
				target = m[1]
			}
		}
		if target != "" {
			if u, err := canon.Resolve(pageURL, target); err == nil && u.String() != pageURL.String() {
				return u, true
			}
		}
	}
	return nil, false
}

var (
	refreshTo = regexp.MustCompile(`(?i)^\s*\d*(?:\.\d+)?\s*[;,]?\s*url\s*=\s*(.+)$`)
	scriptTo  = regexp.MustCompile(`^\s*(?:window\.|self\.|top\.|document\.)*location(?:\.href)?\s*(?:=|\.replace\()\s*["']([^"']+)["']\)?;?\s*$`)
)
