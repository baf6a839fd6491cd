package main

import (
	"fmt"
	"text/tabwriter"

	"newswatch"
	"newswatch/configs/strict"
	"newswatch/sites"
)

type sitesCmd struct {
	List  sitesListCmd  `cmd:"" help:"List the sites known."`
	Check sitesCheckCmd `cmd:"" help:"Fetch a list page and an article of each site and say, field by field, what fitted."`
	Show  sitesShowCmd  `cmd:"" help:"Print a site's definition."`
	Save  sitesSaveCmd  `cmd:"" help:"Store pages of a site as fixtures."`
	New   sitesNewCmd   `cmd:"" help:"Draft a definition for an unknown site from its list page."`
}

type sitesListCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// siteLine is a site as sites list shows it.
type siteLine struct {
	ID       newswatch.SiteID `json:"id"`
	Name     string           `json:"name"`
	Homepage string           `json:"homepage"`
	Hosts    []string         `json:"hosts"`
	Schedule string           `json:"schedule"`
	Enabled  bool             `json:"enabled"`
}

func (c sitesListCmd) Run(a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	lines := []siteLine{}
	for _, site := range s.sites.All() {
		lines = append(lines, siteLine{site.ID, site.Name, site.Homepage, site.Hosts, site.Schedule, site.Enabled})
	}
	if c.Format == "json" {
		return printJSON(a.out, map[string]any{"items": lines})
	}
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, l := range lines {
		state := l.Schedule
		if !l.Enabled {
			state = "disabled"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.ID, state, l.Homepage, l.Name)
	}
	return w.Flush()
}

type sitesShowCmd struct {
	ID     string `arg:"" help:"The site."`
	Format string `help:"yaml, as written." enum:"yaml" default:"yaml"`
}

func (c sitesShowCmd) Run(a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	site, err := s.site(c.ID)
	if err != nil {
		return err
	}
	_, err = a.out.Write(site.YAML())
	return err
}

// site finds a site by id, or says which ids there are.
func (s *setup) site(id string) (*sites.Site, error) {
	if site, ok := s.sites.ByID(newswatch.SiteID(id)); ok {
		return site, nil
	}
	var ids []string
	for _, site := range s.sites.All() {
		ids = append(ids, string(site.ID))
	}
	return nil, usagef("no site %q%s", id, strict.Suggest(id, ids))
}
