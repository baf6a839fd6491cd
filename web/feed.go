package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/feeds"

	"newswatch"
)

// feedLength is how many articles a feed holds.
const feedLength = 50

// feed answers /feeds/{watch}.atom, and /feeds/all.atom for everything.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".atom")
	if !ok {
		problem(w, http.StatusNotFound, "feeds end in .atom")
		return
	}
	title, q := "newswatch", newswatch.Query{Limit: feedLength}
	if id != "all" {
		found := false
		for _, watch := range s.o.Watches() {
			if watch.ID == id {
				title, found = "newswatch: "+watch.Name, true
			}
		}
		if !found {
			problem(w, http.StatusNotFound, "no watch or target of this id")
			return
		}
		q.Watches = []string{id}
	}
	page, err := s.o.Archive.Articles(r.Context(), q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	names := map[newswatch.SiteID]string{}
	for _, site := range s.o.Sites() {
		names[site.ID] = site.Name
	}
	f := &feeds.Feed{Title: title, Link: &feeds.Link{}, Updated: s.o.Now().In(s.o.Location)}
	if len(page.Items) > 0 {
		f.Updated = page.Items[0].Fetched.In(s.o.Location)
	}
	for _, item := range page.Items {
		entry := &feeds.Item{
			Id: "urn:newswatch:article:" + item.ID.String(), Title: xmlText(item.Title), Link: &feeds.Link{Href: item.URL},
			Description: xmlText(summary(item.Text)), Updated: item.Fetched.In(s.o.Location), Author: &feeds.Author{Name: xmlText(names[item.Site])},
		}
		f.Add(entry)
	}
	text, err := feeds.ToXML(atomOf(f, id, absolute(r), page.Items, s.o.Location))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	tagged(w, r, "application/atom+xml; charset=utf-8", []byte(text))
}

// atom is a feed as RFC 4287 wants it: ids are absolute, and summaries of strangers'
// texts are no markup.
type atom struct{ *feeds.AtomFeed }

// FeedXml hands the feed over; the name is the library's.
func (a atom) FeedXml() any { return a.AtomFeed }

func atomOf(f *feeds.Feed, id, address string, items []newswatch.Found, loc *time.Location) atom {
	a := atom{(&feeds.Atom{Feed: f}).AtomFeed()}
	a.Id = "urn:newswatch:feed:" + url.PathEscape(id)
	a.Link = &feeds.AtomLink{Href: address, Rel: "self", Type: "application/atom+xml"}
	for i, entry := range a.Entries {
		if entry.Summary != nil {
			entry.Summary.Type = "text"
		}
		if one := items[i].Article.In(loc); !one.Published.IsZero() {
			entry.Published = one.Published.Format(time.RFC3339)
		}
	}
	return a
}

// absolute is the address under which a request came.
func absolute(r *http.Request) string {
	u := url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}

// summaryLength is how much of a text lists show, in runes.
const summaryLength = 160

func summary(text string) string {
	runes := []rune(strings.ReplaceAll(text, "\n", " "))
	if len(runes) <= summaryLength {
		return string(runes)
	}
	return string(runes[:summaryLength]) + "…"
}

// xmlText drops the characters that XML 1.0 cannot hold.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// fail maps an error to its answer: users read what they did wrong, and of
// internal trouble only that there is some.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, newswatch.ErrNotFound):
		problem(w, http.StatusNotFound, "not found")
	case errors.Is(err, newswatch.ErrInvalid):
		problem(w, http.StatusBadRequest, err.Error())
	default:
		if r.Context().Err() == nil {
			s.o.Logger.Error("request failed", "path", r.URL.Path, "error", err)
		}
		problem(w, http.StatusInternalServerError, "internal error; the log says more")
	}
}
