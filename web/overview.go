package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"newswatch"
)

// overview is what a press office looks at all day.
type overview struct {
	Stats   newswatch.Stats
	Since   time.Time // the last visit; zero at the first
	Fresh   int       // articles that fired since then
	More    bool      // more than Fresh says
	Open    []newswatch.AlertItem
	Lines   []line
	Chart   chart
	Sites   []siteView
	Running int // sites that are switched on
	Failing int
	Latency Latency
	Empty   bool
}

// chartDays is how far back the overview's chart looks.
const chartDays = 14

func (s *Server) overviewPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	now := s.o.Now()
	var o overview
	var err error
	if o.Stats, err = s.o.Archive.Stats(ctx); err != nil {
		return err
	}
	o.Since = s.lastVisit(w, r, now)
	alerts, err := s.o.Archive.Alerts(ctx, newswatch.AlertQuery{Unacked: true, Severity: newswatch.High, Type: newswatch.AlertRaised, Limit: 6})
	if err != nil {
		return err
	}
	o.Open = alerts.Items
	var ids []string
	for _, watch := range s.o.Watches() {
		ids = append(ids, watch.ID)
	}
	if len(ids) > 0 {
		page, err := s.o.Archive.Articles(ctx, newswatch.Query{Watches: ids, Limit: 12})
		if err != nil {
			return err
		}
		for _, f := range page.Items {
			o.Lines = append(o.Lines, lineOf(f.Article, f.Highlights, s.watchName))
			if !o.Since.IsZero() && f.Fetched.After(o.Since) {
				o.Fresh++
			}
		}
		o.More = o.Fresh == len(page.Items) && page.NextCursor != ""
	}
	points, err := s.dailyHits(ctx, chartDays)
	if err != nil {
		return err
	}
	o.Chart = s.mentions(r, points, chartDays, "")
	if o.Sites, err = s.siteViews(ctx); err != nil {
		return err
	}
	for _, site := range o.Sites {
		if site.Enabled {
			o.Running++
		}
		if len(site.Failing) > 0 || site.LastStatus == newswatch.StatusFailed {
			o.Failing++
		}
	}
	if s.o.Metrics != nil {
		o.Latency = s.o.Metrics.Latency()
	}
	o.Empty = o.Stats.Articles == 0
	return s.show(w, r, "overview", say(s.language(r), "nav_overview"), o)
}

// visit is how long after its last page a visit counts as over.
const visit = 30 * time.Minute

// lastVisit is when the reader was here before, kept in a cookie: "start of this
// visit . last page". What is new stays new during a visit.
func (s *Server) lastVisit(w http.ResponseWriter, r *http.Request, now time.Time) time.Time {
	var before, last int64
	if c, err := r.Cookie(seenCookie); err == nil {
		a, b, _ := cutDot(c.Value)
		before, _ = strconv.ParseInt(a, 10, 64)
		last, _ = strconv.ParseInt(b, 10, 64)
	}
	if last != 0 && now.Sub(time.Unix(last, 0)) > visit {
		before = last
	}
	http.SetCookie(w, &http.Cookie{Name: seenCookie, Value: strconv.FormatInt(before, 10) + "." + strconv.FormatInt(now.Unix(), 10),
		Path: "/", MaxAge: 90 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	if before == 0 {
		return time.Time{}
	}
	return time.Unix(before, 0)
}

func (s *Server) watchName(id string) string {
	for _, w := range s.o.Watches() {
		if w.ID == id {
			return w.Name
		}
	}
	return id
}

// lastDays are the midnights at which the first of these days, and today, begin.
func (s *Server) lastDays(days int) (first, today time.Time) {
	y, m, d := s.o.Now().In(s.o.Location).Date()
	today = time.Date(y, m, d, 0, 0, 0, 0, s.o.Location)
	return today.AddDate(0, 0, -days+1), today
}

// dailyHits counts the articles of the last days by watch and site.
func (s *Server) dailyHits(ctx context.Context, days int) ([]newswatch.TrendPoint, error) {
	first, _ := s.lastDays(days)
	return s.o.Archive.Trends(ctx, first, s.o.Now(), s.o.Location)
}

// mentions is the chart of articles per day: of every watch, or of one per site.
func (s *Server) mentions(r *http.Request, points []newswatch.TrendPoint, days int, watch string) chart {
	since, until := s.lastDays(days)
	counts := map[string]map[string]int{} // line → day → count
	totals := map[string]int{}
	for _, p := range points {
		name := p.Watch
		if watch != "" {
			if p.Watch != watch {
				continue
			}
			name = string(p.Site)
		}
		if counts[name] == nil {
			counts[name] = map[string]int{}
		}
		counts[name][p.Day] += p.Count
		totals[name] += p.Count
	}
	var names []string
	for name := range totals {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if totals[a] != totals[b] {
			return totals[b] - totals[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	var sets []dataset
	for _, name := range names[:min(len(names), colours)] {
		set := dataset{Name: name}
		if watch == "" {
			set.Name = s.watchName(name)
		} else {
			set.Name = s.siteName(newswatch.SiteID(name))
		}
		for day := since; !day.After(until); day = day.AddDate(0, 0, 1) {
			n := counts[name][day.Format(time.DateOnly)]
			set.Data = append(set.Data, datum{At: day, Value: float64(n), Tip: day.Format("01-02") + " " + set.Name + ": " + strconv.Itoa(n)})
		}
		sets = append(sets, set)
	}
	label := say(s.language(r), "chart_mentions", days)
	whole := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	c := newChart(label, since, until, true, whole, sets)
	c.Table = daily(sets)
	return c
}

// daily is the table of lines that all have one value a day, the latest first.
func daily(sets []dataset) []tableRow {
	if len(sets) == 0 {
		return nil
	}
	var rows []tableRow
	for i := len(sets[0].Data) - 1; i >= 0; i-- {
		row := tableRow{Day: sets[0].Data[i].At.Format(time.DateOnly)}
		for _, set := range sets {
			row.Cells = append(row.Cells, strconv.FormatFloat(set.Data[i].Value, 'f', -1, 64))
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *Server) siteName(id newswatch.SiteID) string {
	for _, site := range s.o.Sites() {
		if site.ID == id {
			return site.Name
		}
	}
	return string(id)
}
