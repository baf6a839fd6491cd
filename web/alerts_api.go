package web

import (
	"context"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"newswatch"
)

type alertsIn struct {
	State   string `query:"state" enum:"pending,delivered,dead" doc:"of at least one delivery"`
	Channel string `query:"channel" maxLength:"64"`
	Q       string `query:"q" maxLength:"500" doc:"words that must all stand in the article, as written"`
	Site    string `query:"site" maxLength:"500" doc:"ids of sites, separated by commas"`
	Watch   string `query:"watch" maxLength:"64"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
	Cursor  string `query:"cursor" maxLength:"200" doc:"next_cursor of the page before"`
	Span
}

func (s *Server) alerts(ctx context.Context, in *alertsIn) (*answer[newswatch.AlertPage], error) {
	q := newswatch.AlertQuery{State: newswatch.DeliveryState(in.State), Channel: in.Channel, Watch: in.Watch, Words: strings.Fields(strings.ReplaceAll(in.Q, `"`, " ")), Limit: in.Limit, Cursor: in.Cursor}
	for _, id := range fields(in.Site) {
		q.Sites = append(q.Sites, newswatch.SiteID(id))
	}
	var err error
	if q.Since, q.Until, err = in.parse(s.o.Location); err != nil {
		return nil, err
	}
	page, err := s.o.Archive.Alerts(ctx, q)
	if err != nil {
		return nil, s.apiError(err)
	}
	if page.Items == nil {
		page.Items = []newswatch.AlertItem{}
	}
	for i := range page.Items {
		s.localise(&page.Items[i])
	}
	return &answer[newswatch.AlertPage]{page}, nil
}

// localise shows an alert's times in the configured zone, and lists as lists.
func (s *Server) localise(item *newswatch.AlertItem) {
	*item = item.In(s.o.Location)
	if item.Deliveries == nil {
		item.Deliveries = []newswatch.Delivery{}
	}
}

// alertView is an alert with what it told and every attempt to tell it.
type alertView struct {
	newswatch.AlertItem
	Data     *newswatch.Alert               `json:"data" doc:"the data of the webhook"`
	Attempts map[string][]newswatch.Attempt `json:"attempts" doc:"by id of the delivery"`
}

func (s *Server) alert(ctx context.Context, in *byID) (*answer[alertView], error) {
	id, err := in.parse()
	if err != nil {
		return nil, err
	}
	item, err := s.o.Archive.Alert(ctx, id)
	if err != nil {
		return nil, s.apiError(err)
	}
	s.localise(&item)
	view := alertView{item, item.Alert, map[string][]newswatch.Attempt{}}
	for delivery, tries := range item.Tries {
		view.Attempts[delivery.String()] = tries
	}
	return &answer[alertView]{view}, nil
}

func (s *Server) ackAlert(ctx context.Context, in *byID) (*struct{}, error) {
	id, err := in.parse()
	if err == nil {
		err = s.apiError(s.o.Archive.Ack(ctx, id, s.o.Now()))
	}
	return nil, err
}

func (s *Server) retryAlert(ctx context.Context, in *byID) (*struct{}, error) {
	id, err := in.parse()
	if err == nil {
		err = s.apiError(s.o.Archive.RetryAlert(ctx, id))
	}
	return nil, err
}

type silenceIn struct {
	ID   string `path:"id" maxLength:"64" doc:"watch or target"`
	Body struct {
		Until time.Time `json:"until"`
	}
}

func (s *Server) silenceWatch(ctx context.Context, in *silenceIn) (*struct{}, error) {
	for _, w := range s.o.Watches() {
		if w.ID == in.ID {
			return nil, s.apiError(s.o.Archive.Silence(ctx, in.ID, in.Body.Until))
		}
	}
	return nil, huma.Error404NotFound("no watch or target of this id")
}
