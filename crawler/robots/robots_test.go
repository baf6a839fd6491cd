package robots

import (
	"strings"
	"testing"
	"time"

	"github.com/temoto/robotstxt"
	"pgregory.net/rapid"
)

func TestAllowed(t *testing.T) {
	const agent = "newswatch (+https://example.org/contact)"
	tests := []struct {
		name  string
		file  string
		path  string
		allow bool
	}{
		{"nothing is forbidden by an empty file", "", "/a", true},
		{"a page of HTML is no robots.txt", "<html><body>Not found: nothing</body></html>", "/a", true},
		{"everything is forbidden", "User-agent: *\nDisallow: /", "/a", false},
		{"an empty Disallow forbids nothing", "User-agent: *\nDisallow:", "/a", true},
		{"a prefix forbids what begins with it", "User-agent: *\nDisallow: /fish", "/fish/salmon.html", false},
		{"and nothing else", "User-agent: *\nDisallow: /fish", "/Fish.asp", true},
		{"our own group counts alone", "User-agent: *\nDisallow: /\n\nUser-agent: newswatch\nDisallow: /private", "/a", true},
		{"our own group forbids", "User-agent: *\nAllow: /\n\nUser-agent: NewsWatch\nDisallow: /private", "/private/1", false},
		{"a version behind the name does not matter", "User-agent: newswatch/2.0\nDisallow: /x", "/x", false},
		{"another crawler's group does not count", "User-agent: newswatchers\nDisallow: /", "/a", true},
		{"two groups of ours are one", "User-agent: newswatch\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-agent: newswatch\nDisallow: /b", "/a", false},
		{"several names share a group", "User-agent: other\nUser-agent: newswatch\nDisallow: /b", "/b", false},
		{"a blank line does not end a group", "User-agent: *\n\nDisallow: /a", "/a", false},
		{"rules before any group count for nobody", "Disallow: /\nUser-agent: *\nAllow: /", "/a", true},
		{"the longest rule wins", "User-agent: *\nDisallow: /p\nAllow: /page", "/page", true},
		{"whichever comes first", "User-agent: *\nAllow: /page\nDisallow: /p", "/page", true},
		{"of two equal ones the one that allows", "User-agent: *\nDisallow: /folder\nAllow: /folder", "/folder/page", true},
		{"a star stands for anything", "User-agent: *\nDisallow: /*.php", "/a/b.php?x", false},
		{"and for nothing", "User-agent: *\nDisallow: /a*b", "/ab", false},
		{"a dollar ends the path", "User-agent: *\nDisallow: /*.php$", "/a.php?x=1", true},
		{"a dollar ends the path, which it does", "User-agent: *\nDisallow: /*.php$", "/a.php", false},
		{"only the front page", "User-agent: *\nDisallow: /$", "/a", true},
		{"the front page", "User-agent: *\nDisallow: /$", "/", false},
		{"a long wildcard beats a short prefix", "User-agent: *\nAllow: /$\nDisallow: /", "/page.htm", false},
		{"the query counts", "User-agent: *\nDisallow: /*?sid=", "/a?sid=1", false},
		{"escapes in other letter case", "User-agent: *\nDisallow: /a%3cd.html", "/a%3Cd.html", false},
		{"Chinese in the file, escaped in the address", "User-agent: *\nDisallow: /新闻", "/%E6%96%B0%E9%97%BB/1", false},
		{"escaped letters are letters", "User-agent: *\nDisallow: /%70rivate", "/private", false},
		{"an escaped slash is none", "User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
		{"a comment is not read", "User-agent: * # all\nDisallow: /a # b\n", "/a", false},
		{"old line ends and a byte order mark", "\xef\xbb\xbfUser-agent: *\rDisallow: /a\r\n", "/a", false},
		{"robots.txt itself is never forbidden", "User-agent: *\nDisallow: /", "/robots.txt", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Parse([]byte(tt.file)).For(agent).Allowed(tt.path); got != tt.allow {
				t.Errorf("Allowed(%q) = %v under\n%s", tt.path, got, tt.file)
			}
		})
	}
}

func TestToken(t *testing.T) {
	for agent, want := range map[string]string{
		"newswatch (+https://example.org)": "newswatch",
		"NewsWatch/1.0":                    "newswatch",
		"Mozilla/5.0 (compatible; Newswatch/1.0; +https://a.org)": "newswatch",
		"*":        "*",
		"my_bot-x": "my_bot-x",
		"":         "",
	} {
		if got := Token(agent); got != want {
			t.Errorf("Token(%q) = %q, want %q", agent, got, want)
		}
	}
}

func TestCrawlDelayAndSitemaps(t *testing.T) {
	r := Parse([]byte("Sitemap: https://a.cn/s.xml\nUser-agent: *\nCrawl-delay: 2.5\nDisallow: /x\nUser-agent: slow\nCrawl-delay: 120\n"))
	if got := r.For("newswatch").CrawlDelay; got != 2500*time.Millisecond {
		t.Errorf("delay for all = %v", got)
	}
	if got := r.For("slow").CrawlDelay; got != 2*time.Minute {
		t.Errorf("delay for slow = %v", got)
	}
	if len(r.Sitemaps) != 1 || r.Sitemaps[0] != "https://a.cn/s.xml" {
		t.Errorf("sitemaps = %q", r.Sitemaps)
	}
	for _, bad := range []string{"soon", "-1", "NaN", "1e300"} {
		if got := Parse([]byte("User-agent: *\nCrawl-delay: " + bad)).For("x").CrawlDelay; got != 0 {
			t.Errorf("Crawl-delay %q gives %v", bad, got)
		}
	}
}

// TestAgainstOracle compares plain prefix rules with an independent reader;
// where rules tie, or hold wildcards or escapes, that one does not follow the
// RFC.
func TestAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.StringMatching(`/[ab]{0,3}`)
		lengths := map[int]bool{}
		var file strings.Builder
		file.WriteString("User-agent: newswatch\n")
		for range rapid.IntRange(0, 5).Draw(t, "rules") {
			path := segment.Draw(t, "path")
			if lengths[len(path)] {
				continue
			}
			lengths[len(path)] = true
			file.WriteString(rapid.SampledFrom([]string{"Allow: ", "Disallow: "}).Draw(t, "kind") + path + "\n")
		}
		path := segment.Draw(t, "ask") + segment.Draw(t, "ask more")
		oracle, err := robotstxt.FromString(file.String())
		if err != nil {
			t.Skip(err)
		}
		want := oracle.FindGroup("newswatch").Test(path)
		if got := Parse([]byte(file.String())).For("newswatch").Allowed(path); got != want {
			t.Fatalf("Allowed(%q) = %v, the oracle says %v, under\n%s", path, got, want, file.String())
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%e4\nCrawl-delay: 1\nSitemap: x"), "/a%zzb")
	f.Add([]byte("\xef\xbb\xbfuser-agent:newswatch\r\rdisallow:/\x00*"), "")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		g := Parse(file).For("newswatch")
		if first, again := g.Allowed(path), g.Allowed(path); first != again {
			t.Fatal("two answers to one question")
		}
		if g != nil && g.CrawlDelay < 0 {
			t.Fatalf("negative delay %v", g.CrawlDelay)
		}
		if !g.Allowed("/robots.txt") {
			t.Fatal("robots.txt is forbidden")
		}
	})
}
