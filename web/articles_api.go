package web

import (
	"context"
	"slices"
	"strings"

	"newswatch"
)

// foundView is an article in a list of answers.
type foundView struct {
	newswatch.ArticleView
	Highlights []newswatch.Highlight `json:"highlights" doc:"where the words of q stand, in characters"`
}

type articlesView struct {
	Items      []foundView `json:"items"`
	NextCursor string      `json:"next_cursor" doc:"empty on the last page"`
	Total      int         `json:"total" doc:"number of all hits, up to a cap"`
	More       bool        `json:"total_is_capped" doc:"there are more than total says"`
}

type articlesIn struct {
	Q      string `query:"q" maxLength:"500" doc:"words that must all stand in the article; \"phrases\" in quotes"`
	Site   string `query:"site" maxLength:"500" doc:"ids of sites, separated by commas"`
	Watch  string `query:"watch" maxLength:"500" doc:"ids of watches or targets, separated by commas"`
	Sort   string `query:"sort" enum:"time,relevance" default:"time"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"20"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next_cursor of the page before"`
	Span
}

func (s *Server) articles(ctx context.Context, in *articlesIn) (*answer[articlesView], error) {
	q := newswatch.Query{Q: in.Q, Watches: fields(in.Watch), Limit: in.Limit, Cursor: in.Cursor, ByRelevance: in.Sort == "relevance", Count: true}
	for _, id := range fields(in.Site) {
		q.Sites = append(q.Sites, newswatch.SiteID(id))
	}
	var err error
	if q.Since, q.Until, err = in.parse(s.o.Location); err != nil {
		return nil, err
	}
	page, err := s.o.Archive.Articles(ctx, q)
	if err != nil {
		return nil, s.apiError(err)
	}
	out := articlesView{Items: []foundView{}, NextCursor: page.NextCursor, Total: page.Total, More: page.More}
	for _, f := range page.Items {
		view := foundView{f.Article.In(s.o.Location).View(), f.Highlights}
		if view.Highlights == nil {
			view.Highlights = []newswatch.Highlight{}
		}
		out.Items = append(out.Items, view)
	}
	return &answer[articlesView]{out}, nil
}

// fields splits a comma-separated list.
func fields(list string) []string {
	var out []string
	for part := range strings.SplitSeq(list, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (s *Server) article(ctx context.Context, in *byID) (*answer[newswatch.ArticleView], error) {
	id, err := in.parse()
	if err != nil {
		return nil, err
	}
	a, err := s.o.Archive.Article(ctx, id)
	if err != nil {
		return nil, s.apiError(err)
	}
	return &answer[newswatch.ArticleView]{a.In(s.o.Location).View()}, nil
}

func (s *Server) story(ctx context.Context, in *byID) (*answer[newswatch.Story], error) {
	id, err := in.parse()
	if err != nil {
		return nil, err
	}
	story, err := s.o.Archive.Story(ctx, id)
	if err != nil {
		return nil, s.apiError(err)
	}
	return &answer[newswatch.Story]{story.In(s.o.Location)}, nil
}

type trendsIn struct {
	Site  string `query:"site" maxLength:"500" doc:"ids of sites, separated by commas"`
	Watch string `query:"watch" maxLength:"500" doc:"ids of watches or targets, separated by commas"`
	Span
	Paging
}

func (in *trendsIn) wants(p newswatch.TrendPoint) bool {
	sites, watches := fields(in.Site), fields(in.Watch)
	return (len(sites) == 0 || slices.Contains(sites, string(p.Site))) && (len(watches) == 0 || slices.Contains(watches, p.Watch))
}

type trendsView struct {
	Items      []newswatch.TrendPoint `json:"items"`
	NextCursor string                 `json:"next_cursor" doc:"empty on the last page"`
}

// trendDays is how far back trends look where nobody says.
const trendDays = 30

func (s *Server) trends(ctx context.Context, in *trendsIn) (*answer[trendsView], error) {
	since, until, err := in.parse(s.o.Location)
	if err != nil {
		return nil, err
	}
	if until.IsZero() {
		until = s.o.Now()
	}
	if since.IsZero() {
		since = until.AddDate(0, 0, -trendDays)
	}
	points, err := s.o.Archive.Trends(ctx, since, until, s.o.Location)
	if err != nil {
		return nil, s.apiError(err)
	}
	points = slices.DeleteFunc(points, func(p newswatch.TrendPoint) bool { return !in.wants(p) })
	var out trendsView
	if out.Items, out.NextCursor, err = pageOf(points, in.Paging); err != nil {
		return nil, err
	}
	return &answer[trendsView]{out}, nil
}
