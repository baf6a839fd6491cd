package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"newswatch"
	"newswatch/cmd/newswatch/speed"
	"newswatch/crawler"
	"newswatch/crawler/peers"
	"newswatch/store"
)

// benchJob is what a child process of bench does.
type benchJob struct {
	Name     string
	Home     string // of the site, without a slash at the end
	Articles int
	Keywords int
	Lists    int
	Dir      string // for the archive
	Profile  string // file of a CPU profile; "" for none
}

const (
	benchAtOnce = 16 // requests at once, of every job
	benchPolls  = 20 // polls that are measured after the first two
	benchHosts  = 20 // sites that share the lists of a poll
)

// benchJob does the job that stands on stdin and prints its sample.
func (a *app) benchJob(ctx context.Context) error {
	var job benchJob
	if err := json.NewDecoder(a.in).Decode(&job); err != nil {
		return fmt.Errorf("the job on stdin: %w", err)
	}
	if job.Profile != "" {
		file, err := os.Create(job.Profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	sample, err := a.benchDo(ctx, job)
	if err == nil && job.Profile != "" {
		err = writeAllocs(strings.TrimSuffix(job.Profile, ".pprof") + ".allocs.pprof")
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(a.out).Encode(sample)
}

// writeAllocs writes what was allocated, and by whom.
func writeAllocs(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return pprof.Lookup("allocs").WriteTo(file, 0)
}

func (a *app) benchDo(ctx context.Context, job benchJob) (speed.Sample, error) {
	if job.Name == "colly" || job.Name == "parse" || job.Name == "bare-poll" {
		// As they come, and not as newswatch sets itself.
		debug.SetGCPercent(100)
	}
	switch job.Name {
	case "colly", "colly-gc400":
		return benchTimed(false, func() (int, error) {
			n, err := peers.Colly(job.Home+"/list/1.html", benchPage, benchAtOnce)
			if err == nil && n != job.Articles {
				err = fmt.Errorf("%d of %d articles were read whole", n, job.Articles)
			}
			return n, err
		})
	case "parse":
		pages := make([]string, job.Articles)
		for i := range pages {
			pages[i] = job.Home + "/a/" + strconv.Itoa(i+1) + ".html"
		}
		return benchTimed(false, func() (int, error) { return peers.Parse(ctx, pages, benchAtOnce) })
	case "bare-poll":
		return job.barePoll(ctx)
	case "poll":
		return a.benchPoll(ctx, job)
	case "crawl", "index":
		return a.benchCrawl(ctx, job)
	case "start":
		s, err := a.benchLoad(job, "index", 1)
		if err != nil {
			return speed.Sample{}, err
		}
		return benchTimed(true, func() (int, error) {
			st, err := a.open(ctx, s, false)
			if err != nil {
				return 0, err
			}
			return 1, st.Close()
		})
	}
	return speed.Sample{}, fmt.Errorf("job %q is unknown", job.Name)
}

// benchTimed measures what work costs: alone, or with the whole process before
// it, whose start belongs to a crawl. Garbage left behind is not collected first,
// as it would not be in earnest.
func benchTimed(alone bool, work func() (int, error)) (s speed.Sample, err error) {
	var mem, after runtime.MemStats
	var used, before time.Duration
	if alone {
		if before, err = cpuTime(); err != nil {
			return s, err
		}
	}
	runtime.ReadMemStats(&mem)
	began := time.Now()
	if s.Articles, err = work(); err != nil {
		return s, err
	}
	s.Seconds = time.Since(began).Seconds()
	if used, err = cpuTime(); err != nil {
		return s, err
	}
	runtime.ReadMemStats(&after)
	s.CPU = (used - before).Seconds()
	s.Allocs, s.AllocBytes = after.Mallocs-mem.Mallocs, after.TotalAlloc-mem.TotalAlloc
	s.RSS = peakRSS()
	return s, nil
}

// peakRSS is the most memory that this process held, in bytes; 0 where the
// system does not say. Rusage would count what its parent held as well.
func peakRSS() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "kB")), 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

// benchPage is for colly what benchSite is for newswatch: nine fields.
var benchPage = peers.Page{
	Links: "ul.list li a", Next: "a.next", Title: "div.article h1",
	Fields: []peers.Field{
		{Select: ".info .time"}, {Select: ".info .source"}, {Select: ".info .author"}, {Select: "div.editor"}, {Select: ".crumb a"},
		{Select: "meta[name=keywords]", Attr: "content"}, {Select: "div.content img", Attr: "src"}, {Select: "div.content p"},
	},
}

const benchSite = `id: %s
name: 晨汐网
homepage: %s/
hosts: ["127.0.0.1"]
discover:
%sarticle:
  urls: ['^/a/\d+\.html$']
  templates:
    - id: "2026"
      title: div.article h1
      published: .info .time
      source: { select: .info .source, pattern: '来源：(.*)' }
      author: { select: .info .author, pattern: '记者\s*(.*)' }
      editor: { select: div.editor, pattern: '编辑：(.*)' }
      channel: .crumb a
      keywords: { select: "meta[name=keywords]", attr: content }
      body: div.content
`

// benchLoad makes ready a configuration of so many sites that share one home.
func (a *app) benchLoad(job benchJob, name string, sites int) (*setup, error) {
	dir := filepath.Join(job.Dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for i := range sites {
		lists := fmt.Sprintf("  - { list: \"%s/list/1.html\", links: \"ul.list li a\", next: a.next, max_pages: %d }\n", job.Home, (job.Articles+speed.PerList-1)/speed.PerList)
		if job.Name == "poll" {
			lists = ""
			for n := i; n < job.Lists; n += sites {
				lists += fmt.Sprintf("  - { list: \"%s/list/1.html?of=%d\", links: \"ul.list li a\", max_pages: 1 }\n", job.Home, n)
			}
		}
		id := fmt.Sprintf("bench%d", i)
		if err := os.WriteFile(filepath.Join(dir, id+".yaml"), fmt.Appendf(nil, benchSite, id, job.Home, lists), 0o600); err != nil {
			return nil, err
		}
	}
	var watches strings.Builder
	for i, word := range speed.Keywords(job.Keywords) {
		if i%10 == 0 {
			fmt.Fprintf(&watches, "\n  - { id: w%d, name: w%d, any: [", i/10, i/10)
		} else {
			watches.WriteString(", ")
		}
		watches.WriteString(word)
		if i%10 == 9 || i == job.Keywords-1 {
			watches.WriteString("] }")
		}
	}
	config := fmt.Sprintf("database: newswatch.db\nbuiltin_sites: false\nsite_files: [\"*.yaml\"]\ncrawl: { user_agent: newswatch bench, delay: 0s, parallelism: %d, sites: %d, proxy: direct, allow_private_networks: true }\nalerts: { max_age: 0s }\nwatches:%s\n",
		benchAtOnce, benchHosts, watches.String())
	a.Config, a.DB = filepath.Join(dir, "newswatch.conf"), filepath.Join(dir, "newswatch.db")
	if err := os.WriteFile(a.Config, []byte(config), 0o600); err != nil {
		return nil, err
	}
	return a.load()
}

// benchCrawl crawls everything once, into a new archive.
func (a *app) benchCrawl(ctx context.Context, job benchJob) (s speed.Sample, err error) {
	if err := os.RemoveAll(filepath.Join(job.Dir, job.Name)); err != nil {
		return s, err
	}
	setup, err := a.benchLoad(job, job.Name, 1)
	if err != nil {
		return s, err
	}
	return benchTimed(false, func() (int, error) {
		e, st, err := a.benchEngine(ctx, setup, job.Name == "crawl")
		if err != nil {
			return 0, err
		}
		report, err := e.crawler.Crawl(ctx, setup.enabled(), crawler.Options{})
		e.close()
		if cerr := st.Close(); err == nil {
			err = cerr // closing indexes what still waits
		}
		if err != nil {
			return 0, err
		}
		r := report.Sites[0]
		if filed := r.New + r.Duplicates; filed != job.Articles || r.Status != newswatch.StatusOK {
			return 0, fmt.Errorf("%d of %d articles were filed: %+v", filed, job.Articles, r)
		}
		return r.New + r.Duplicates, nil
	})
}

// benchPoll looks again and again at lists that do not change.
func (a *app) benchPoll(ctx context.Context, job benchJob) (s speed.Sample, err error) {
	if err := os.RemoveAll(filepath.Join(job.Dir, job.Name)); err != nil {
		return s, err
	}
	setup, err := a.benchLoad(job, job.Name, min(benchHosts, job.Lists))
	if err != nil {
		return s, err
	}
	e, st, err := a.benchEngine(ctx, setup, false)
	if err != nil {
		return s, err
	}
	defer st.Close()
	defer e.close()
	all := setup.enabled()
	poll := func(unchanged int) error {
		report, err := e.crawler.Crawl(ctx, all, crawler.Options{})
		found := 0
		for _, r := range report.Sites {
			found += r.NotModified
			if err == nil && r.Status != newswatch.StatusOK {
				err = fmt.Errorf("%s: %s %s", r.Site, r.Status, r.Error)
			}
		}
		if err == nil && found != unchanged {
			err = fmt.Errorf("%d lists were unchanged and not %d", found, unchanged)
		}
		return err
	}
	if err := poll(0); err != nil {
		return s, err
	}
	if err := poll(job.Lists); err != nil {
		return s, err
	}
	return benchTimed(true, func() (int, error) {
		for range benchPolls {
			if err := poll(job.Lists); err != nil {
				return 0, err
			}
		}
		return benchPolls * job.Lists, nil
	})
}

func (job benchJob) barePoll(ctx context.Context) (s speed.Sample, err error) {
	client := &http.Client{}
	defer client.CloseIdleConnections()
	pages, tags := make([]string, job.Lists), make([]string, job.Lists)
	for i := range pages {
		pages[i] = fmt.Sprintf("%s/list/1.html?of=%d", job.Home, i)
		if tags[i], err = peers.Tag(ctx, client, pages[i]); err != nil {
			return s, err
		}
	}
	return benchTimed(true, func() (int, error) {
		for range benchPolls {
			if err := peers.Poll(ctx, client, pages, tags); err != nil {
				return 0, err
			}
		}
		return benchPolls * job.Lists, nil
	})
}

// benchEngine is the main job as crawl puts it together.
func (a *app) benchEngine(ctx context.Context, s *setup, deferIndex bool) (*engine, *store.Store, error) {
	l := &live{}
	l.Store(s)
	o := a.storeOptions(l)
	o.DeferIndex = deferIndex
	st, err := store.Open(ctx, s.cfg.Database, o)
	if err != nil {
		return nil, nil, err
	}
	e, err := newEngine(l, st, a.logger())
	if err != nil {
		st.Close()
		return nil, nil, err
	}
	return e, st, nil
}
