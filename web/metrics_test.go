package web

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"newswatch"
)

func TestMetricsFollowTheirNamingRules(t *testing.T) {
	m := NewMetrics("test", "none")
	o := open(t, func(o *Options) { o.Metrics = m })
	o.file(t, 1, "湘湖", "正文")
	m.Fetched("people", 304)
	m.Filed(&newswatch.Sighting{Article: newswatch.Article{Site: "people", Template: "2020"}, Missing: []string{"source"}, Hits: []newswatch.Hit{{ID: "xianghu"}}},
		newswatch.Outcome{Filing: newswatch.FiledNew}, time.Now())
	m.Absent("people", newswatch.Outcome{Filing: newswatch.FiledWithdrawn})
	m.Ran(newswatch.SiteReport{Site: "people", Status: newswatch.StatusOK, Seconds: 1.5, Finished: time.Now()})
	m.Tried("desk", newswatch.VerdictDelivered, time.Second)
	m.Delivered(time.Second)
	for range 2 { // a second scrape must not register anything twice
		_, b := o.ask(t, "GET", "/metrics", nil, "")
		for _, want := range []string{
			`newswatch_fetches_total{code="304",site="people"} 1`,
			`newswatch_articles_total{outcome="new",site="people"} 1`,
			`newswatch_missing_fields_total{field="source",site="people"} 1`,
			`newswatch_rule_matches_total{watch="xianghu"} 1`,
			`newswatch_deliveries{channel="desk",state="pending"} 1`,
			`newswatch_articles_stored 1`,
			`newswatch_database_up 1`,
			`newswatch_alert_latency_seconds_count 1`,
		} {
			if !strings.Contains(string(b), want+"\n") {
				t.Errorf("missing: %s", want)
			}
		}
		problems, err := promlint.New(bytes.NewReader(b)).Lint()
		if err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		for _, p := range problems {
			if strings.HasPrefix(p.Metric, "newswatch_") {
				t.Errorf("%s: %s", p.Metric, p.Text)
			}
		}
	}
}
