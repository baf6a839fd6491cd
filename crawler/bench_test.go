package crawler

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"
)

// BenchmarkCrawl reads 500 articles of 30 KB and 600 elements, without a store
// and without matching, beside colly with goquery selecting the same fields.
// The server's work is in both figures.
//
//	go test ./crawler -run xxx -bench Crawl
func BenchmarkCrawl(b *testing.B) {
	const articles = 500
	town := newTownSite(b)
	numbers := make([]int, articles)
	for i := range numbers {
		numbers[i] = i + 1
		filler := `<div class="side"><ul>` + strings.Repeat(`<li><a href="/x/1.html">相关阅读之一</a><span>02-15</span></li>`, 190) + `</ul></div>`
		page := strings.Replace(articlePage(i+1), "</p></div>", "</p>"+strings.Repeat("<p>"+strings.Repeat("街角的修表铺每天八点开门，老师傅说手艺不能断。", 6)+"</p>", 8)+"</div>", 1)
		town.set(articlePath(i+1), tagged(strings.Replace(page, "</body>", filler+"</body>", 1)))
	}
	list := listPage("", numbers...)
	town.set("/list.html", tagged(list))
	site := town.town(b, oneList)
	var perCrawl, perColly time.Duration
	b.Run("crawl", func(b *testing.B) {
		began := cpu(b)
		for b.Loop() {
			rep := crawl(b, newTestCrawler(b, newArchive(), nil), site, Options{})
			if rep.New != articles {
				b.Fatalf("%+v", rep)
			}
		}
		perCrawl = (cpu(b) - began) / time.Duration(b.N)
		b.ReportMetric(float64(perCrawl.Microseconds())/articles, "cpu-µs/article")
	})
	b.Run("colly", func(b *testing.B) {
		began := cpu(b)
		for b.Loop() {
			read := 0
			c := colly.NewCollector(colly.Async(true))
			if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: 8}); err != nil {
				b.Fatal(err)
			}
			done := make(chan int, articles)
			c.OnHTML("ul.list a", func(e *colly.HTMLElement) { c.Visit(e.Request.AbsoluteURL(e.Attr("href"))) })
			c.OnHTML("html", func(e *colly.HTMLElement) {
				fields := []string{}
				for _, sel := range []string{"h1", ".info", "#body p", ".ed"} {
					fields = append(fields, e.DOM.Find(sel).Map(func(_ int, s *goquery.Selection) string { return s.Text() })...)
				}
				if len(fields) > 3 {
					done <- 1
				}
			})
			if err := c.Visit(town.URL + "/list.html"); err != nil {
				b.Fatal(err)
			}
			c.Wait()
			close(done)
			for n := range done {
				read += n
			}
			if read != articles {
				b.Fatalf("colly read %d articles", read)
			}
		}
		perColly = (cpu(b) - began) / time.Duration(b.N)
		b.ReportMetric(float64(perColly.Microseconds())/articles, "cpu-µs/article")
		if perCrawl > 0 && perColly > 0 {
			b.ReportMetric(float64(perCrawl)/float64(perColly), "crawl/colly")
		}
	})
}
