package configs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"newswatch"
	"newswatch/configs/strict"
)

func env(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func TestEmbeddedFilesAreValid(t *testing.T) {
	for name, data := range map[string][]byte{"default.yaml": Default(), "starter.yaml": Starter()} {
		if _, err := parse(name, data, env()); err != nil {
			t.Errorf("%v", err)
		}
	}
}

func TestValuesReachTheDomain(t *testing.T) {
	c, err := parse("n.yaml", []byte(`
database: ${DB}
crawl: { delay: 250ms, max_body: 512KiB, revisit: [1h, 2d] }
channels:
  - { id: desk, type: webhook, url: "http://127.0.0.1/${PATH_PART}", secret: 007, n: 3 }
  - { id: 2, type: webhook }
watches:
  - { id: a, any: [萧山], severity: high, channels: [desk], sites: [people], in: [title] }
targets:
  - { id: g, name: GDP, kind: figure, indicator: [GDP], min: 5 }
alerts: { max_age: 0 }
`), env("DB", "x.db", "PATH_PART", "hook"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Database != "x.db" || time.Duration(c.Crawl.Delay) != 250*time.Millisecond || c.Crawl.MaxBody != 512<<10 || c.Alerts.MaxAge != 0 {
		t.Errorf("values: %q %v %v %v", c.Database, c.Crawl.Delay, c.Crawl.MaxBody, c.Alerts.MaxAge)
	}
	if got := Durations(c.Crawl.Revisit); got[1] != 48*time.Hour {
		t.Errorf("2d read as %v", got[1])
	}
	ch := c.ChannelList()[0]
	want := `{"id":"desk","n":3,"secret":"007","type":"webhook","url":"http://127.0.0.1/hook"}`
	if ch.ID != "desk" || ch.Type != "webhook" || string(ch.Settings) != want {
		t.Errorf("channel %+v, settings %s", ch, ch.Settings)
	}
	if id := c.ChannelList()[1].ID; id != "2" {
		t.Errorf("the id 2 is read as %q", id)
	}
	five := 5.0
	if diff := cmp.Diff([]newswatch.Watch{
		{ID: "a", Name: "a", Kind: newswatch.Keyword, Severity: newswatch.High, Channels: []string{"desk"}, Sites: []newswatch.SiteID{"people"}, In: []newswatch.Field{"title"}, Any: []string{"萧山"}},
		{ID: "g", Name: "GDP", Kind: newswatch.FigureTarget, Severity: newswatch.Normal, Sites: []newswatch.SiteID{}, In: []newswatch.Field{}, Indicator: []string{"GDP"}, Min: &five},
	}, c.Tracked()); diff != "" {
		t.Error(diff)
	}
}

// Each file in testdata/faults holds a configuration and, behind a line "---",
// the messages that it must give, all of them and nothing else.
func TestFaultsAreNamedAllAtOnce(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no fault files", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			yaml, want, ok := strings.Cut(string(b), "\n---\n")
			if !ok {
				t.Fatal("no --- line")
			}
			_, err = parse("n.yaml", []byte(yaml), env())
			got := ""
			if err != nil {
				got = err.Error() + "\n"
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Times are shown as people write them: a week's revisit in hours, a retention in days.
func TestDurationsAreShownAsWritten(t *testing.T) {
	for _, written := range []string{"0", "30s", "5m", "1h", "24h", "72h", "168h", "90d", "1h30m"} {
		var d Duration
		if err := d.ParseScalar(written); err != nil || d.String() != written {
			t.Errorf("%s is shown as %s, %v", written, d, err)
		}
	}
}

func TestMissingFileAndFolder(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.yaml"))
	if err == nil || !strings.Contains(err.Error(), "no such file; run newswatch config init") {
		t.Errorf("missing: %v", err)
	}
	_, err = Load(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("folder: %v", err)
	}
}

func TestShowHidesSecrets(t *testing.T) {
	c, err := parse("n.yaml", []byte(`
crawl: { proxy: "http://me:hush@127.0.0.1:3128" }
channels:
  - { id: desk, type: webhook, url: "http://h/hush", secret: hush, nested: { api_token: hush, label: plain }, headers: { X-Who: hush } }
web: { token: hush }
`), env())
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Show()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "hush") || !strings.Contains(string(out), "label: plain") {
		t.Errorf("shown:\n%s", out)
	}
	if _, err := parse("shown.yaml", out, env()); err != nil {
		t.Errorf("what is shown cannot be read again: %v\n%s", err, out)
	}
}

func TestSchemaAcceptsOurFilesAndRefusesUnknownKeys(t *testing.T) {
	b, err := Schema(map[string]any{"webhook": nil})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(data []byte) error {
		var raw strict.Raw
		var holder struct {
			All map[string]strict.Raw `json:"all"`
		}
		strict.Read("n", append([]byte("all:\n  x:\n"), indent(data)...), &holder, env())
		raw = holder.All["x"]
		var v any
		if err := json.Unmarshal(raw.JSON, &v); err != nil {
			return err
		}
		return schema.Validate(v)
	}
	for name, data := range map[string][]byte{"default": Default(), "starter": Starter()} {
		if err := validate(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := validate([]byte("watchs: []\n")); err == nil {
		t.Error("an unknown key passes the schema")
	}
	if err := validate([]byte("crawl: { delay: soon }\n")); err == nil {
		t.Error("a wrong duration passes the schema")
	}
}

func indent(b []byte) []byte {
	return []byte("    " + strings.ReplaceAll(string(b), "\n", "\n    "))
}

func FuzzParse(f *testing.F) {
	f.Add(Default())
	f.Add(Starter())
	f.Add([]byte("watches: [{id: a, any: [${X}]}, *a]\nsites: {a: {b: [1, {c: d}]}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parse("f.yaml", data, env())
		if err == nil {
			_ = c.Tracked()
			if _, err := c.Show(); err != nil {
				t.Error(err)
			}
		}
	})
}
