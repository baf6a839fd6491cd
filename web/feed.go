package web

import (
	"errors"
	"net/http"
	"strings"

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
	f := &feeds.Feed{Title: title, Link: &feeds.Link{Href: "/feeds/" + id + ".atom"}, Id: "urn:newswatch:feed:" + id, Updated: s.o.Now()}
	if len(page.Items) > 0 {
		f.Updated = page.Items[0].Fetched
	}
	for _, item := range page.Items {
		entry := &feeds.Item{
			Id: "urn:newswatch:article:" + item.ID.String(), Title: xmlText(item.Title), Link: &feeds.Link{Href: item.URL},
			Description: xmlText(summary(item.Text)), Updated: item.Fetched, Author: &feeds.Author{Name: xmlText(names[item.Site])},
		}
		if !item.Published.IsZero() {
			entry.Created = item.Published
		}
		f.Add(entry)
	}
	text, err := f.ToAtom()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	tagged(w, r, "application/atom+xml; charset=utf-8", []byte(text))
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
