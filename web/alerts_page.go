package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"newswatch"
)

type alertsData struct {
	State string
	Items []newswatch.AlertItem
	Next  string
}

func (s *Server) alertsPage(w http.ResponseWriter, r *http.Request) error {
	d := alertsData{State: r.FormValue("state")}
	q := newswatch.AlertQuery{Cursor: r.FormValue("cursor"), Limit: 40, Watch: r.FormValue("watch")}
	switch d.State {
	case "pending", "delivered", "dead":
		q.State = newswatch.DeliveryState(d.State)
	case "open":
		q.Unacked, q.Severity, q.Type = true, newswatch.High, newswatch.AlertRaised
	default:
		d.State = ""
	}
	page, err := s.o.Archive.Alerts(r.Context(), q)
	if err != nil {
		return err
	}
	d.Items = page.Items
	if page.NextCursor != "" {
		d.Next = "/alerts?" + url.Values{"state": {d.State}, "cursor": {page.NextCursor}}.Encode()
	}
	return s.show(w, r, "alerts", say(s.language(r), "nav_alerts"), d)
}

// alertData is one alert, its excerpts marked.
type alertData struct {
	newswatch.AlertItem
	Excerpts []excerpt
	Silenced time.Time
	Retry    bool // some delivery was given up
	Compared *comparison
}

type excerpt struct {
	Term  string
	Field newswatch.Field
	Parts []mark
}

func (s *Server) alertPage(w http.ResponseWriter, r *http.Request) error {
	id, err := newswatch.ParseID(r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("%w: alert", newswatch.ErrNotFound)
	}
	d := alertData{}
	if d.AlertItem, err = s.o.Archive.Alert(r.Context(), id); err != nil {
		return err
	}
	if d.Alert != nil {
		for _, m := range d.Alert.Matches {
			d.Excerpts = append(d.Excerpts, excerpt{m.Term, m.Field, markTerm(m.Excerpt, m.Term)})
		}
	}
	if d.Alert != nil && d.Alert.Site != nil && d.Alert.Site.Problem == "field missing" {
		if d.Compared, err = s.compare(r.Context(), d.Alert.Site.ID, *d.Alert.Site, d.Created); err != nil {
			return err
		}
	}
	d.Retry = slices.ContainsFunc(d.Deliveries, func(x newswatch.Delivery) bool { return x.State == newswatch.Dead })
	if d.Watch != nil {
		silences, err := s.o.Archive.Silenced(r.Context(), s.o.Now())
		if err != nil {
			return err
		}
		d.Silenced = silences[d.Watch.ID]
	}
	return s.show(w, r, "alert", say(s.language(r), "alert_n", id.String()), d)
}

// markTerm marks a term in an excerpt where it stands as written.
func markTerm(text, term string) []mark {
	runes, want := []rune(text), []rune(term)
	var list []stretch
	for i := 0; len(want) > 0 && i+len(want) <= len(runes); i++ {
		if string(runes[i:i+len(want)]) == term {
			list = append(list, stretch{i, i + len(want), "match", ""})
			i += len(want) - 1
		}
	}
	return marked(runes, 0, len(runes), list)
}

func (s *Server) ackForm(w http.ResponseWriter, r *http.Request) error {
	return s.onAlert(w, r, func(id newswatch.ID) error { return s.o.Archive.Ack(r.Context(), id, s.o.Now()) })
}

func (s *Server) retryForm(w http.ResponseWriter, r *http.Request) error {
	return s.onAlert(w, r, func(id newswatch.ID) error { return s.o.Archive.RetryAlert(r.Context(), id) })
}

func (s *Server) onAlert(w http.ResponseWriter, r *http.Request, do func(newswatch.ID) error) error {
	id, err := newswatch.ParseID(r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("%w: alert", newswatch.ErrNotFound)
	}
	if err := do(id); err != nil {
		return err
	}
	s.back(w, r, "/alerts/"+id.String())
	return nil
}

// silences are what the form offers, in hours; 0 ends a silence.
var silences = map[string]time.Duration{"0": 0, "1h": time.Hour, "2h": 2 * time.Hour, "8h": 8 * time.Hour, "24h": 24 * time.Hour, "72h": 72 * time.Hour}

func (s *Server) silenceForm(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	length, ok := silences[r.FormValue("for")]
	if !ok {
		return fmt.Errorf("%w: no such length of silence", newswatch.ErrInvalid)
	}
	if _, ok := s.watchByID(id); !ok {
		return fmt.Errorf("%w: watch", newswatch.ErrNotFound)
	}
	if err := s.o.Archive.Silence(r.Context(), id, s.o.Now().Add(length)); err != nil {
		return err
	}
	s.back(w, r, "/watches/"+url.PathEscape(id))
	return nil
}

func (s *Server) watchByID(id string) (newswatch.Watch, bool) {
	for _, w := range s.o.Watches() {
		if w.ID == id {
			return w, true
		}
	}
	return newswatch.Watch{}, false
}

// ackData is the page behind an alert's signed link.
type ackData struct {
	Item newswatch.AlertItem
	Done bool
}

// ackLink acknowledges by a signed link: no login. A GET only asks, since chat
// programs fetch links to preview them.
func (s *Server) ackLink(w http.ResponseWriter, r *http.Request) error {
	id, err := newswatch.ParseID(r.PathValue("id"))
	if err != nil || s.o.VerifyAck == nil || !s.o.VerifyAck(id, r.FormValue("sig")) {
		return fmt.Errorf("%w: link", newswatch.ErrNotFound)
	}
	if r.Method == http.MethodPost {
		if err := s.o.Archive.Ack(r.Context(), id, s.o.Now()); err != nil {
			return err
		}
	}
	item, err := s.o.Archive.Alert(r.Context(), id)
	if err != nil {
		return err
	}
	return s.show(w, r, "ack", say(s.language(r), "acknowledge"), ackData{item, item.Acked != nil})
}
