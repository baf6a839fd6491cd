package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/charset"
)

type extractCmd struct {
	Page   string `arg:"" optional:"" help:"A file, an address, or - for standard input." placeholder:"FILE|URL|-"`
	URL    string `name:"url" help:"Where a file came from; it picks the site." placeholder:"URL"`
	Site   string `help:"Read it as this site's." placeholder:"ID"`
	Format string `help:"json or text." enum:"json,text" default:"json"`
	Batch  bool   `help:"Read JSON lines {\"id\",\"url\",\"html_gz_path\"} and write one JSON line each, in that order."`
}

// Help is shown below the flags.
func (extractCmd) Help() string {
	return `Examples:
  newswatch extract https://www.example.cn/content/2026-02/15/content_1.html
  newswatch extract page.html --url http://zj.people.com.cn/n2/2026/0215/c186327-1.html --format text
  newswatch extract --batch < pages.jsonl > articles.jsonl`
}

func (c extractCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	if c.Batch {
		return c.batch(ctx, a, s)
	}
	if c.Page == "" {
		return usagef("extract wants a file, an address, or - for standard input")
	}
	if c.Site != "" {
		if _, err := s.site(c.Site); err != nil {
			return err
		}
	}
	raw, address, err := c.fetch(ctx, a, s)
	if err != nil {
		return err
	}
	ex, _, err := s.extract(raw, c.Site, time.Now())
	if err != nil {
		return fmt.Errorf("%s: %w", c.Page, err)
	}
	article := ex.Article
	article.URL, article.Damaged = address, charset.Garbled(article.Title+article.Text)
	if c.Format == "json" {
		return printJSON(a.out, article)
	}
	printArticle(a.out, &article)
	return nil
}

// rawPage is a page as it came.
type rawPage struct {
	url         *url.URL
	contentType string
	body        []byte
}

// fetch reads the page from wherever it is.
func (c extractCmd) fetch(ctx context.Context, a *app, s *setup) (rawPage, string, error) {
	if strings.HasPrefix(c.Page, "http://") || strings.HasPrefix(c.Page, "https://") {
		u, err := url.Parse(c.Page)
		if err != nil {
			return rawPage{}, "", usagef("%q is not an address: %v", c.Page, err)
		}
		fetcher, err := s.fetcher(a.logger())
		if err != nil {
			return rawPage{}, "", err
		}
		defer fetcher.Close()
		resp, err := fetcher.Get(ctx, u)
		if err != nil {
			return rawPage{}, "", fmt.Errorf("%s: %w", c.Page, err)
		}
		return rawPage{resp.FinalURL, resp.Header.Get("Content-Type"), resp.Body}, c.Page, nil
	}
	body, err := a.readInput(c.Page)
	if err != nil {
		return rawPage{}, "", err
	}
	if body, err = gunzip(body); err != nil {
		return rawPage{}, "", fmt.Errorf("%s: %w", c.Page, err)
	}
	u, err := pageURL(c.URL)
	return rawPage{u, "", body}, c.URL, err
}

func pageURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, usagef("--url: %q is not an address", address)
	}
	return u, nil
}

// maxUnpacked bounds what a compressed page may unpack to, in bytes.
const maxUnpacked = 64 << 20

// gunzip unpacks what begins like gzip and leaves the rest as it is.
func gunzip(b []byte) ([]byte, error) {
	if !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		return b, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("not a whole gzip file: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err != nil {
		return nil, fmt.Errorf("not a whole gzip file: %w", err)
	}
	if len(out) > maxUnpacked {
		return nil, fmt.Errorf("unpacks to more than %d MiB", maxUnpacked>>20)
	}
	return out, nil
}

// extract reads an article from a page: by the site that is named, else by the
// one the address belongs to, else generically.
func (s *setup) extract(p rawPage, siteID string, now time.Time) (sites.Extraction, charset.Text, error) {
	site := sites.Unknown()
	if siteID != "" {
		site, _ = s.sites.ByID(newswatch.SiteID(siteID))
	} else if p.url != nil && p.url.Host != "" {
		if known, ok := s.sites.ForURL(p.url); ok {
			site = known
		}
	}
	if len(bytes.TrimSpace(p.body)) == 0 {
		return sites.Extraction{}, charset.Text{}, fmt.Errorf("%w: the page is empty", newswatch.ErrNotArticle)
	}
	text := charset.Decode(p.body, p.contentType, site.Charset)
	doc, err := sites.Parse(text.HTML)
	if err != nil {
		return sites.Extraction{}, text, err
	}
	u := p.url
	if u == nil {
		u = &url.URL{}
	}
	ex, err := site.Extract(u, doc, now)
	ex.Article.Site = site.ID
	return ex, text, err
}

func printArticle(w io.Writer, a *newswatch.Article) {
	if a.Kicker != "" {
		fmt.Fprintln(w, clean(a.Kicker))
	}
	fmt.Fprintln(w, clean(a.Title))
	if a.Subtitle != "" {
		fmt.Fprintln(w, clean(a.Subtitle))
	}
	for _, f := range []struct{ name, value string }{
		{"published", stampOf(a)}, {"source", a.Source}, {"author", a.Author}, {"editor", a.Editor},
		{"channel", a.Channel}, {"page", a.Page}, {"template", a.Template},
	} {
		if strings.TrimSpace(f.value) != "" {
			origin := ""
			if o, ok := a.Provenance[f.name]; ok {
				origin = "  (" + o.Template + ": " + o.Selector + ")"
			}
			fmt.Fprintf(w, "%-10s %s%s\n", f.name, clean(f.value), clean(origin))
		}
	}
	fmt.Fprintf(w, "\n%s\n", cleanText(a.Text))
}

// describeOpen names the file that could not be opened, without the system call.
func describeOpen(err error) error {
	var perr *os.PathError
	if errors.As(err, &perr) {
		return fmt.Errorf("%s: %w", perr.Path, perr.Err)
	}
	return err
}
