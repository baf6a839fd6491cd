package fallback

import (
	"bytes"
	"net/url"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"newswatch/sites/charset"
)

// Parse alone, then everything, on the same bytes: the ratio of the two is what
// the package costs.

func BenchmarkParse(b *testing.B) {
	all := labels(b)
	var decoded [][]byte
	for _, l := range all {
		decoded = append(decoded, charset.Decode(l.page, "", "").HTML)
	}
	for b.Loop() {
		for _, page := range decoded {
			if _, err := html.Parse(bytes.NewReader(page)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(all)), "µs/page")
}

func BenchmarkDecodeParseExtract(b *testing.B) {
	all := labels(b)
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, beijing)
	for b.Loop() {
		for _, l := range all {
			doc, err := html.Parse(bytes.NewReader(charset.Decode(l.page, "", "").HTML))
			if err != nil {
				b.Fatal(err)
			}
			u, _ := url.Parse(l.URL)
			Extract(goquery.NewDocumentFromNode(doc), u, now, beijing)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(all)), "µs/page")
}
