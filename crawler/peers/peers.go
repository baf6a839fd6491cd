// Package peers does what others do with the same pages, so that what newswatch
// costs can be said in a ratio: colly with goquery as its examples have it, the
// HTML parser alone, and a bare loop of conditional requests. Nothing is stored
// or matched here.
package peers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gocolly/colly/v2"
	"golang.org/x/net/html"
)

// Page says where things stand on the pages of a site, as CSS selectors.
type Page struct {
	Links, Next string // on a list
	Title       string // of an article; a page without one is none
	Fields      []Field
}

// Field is one of an article's other fields: an element's text, or its attribute.
type Field struct{ Select, Attr string }

// Colly crawls from a list page with so many requests at once, selects every
// field of every article, and returns how many articles it read.
func Colly(start string, p Page, parallel int) (int, error) {
	var read atomic.Int64
	var once sync.Once
	var failed error
	c := colly.NewCollector(colly.Async(true))
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: parallel}); err != nil {
		return 0, err
	}
	c.OnError(func(r *colly.Response, err error) {
		once.Do(func() { failed = fmt.Errorf("%s: %w", r.Request.URL, err) })
	})
	visit := func(e *colly.HTMLElement) { e.Request.Visit(e.Attr("href")) } // OnError hears of it
	c.OnHTML(p.Links, visit)
	c.OnHTML(p.Next, visit)
	c.OnHTML("html", func(e *colly.HTMLElement) {
		if e.ChildText(p.Title) == "" {
			return
		}
		found := 0
		for _, f := range p.Fields {
			if f.Attr == "" && e.ChildText(f.Select) != "" || f.Attr != "" && e.ChildAttr(f.Select, f.Attr) != "" {
				found++
			}
		}
		if found == len(p.Fields) {
			read.Add(1)
		}
	})
	if err := c.Visit(start); err != nil {
		return 0, err
	}
	c.Wait()
	return int(read.Load()), failed
}

// Parse fetches pages with so many requests at once, parses each and throws it
// away. It returns how many it parsed.
func Parse(ctx context.Context, pages []string, parallel int) (int, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: parallel}}
	defer client.CloseIdleConnections()
	var next, parsed atomic.Int64
	errs := make(chan error, parallel)
	for range parallel {
		go func() {
			var body bytes.Buffer
			for {
				i := int(next.Add(1)) - 1
				if i >= len(pages) {
					errs <- nil
					return
				}
				body.Reset()
				if err := get(ctx, client, pages[i], "", http.StatusOK, &body); err != nil {
					errs <- err
					return
				}
				if _, err := html.Parse(&body); err != nil {
					errs <- fmt.Errorf("%s: %w", pages[i], err)
					return
				}
				parsed.Add(1)
			}
		}()
	}
	var failed error
	for range parallel {
		if err := <-errs; err != nil {
			failed = err
		}
	}
	return int(parsed.Load()), failed
}

// Poll asks for each page, in turn, whether it is still the one with the ETag
// that stands beside it; any other answer than 304 is an error.
func Poll(ctx context.Context, client *http.Client, pages, tags []string) error {
	for i, page := range pages {
		if err := get(ctx, client, page, tags[i], http.StatusNotModified, io.Discard); err != nil {
			return err
		}
	}
	return nil
}

// Tag is a page's ETag.
func Tag(ctx context.Context, client *http.Client, page string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, page, nil)
	if err != nil {
		return "", err
	}
	resp, err := client.Do(r)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("ETag"), resp.Body.Close()
}

func get(ctx context.Context, client *http.Client, page, tag string, want int, body io.Writer) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return err
	}
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		return fmt.Errorf("%s: %s", page, resp.Status)
	}
	_, err = io.Copy(body, resp.Body)
	return err
}
