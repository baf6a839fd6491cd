package fallback

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// maxCaption is how long the words under a picture may be, in characters.
const maxCaption = 90

// isCaption reports whether a line is the words under a picture: it follows one
// and is set apart as captions are, or says who took the picture.
func (p *page) isCaption(i int) bool {
	b := &p.blocks[i]
	if p.gallery {
		return false
	}
	if b.runes <= maxCaption && captionOpenings.match(b.text) {
		return true
	}
	if b.image == 0 || b.runes > maxCaption {
		return false
	}
	img := &p.images[b.image-1]
	if i-img.block > 1 { // more lines ago than a caption has
		return false
	}
	if i > img.block && !p.isCaption(i-1) {
		return false
	}
	if isHeading(p.elems[b.elem].node) || b.bold {
		return false
	}
	return p.setApart(b.elem) || b.runes <= 60 && creditsPicture(b.text)
}

// captionOpenings begin captions wherever they stand.
var captionOpenings = newOpenings("圖說", "图说：", "图说:", "圖片說明", "图片说明", "圖／", "圖/", "图／", "▲", "△", "↑", "攝影╱", "攝影／", "摄影／", "摄影/")

// setApart reports whether an element is centred or named as captions are.
func (p *page) setApart(elem int) bool {
	for up := 0; elem >= 0 && up < 2; elem, up = p.elems[elem].parent, up+1 {
		n := p.elems[elem].node
		if n.DataAtom == atom.Figcaption || n.DataAtom == atom.Figure || n.DataAtom == atom.Center {
			return true
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "align":
				if strings.EqualFold(a.Val, "center") {
					return true
				}
			case "style":
				if v := strings.ReplaceAll(strings.ToLower(a.Val), " ", ""); strings.Contains(v, "text-align:center") {
					return true
				}
			case "class", "id":
				v := strings.ToLower(a.Val)
				if up == 0 && (strings.Contains(v, "pic") || strings.Contains(v, "img") || strings.Contains(v, "photo") || strings.Contains(v, "image")) || strings.Contains(v, "caption") {
					return true
				}
			}
		}
	}
	return false
}

// creditsPicture reports whether a line ends in the photographer's or the
// picture's kind.
func creditsPicture(s string) bool {
	s = strings.TrimRight(s, " 。)）]】")
	for _, w := range [...]string{"摄", "攝", "资料图", "資料圖", "资料图片", "資料圖片", "供图", "供圖", "配图", "图片来源：网络", "示意图", "示意圖", "翻攝", "提供", "制图", "网络截图", "视频截图"} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return strings.Contains(s, "摄影：") || strings.Contains(s, "攝影：")
}
