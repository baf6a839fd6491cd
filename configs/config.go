// Package configs reads newswatch.yaml: strictly, once, into typed values. It
// reports every fault at once, each with its line and column.
package configs

import (
	"embed"
	"time"

	"newswatch/configs/strict"
)

//go:embed default.yaml starter.yaml
var files embed.FS

// Default is the configuration that runs where the user has none.
func Default() []byte { return must(files.ReadFile("default.yaml")) }

// Starter is a commented file to begin with.
func Starter() []byte { return must(files.ReadFile("starter.yaml")) }

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err) // an embedded file is missing: the build is broken
	}
	return b
}

// Config is a whole configuration. The json tags are the keys of the file.
type Config struct {
	Timezone     Zone                `json:"timezone,omitempty" jsonschema:"description=IANA time zone in which people read times and schedules run,default=Asia/Shanghai"`
	Language     string              `json:"language,omitempty" jsonschema:"enum=zh,enum=en,description=of alerts and the dashboard,default=zh"`
	Database     string              `json:"database,omitempty" jsonschema:"description=a file (SQLite),default=newswatch.db"`
	Crawl        Crawl               `json:"crawl,omitzero"`
	BuiltinSites bool                `json:"builtin_sites" jsonschema:"description=false: only the user's own sites,default=true"`
	Sites        map[string]Override `json:"sites,omitempty" jsonschema:"description=built-in sites with anything overridden; enabled: false switches one off"`
	SiteFiles    []string            `json:"site_files,omitempty" jsonschema:"description=glob patterns of the user's own site definitions"`
	WatchFiles   []string            `json:"watch_files,omitempty" jsonschema:"description=glob patterns of plain-text rule files"`
	Watches      []Watch             `json:"watches,omitempty" jsonschema:"description=keyword rules"`
	Targets      []Target            `json:"targets,omitempty" jsonschema:"description=tracked people, organizations, places, projects and figures"`
	Indicators   []Indicator         `json:"indicators,omitempty" jsonschema:"description=names of indicators besides those known, for figures"`
	Channels     []strict.Raw        `json:"channels,omitempty" jsonschema:"description=where alerts go"`
	Alerts       Alerts              `json:"alerts,omitzero"`
	Retention    Retention           `json:"retention,omitzero"`
	Web          Web                 `json:"web,omitzero"`

	doc *strict.Document
}

// Crawl is how pages are fetched.
type Crawl struct {
	UserAgent            string     `json:"user_agent,omitempty" jsonschema:"description=honest name with a contact address"`
	Delay                Duration   `json:"delay" jsonschema:"description=between two requests to one host,default=1s"`
	Parallelism          int        `json:"parallelism,omitempty" jsonschema:"minimum=1,maximum=64,description=requests at once to one host,default=2"`
	Sites                int        `json:"sites,omitempty" jsonschema:"minimum=1,maximum=256,description=sites crawled at once,default=8"`
	Timeout              Duration   `json:"timeout,omitempty" jsonschema:"default=30s"`
	MaxBody              Size       `json:"max_body,omitempty" jsonschema:"description=largest page after decompression,default=8MiB"`
	Retries              int        `json:"retries" jsonschema:"minimum=0,maximum=10,description=on network errors and 429 and 5xx,default=3"`
	RespectRobots        bool       `json:"respect_robots" jsonschema:"default=true"`
	Proxy                string     `json:"proxy,omitempty" jsonschema:"description=http/https/socks5 URL or direct; default: the environment's"`
	AllowPrivateNetworks bool       `json:"allow_private_networks,omitempty" jsonschema:"description=crawl loopback and link-local and RFC 1918 addresses,default=false"`
	Revisit              []Duration `json:"revisit,omitempty" jsonschema:"description=after these a young article is looked at again"`
}

// Override is part of a site definition laid over a built-in one.
type Override = strict.Raw

// Watch is a keyword rule.
type Watch struct {
	ID       string   `json:"id" jsonschema:"required"`
	Name     string   `json:"name,omitempty"`
	Any      []string `json:"any,omitempty" jsonschema:"description=at least one"`
	All      []string `json:"all,omitempty" jsonschema:"description=every one"`
	None     []string `json:"none,omitempty" jsonschema:"description=not one in the whole article"`
	Except   []string `json:"except,omitempty" jsonschema:"description=occurrences inside these do not count"`
	Expr     string   `json:"expr,omitempty" jsonschema:"description=AND OR NOT ( ) quoted phrase /regex/ NEAR/n SENTENCE() PARAGRAPH() a >> b COUNT() and scopes"`
	In       []string `json:"in,omitempty" jsonschema:"enum=title,enum=text,enum=source,enum=author"`
	Sites    []string `json:"sites,omitempty"`
	Channels []string `json:"channels,omitempty"`
	Severity string   `json:"severity,omitempty" jsonschema:"enum=low,enum=normal,enum=high,default=normal"`
}

// Target is a tracked person, organization, place, project or figure.
type Target struct {
	ID       string   `json:"id" jsonschema:"required"`
	Name     string   `json:"name" jsonschema:"required"`
	Kind     string   `json:"kind" jsonschema:"required,enum=person,enum=organization,enum=place,enum=project,enum=figure"`
	Aliases  []string `json:"aliases,omitempty"`
	Context  []string `json:"context,omitempty" jsonschema:"description=counts only where one of these stands in the article too"`
	Except   []string `json:"except,omitempty"`
	None     []string `json:"none,omitempty"`
	In       []string `json:"in,omitempty" jsonschema:"enum=title,enum=text,enum=source,enum=author"`
	Sites    []string `json:"sites,omitempty"`
	Channels []string `json:"channels,omitempty"`
	Severity string   `json:"severity,omitempty" jsonschema:"enum=low,enum=normal,enum=high,default=normal"`

	Subject   []string `json:"subject,omitempty" jsonschema:"description=figures: whose"`
	Indicator []string `json:"indicator,omitempty" jsonschema:"description=figures: what is measured"`
	Min       *float64 `json:"min,omitempty" jsonschema:"description=figures: least value in the plain unit"`
	Max       *float64 `json:"max,omitempty" jsonschema:"description=figures: greatest value in the plain unit"`
	Change    *float64 `json:"change,omitempty" jsonschema:"description=figures: least relative change against the last one stated; 0.1 is 10 %"`
}

// Indicator names something that is measured, for the figures reader.
type Indicator struct {
	Name    string   `json:"name" jsonschema:"required"`
	Aliases []string `json:"aliases,omitempty"`
}

// Alerts is when and how alerts go out.
type Alerts struct {
	Digest     string   `json:"digest,omitempty" jsonschema:"description=cron expression: normal and low alerts are collected and sent together"`
	QuietHours string   `json:"quiet_hours,omitempty" jsonschema:"description=22:00-07:00: all but high are held"`
	MaxAge     Duration `json:"max_age" jsonschema:"description=older articles raise no alert of their own but go into one digest; 0: no limit,default=24h"`
	RetryFor   Duration `json:"retry_for" jsonschema:"description=then a delivery is dead,default=24h"`
	Revisions  bool     `json:"revisions" jsonschema:"description=tell again when a matched article is changed or withdrawn,default=true"`
	Channels   []string `json:"channels,omitempty" jsonschema:"description=for troubles of sites and channels; default: all"`
	BaseURL    string   `json:"base_url,omitempty" jsonschema:"description=address at which people reach the dashboard; links in alerts use it"`
}

// Retention is how long things are kept; 0 is for ever.
type Retention struct {
	Articles  Duration `json:"articles"`
	Snapshots Duration `json:"snapshots"`
}

// Web is the server of serve.
type Web struct {
	Listen string `json:"listen,omitempty" jsonschema:"default=127.0.0.1:8420"`
	Token  string `json:"token,omitempty" jsonschema:"description=required as soon as listen is not loopback"`
	// Hosts are further names that the Host header may carry.
	Hosts []string `json:"hosts,omitempty" jsonschema:"description=further names under which the server is reached"`
}

// base holds the values that stand where a file says nothing.
func base() *Config {
	return &Config{
		Timezone:     Zone{must2(time.LoadLocation("Asia/Shanghai"))},
		Language:     "zh",
		Database:     "newswatch.db",
		BuiltinSites: true,
		Crawl: Crawl{
			UserAgent:     "newswatch (+https://example.org/contact)",
			Delay:         Duration(time.Second),
			Parallelism:   2,
			Sites:         8,
			Timeout:       Duration(30 * time.Second),
			MaxBody:       8 << 20,
			Retries:       3,
			RespectRobots: true,
			Revisit:       []Duration{Duration(time.Hour), Duration(6 * time.Hour), Duration(24 * time.Hour), Duration(72 * time.Hour), Duration(168 * time.Hour)},
		},
		Alerts: Alerts{
			MaxAge:    Duration(24 * time.Hour),
			RetryFor:  Duration(24 * time.Hour),
			Revisions: true,
		},
		Retention: Retention{Snapshots: Duration(90 * 24 * time.Hour)},
		Web:       Web{Listen: "127.0.0.1:8420"},
	}
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err) // time zone data is linked into the program
	}
	return v
}
