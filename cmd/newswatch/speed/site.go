package speed

import (
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// PerList is how many articles a list page shows.
const PerList = 50

// Site is a news site of so many articles, with pages of 42 KB and some 740
// elements as Chinese portals have them. Its pages are made when they are asked
// for, the same ones each time, and have ETags.
type Site struct {
	articles int
	day      time.Time // of the newest article
	frame    [3]string // of an article page: around its head and its text

	asked, unchanged atomic.Int64
}

// NewSite makes a site whose newest article is of that time.
func NewSite(articles int, day time.Time) *Site {
	r := rand.New(rand.NewPCG(3, 5))
	return &Site{articles: articles, day: day, frame: [3]string{head(r), side(r), foot(r)}}
}

// Asked is how many requests came, robots.txt apart, and how many of them were
// answered with 304.
func (s *Site) Asked() (requests, unchanged int64) { return s.asked.Load(), s.unchanged.Load() }

// Listen serves the site on a free loopback port until stop is called.
func (s *Site) Listen() (home string, stop func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go srv.Serve(l) // ends when it is closed
	return "http://" + l.Addr().String(), srv.Close, nil
}

// ServeHTTP answers /list/1.html and on, with any query, and /a/1.html and on.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, file, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	n, err := strconv.Atoi(strings.TrimSuffix(file, ".html"))
	if err != nil || n < 1 {
		http.NotFound(w, r)
		return
	}
	s.asked.Add(1)
	tag := fmt.Sprintf(`"%08x"`, crc32.ChecksumIEEE([]byte(r.URL.Path)))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		s.unchanged.Add(1)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	page := ""
	switch {
	case kind == "list" && n <= s.Lists():
		page = s.List(n)
	case kind == "a" && n <= s.articles:
		page = s.Article(n)
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	w.Write([]byte(page)) // a client that went away is no fault of ours
}

// Lists is how many list pages there are.
func (s *Site) Lists() int { return (s.articles + PerList - 1) / PerList }

// List is a list page; the first has the newest articles.
func (s *Site) List(n int) string {
	var b strings.Builder
	b.WriteString(s.frame[0])
	b.WriteString("<title>要闻</title></head><body>\n<ul class=\"list\">\n")
	for i := (n-1)*PerList + 1; i <= min(n*PerList, s.articles); i++ {
		fmt.Fprintf(&b, "<li><a href=\"/a/%d.html\">%s</a><span>%s</span></li>\n", i, s.title(i), s.published(i).Format(time.DateOnly))
	}
	b.WriteString("</ul>\n")
	if n < s.Lists() {
		fmt.Fprintf(&b, "<a class=\"next\" href=\"/list/%d.html\">下一页</a>\n", n+1)
	}
	b.WriteString(s.frame[2])
	return b.String()
}

func (s *Site) rng(n int) *rand.Rand { return rand.New(rand.NewPCG(uint64(n), 20260215)) }

func (s *Site) published(n int) time.Time { return s.day.Add(-time.Duration(n) * 7 * time.Second) }

func (s *Site) title(n int) string {
	r := s.rng(n)
	return fmt.Sprintf("%s%s%s%s %s%s", place(r), pick(r, nouns), pick(r, adverbs), pick(r, verbs), pick(r, nouns), pick(r, verbs))
}

// Article is an article's page.
func (s *Site) Article(n int) string {
	r := s.rng(-n)
	var b strings.Builder
	b.Grow(48 << 10)
	title := s.title(n)
	b.WriteString(s.frame[0])
	fmt.Fprintf(&b, `<meta name="keywords" content="%s,%s"><title>%s_晨汐网</title></head><body>
<div class="crumb"><a href="/">首页</a> &gt; <a href="/list/1.html">要闻</a> &gt; 正文</div>
<div class="article"><h1>%s</h1>
<div class="info"><span class="time">%s</span><span class="source">来源：晨汐日报</span><span class="author">记者 %s</span></div>
<div class="content">
`, pick(r, nouns), place(r), title, title, s.published(n).Format("2006-01-02 15:04"), name(r))
	for range 12 {
		b.WriteString("<p>　　")
		for range 4 {
			sentence(&b, r)
		}
		b.WriteString("</p>\n")
	}
	fmt.Fprintf(&b, "<p><img src=\"/img/%d.jpg\" alt=\"\"></p>\n</div><div class=\"editor\">责任编辑：%s</div></div>\n", n, name(r))
	b.WriteString(s.frame[1])
	b.WriteString(s.frame[2])
	return b.String()
}

// head opens a page, with the scripts and styles that portals have there.
func head(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
	for i := range 6 {
		fmt.Fprintf(&b, "<link rel=\"stylesheet\" href=\"/css/%d.css\">\n<script src=\"/js/%d.js\"></script>\n", i, i)
	}
	b.WriteString("<style>\n")
	for i := range 40 {
		fmt.Fprintf(&b, ".m%d{margin:%dpx;color:#%06x}\n", i, i, r.IntN(1<<24))
	}
	b.WriteString("</style>\n<script>\nvar columns={};\n")
	for i := range 180 {
		fmt.Fprintf(&b, "columns[%d]={id:%d,open:function(e){return e<%d&&!e.hidden}};\n", i, r.IntN(1<<20), i)
	}
	b.WriteString("</script>\n")
	return b.String()
}

// side is what stands beside an article: lists of other articles.
func side(r *rand.Rand) string {
	var b strings.Builder
	for range 9 {
		fmt.Fprintf(&b, "<div class=\"box\"><h3><a href=\"/c/%d/\">%s%s</a></h3><ul>\n", r.IntN(99), place(r), pick(r, nouns))
		for range 20 {
			fmt.Fprintf(&b, "<li class=\"m%d\"><a href=\"/c/%d.html\" title=\"更多\">%s%s%s</a><span class=\"d\">%02d-%02d</span></li>\n",
				r.IntN(40), r.IntN(1<<20), pick(r, nouns), pick(r, verbs), pick(r, nouns), 1+r.IntN(12), 1+r.IntN(28))
		}
		b.WriteString("</ul></div>\n")
	}
	return b.String()
}

// foot closes a page, below its navigation.
func foot(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("<div class=\"nav\">\n")
	for range 120 {
		fmt.Fprintf(&b, "<a href=\"/c/%d/\">%s</a>\n", r.IntN(1000), pick(r, nouns))
	}
	b.WriteString("</div><div class=\"foot\"><p>晨汐网 版权所有 未经授权不得转载</p><p>新闻热线 0571-00000000</p></div>\n</body></html>\n")
	return b.String()
}
