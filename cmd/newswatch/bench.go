package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"newswatch/cmd/newswatch/speed"
)

type benchCmd struct {
	Articles int      `help:"Articles of the site that is crawled." default:"2000"`
	Keywords int      `help:"Words that are watched for." default:"1000"`
	Lists    int      `help:"Unchanged lists that a poll looks at." default:"200"`
	Rounds   int      `help:"Rounds; the figures are medians." default:"3"`
	Only     []string `help:"Only these jobs: colly, colly-gc400, parse, crawl, index, poll, bare-poll, start." placeholder:"JOB"`
	Profile  string   `help:"Write profiles of each job's last round, of CPU and of allocations, into this folder." placeholder:"DIR"`
	Format   string   `help:"text or json." enum:"text,json" default:"text"`

	Child bool `hidden:"" help:"Do one job, given as JSON on stdin."`
}

// Help is shown below the flags.
func (benchCmd) Help() string {
	return `Everything is on this machine: a news site on the loopback, pages of 42 KB and
740 elements. Each job runs in a process of its own, in turn, round by round:

  colly        bare colly and goquery, nine fields selected, nothing stored
  colly-gc400  the same with the garbage collector set as newswatch sets it
  parse        net/http and the HTML parser alone
  crawl        newswatch: read, recognise, match, store; indexing left for later
  index        newswatch as it is, search index and all
  poll         newswatch looks at lists that have not changed
  bare-poll    a loop of as many conditional requests
  start        opens the archive that index left

Ratios are to colly, and of poll to bare-poll. CPU is the figure to trust.`
}

// benchJobs are the jobs in the order of a round; start needs index before it.
var benchJobs = []string{"colly", "colly-gc400", "parse", "crawl", "index", "poll", "bare-poll", "start"}

// benchReport is what bench prints with --format json.
type benchReport struct {
	Articles int         `json:"articles"`
	Keywords int         `json:"keywords"`
	Lists    int         `json:"lists"`
	Rows     []speed.Row `json:"rows"`
	// PollRequests is how many requests one poll made; it should be Lists.
	PollRequests float64 `json:"poll_requests,omitempty"`
	// StartSeconds is the time to open the archive, VersionSeconds that of a
	// whole newswatch version.
	StartSeconds   float64 `json:"start_seconds,omitempty"`
	VersionSeconds float64 `json:"version_seconds"`
	BinaryMB       float64 `json:"binary_mb"`
}

func (c benchCmd) Run(ctx context.Context, a *app) error {
	if c.Child {
		return a.benchJob(ctx)
	}
	jobs := c.Only
	if len(jobs) == 0 {
		jobs = benchJobs
	}
	for _, job := range jobs {
		if !slices.Contains(benchJobs, job) {
			return usagef("--only: %q is not one of %s", job, strings.Join(benchJobs, ", "))
		}
	}
	if c.Articles < 1 || c.Rounds < 1 || c.Lists < 1 || c.Keywords < 1 {
		return usagef("--articles, --keywords, --lists and --rounds must be at least 1")
	}
	dir, err := os.MkdirTemp("", "newswatch-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	site := speed.NewSite(c.Articles, time.Now())
	home, stop, err := site.Listen()
	if err != nil {
		return err
	}
	defer stop()

	report := benchReport{Articles: c.Articles, Keywords: c.Keywords, Lists: c.Lists}
	samples := map[string][]speed.Sample{}
	for round := range c.Rounds {
		for _, name := range benchJobs { // in this order, whatever the order asked for
			if !slices.Contains(jobs, name) {
				continue
			}
			job := benchJob{Name: name, Home: home, Articles: c.Articles, Keywords: c.Keywords, Lists: c.Lists, Dir: dir}
			if c.Profile != "" && round == c.Rounds-1 {
				job.Profile = filepath.Join(c.Profile, name+".pprof")
			}
			before, _ := site.Asked()
			sample, err := a.benchChild(ctx, job)
			if err != nil {
				return fmt.Errorf("bench %s: %w", name, err)
			}
			if after, _ := site.Asked(); name == "poll" {
				// The first look fills the archive and reads the articles, once.
				report.PollRequests = float64(int(after-before)-c.Lists-min(c.Articles, speed.PerList)) / (1 + benchPolls)
			}
			samples[name] = append(samples[name], sample)
		}
	}
	base := map[string]string{"poll": "bare-poll", "bare-poll": "bare-poll"}
	for _, name := range benchJobs {
		if len(samples[name]) == 0 {
			continue
		}
		if name == "start" {
			report.StartSeconds = speed.Sum(name, samples[name], samples[name]).Seconds()
			continue
		}
		against := "colly"
		if b, ok := base[name]; ok {
			against = b
		}
		if len(samples[against]) == 0 {
			against = name
		}
		report.Rows = append(report.Rows, speed.Sum(name, samples[name], samples[against]))
	}
	if report.VersionSeconds, report.BinaryMB, err = a.benchBinary(ctx); err != nil {
		return err
	}
	if c.Format == "json" {
		return printJSON(a.out, report)
	}
	return report.print(a.out)
}

// benchSelf is this program, to be run once more.
func (a *app) benchSelf(ctx context.Context, args ...string) (*exec.Cmd, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Args[0] = os.Args[0]
	return cmd, nil
}

func (a *app) benchChild(ctx context.Context, job benchJob) (s speed.Sample, err error) {
	given, err := json.Marshal(job)
	if err != nil {
		return s, err
	}
	cmd, err := a.benchSelf(ctx, "bench", "--child", "--log-level", "error")
	if err != nil {
		return s, err
	}
	cmd.Stdin, cmd.Stderr = bytes.NewReader(given), a.errs
	out, err := cmd.Output()
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(out, &s)
}

// benchBinary measures the program as a file, and its shortest run.
func (a *app) benchBinary(ctx context.Context) (seconds, megabytes float64, err error) {
	var times []speed.Sample
	for range 5 {
		cmd, err := a.benchSelf(ctx, "version")
		if err != nil {
			return 0, 0, err
		}
		began := time.Now()
		if err := cmd.Run(); err != nil {
			return 0, 0, err
		}
		times = append(times, speed.Sample{Articles: 1, Seconds: time.Since(began).Seconds()})
	}
	path, err := os.Executable()
	if err != nil {
		return 0, 0, err
	}
	file, err := os.Stat(path)
	if err != nil {
		return 0, 0, err
	}
	return speed.Sum("version", times, times).Seconds(), float64(file.Size()) / 1e6, nil
}

func (r benchReport) print(w io.Writer) error {
	fmt.Fprintf(w, "%d articles, %d keywords, %d lists\n\n", r.Articles, r.Keywords, r.Lists)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "job\tper second\tCPU s per 1,000\t(least–most)\tallocations each\tKB each\tpeak RSS MB\tspeed ÷\tCPU ÷\t")
	for _, row := range r.Rows {
		cpu := func(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }
		fmt.Fprintf(t, "%s\t%.0f\t%s\t%s–%s\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f\t\n", row.Name, row.PerSecond, cpu(row.CPUPerThousand),
			cpu(row.CPULow), cpu(row.CPUHigh), row.AllocsPerArticle, row.KBPerArticle, row.RSS, row.SpeedRatio, row.CPURatio)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if r.PollRequests > 0 {
		fmt.Fprintf(w, "a poll of %d lists makes %g requests\n", r.Lists, r.PollRequests)
	}
	if r.StartSeconds > 0 {
		fmt.Fprintf(w, "the archive opens in %.0f ms\n", 1000*r.StartSeconds)
	}
	_, err := fmt.Fprintf(w, "newswatch version takes %.0f ms; the binary has %.1f MB\n", 1000*r.VersionSeconds, r.BinaryMB)
	return err
}
