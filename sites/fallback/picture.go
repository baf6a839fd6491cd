package fallback

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"newswatch"
)

// maxImages bounds the pictures of one article.
const maxImages = 60

// pictures gives the pictures between the headline and the end of the text,
// with the words under them; what is small or decorates is left out.
func (p *page) pictures(first, last int, base *url.URL) []newswatch.Image {
	var list []newswatch.Image
	seen := map[string]bool{}
	for i := range p.images {
		img := &p.images[i]
		if img.block < first || img.block > last || len(list) == maxImages || p.elems[img.elem].hidden || p.elems[img.elem].role == roleSurplus {
			continue
		}
		src := pictureURL(img.node, base)
		if src == "" || seen[src] || isDecoration(img.node, src) {
			continue
		}
		seen[src] = true
		list = append(list, newswatch.Image{URL: src, Caption: p.captionOf(i)})
	}
	return list
}

// captionOf joins the caption lines behind a picture.
func (p *page) captionOf(i int) string {
	if i+1 < len(p.images) && p.images[i+1].block == p.images[i].block {
		return ""
	}
	var lines []string
	for j := p.images[i].block; j < len(p.blocks) && j < p.images[i].block+2 && p.blocks[j].image == i+1 && p.isCaption(j); j++ {
		lines = append(lines, p.blocks[j].text)
	}
	return strings.Join(lines, " ")
}

// lazySources are the attributes in which pages keep a picture's address until
// it scrolls into view.
var lazySources = [...]string{"data-original", "data-src", "data-lazy-src", "data-url", "original", "src"}

func pictureURL(n *html.Node, base *url.URL) string {
	for _, name := range lazySources {
		v := strings.TrimSpace(attr(n, name))
		if v == "" || strings.HasPrefix(v, "data:") {
			continue
		}
		u, err := url.Parse(v)
		if err != nil {
			continue
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		if u.Scheme == "http" || u.Scheme == "https" || base == nil || u.Scheme == "" {
			return u.String()
		}
	}
	return ""
}

// minPicture is the least width or height of a picture that shows something, in
// pixels, where the page says it.
const minPicture = 80

func isDecoration(n *html.Node, src string) bool {
	for _, side := range [...]string{"width", "height"} {
		if v, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(attr(n, side)), "px")); err == nil && v < minPicture {
			return true
		}
	}
	name := strings.ToLower(src[strings.LastIndexByte(src, '/')+1:])
	for _, w := range [...]string{"icon", "logo", "blank", "spacer", "loading", "qrcode", "weixin", "btn", "button", "arrow", "share", ".gif"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	alt := attr(n, "alt")
	return strings.Contains(alt, "二维码") || strings.Contains(alt, "公众号") || strings.Contains(alt, "扫一扫")
}
