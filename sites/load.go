package sites

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"newswatch"
)

// Load reads one site's definition; name is the file's, for faults. The error
// joins a [*Fault] for everything that is wrong, in the order of the text.
func Load(name string, data []byte) (*Site, error) {
	r := &reader{file: name}
	s := blank(name, data)
	if body := r.parse(data); body != nil {
		l := &loader{r, s}
		if l.site(body) {
			l.require(body)
		}
	}
	if len(r.faults) > 0 {
		return nil, joined(r.faults)
	}
	s.ready()
	return s, nil
}

// With returns the site with anything overridden that the YAML mapping override
// gives, by the keys of a definition. The mapping stands in the file name, its
// first line being the file's line line, from 1. The error is as [Load]'s.
func (s *Site) With(name string, override []byte, line int) (*Site, error) {
	return s.WithFilled(name, override, line, nil)
}

// WithFilled is [Site.With] for an override whose texts hold variables; fill puts
// their values in.
func (s *Site) WithFilled(name string, override []byte, line int, fill func(text string) string) (*Site, error) {
	base := &reader{file: s.file}
	made := blank(s.file, s.source)
	if body := base.parse(s.source); body != nil {
		(&loader{base, made}).site(body)
	}
	over := &reader{file: name, line: max(line, 1) - 1, fill: fill}
	if body := over.parse(override); body != nil {
		l := &loader{over, made}
		if l.site(body) {
			l.require(body)
		}
		if made.ID != s.ID {
			over.fault(body, "id", "is %q; the id of a built-in site stays %q", made.ID, s.ID)
		}
	}
	if faults := append(base.faults, over.faults...); len(faults) > 0 {
		return nil, joined(faults)
	}
	made.ready()
	return made, nil
}

func blank(name string, data []byte) *Site {
	return &Site{Location: beijing, Enabled: true, Fallback: true, file: name, source: data}
}

// ready links what a loaded site's parts need of each other.
func (s *Site) ready() {
	s.index = newKeys()
	for i := range s.Templates {
		for _, f := range s.Templates[i].fields() {
			for _, a := range f.alternatives() {
				s.index.add(a.sel)
			}
		}
		for _, group := range []*selector{s.Templates[i].nextPage, s.Templates[i].remove, s.Templates[i].captions} {
			s.index.add(group)
		}
	}
	for i := range s.Discover {
		s.Discover[i].loc = s.Location
		s.Discover[i].accept = s.IsArticle
	}
}

// loader decodes a tree into a site. What a tree does not name stays as it was.
type loader struct {
	*reader
	s *Site
}

var siteID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// site reads the top level; it reports whether there is one.
func (l *loader) site(n ast.Node) bool {
	s := l.s
	return l.mapping(n, "", keyed{
		"id": func(n ast.Node, key string) {
			if id, ok := l.filledText(n, key, true); ok {
				if !siteID.MatchString(id) {
					l.fault(n, key, "is %q; give a short name of small letters, digits, - and _", id)
				}
				s.ID = newswatch.SiteID(id)
			}
		},
		"name":     func(n ast.Node, key string) { l.set(&s.Name, n, key) },
		"homepage": func(n ast.Node, key string) { l.address(&s.Homepage, n, key) },
		"hosts": func(n ast.Node, key string) {
			s.Hosts = nil
			l.each(n, key, true, func(n ast.Node, key string) { l.host(n, key) })
		},
		"timezone": func(n ast.Node, key string) {
			if zone, ok := l.filledText(n, key, false); ok {
				loc, err := time.LoadLocation(zone)
				if err != nil && zone != "Asia/Shanghai" {
					l.fault(n, key, "%q is unknown; give a name such as Asia/Shanghai", zone)
				} else if err == nil {
					s.Location = loc
				}
			}
		},
		"charset": func(n ast.Node, key string) {
			if name, ok := l.text(n, key, false); ok {
				if !knownCharset(name) {
					l.fault(n, key, "%q is unknown; give utf-8, gb18030 or big5, or leave it empty", name)
				}
				s.Charset = name
			}
		},
		"schedule": func(n ast.Node, key string) {
			if spec, ok := l.text(n, key, false); ok {
				if err := checkSchedule(spec); spec != "" && err != nil {
					l.fault(n, key, "%v", err)
				}
				s.Schedule = spec
			}
		},
		"level": func(n ast.Node, key string) {
			if name, ok := l.text(n, key, false); ok {
				s.Level = name
			}
		},
		"adaptive": func(n ast.Node, key string) { l.adaptive(&s.Adaptive, n, key) },
		"enabled":  func(n ast.Node, key string) { l.flag(&s.Enabled, n, key) },
		"fallback": func(n ast.Node, key string) { l.flag(&s.Fallback, n, key) },
		"discover": func(n ast.Node, key string) {
			s.Discover = nil
			l.each(n, key, false, func(n ast.Node, key string) {
				if src, ok := l.discovery(n, key); ok {
					s.Discover = append(s.Discover, src)
				}
			})
		},
		"article": func(n ast.Node, key string) { l.article(n, key) },
	})
}

func (l *loader) article(n ast.Node, key string) {
	l.mapping(n, key, keyed{
		"urls": func(n ast.Node, key string) { l.s.urls = l.patterns(n, key) },
		"templates": func(n ast.Node, key string) {
			l.s.Templates = nil
			ids := map[string]bool{}
			l.each(n, key, false, func(n ast.Node, key string) {
				t := l.template(n, key)
				if ids[t.ID] && t.ID != "" {
					l.fault(n, key+".id", "%q is given twice; every template has its own id", t.ID)
				}
				ids[t.ID] = true
				l.s.Templates = append(l.s.Templates, t)
			})
		},
	})
}

// require notes what a whole definition must have and n does not give.
func (l *loader) require(n ast.Node) {
	s := l.s
	line, column := place(n)
	for _, need := range []struct {
		missing bool
		key     string
		msg     string
	}{
		{s.ID == "", "id", "is missing; give the site a short name"},
		{s.Name == "", "name", "is missing; give the name people know"},
		{len(s.Hosts) == 0, "hosts", "is missing; give at least one host, such as [www.example.cn]"},
		{len(s.Templates) == 0 && !s.Fallback, "article.templates", "is missing; give a template, or fallback: true"},
	} {
		if need.missing && !l.faulty(need.key) {
			l.add(line, column, need.key, need.msg)
		}
	}
}

// faulty reports whether something is wrong at key or below already, or key is
// misspelt.
func (l *loader) faulty(key string) bool {
	for _, f := range l.faults {
		if strings.HasPrefix(f.Key, key) || strings.HasSuffix(f.Msg, fmt.Sprintf("did you mean %q?", key)) {
			return true
		}
	}
	return false
}

func (l *loader) set(to *string, n ast.Node, key string) {
	if text, ok := l.filledText(n, key, false); ok {
		*to = text
	}
}

func (l *loader) flag(to *bool, n ast.Node, key string) {
	if value, ok := l.boolean(n, key); ok {
		*to = value
	}
}

// address reads a web address, which may hold {…} patterns in its path.
func (l *loader) address(to *string, n ast.Node, key string) {
	text, ok := l.filledText(n, key, false)
	if !ok {
		return
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		l.fault(n, key, "%q is not a web address; give one such as https://www.example.cn/", text)
		return
	}
	*to = text
}

var portSuffix = regexp.MustCompile(`:\d+$`)

var hostName = regexp.MustCompile(`^(\*\.)?[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$`)

func (l *loader) host(n ast.Node, key string) {
	text, ok := l.filledText(n, key, false)
	if !ok {
		return
	}
	host := strings.ToLower(strings.TrimSpace(text))
	host = portSuffix.ReplaceAllString(host, "") // hosts match without regard to the port
	if !hostName.MatchString(host) {
		l.fault(n, key, "%q is not a host; give one such as www.example.cn or *.example.cn", text)
		return
	}
	l.s.Hosts = append(l.s.Hosts, host)
}

func (l *loader) patterns(n ast.Node, key string) (list []*regexp.Regexp) {
	l.each(n, key, true, func(n ast.Node, key string) {
		if re, ok := l.pattern(n, key); ok {
			list = append(list, re)
		}
	})
	return list
}

func (l *loader) pattern(n ast.Node, key string) (*regexp.Regexp, bool) {
	text, ok := l.filledText(n, key, true)
	if !ok {
		return nil, false
	}
	re, err := regexp.Compile(text)
	if err != nil {
		msg := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		l.fault(n, key, "%q is not a regular expression: %s; see RE2's syntax", text, msg)
		return nil, false
	}
	return re, true
}

// selector reads one CSS selector, or a list of them, which counts as a group.
func (l *loader) selector(n ast.Node, key string) *selector {
	var all []string
	ok := true
	l.each(n, key, true, func(n ast.Node, key string) {
		text, good := l.filledText(n, key, false)
		if !good {
			ok = false
			return
		}
		if _, err := compileSelector(text); err != nil {
			l.fault(n, key, "%v; give a CSS selector such as \"ul.newslist a[href]\"", err)
			ok = false
			return
		}
		all = append(all, text)
	})
	if !ok || len(all) == 0 {
		return nil
	}
	s, err := compileSelector(strings.Join(all, ", "))
	if err != nil {
		l.fault(n, key, "%v; give CSS selectors", err)
		return nil
	}
	return s
}

func names(handlers keyed) []string {
	list := make([]string, 0, len(handlers))
	for name := range handlers {
		list = append(list, name)
	}
	return sorted(list)
}

// oneOf joins names for people.
func oneOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return fmt.Sprintf("%s or %s", strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}
