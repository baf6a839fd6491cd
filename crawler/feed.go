package crawler

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
	"newswatch/sites/charset"
	"newswatch/sites/stamp"
)

var (
	xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)
	xmlEncoding    = regexp.MustCompile(`encoding\s*=\s*["']\s*([A-Za-z0-9_:.-]+)`)
	// zoneAtEnd tells a stamp that says its zone from one that means local time.
	zoneAtEnd = regexp.MustCompile(`(?:[+-]\d\d:?\d\d|Z|\b[A-Z]{2,5})\s*$`)
)

// decodeXML turns an XML document of any charset into UTF-8 and takes its
// declaration off, which would otherwise contradict the bytes.
func decodeXML(body []byte, contentType, declared string) []byte {
	if m := xmlEncoding.FindSubmatch(xmlDeclaration.Find(body[:min(len(body), 512)])); m != nil && declared == "" {
		declared = string(m[1])
	}
	text := charset.Decode(body, contentType, declared).HTML
	text = bytes.TrimLeft(text, "\ufeff \t\r\n")
	text = text[len(xmlDeclaration.Find(text[:min(len(text), 512)])):]
	return bytes.TrimLeft(text, " \t\r\n")
}

// readFeed reads RSS, Atom and JSON feeds.
func readFeed(body []byte, contentType, declared string, base *url.URL, now time.Time, loc *time.Location) ([]sites.Link, error) {
	feed, err := parseFeed(decodeXML(body, contentType, declared))
	if err != nil {
		return nil, fmt.Errorf("the feed cannot be read: %w", err)
	}
	links := make([]sites.Link, 0, len(feed.Items))
	for _, it := range feed.Items {
		href := it.Link
		if href == "" && strings.HasPrefix(it.GUID, "http") {
			href = it.GUID
		}
		u, err := canon.Resolve(base, href)
		if err != nil {
			continue
		}
		l := sites.Link{URL: u, Title: strings.TrimSpace(it.Title)}
		switch written := strings.TrimSpace(it.Published); {
		case it.PublishedParsed != nil && zoneAtEnd.MatchString(written):
			l.Published = stamp.Stamp{Time: it.PublishedParsed.In(loc), Precision: newswatch.Second, Text: written}
		case written != "":
			l.Published, _ = stamp.Parse(written, "", now, loc)
		}
		links = append(links, l)
	}
	return links, nil
}

// parseFeed keeps a parser's panic on strangers' bytes an error.
func parseFeed(text []byte) (feed *gofeed.Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("broken beyond reading: %v", r)
		}
	}()
	return gofeed.NewParser().Parse(bytes.NewReader(text))
}
