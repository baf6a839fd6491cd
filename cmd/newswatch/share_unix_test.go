//go:build unix

package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"newswatch"
	"newswatch/pipeline/figure"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
	"newswatch/sites"
	"newswatch/sites/charset"
)

// BenchmarkShare says what folding, matching 1,000 words and reading figures
// take of what the fallback takes to parse and read the same printed pages, by
// user CPU time.
func BenchmarkShare(b *testing.B) {
	pages := printedPages(b)
	watches := make([]newswatch.Watch, 1000)
	for i := range watches {
		watches[i] = newswatch.Watch{ID: fmt.Sprint(i), Name: "x", Any: []string{string([]rune{rune(0x4e00 + i*7), rune(0x5e00 + i*3), '词'})}}
	}
	rules, err := match.Compile(watches)
	if err != nil {
		b.Fatal(err)
	}
	site, reader := sites.Unknown(), figure.NewReader(nil)
	at := &url.URL{Scheme: "https", Host: "www.example.cn", Path: "/a.html"}
	day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	articles := make([]newswatch.Article, len(pages))
	var ratios []float64
	for b.Loop() {
		start := userTime(b)
		for i, page := range pages {
			doc, err := sites.Parse(charset.Decode(page, "", site.Charset).HTML)
			if err != nil {
				b.Fatal(err)
			}
			read, _ := site.Extract(at, doc, day) // some pages hold no article
			articles[i] = read.Article
		}
		extracted := userTime(b)
		for _, a := range articles {
			title, text := fold.Fold(a.Title), fold.Fold(a.Text)
			rules.Match(&match.Doc{Title: title, Text: text})
			reader.ReadFolded(title, text, day)
		}
		ratios = append(ratios, (userTime(b)-extracted).Seconds()/(extracted-start).Seconds())
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "share")
}

func printedPages(b *testing.B) (pages [][]byte) {
	const dir = "../../../shared/extract/"
	f, err := os.Open(dir + "truth.jsonl")
	if err != nil {
		b.Skip("no labelled pages beside the repository")
	}
	defer f.Close()
	for lines := bufio.NewReader(f); ; {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return pages
		}
		if err != nil {
			b.Fatal(err)
		}
		var page struct{ ID string }
		if err := json.Unmarshal(line, &page); err != nil {
			b.Fatal(err)
		}
		pages = append(pages, unpacked(b, dir+"pages/"+page.ID+".html.gz"))
	}
}

func unpacked(b *testing.B, file string) []byte {
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	page, err := io.ReadAll(z)
	if err != nil {
		b.Fatal(err)
	}
	return page
}

// userTime is the processor time that this process has used so far.
func userTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano())
}
