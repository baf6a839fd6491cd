package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"newswatch"
)

// Metrics counts what the daemon does, for Prometheus. Its methods are safe for
// concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	fetches     *prometheus.CounterVec
	articles    *prometheus.CounterVec
	extractions *prometheus.CounterVec
	missing     *prometheus.CounterVec
	matches     *prometheus.CounterVec
	runs        *prometheus.CounterVec
	runSeconds  *prometheus.HistogramVec
	deliveries  *prometheus.CounterVec
	tries       *prometheus.HistogramVec
	latency     prometheus.Histogram
	success     *prometheus.GaugeVec
	newest      *prometheus.GaugeVec

	recent recent
}

// NewMetrics starts all counters at zero.
func NewMetrics(version, commit string) *Metrics {
	m := &Metrics{
		registry:    prometheus.NewRegistry(),
		fetches:     counter("newswatch_fetches_total", "Pages fetched, by site and HTTP status (304: not modified).", "site", "code"),
		articles:    counter("newswatch_articles_total", "Articles filed, by site and outcome: new, duplicate, revised, unchanged, returned, withdrawn, doubtful.", "site", "outcome"),
		extractions: counter("newswatch_extractions_total", "Articles read, by site and template.", "site", "template"),
		missing:     counter("newswatch_missing_fields_total", "Fields that a site's template should have given and did not.", "site", "field"),
		matches:     counter("newswatch_rule_matches_total", "Articles on which a watch or target fired.", "watch"),
		runs:        counter("newswatch_crawl_runs_total", "Runs of sites, by status: ok, partial, failed.", "site", "status"),
		runSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "newswatch_crawl_duration_seconds", Help: "How long runs of sites took.", Buckets: []float64{.1, .5, 1, 5, 15, 60, 300, 1800},
		}, []string{"site"}),
		deliveries: counter("newswatch_delivery_attempts_total", "Attempts to deliver, by channel and outcome: delivered, retry, split, config, payload, unknown.", "channel", "outcome"),
		tries: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "newswatch_delivery_duration_seconds", Help: "How long attempts to deliver took.", Buckets: []float64{.01, .05, .1, .5, 1, 5, 15},
		}, []string{"channel"}),
		latency: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "newswatch_alert_latency_seconds", Help: "From an article's first sight to its alert's delivery, where nothing held it.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 15, 60, 300, 3600},
		}),
		success: gauge("newswatch_site_last_success_timestamp_seconds", "When a site's last good run ended.", "site"),
		newest:  gauge("newswatch_site_last_new_article_timestamp_seconds", "When a site's newest article was first seen.", "site"),
	}
	build := gauge("newswatch_build_info", "The running program; the value is always 1.", "version", "commit")
	build.WithLabelValues(version, commit).Set(1)
	m.registry.MustRegister(m.fetches, m.articles, m.extractions, m.missing, m.matches, m.runs, m.runSeconds,
		m.deliveries, m.tries, m.latency, m.success, m.newest, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
}

// Fetched counts an answer from a site; code 0 is none.
func (m *Metrics) Fetched(site newswatch.SiteID, code int) {
	m.fetches.WithLabelValues(string(site), strconv.Itoa(code)).Inc()
}

// Filed counts an article that went through the pipeline.
func (m *Metrics) Filed(s *newswatch.Sighting, o newswatch.Outcome, at time.Time) {
	site := string(s.Article.Site)
	m.articles.WithLabelValues(site, string(o.Filing)).Inc()
	m.extractions.WithLabelValues(site, s.Article.Template).Inc()
	for _, field := range s.Missing {
		m.missing.WithLabelValues(site, field).Inc()
	}
	if o.Filing != newswatch.FiledNew && o.Filing != newswatch.FiledDuplicate {
		return
	}
	m.newest.WithLabelValues(site).Set(float64(at.Unix()))
	for _, h := range s.Hits {
		m.matches.WithLabelValues(h.ID).Inc()
	}
}

// Absent counts a look that found a known article gone.
func (m *Metrics) Absent(site newswatch.SiteID, o newswatch.Outcome) {
	m.articles.WithLabelValues(string(site), string(o.Filing)).Inc()
}

// Ran counts a run of a site.
func (m *Metrics) Ran(r newswatch.SiteReport) {
	site := string(r.Site)
	m.runs.WithLabelValues(site, string(r.Status)).Inc()
	m.runSeconds.WithLabelValues(site).Observe(r.Seconds)
	if r.Status == newswatch.StatusOK {
		m.success.WithLabelValues(site).Set(float64(r.Finished.Unix()))
	}
}

// Tried counts an attempt to deliver.
func (m *Metrics) Tried(channel string, v newswatch.Verdict, took time.Duration) {
	m.deliveries.WithLabelValues(channel, string(v)).Inc()
	m.tries.WithLabelValues(channel).Observe(took.Seconds())
}

// Delivered observes how long an alert took from first sight to delivery.
func (m *Metrics) Delivered(latency time.Duration) {
	m.latency.Observe(latency.Seconds())
	m.recent.add(latency)
}

// Latency is the median and the 95th percentile of the latest deliveries.
type Latency struct {
	P50, P95 time.Duration
	N        int // deliveries that this tells of
}

// Latency says how fast alerts were delivered lately.
func (m *Metrics) Latency() Latency { return m.recent.latency() }

// recent keeps the latest latencies in a ring.
type recent struct {
	mu   sync.Mutex
	ring [500]time.Duration
	n    int
}

func (r *recent) add(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ring[r.n%len(r.ring)] = d
	r.n++
}

func (r *recent) latency() Latency {
	r.mu.Lock()
	n := min(r.n, len(r.ring))
	list := slices.Clone(r.ring[:n])
	r.mu.Unlock()
	if n == 0 {
		return Latency{}
	}
	slices.Sort(list)
	return Latency{list[n/2], list[min(n-1, n*95/100)], n}
}

// handler writes all metrics, those that the archive counts asked for now.
func (m *Metrics) handler(a Archive) http.Handler {
	// Two handlers of one server share the counters, and the collector.
	m.registry.Unregister(archiveCollector{a})
	m.registry.MustRegister(archiveCollector{a})
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 10 * time.Second, MaxRequestsInFlight: 4})
}

// archiveCollector asks the archive at each scrape.
type archiveCollector struct{ archive Archive }

var (
	stored   = prometheus.NewDesc("newswatch_articles_stored", "Articles in the archive.", nil, nil)
	size     = prometheus.NewDesc("newswatch_database_size_bytes", "Size of the database on disk, its log included.", nil, nil)
	depth    = prometheus.NewDesc("newswatch_deliveries", "Deliveries in the outbox, by channel and state.", []string{"channel", "state"}, nil)
	unacked  = prometheus.NewDesc("newswatch_alerts_unacknowledged", "High alerts that nobody acknowledged.", nil, nil)
	answered = prometheus.NewDesc("newswatch_database_up", "Whether the database answers.", nil, nil)
)

// Describe lists what Collect gives.
func (archiveCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{stored, size, depth, unacked, answered} {
		ch <- d
	}
}

// Collect asks the archive.
func (c archiveCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	value := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	st, err := c.archive.Stats(ctx)
	if err != nil {
		value(answered, 0)
		return
	}
	value(answered, 1)
	value(stored, float64(st.Articles))
	value(size, float64(st.Bytes))
	value(unacked, float64(st.Unacked))
	for channel, q := range st.Queues {
		value(depth, float64(q.Pending), channel, "pending")
		value(depth, float64(q.Delivered), channel, "delivered")
		value(depth, float64(q.Dead), channel, "dead")
	}
}
