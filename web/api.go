package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"newswatch"
)

// api adds the JSON API of version 1, and its description at /openapi.json,
// which is made from the types below.
func (s *Server) api(mux *http.ServeMux) {
	config := huma.DefaultConfig("newswatch", s.o.Version)
	config.Info.Description = "The archive, the alerts and the sites of a newswatch daemon. Times are RFC 3339 with offset; errors are RFC 9457 problem documents; lists go on at next_cursor."
	config.DocsPath = "" // a documentation page would load scripts from elsewhere
	config.CreateHooks = nil
	if s.o.Token != "" {
		config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
		config.Security = []map[string][]string{{"token": {}}}
	}
	api := humago.New(mux, config)
	api.UseMiddleware(conditional)

	get(api, "articles", "/api/v1/articles", "Search the archive, the newest first", s.articles)
	get(api, "article", "/api/v1/articles/{id}", "One article, with the origin of each field", s.article)
	get(api, "story", "/api/v1/stories/{id}", "A story and the articles that tell it", s.story)
	get(api, "alerts", "/api/v1/alerts", "Alerts and their deliveries, the newest first", s.alerts)
	get(api, "alert", "/api/v1/alerts/{id}", "One alert with every attempt to deliver it", s.alert)
	get(api, "sites", "/api/v1/sites", "The sites and how they stand", s.sites)
	get(api, "trends", "/api/v1/trends", "Articles per watch, site and day", s.trends)

	strayCalls(mux)

	post(api, "crawl-site", "/api/v1/sites/{id}/crawl", "Run a site now", http.StatusAccepted, s.crawlSite)
	post(api, "ack-alert", "/api/v1/alerts/{id}/ack", "Acknowledge an alert", http.StatusNoContent, s.ackAlert)
	post(api, "retry-alert", "/api/v1/alerts/{id}/retry", "Queue an alert's dead deliveries again", http.StatusNoContent, s.retryAlert)
	post(api, "silence-watch", "/api/v1/watches/{id}/silence", "Hold a watch's alerts until a time; an earlier time ends a silence", http.StatusNoContent, s.silenceWatch)
}

func get[I, O any](api huma.API, id, path, summary string, h func(context.Context, *I) (*O, error)) {
	huma.Register(api, huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary}, h)
}

func post[I, O any](api huma.API, id, path, summary string, status int, h func(context.Context, *I) (*O, error)) {
	huma.Register(api, huma.Operation{OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, DefaultStatus: status}, h)
}

// answer is a body as huma wants it.
type answer[T any] struct{ Body T }

// byID names one row.
type byID struct {
	ID string `path:"id" maxLength:"20" doc:"id of the row"`
}

func (p byID) parse() (newswatch.ID, error) {
	id, err := newswatch.ParseID(p.ID)
	if err != nil {
		return 0, huma.Error404NotFound(err.Error())
	}
	return id, nil
}

// apiError gives an error its status; internal trouble is logged, not told.
func (s *Server) apiError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, newswatch.ErrNotFound):
		return huma.Error404NotFound("not found")
	case errors.Is(err, newswatch.ErrInvalid):
		return huma.Error400BadRequest(err.Error())
	case errors.Is(err, newswatch.ErrLocked):
		return huma.Error409Conflict(err.Error())
	case errors.Is(err, context.Canceled):
		return huma.NewError(499, "the client went away")
	}
	s.o.Logger.Error("request failed", "error", err)
	return huma.Error500InternalServerError("internal error; the log says more")
}

// Span are the times that lists may be bounded by. It is exported for huma,
// which reads no parameters from hidden fields.
type Span struct {
	Since string `query:"since" maxLength:"40" doc:"not before: RFC 3339, or a date in the server's zone"`
	Until string `query:"until" maxLength:"40" doc:"before: RFC 3339, or a date, which counts whole"`
}

func (p Span) parse(loc *time.Location) (since, until time.Time, err error) {
	if since, _, err = parseTime(p.Since, loc); err != nil {
		return since, until, huma.Error400BadRequest("since: " + err.Error())
	}
	until, day, err := parseTime(p.Until, loc)
	if err != nil {
		return since, until, huma.Error400BadRequest("until: " + err.Error())
	}
	if day {
		until = until.AddDate(0, 0, 1)
	}
	return since, until, nil
}

var errTime = errors.New("is no time; write it like 2026-02-15 or 2026-02-15T20:03:00+08:00")

func parseTime(text string, loc *time.Location) (t time.Time, day bool, err error) {
	if text == "" {
		return t, false, nil
	}
	if t, err = time.ParseInLocation(time.DateOnly, text, loc); err == nil {
		return t, true, nil
	}
	if t, err = time.Parse(time.RFC3339, text); err != nil {
		return t, false, errTime
	}
	return t, false, nil
}
