package draft

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// maxRemovals bounds the selectors of what a draft leaves out of the text.
const maxRemovals = 12

// surplus proposes selectors for what stands in the body's element without being
// part of the text on any page: share tools, lists of links, the editor.
func surplus(refs []reference, body string) []string {
	sel, err := cascadia.ParseGroup(body)
	if err != nil {
		return nil
	}
	var order []string
	of := map[string][]*html.Node{} // all elements that a selector names in the bodies
	mixed := map[string]bool{}      // selectors of elements with text
	for i := range refs {
		r := &refs[i]
		root := cascadia.Query(r.page.Doc.Nodes[0], sel)
		if root == nil {
			continue
		}
		want := bare(r.Text)
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			for _, s := range names(n) {
				if s == body || mixed[s] {
					continue
				}
				switch there, all := shared(n, want); {
				case all == 0:
				case there*5 > all:
					mixed[s] = true
				default:
					if of[s] == nil {
						order = append(order, s)
					}
					of[s] = append(of[s], n)
				}
			}
		}
	}
	covered := map[*html.Node]bool{}
	var list []string
	for _, s := range order {
		if mixed[s] || len(list) == maxRemovals || !slices.ContainsFunc(of[s], func(n *html.Node) bool { return !within(n, covered) }) {
			continue
		}
		list = append(list, s)
		for _, n := range of[s] {
			covered[n] = true
		}
	}
	return list
}

// within reports whether n or an element around it is among those.
func within(n *html.Node, those map[*html.Node]bool) bool {
	for ; n != nil; n = n.Parent {
		if those[n] {
			return true
		}
	}
	return false
}

// shared counts the letters of an element, and those in pieces that stand in want.
func shared(n *html.Node, want string) (there, all int) {
	for c := range n.Descendants() {
		if c.Type != html.TextNode || c.Parent.Data == "script" || c.Parent.Data == "style" {
			continue
		}
		piece := bare(c.Data)
		all += len(piece)
		if strings.Contains(want, piece) {
			there += len(piece)
		}
	}
	return there, all
}

// likeness is how much two texts have in common, by the pieces of four letters
// that they are made of.
func likeness(a, b string) float64 {
	of := func(s string) map[string]int {
		m := map[string]int{}
		at := []int{}
		for i := range s {
			if at = append(at, i); len(at) > 4 {
				m[s[at[len(at)-5]:i]]++
			}
		}
		if len(at) >= 4 {
			m[s[at[len(at)-4]:]]++
		}
		return m
	}
	left, right := of(bare(a)), of(bare(b))
	hit, all := 0, 0
	for piece, n := range left {
		hit += min(n, right[piece])
		all += n
	}
	for _, n := range right {
		all += n
	}
	if all == 0 {
		if utf8.RuneCountInString(a) == utf8.RuneCountInString(b) {
			return 1
		}
		return 0
	}
	return 2 * float64(hit) / float64(all)
}
