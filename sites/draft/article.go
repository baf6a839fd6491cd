package draft

import (
	"regexp"
	"sort"
	"strings"
	"time"
	"unicode"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"newswatch/sites/fallback"
	"newswatch/sites/stamp"
)

// reference is what generic reading finds on an article's page: what the
// selectors that are looked for should give.
type reference struct {
	page Page
	fallback.Result
	texts map[*html.Node]string // what text gave
}

// text is an element's text without scripts.
func (r *reference) text(n *html.Node) string {
	s, ok := r.texts[n]
	if !ok {
		s = text(n)
		r.texts[n] = s
	}
	return s
}

// proposal is a selector for a field, and how it did.
type proposal struct {
	selector string
	pattern  string // "" where the element's whole text is the value
	right    float64
	remove   []string // of the body: selectors of what is no text
}

// read reads the articles' pages without selectors.
func read(pages []Page, now time.Time, loc *time.Location) (refs []reference) {
	for _, p := range pages {
		if p.Doc == nil || len(p.Doc.Nodes) == 0 {
			continue
		}
		if r := fallback.Extract(p.Doc, p.URL, now, loc); r.Title != "" && r.Text != "" {
			refs = append(refs, reference{p, r, map[*html.Node]string{}})
		}
	}
	return refs
}

// fields proposes a selector for each field over the articles' pages.
func fields(refs []reference, now time.Time, loc *time.Location) map[string]proposal {
	if len(refs) == 0 {
		return nil
	}
	equal := func(text, want string) float64 {
		if want == "" || len(text) > 2*len(want)+60 {
			return 0
		}
		return same(bare(text), bare(want))
	}
	title := func(r *reference, text string) float64 { return equal(text, r.Title) }
	published := func(r *reference, text string) float64 {
		if r.Published.IsZero() || len(text) > 400 {
			return 0
		}
		for _, s := range stamp.Find(text, now, loc) {
			if s.Time.After(now) {
				continue
			}
			if s.Time.Equal(r.Published.Time) && s.Precision == r.Published.Precision {
				return 1 / (1 + float64(len(text))/1000)
			}
			break
		}
		return 0
	}
	source := func(r *reference, text string) float64 {
		if m := sourceLabel.FindStringSubmatch(text); r.Source != "" && len(text) < 400 && m != nil {
			return same(bare(m[1]), bare(r.Source)) / (1 + float64(len(text))/1000)
		}
		return 0
	}
	named := func(r *reference, text string) float64 { return equal(text, r.Source) } // an element of its own
	body := func(r *reference, text string) float64 { return overlap(bare(text), bare(r.Text)) }
	found := map[string]proposal{}
	for _, f := range []struct {
		name    string
		fits    func(*reference, string) float64
		pattern string
	}{{"title", title, ""}, {"published", published, ""}, {"source", named, ""}, {"source", source, sourcePattern}, {"body", body, ""}} {
		if p := propose(refs, f.fits); p.right > max(.5, found[f.name].right) {
			p.pattern = f.pattern
			if f.name == "body" {
				p.remove = surplus(refs, p.selector)
			}
			found[f.name] = p
		}
	}
	return found
}

const sourcePattern = `来源\s*[:：]\s*(\S+)`

var sourceLabel = regexp.MustCompile(sourcePattern)

// propose finds the selector whose first element fits best on the average of
// all pages.
func propose(refs []reference, fits func(*reference, string) float64) proposal {
	candidates := map[string]bool{}
	for i := range refs[:min(len(refs), 4)] {
		r := &refs[i]
		most, best := 0.0, []*html.Node(nil)
		for n := range r.page.Doc.Nodes[0].Descendants() {
			if n.Type != html.ElementNode || n.Data == "head" || n.Data == "script" || n.Data == "style" || n.Data == "html" || n.Data == "body" {
				continue
			}
			switch f := fits(r, r.text(n)); {
			case f > most+.02:
				most, best = f, []*html.Node{n}
			case f > .5 && f >= most-.02:
				best = append(best, n)
			}
		}
		for _, n := range best {
			for _, s := range callings(n) {
				candidates[s] = true
			}
		}
	}
	var all []proposal
	for s := range candidates {
		sel, err := cascadia.ParseGroup(s)
		if err != nil {
			continue
		}
		sum := 0.0
		for i := range refs {
			if n := cascadia.Query(refs[i].page.Doc.Nodes[0], sel); n != nil {
				sum += fits(&refs[i], refs[i].text(n))
			}
		}
		all = append(all, proposal{selector: s, right: sum / float64(len(refs))})
	}
	if len(all) == 0 {
		return proposal{}
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if d := a.right - b.right; d > .01 || d < -.01 {
			return d > 0
		}
		if a, b := bareTag(a.selector), bareTag(b.selector); a != b {
			return b // other elements may have that tag on other pages
		}
		if len(a.selector) != len(b.selector) {
			return len(a.selector) < len(b.selector)
		}
		return a.selector < b.selector
	})
	return all[0]
}

// bareTag reports whether a selector calls its element by nothing but its tag.
func bareTag(selector string) bool {
	return !strings.ContainsAny(selector[strings.LastIndexByte(selector, ' ')+1:], ".#")
}

// callings are the selectors by which n may be called, alone and below the
// nearest elements around it that have names.
func callings(n *html.Node) []string {
	own := names(n)
	if n.Data == "h1" || len(own) == 0 {
		own = append(own, n.Data)
	}
	list := append([]string(nil), own...)
	depth := 0
	for p := n.Parent; p != nil && depth < 4; p, depth = p.Parent, depth+1 {
		for _, above := range names(p) {
			for _, s := range own {
				list = append(list, above+" "+s)
			}
		}
	}
	return list
}

// text is an element's text without scripts.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "script" && c.Parent.Data != "style" {
			b.WriteString(c.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// bare is the letters and digits of s.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func same(a, b string) float64 {
	if a == b {
		return 1
	}
	return 0
}

// overlap is the harmonic mean of how much of want stands in got and how much
// of got is in want, by length: want is found in got as it stands, or its first
// and last parts are.
func overlap(got, want string) float64 {
	if got == "" || want == "" {
		return 0
	}
	part := min(len(want), 60)
	for part < len(want) && want[part]&0xc0 == 0x80 {
		part++
	}
	end := len(want) - part
	for end > 0 && end < len(want) && want[end]&0xc0 == 0x80 {
		end--
	}
	hit := 0.0
	if strings.Contains(got, want[:part]) {
		hit += .5
	}
	if strings.Contains(got, want[max(end, 0):]) {
		hit += .5
	}
	covered := min(1, float64(len(got))/float64(len(want))) * hit
	exact := min(1, float64(len(want))/float64(len(got)))
	if covered+exact == 0 {
		return 0
	}
	return 2 * covered * exact / (covered + exact)
}
