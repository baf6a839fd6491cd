package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newswatch/cmd/newswatch/replica"
)

// Whatever one thing is broken, the doctor finds that thing and no other.
func TestDoctorFindsTheOneThingThatIsBroken(t *testing.T) {
	tests := []struct {
		name       string
		breakIt    func(b *bench, g *gazette)
		what, says string // of the finding that is wrong
		args       []string
	}{
		{name: "nothing", breakIt: func(*bench, *gazette) {}},
		{
			name: "the proxy", what: "proxy", says: "crawl.proxy does not answer at 127.0.0.1:9",
			breakIt: func(b *bench, _ *gazette) { b.configure(b.proxy, "http://127.0.0.1:9") },
		}, {
			name: "names", what: "DNS", says: "chenbao.invalid cannot be looked up, 0 can",
			breakIt: func(b *bench, g *gazette) {
				b.configure(b.proxy, "direct")
				definition := b.read("sites.d/chenbao.yaml")
				b.write("sites.d/chenbao.yaml", strings.ReplaceAll(definition, g.host, "chenbao.invalid"))
			},
		}, {
			name: "the clock", what: "clock", says: "this machine's clock is off by 2h0m",
			breakIt: func(b *bench, g *gazette) {
				b.web.Handle(g.url("/"), func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Date", time.Now().Add(-2*time.Hour).UTC().Format(http.TimeFormat))
					w.Write([]byte("<h1>首页</h1>"))
				})
			},
		}, {
			name: "a page of an hour ago that a cache holds", breakIt: func(b *bench, g *gazette) {
				b.web.Handle(g.url("/"), func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
					w.Header().Set("Age", "3600")
					w.Write([]byte("<h1>首页</h1>"))
				})
			},
		}, {
			name: "robots.txt forbids", what: "site chenbao", says: "forbidden by robots.txt of chenbao.gazette.example",
			breakIt: func(b *bench, g *gazette) {
				b.web.Put(g.url("/robots.txt"), replica.Page{Type: "text/plain", Body: []byte("User-agent: *\nDisallow: /\n")})
			},
		}, {
			name: "robots.txt cannot be had", what: "site chenbao", says: "the robots.txt of chenbao.gazette.example cannot be read",
			breakIt: func(b *bench, g *gazette) { b.web.Put(g.url("/robots.txt"), replica.Page{Status: 503}) },
		}, {
			name: "the site", what: "site chenbao", says: "the server answered 500",
			breakIt: func(b *bench, g *gazette) { b.web.Put(g.url("/list.html"), replica.Page{Status: 500}) },
		}, {
			name: "a list's selector", what: "site chenbao", says: ".news a gives no links",
			breakIt: func(_ *bench, g *gazette) { g.list = "renamed"; g.relist() },
		}, {
			name: "a field's selector", what: "site chenbao", says: "the field source is missing: .from gives nothing",
			breakIt: func(_ *bench, g *gazette) {
				g.class["source"] = "renamed"
				for _, n := range g.articles {
					g.put(n)
				}
			},
		}, {
			name: "channels", what: "channels", says: `watch "xiaoshan" names no channel`,
			breakIt: func(b *bench, _ *gazette) { b.configure(", channels: [desk]", "") },
		}, {
			name: "the disk", what: "disk", says: "the database's folder nowhere", args: []string{"--db", "nowhere/news.db"},
			breakIt: func(*bench, *gazette) {},
		}, {
			name: "the database", what: "database", says: "restore a backup",
			breakIt: func(b *bench, _ *gazette) {
				b.crawl()
				b.tear("news.db")
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTown(t, "")
			g := b.gazette("chenbao", nil)
			g.brief(0)
			tt.breakIt(b, g)
			cmd := b.command(t.Context(), append([]string{"doctor", "--format", "json"}, tt.args...)...)
			for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
				cmd.Env = append(cmd.Env, name+"=")
			}
			out, err := cmd.Output()
			if failed := cmd.ProcessState.ExitCode(); (failed != 0) != (tt.what != "") || failed > 1 {
				t.Errorf("exit code %d, %v", failed, err)
			}
			var report struct {
				Items []finding
				OK    bool
			}
			if err := json.Unmarshal(out, &report); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			found := false
			for _, f := range report.Items {
				switch {
				case f.OK:
				case f.What == tt.what && strings.Contains(f.Say, tt.says):
					found = true
				case strings.HasPrefix(f.What, "site ") && (tt.what == "proxy" || tt.what == "DNS" || tt.what == "disk"):
					// What cannot be reached, or kept, cannot be read either.
				case f.What == "database" && tt.what == "disk":
				default:
					t.Errorf("wrong besides: %+v", f)
				}
			}
			if found != (tt.what != "") {
				t.Errorf("%s was not found: %s", tt.what, out)
			}
		})
	}
}

// configure changes the configuration.
func (b *bench) configure(old, new string) {
	b.t.Helper()
	text := b.read("newswatch.yaml")
	if !strings.Contains(text, old) {
		b.t.Fatalf("the configuration has no %q", old)
	}
	b.write("newswatch.yaml", strings.Replace(text, old, new, 1))
}

// tear overwrites the middle of a file.
func (b *bench) tear(name string) {
	b.t.Helper()
	f, err := os.OpenFile(filepath.Join(b.dir, name), os.O_RDWR, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		b.t.Fatal(err)
	}
	for at := int64(8192); at < info.Size(); at += 4096 {
		if _, err := f.WriteAt([]byte(strings.Repeat("\xa5\x5a", 300)), at); err != nil {
			b.t.Fatal(err)
		}
	}
}
