package draft

import (
	"fmt"
	"strings"
	"time"

	"newswatch/sites"
)

// Draft is a proposed definition.
type Draft struct {
	// YAML is the definition, which loads as it is; its comments say what each
	// selector gave.
	YAML []byte
	// Site is the definition loaded.
	Site *sites.Site
	// Samples are what the definition reads from the articles.
	Samples []Sample
}

// Sample is what a draft reads from one article.
type Sample struct {
	URL       string
	Template  string // "fallback" where the selectors do not fit
	Title     string
	Published string // RFC 3339 with its precision; empty where unknown
	Source    string
	Text      string // its beginning
	Err       error  // why nothing was read
}

// New proposes a definition from a list page, what was read from it, and the
// pages of some of its articles: three or more make the proposal surer. The
// list needs no article page at all, but then only its links are proposed.
func New(list Page, l List, articles []Page, now time.Time) (Draft, error) {
	loc := time.FixedZone("CST", 8*60*60)
	refs := read(articles, now, loc)
	found := fields(refs, now, loc)
	s, err := load(list, l, found)
	if err == nil && !agrees(s, refs, now) {
		found = nil // generic reading does better than these selectors
		s, err = load(list, l, found)
	}
	if err != nil {
		return Draft{}, err
	}
	d := Draft{Site: s}
	for _, p := range articles {
		d.Samples = append(d.Samples, sample(s, p, now))
	}
	d.YAML = write(list, l, found, d.Samples)
	return d, nil
}

func load(list Page, l List, found map[string]proposal) (*sites.Site, error) {
	s, err := sites.Load(l.ID+".yaml", write(list, l, found, nil))
	if err != nil {
		return nil, fmt.Errorf("the draft of %s does not load: %w", l.ID, err)
	}
	return s, nil
}

// How much of what a draft reads must be what generic reading finds, on the
// average and on each page: otherwise its selectors take too much or too little.
const (
	enoughAlike = .95
	leastAlike  = .85
)

// agrees reports whether a draft reads the articles as they were read without it.
func agrees(s *sites.Site, refs []reference, now time.Time) bool {
	sum := 0.0
	for i := range refs {
		r := &refs[i]
		x, err := s.Extract(r.page.URL, r.page.Doc, now)
		if err != nil || bare(x.Article.Title) != bare(r.Title) {
			return false
		}
		alike := likeness(x.Article.Text, r.Text)
		if alike < leastAlike {
			return false
		}
		sum += alike
	}
	return sum >= enoughAlike*float64(len(refs))
}

func sample(s *sites.Site, p Page, now time.Time) Sample {
	out := Sample{URL: p.URL.String()}
	x, err := s.Extract(p.URL, p.Doc, now)
	if err != nil {
		out.Err = err
		return out
	}
	a := x.Article
	out.Template, out.Title, out.Source, out.Text = a.Template, a.Title, a.Source, short(a.Text, 40)
	if !a.Published.IsZero() {
		out.Published = a.Published.Format(time.RFC3339) + " (" + string(a.PublishedPrecision) + ")"
	}
	return out
}

func short(s string, n int) string {
	s = strings.ReplaceAll(s, "\n", " ")
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}

// write sets the definition in YAML, with what it gave on the first three
// samples as comments.
func write(list Page, l List, found map[string]proposal, samples []Sample) []byte {
	var b strings.Builder
	q := func(s string) string { return "'" + strings.ReplaceAll(oneLine(s), "'", "''") + "'" }
	fmt.Fprintf(&b, "# A draft: check every line against the site's pages.\n")
	fmt.Fprintf(&b, "id: %s\nname: %s\nhomepage: %s\nhosts:\n", l.ID, q(l.Name), q(list.URL.Scheme+"://"+list.URL.Host+"/"))
	for _, h := range l.Hosts {
		fmt.Fprintf(&b, "  - %s\n", q(h))
	}
	fmt.Fprintf(&b, "schedule: \"@every 30m\"\ndiscover:\n  - list: %s\n    links: %s   # %d links on this page\n    max_pages: 1\n", q(list.URL.String()), q(l.Selector), len(l.Articles))
	fmt.Fprintf(&b, "article:\n  urls: [%s]\n", q(l.Pattern))
	title, haveTitle := found["title"]
	body, haveBody := found["body"]
	if haveTitle && haveBody {
		fmt.Fprintf(&b, "  templates:\n    - id: draft\n      title: %s\n", q(title.selector))
		comments(&b, samples, func(s Sample) string { return s.Title })
		for _, name := range []string{"published", "source"} {
			p, ok := found[name]
			if !ok {
				fmt.Fprintf(&b, "      # %s: no selector fits; labels on the page are read\n", name)
				continue
			}
			if p.pattern != "" {
				fmt.Fprintf(&b, "      %s: { select: %s, pattern: %s }\n", name, q(p.selector), q(p.pattern))
			} else {
				fmt.Fprintf(&b, "      %s: %s\n", name, q(p.selector))
			}
			comments(&b, samples, map[string]func(Sample) string{
				"published": func(s Sample) string { return s.Published },
				"source":    func(s Sample) string { return s.Source },
			}[name])
		}
		fmt.Fprintf(&b, "      body: %s\n", q(body.selector))
		comments(&b, samples, func(s Sample) string { return s.Text })
		if len(body.remove) > 0 {
			quoted := make([]string, len(body.remove))
			for i, s := range body.remove {
				quoted[i] = q(s)
			}
			fmt.Fprintf(&b, "      remove: [%s]\n", strings.Join(quoted, ", "))
		}
	} else {
		fmt.Fprintf(&b, "  # No selectors fit all of these articles, which are read well without.\n  templates: []\n")
	}
	fmt.Fprintf(&b, "fallback: true\n")
	return []byte(b.String())
}

func comments(b *strings.Builder, samples []Sample, value func(Sample) string) {
	for i, s := range samples {
		if i == 3 {
			return
		}
		v := oneLine(value(s))
		if v == "" {
			v = "(nothing)"
		}
		fmt.Fprintf(b, "      #   %s\n", v)
	}
}

// oneLine makes s safe to stand in a line of YAML.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff {
			return ' '
		}
		return r
	}, s)
}
