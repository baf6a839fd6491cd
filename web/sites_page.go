package web

import (
	"fmt"
	"net/http"
	"net/url"

	"newswatch"
)

type sitesData struct{ Rows []siteView }

func (s *Server) sitesPage(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.siteViews(r.Context())
	if err != nil {
		return err
	}
	s.show(w, r, "sites", say(s.language(r), "nav_sites"), sitesData{rows})
	return nil
}

type siteData struct {
	siteView
	Fits  []newswatch.Fit
	Lines []line
}

func (s *Server) sitePage(w http.ResponseWriter, r *http.Request) error {
	views, err := s.siteViews(r.Context())
	if err != nil {
		return err
	}
	var d siteData
	found := false
	for _, v := range views {
		if string(v.ID) == r.PathValue("id") {
			d.siteView, found = v, true
		}
	}
	if !found {
		return fmt.Errorf("%w: site", newswatch.ErrNotFound)
	}
	if d.Fits, err = s.o.Archive.Fits(r.Context(), d.ID); err != nil {
		return err
	}
	page, err := s.o.Archive.Articles(r.Context(), newswatch.Query{Sites: []newswatch.SiteID{d.ID}, Limit: 15})
	if err != nil {
		return err
	}
	for _, f := range page.Items {
		d.Lines = append(d.Lines, lineOf(f.Article, nil, s.watchName))
	}
	s.show(w, r, "site", d.Name, d)
	return nil
}

func (s *Server) crawlForm(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := s.o.Crawls.Trigger(newswatch.SiteID(id)); err != nil {
		return err
	}
	s.back(w, r, "/sites/"+url.PathEscape(id))
	return nil
}
