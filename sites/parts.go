package sites

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"newswatch"
	"newswatch/sites/canon"
)

// images are the pictures of the text with their captions. Buttons, codes to
// scan and pictures of a few pixels are left out.
func (e *extractor) images(pictures []picture, captions map[int]string) []newswatch.Image {
	var list []newswatch.Image
	seen := map[string]bool{}
	for _, p := range pictures {
		src := ""
		for _, name := range []string{"data-original", "data-src", "data-lazy-src", "src"} {
			if v := strings.TrimSpace(attr(p.node, name)); v != "" && !strings.HasPrefix(v, "data:") {
				src = v
				break
			}
		}
		u, err := canon.Resolve(e.url, src)
		if err != nil || decorative(p.node, u) || seen[u.String()] || len(list) == 100 {
			continue
		}
		seen[u.String()] = true
		list = append(list, newswatch.Image{URL: u.String(), Caption: nfc(captions[p.next])})
	}
	return list
}

var ornament = regexp.MustCompile(`(?i)(?:^|[/_-])(?:next_?page|pre_?page|icon[^/]*|logo[^/]*|share[^/]*|arrow[^/]*|weixin|qrcode|erweima|blank|space|line|dot|bg)\d*\.(?:gif|png|jpe?g|svg)$`)

// decorative reports whether a picture is part of the page and not of the story.
func decorative(n *html.Node, u *url.URL) bool {
	for _, name := range []string{"width", "height"} {
		if v, err := strconv.Atoi(strings.TrimSuffix(attr(n, name), "px")); err == nil && v < 50 {
			return true
		}
	}
	for _, word := range []string{"关注公众号", "微信扫一扫", "二维码", "扫码"} {
		if strings.Contains(attr(n, "alt"), word) {
			return true
		}
	}
	file := u.Path[max(0, strings.LastIndexByte(u.Path, '/')):]
	return ornament.MatchString(file)
}

// metas are the meta elements that hold the time of publication.
func (e *extractor) metas() []*html.Node {
	var list []*html.Node
	for n := e.ix.root; n != nil; n = following(n, e.ix.root) {
		if n.Type == html.ElementNode && n.Data == "meta" {
			switch metaName(n) {
			case "publishdate", "pubdate", "publish-date", "article:published_time", "og:release_date", "datepublished", "weibo: article:create_at":
				list = append(list, n)
			}
		}
		if n.Type == html.ElementNode && n.Data == "body" {
			break
		}
	}
	return list
}

func metaName(n *html.Node) string {
	for _, key := range []string{"name", "property", "itemprop"} {
		if v := attr(n, key); v != "" {
			return strings.ToLower(v)
		}
	}
	return ""
}

var (
	goesOn   = regexp.MustCompile(`[（(]?\s*(?:下转|紧接|转|详见)\s*第?\s*0?(\d{1,2}|[A-Z]0?\d{1,2})\s*版\s*[）)]?`)
	comesOn  = regexp.MustCompile(`[（(]?\s*(?:上接|紧接|接)\s*第?\s*0?(\d{1,2}|[A-Z]0?\d{1,2})\s*版\s*[）)]?`)
	lettered = regexp.MustCompile(`[A-Z]`)
)

// continued reads where a newspaper's article goes on, and whence it comes.
func continued(text string) (on, from int) {
	if !strings.Contains(text, "版") {
		return 0, 0
	}
	number := func(m []string) int {
		if m == nil {
			return 0
		}
		n, _ := strconv.Atoi(lettered.ReplaceAllString(m[1], ""))
		return n
	}
	from = number(comesOn.FindStringSubmatch(head(text, 30)))
	if all := goesOn.FindAllStringSubmatch(tail(text, 30), -1); len(all) > 0 {
		if on = number(all[len(all)-1]); on == from {
			on = 0 // a short text, both of whose ends were read
		}
	}
	return on, from
}

// scripts says of frequent characters that only one script has which it is.
var scripts = scriptTable(
	"们这为国个说对来时会过后还样经发问题实现关应产动长开与员业东车书马门见觉语",
	"們這為國個說對來時會過後還樣經發問題實現關應產動長開與員業東車書馬門見覺語",
)

func scriptTable(simplified, traditional string) *[0xA000 - 0x4E00]int8 {
	t := new([0xA000 - 0x4E00]int8)
	for _, r := range simplified {
		t[r-0x4E00]++
	}
	for _, r := range traditional {
		t[r-0x4E00]--
	}
	return t
}

// language tells simplified from traditional script by the characters that only
// one of them has; "" for a text with neither.
func language(title, text string) string {
	sum, seen := 0, 0
	for _, s := range [2]string{title, text} {
		for _, r := range s {
			if r < 0x4E00 || r >= 0xA000 {
				continue
			}
			if d := scripts[r-0x4E00]; d != 0 {
				sum += int(d)
				if seen++; seen == 40 {
					break
				}
			}
		}
	}
	switch {
	case seen == 0:
		return ""
	case sum < 0:
		return "zh-Hant"
	}
	return "zh-Hans"
}
