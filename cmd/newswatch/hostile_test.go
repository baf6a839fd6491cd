package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"newswatch/cmd/newswatch/replica"
)

// hostile is a text that would harm whoever shows it as it is.
const hostile = "<script>alert(1)</script>\x1b[31m\x1b]0;owned\x07\x00\u202e\u009b2J\r\"'&<img src=x onerror=alert(2)>"

// runRaw runs the program and returns both outputs as they are, and whether it
// ended well.
func (b *bench) runRaw(args ...string) (out, errs []byte) {
	b.t.Helper()
	cmd := b.command(b.t.Context(), args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		b.t.Errorf("newswatch %q: %v\n%s", args, err, stderr.String())
	}
	return stdout.Bytes(), stderr.Bytes()
}

// harmful is the first thing in a text that a terminal would obey.
func harmful(text []byte) string {
	if !utf8.Valid(text) {
		return "bytes that are no UTF-8"
	}
	for i, r := range string(text) {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return fmt.Sprintf("%q in %q", r, text[max(0, i-40):min(len(text), i+40)])
		}
	}
	return ""
}

// An article that was made to do harm is stored and shown, and does none.
func TestHostileArticleDoesNoHarm(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	g.b.write("sites.d/chenbao.yaml", strings.Replace(b.read("sites.d/chenbao.yaml"), `source: ".from"`, `source: ".from"
      author: ".by"`, 1))
	long := hostile + "萧山" + strings.Repeat("长标题", 3334)
	n := g.print("萧山", "萧山")
	page := fmt.Sprintf(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>题</title></head><body>
<h1 class="headline">%[1]s</h1><span class="when">%[2]s</span> <span class="from">来源：%[3]s</span> <span class="by">作者：%[3]s</span>
<div class="story"><p>%[1]s</p><p>萧山的正文，%[3]s。今年GDP增长5.6%%。</p></div></body></html>`,
		strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(long), n.published.Format("2006-01-02 15:04:05"), strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(hostile))
	b.web.Put(g.url(n.at), replica.Page{Body: []byte(page)})
	// One that cannot be had, under a name as bad.
	b.web.Put(g.url("/list.html"), replica.Page{Body: []byte(`<meta charset=utf-8><ul class="news"><li><a href="` + n.at + `">` + hostile + `</a><li><a href="/a/2001.html?x=` + "\x1b[31m\u202e" + `">二</a></ul>`)})
	b.web.Put(g.url("/a/2001.html"), replica.Page{Status: 500})

	out, errs := b.runRaw("crawl", "--log-level", "debug")
	if bad := harmful(out) + harmful(errs); bad != "" {
		t.Errorf("crawl: %s", bad)
	}
	articles := b.exported()
	if len(articles) != 1 {
		t.Fatalf("%d articles", len(articles))
	}
	a := articles[0]
	if !strings.Contains(a.Title, "<script>alert(1)</script>") || utf8.RuneCountInString(a.Title) < 1000 {
		t.Errorf("the title was not kept: %.200q", a.Title)
	}
	id, address := a.ID.String(), g.url(n.at)
	b.write("page.html", page)
	b.write("text.txt", "萧山"+hostile)
	for _, args := range [][]string{
		{"search", "萧山"}, {"search", "萧山", "--format", "json"}, {"search", "script"},
		{"explain", id}, {"explain", address, "--format", "json"},
		{"export"}, {"export", "--format", "csv"},
		{"alerts", "list"}, {"alerts", "list", "--format", "json"}, {"alerts", "show", b.listed()[0].ID.String()},
		{"alerts", "show", b.listed()[0].ID.String(), "--format", "json"},
		{"extract", "page.html", "--url", address}, {"extract", "page.html", "--url", address, "--format", "json"},
		{"match", "text.txt", "--explain"}, {"match", "text.txt", "--format", "json"}, {"match", "--since", "30d"},
		{"reextract"}, {"status"}, {"sites", "list"}, {"sites", "show", "chenbao"},
	} {
		out, errs := b.runRaw(args...)
		if bad := harmful(out) + harmful(errs); bad != "" {
			t.Errorf("newswatch %q: %s", args, bad)
		}
		if len(args) > 1 && args[len(args)-1] == "json" && !json.Valid(out) {
			t.Errorf("newswatch %q: not JSON", args)
		}
	}
	// What was asked for comes back in the messages of errors.
	for _, args := range [][]string{
		{"search", "萧山" + hostile[:30] + "\x1b[31m"}, {"explain", "http://a.example/\x1b[31m"}, {"explain", "x\x1b[31m"},
		{"alerts", "show", "\x1b[31m"}, {"crawl", "no\x1b[31m"}, {"crawl", "--since", "\x1b[31m"}, {"sites", "show", "\x1b]0;x\x07"},
		{"extract", "no\x1b[31m.html"}, {"stes\x1b[31m"},
	} {
		args[len(args)-1] = strings.ReplaceAll(args[len(args)-1], "\x00", "")
		cmd := b.command(t.Context(), args...)
		text, _ := cmd.CombinedOutput() // it fails, most of them
		if bad := harmful(text); bad != "" {
			t.Errorf("newswatch %q: %s", args, bad)
		}
	}
}
