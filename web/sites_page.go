package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"newswatch"
)

type sitesData struct{ Rows []siteView }

func (s *Server) sitesPage(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.siteViews(r.Context())
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b siteView) int {
		switch {
		case a.Enabled == b.Enabled:
			return 0
		case a.Enabled:
			return -1
		}
		return 1
	})
	return s.show(w, r, "sites", say(s.language(r), "nav_sites"), sitesData{rows})
}

type siteData struct {
	siteView
	Fields   []fieldHealth
	Days     []healthRow
	Compared []*comparison           // troubles whose pages are stored
	Others   []newswatch.SiteTrouble // the other open ones
	Lines    []line
	Chart    chart
	Events   []newswatch.AlertItem // how it began and ceased to fail
}

// Bounds of what a site's page tells of the past.
const (
	siteDays   = 14
	siteEvents = 100 // troubles of all sites that are looked through
)

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
	if d.Fields, err = s.health(r.Context(), s.language(r), d.ID); err != nil {
		return err
	}
	d.Days = healthTable(d.Fields)
	if d.Compared, d.Others, err = s.comparisons(r.Context(), d.ID, d.Failing, d.Fields); err != nil {
		return err
	}
	page, err := s.o.Archive.Articles(r.Context(), newswatch.Query{Sites: []newswatch.SiteID{d.ID}, Limit: 15})
	if err != nil {
		return err
	}
	for _, f := range page.Items {
		d.Lines = append(d.Lines, lineOf(f.Article, nil, s.watchName))
	}
	if d.Chart, err = s.newArticles(r, d.ID); err != nil {
		return err
	}
	for _, kind := range []newswatch.EventType{newswatch.SiteFailing, newswatch.SiteRecovered} {
		page, err := s.o.Archive.Alerts(r.Context(), newswatch.AlertQuery{Type: kind, Limit: siteEvents})
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			if item.Alert != nil && item.Alert.Site != nil && item.Alert.Site.ID == d.ID {
				d.Events = append(d.Events, item)
			}
		}
	}
	slices.SortFunc(d.Events, func(a, b newswatch.AlertItem) int { return b.Created.Compare(a.Created) })
	return s.show(w, r, "site", d.Name, d)
}

// newArticles is the chart of a site's articles by day of publication. A day's
// number stops growing where the archive stops counting.
func (s *Server) newArticles(r *http.Request, id newswatch.SiteID) (chart, error) {
	since, until := s.lastDays(siteDays)
	set := dataset{Name: s.siteName(id)}
	any := false
	for day := since; !day.After(until); day = day.AddDate(0, 0, 1) {
		page, err := s.o.Archive.Articles(r.Context(), newswatch.Query{Sites: []newswatch.SiteID{id}, Since: day, Until: day.AddDate(0, 0, 1), Limit: 1, Count: true})
		if err != nil {
			return chart{}, err
		}
		n := strconv.Itoa(page.Total)
		if page.More {
			n += "+"
		}
		any = any || page.Total > 0
		set.Data = append(set.Data, datum{At: day, Value: float64(page.Total), Tip: day.Format("01-02") + ": " + n})
	}
	if !any {
		return chart{}, nil
	}
	whole := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	c := newChart(say(s.language(r), "chart_new", siteDays), since, until, true, whole, []dataset{set})
	c.Table = daily([]dataset{set})
	return c, nil
}

func (s *Server) crawlForm(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := s.o.Crawls.Trigger(newswatch.SiteID(id)); err != nil {
		return err
	}
	s.back(w, r, "/sites/"+url.PathEscape(id))
	return nil
}
