package crawler

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
	"newswatch/sites/stamp"
)

// maxSitemap is how many entries of one sitemap are read: as many as the
// protocol allows (sitemaps.org).
const maxSitemap = 50_000

// sitemapEntry is a page, or in an index another sitemap.
type sitemapEntry struct {
	URL      *url.URL
	Modified time.Time // zero where the sitemap does not say
	Title    string    // of a news sitemap
}

// sitemap is what one file lists: pages, or further sitemaps.
type sitemap struct {
	Index   bool
	Entries []sitemapEntry
	Cut     bool // it lists more than was read
}

// readSitemap reads a sitemap, an index of them, or a plain list of addresses,
// packed or not. max bounds what a packed file may grow to.
func readSitemap(body []byte, contentType string, base *url.URL, now time.Time, loc *time.Location, max int64) (sitemap, error) {
	body, err := gunzip(body, max)
	if err != nil {
		return sitemap{}, fmt.Errorf("the sitemap cannot be unpacked: %w", err)
	}
	text := decodeXML(body, contentType, "")
	if !bytes.HasPrefix(text, []byte("<")) {
		return plainSitemap(text, base), nil
	}
	var (
		m      sitemap
		d      = xml.NewDecoder(bytes.NewReader(text))
		e      sitemapEntry
		into   string // the element that text belongs to
		rooted bool   // the root is one of the two
		buf    strings.Builder
	)
	d.Strict = false
	for {
		tok, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) && (rooted || len(m.Entries) > 0) {
				return m, nil
			}
			if errors.Is(err, io.EOF) {
				err = errors.New("it is no <urlset> and no <sitemapindex>")
			}
			return m, fmt.Errorf("the sitemap cannot be read: %w", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			buf.Reset()
			switch into = strings.ToLower(tok.Name.Local); into {
			case "sitemapindex":
				m.Index, rooted = true, true
			case "urlset":
				rooted = true
			case "url", "sitemap":
				e = sitemapEntry{}
			case "image", "video":
				if err := d.Skip(); err != nil { // they hold a loc of their own
					return m, fmt.Errorf("the sitemap cannot be read: %w", err)
				}
			}
		case xml.CharData:
			if into != "" && buf.Len() < 8<<10 {
				buf.Write(tok)
			}
		case xml.EndElement:
			value := strings.TrimSpace(buf.String())
			switch strings.ToLower(tok.Name.Local) {
			case "loc":
				e.URL, _ = canon.Resolve(base, value)
			case "lastmod", "publication_date":
				if s, err := stamp.Parse(value, "", now, loc); err == nil && e.Modified.IsZero() {
					e.Modified = s.Time
				}
			case "title":
				e.Title = value
			case "url", "sitemap":
				if len(m.Entries) == maxSitemap {
					m.Cut = true
					return m, nil
				}
				if e.URL != nil {
					m.Entries = append(m.Entries, e)
				}
			}
			into = ""
			buf.Reset()
		}
	}
}

// plainSitemap reads one address a line.
func plainSitemap(text []byte, base *url.URL) sitemap {
	var m sitemap
	for line := range bytes.Lines(text) {
		href := strings.TrimSpace(string(line))
		if !strings.HasPrefix(href, "http://") && !strings.HasPrefix(href, "https://") {
			continue
		}
		if len(m.Entries) == maxSitemap {
			m.Cut = true
			break
		}
		if u, err := canon.Resolve(base, href); err == nil {
			m.Entries = append(m.Entries, sitemapEntry{URL: u})
		}
	}
	return m
}

const (
	// maxSitemaps bounds the maps of one index that a run reads.
	maxSitemaps = 50
	// sitemapNewest is how many pages of a sitemap are news; the rest is the
	// site's archive, for a backfill.
	sitemapNewest = 1_000
	// sitemapSlack is by how much a map's lastmod may lag behind its content.
	sitemapSlack = 48 * time.Hour
)

// sitemap reads a sitemap, or the maps of an index.
func (r *run) sitemap(ctx context.Context, src *sites.Source, u *url.URL) error {
	l, m, fresh, err := r.fetchSitemap(ctx, u)
	if err != nil || l == nil {
		return err
	}
	r.readList(false)
	r.observeList(src, u, len(m.Entries), nil)
	if !m.Index {
		return r.takeMap(ctx, l, m, fresh)
	}
	maps := m.Entries
	slices.SortStableFunc(maps, func(a, b sitemapEntry) int { return b.Modified.Compare(a.Modified) })
	cut := r.o.Since
	if !r.o.backfill() && l.whole() {
		cut = r.last.Add(-sitemapSlack)
	}
	if len(maps) > maxSitemaps && !r.o.backfill() {
		r.warn(fmt.Sprintf("%s: lists %d sitemaps; the first %d were read", u, len(maps), maxSitemaps))
		maps = maps[:maxSitemaps]
	}
	for _, e := range maps {
		if ctx.Err() != nil || r.spent() {
			l.spoil()
			break
		}
		if !e.Modified.IsZero() && e.Modified.Before(cut) {
			continue
		}
		if err := r.childMap(ctx, e.URL); err != nil {
			r.fail(e.URL.String(), err)
			l.spoil()
		}
	}
	l.finish(ctx, fresh)
	return nil
}

func (r *run) childMap(ctx context.Context, u *url.URL) error {
	l, m, fresh, err := r.fetchSitemap(ctx, u)
	switch {
	case err != nil || l == nil:
		return err
	case m.Index:
		return errors.New("an index of sitemaps inside an index; the protocol allows none")
	}
	return r.takeMap(ctx, l, m, fresh)
}

// fetchSitemap returns no list where the file is as it was.
func (r *run) fetchSitemap(ctx context.Context, u *url.URL) (*list, sitemap, newswatch.Validators, error) {
	l, resp, err := r.fetchList(ctx, u)
	if err != nil || resp.NotModified {
		return nil, sitemap{}, newswatch.Validators{}, err
	}
	m, err := readSitemap(resp.Body, resp.Header.Get("Content-Type"), resp.FinalURL, r.started, r.site.Location, r.c.Fetcher.o.MaxBody)
	if err != nil {
		return nil, m, newswatch.Validators{}, err
	}
	if m.Cut {
		r.warn(fmt.Sprintf("%s: lists more than %d pages; the rest was not read", u, maxSitemap))
	}
	return l, m, resp.Validators(), nil
}

// takeMap takes the newest articles of a sitemap; a backfill takes all of its
// time.
func (r *run) takeMap(ctx context.Context, l *list, m sitemap, fresh newswatch.Validators) error {
	var links []sites.Link
	when := map[*url.URL]time.Time{}
	for _, e := range m.Entries {
		if !r.site.IsArticle(e.URL) {
			continue
		}
		// lastmod is when the page changed, which may be long after publication.
		link := sites.Link{URL: e.URL, Title: e.Title}
		links = append(links, link)
		if when[e.URL] = e.Modified; e.Modified.IsZero() {
			if s, ok := r.dated(link); ok {
				when[e.URL] = s.Time
			}
		}
	}
	slices.SortStableFunc(links, func(a, b sites.Link) int { return when[b.URL].Compare(when[a.URL]) })
	if len(links) > sitemapNewest && !r.o.backfill() {
		r.warn(fmt.Sprintf("%s: lists %d articles; the newest %d were looked at (crawl --since reads the others)", l.url, len(links), sitemapNewest))
		links = links[:sitemapNewest]
	}
	if _, err := r.take(ctx, l, links, sites.PaperPage{}); err != nil {
		return err
	}
	l.finish(ctx, fresh)
	return nil
}
