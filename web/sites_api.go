package web

import (
	"context"
	"slices"
	"strings"

	"newswatch"
)

// siteView is a site and how it stands.
type siteView struct {
	ID newswatch.SiteID `json:"id"`
	newswatch.SiteState
	Name     string `json:"name"`
	Homepage string `json:"homepage"`
	Schedule string `json:"schedule"`
	Enabled  bool   `json:"enabled"`
}

type sitesIn struct {
	Q    string `query:"q" maxLength:"200" doc:"part of the name, the id or the homepage"`
	Site string `query:"site" maxLength:"500" doc:"ids of sites, separated by commas"`
	Paging
}

func (in *sitesIn) wants(v siteView) bool {
	if ids := fields(in.Site); len(ids) > 0 && !slices.Contains(ids, string(v.ID)) {
		return false
	}
	q := strings.ToLower(strings.TrimSpace(in.Q))
	return q == "" || strings.Contains(strings.ToLower(string(v.ID)+"\n"+v.Name+"\n"+v.Homepage), q)
}

type sitesView struct {
	Items      []siteView `json:"items"`
	NextCursor string     `json:"next_cursor" doc:"empty on the last page"`
}

// siteViews joins what the configuration, the archive and the scheduler know.
func (s *Server) siteViews(ctx context.Context) ([]siteView, error) {
	states, err := s.o.Archive.SiteStates(ctx)
	if err != nil {
		return nil, err
	}
	known := map[newswatch.SiteID]newswatch.SiteState{}
	for _, st := range states {
		known[st.Site] = st
	}
	running := map[newswatch.SiteID]bool{}
	for _, id := range s.o.Crawls.Running() {
		running[id] = true
	}
	views := []siteView{}
	for _, site := range s.o.Sites() {
		v := siteView{ID: site.ID, SiteState: known[site.ID], Name: site.Name, Homepage: site.Homepage, Schedule: site.Schedule, Enabled: site.Enabled}
		v.Site = site.ID
		v.Running = v.Running || running[site.ID]
		if next, ok := s.o.Crawls.Next(site.ID); ok {
			next = next.In(s.o.Location)
			v.NextRun = &next
		}
		if v.Failing == nil {
			v.Failing = []newswatch.SiteTrouble{}
		}
		views = append(views, v)
	}
	return views, nil
}

func (s *Server) sites(ctx context.Context, in *sitesIn) (*answer[sitesView], error) {
	views, err := s.siteViews(ctx)
	if err != nil {
		return nil, s.apiError(err)
	}
	views = slices.DeleteFunc(views, func(v siteView) bool { return !in.wants(v) })
	for i := range views {
		views[i].SiteState = views[i].SiteState.In(s.o.Location)
	}
	var out sitesView
	if out.Items, out.NextCursor, err = pageOf(views, in.Paging); err != nil {
		return nil, err
	}
	return &answer[sitesView]{out}, nil
}

type crawlIn struct {
	ID string `path:"id" maxLength:"64" doc:"site"`
}

type crawlView struct {
	Site    newswatch.SiteID `json:"site"`
	Started bool             `json:"started" doc:"the run was asked for; /api/v1/sites shows it while it is under way"`
}

func (s *Server) crawlSite(_ context.Context, in *crawlIn) (*answer[crawlView], error) {
	id := newswatch.SiteID(in.ID)
	if err := s.o.Crawls.Trigger(id); err != nil {
		return nil, s.apiError(err)
	}
	return &answer[crawlView]{crawlView{id, true}}, nil
}
