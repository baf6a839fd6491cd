package alert

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"newswatch"
)

// text draws what sites and people write: Chinese, marks of every markup, line
// feeds, broken bytes.
var text = rapid.Custom(func(t *rapid.T) string {
	pieces := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{"镜湖", "萧山", "🎈", "**", "](", "[", "<b>", "</font>", "&", "\n", "\r\n", "\u2028", "\x00", "\xff\xfe", "`", "_", "~", "|", "\\", "「"}),
		rapid.StringN(0, 12, -1),
	), 0, 40).Draw(t, "pieces")
	return strings.Join(pieces, "")
})

var drawnAlert = rapid.Custom(func(t *rapid.T) newswatch.Alert {
	published := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "published"), 0)
	a := newswatch.Alert{
		ID:       1,
		Type:     rapid.SampledFrom([]newswatch.EventType{newswatch.AlertRaised, newswatch.AlertRevised, newswatch.AlertWithdrawn, newswatch.AlertEscalated}).Draw(t, "type"),
		Severity: rapid.SampledFrom([]newswatch.Severity{newswatch.Low, newswatch.Normal, newswatch.High, ""}).Draw(t, "severity"),
		Watch:    &newswatch.WatchRef{ID: "w", Name: text.Draw(t, "name")},
		Article: &newswatch.ArticleRef{
			Title: text.Draw(t, "title"), SiteName: text.Draw(t, "site"), Source: text.Draw(t, "source"), Summary: text.Draw(t, "summary"),
			URL: "https://news.example/" + text.Draw(t, "path"), Published: &published,
			Precision: rapid.SampledFrom([]newswatch.Precision{newswatch.Day, newswatch.Hour, newswatch.Minute, ""}).Draw(t, "precision"),
		},
		Late: rapid.Bool().Draw(t, "late"),
	}
	for range rapid.IntRange(0, 6).Draw(t, "matches") {
		a.Matches = append(a.Matches, newswatch.Match{Term: text.Draw(t, "term"), Excerpt: text.Draw(t, "excerpt")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "changes") {
		a.Changes = append(a.Changes, newswatch.Change{Field: "title", Before: text.Draw(t, "before"), After: text.Draw(t, "after")})
	}
	return a
})

var markups = map[string]*markup{
	"plain": &plainText, "dingtalk": &dingMarkdown, "wecom": &weComMarkdown, "feishu": &feishuMarkdown,
	"slack": &slackMarkdown, "telegram": &telegramHTML, "common": &commonMark,
}

// Whatever an alert holds and however little fits, each message fits, is whole,
// and opens nothing that it does not close.
func TestMessagesFitWholeWhateverTheyHold(t *testing.T) {
	k := &kit{Env{}.filled(), "zh", templates{}}
	k.AckURL = func(newswatch.ID) string { return "https://news.example/ack/1?sig=x" }
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"plain", "dingtalk", "wecom", "feishu", "slack", "telegram", "common"}).Draw(t, "markup")
		m := markups[name]
		a := drawnAlert.Draw(t, "alert")
		if rapid.Bool().Draw(t, "digest") {
			a = newswatch.Alert{Type: newswatch.AlertDigest, Alerts: rapid.SliceOfN(drawnAlert, 0, 12).Draw(t, "alerts")}
		}
		limit := rapid.IntRange(150, 5000).Draw(t, "limit")
		list, err := k.messages(&a, m, func(m message) bool { return len(m.Text) <= limit })
		if err != nil || len(list) == 0 || len(list) > maxPages {
			t.Fatalf("%d messages, %v", len(list), err)
		}
		for _, one := range list {
			if len(one.Text) > limit {
				t.Fatalf("%d bytes where %d fit: %q", len(one.Text), limit, one.Text)
			}
			if !utf8.ValidString(one.Text) || !utf8.ValidString(one.Title) || strings.ContainsAny(one.Title, "\n\r") || strings.ContainsRune(one.Text, 0) {
				t.Fatalf("title %q, text %q", one.Title, one.Text)
			}
			switch name {
			case "dingtalk", "wecom":
				if strings.Count(one.Text, "[") != strings.Count(one.Text, "](") || strings.Count(one.Text, "**")%2 != 0 || strings.Count(one.Text, "<font") != strings.Count(one.Text, "</font>") {
					t.Fatalf("marks do not pair: %q", one.Text)
				}
			case "telegram":
				if err := pairs(one.Text); err != "" {
					t.Fatalf("%s: %q", err, one.Text)
				}
			case "slack":
				if strings.Count(one.Text, "<") != strings.Count(one.Text, ">")-strings.Count(one.Text, "\n> ")-btoi(strings.HasPrefix(one.Text, "> ")) {
					t.Fatalf("marks do not pair: %q", one.Text)
				}
			}
		}
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// pairs checks that tags nest.
func pairs(text string) string {
	var open []string
	for _, tag := range tagForm.FindAllString(text, -1) {
		name := strings.Fields(strings.Trim(tag, "</>"))[0]
		if !strings.HasPrefix(tag, "</") {
			open = append(open, name)
			continue
		}
		if len(open) == 0 || open[len(open)-1] != name {
			return "tag " + tag + " closes nothing"
		}
		open = open[:len(open)-1]
	}
	if len(open) > 0 || strings.Count(text, "<") != strings.Count(text, ">") {
		return "a tag stays open"
	}
	return ""
}

func TestCutCountsCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.ToValidUTF8(text.Draw(t, "text"), "")
		n := rapid.IntRange(0, 50).Draw(t, "n")
		got := cut(s, n)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > n {
			t.Fatalf("cut(%q, %d) = %q", s, n, got)
		}
		if utf8.RuneCountInString(s) <= n && got != s {
			t.Fatalf("cut(%q, %d) = %q, though it fits", s, n, got)
		}
	})
}

// However messages come, no window of a limit's length holds more than allowed.
func TestBudgetHoldsInEveryWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, err := parseRate("3/s, 7/min")
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(0, 0)
		var at []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20000).Draw(t, "gap")) * time.Millisecond)
			high := rapid.Bool().Draw(t, "high")
			if next := b.next(now, high); (b.room(now, high) > 0) != !next.After(now) {
				t.Fatalf("room %d, but next is %v", b.room(now, high), next.Sub(now))
			} else if next.After(now) {
				now = next
			}
			if b.room(now, high) == 0 {
				t.Fatalf("no room at the time that next gave")
			}
			b.spend(now)
			at = append(at, now)
			for _, l := range []struct {
				n int
				d time.Duration
			}{{3, time.Second}, {7, time.Minute}} {
				if i := len(at) - 1 - l.n; i >= 0 && now.Sub(at[i]) < l.d {
					t.Fatalf("%d within %v", l.n+1, now.Sub(at[i]))
				}
			}
		}
	})
}

func FuzzSettings(f *testing.F) {
	f.Add(`{"url":"https://hook.example/x","headers":{"A":"b"},"hours":"Mon-Fri 08:00-20:00","rate":"4/s, 90/min","timeout":"3s"}`)
	f.Add(`{"to":["a@x.example",3],"quiet_hours":"22:00-07:00; Sat","digest":"@every 1h","template":"{{.Title}}"}`)
	f.Fuzz(func(t *testing.T, raw string) {
		for _, kind := range Kinds() {
			c, err := New(kind, "x", []byte(raw), Env{})
			if (c == nil) == (err == nil) {
				t.Fatalf("%s: %v, %v", kind, c, err)
			}
			for _, fault := range SettingErrors(err) {
				if fault.Msg == "" {
					t.Fatalf("%s: a fault without words at %q", kind, fault.Key)
				}
			}
		}
	})
}

// People are told that a copy is in disguise, and where its original is.
func TestMessagesNameTheOriginalOfADisguise(t *testing.T) {
	a := sample(1, newswatch.Normal)
	a.Story.Disguised = true
	a.Story.Original = &newswatch.OriginalRef{ID: 7, Site: "other", SiteName: "他报", URL: "https://other.example/7.html", Title: "别处的读书会"}
	for lang, want := range map[string]string{"zh": "原文：他报《别处的读书会》https://other.example/7.html", "en": "original: 他报, 别处的读书会 https://other.example/7.html"} {
		k := &kit{Env{}.filled(), lang, templates{}}
		list, err := k.messages(&a, &plainText, func(message) bool { return true })
		if err != nil || len(list) != 1 || !strings.Contains(list[0].Text, want) {
			t.Errorf("%s: %+v, %v", lang, list, err)
		}
	}
}
