package web

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
)

var articles = flag.Int("articles", 2000, "articles in the archive that pages are measured on; 300000 is a busy year")

// BenchmarkPages measures handlers on a full archive, without the network:
//
//	go test ./web -run - -bench Pages -articles 300000
func BenchmarkPages(b *testing.B) {
	o := open(b, func(o *Options) {
		o.Sites = func() []Site {
			var list []Site
			for i := range 11 {
				list = append(list, Site{ID: newswatch.SiteID(fmt.Sprintf("site%d", i)), Name: fmt.Sprintf("第 %d 网", i), Schedule: "@hourly", Enabled: true})
			}
			return list
		}
	})
	o.stock(b, *articles)
	for _, path := range []string{"/", "/articles", "/articles?q=" + url.QueryEscape("步道"), "/articles/7", "/alerts", "/watches", "/watches/xianghu", "/sites", "/sites/site3", "/figures"} {
		b.Run(path, func(b *testing.B) {
			before := cpuTime()
			for b.Loop() {
				req := httptest.NewRequest("GET", path, nil)
				req.Host = "127.0.0.1"
				w := httptest.NewRecorder()
				o.Config.Handler.ServeHTTP(w, req)
				if w.Code != 200 {
					b.Fatalf("%s: %d", path, w.Code)
				}
			}
			b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op") // says more where others use the machine too
		})
	}
}

// stock files articles of a year, one in fifty of which fires the watch.
func (o *office) stock(b *testing.B, n int) {
	b.Helper()
	var wg sync.WaitGroup
	next := make(chan int)
	for range 16 {
		wg.Go(func() {
			for i := range next {
				at := o.clock.Add(-time.Duration(n-i) * 365 * 24 * time.Hour / time.Duration(n))
				value := float64(i % 90)
				s := &newswatch.Sighting{
					Late: true,
					Article: newswatch.Article{
						Site: newswatch.SiteID(fmt.Sprintf("site%d", i%11)), URL: fmt.Sprintf("http://a.example/%d", i), CanonicalURL: fmt.Sprintf("http://a.example/%d", i),
						Title: fmt.Sprintf("第 %d 条新闻：沿湖步道", i), Text: strings.Repeat(fmt.Sprintf("这是第 %d 条新闻的一段正文，写的是湖边的步道和树。", i), 12),
						Published: at, PublishedPrecision: newswatch.Second, Fetched: at, Template: "t",
					},
					Figures: []newswatch.Figure{{Indicator: fmt.Sprintf("指标%d", i%30), Value: &value, Unit: "%", Kind: newswatch.Result, Field: newswatch.FieldText, Length: 2}},
				}
				if i%50 == 0 {
					s.Hits = []newswatch.Hit{{ID: "xianghu", Name: "湘湖", Kind: newswatch.Keyword, Severity: newswatch.Normal}}
				}
				if _, err := o.store.File(context.Background(), s); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
