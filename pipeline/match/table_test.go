package match_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

// ruleCase is a line of testdata/rules: a watch, an article, and what should
// come of it. One of Matches, Miss and Fault is given.
type ruleCase struct {
	Name  string
	Watch struct {
		Kind                   newswatch.WatchKind
		Name                   string
		Any, All, None, Except []string
		Expr                   string
		In                     []newswatch.Field
		Sites                  []newswatch.SiteID
		Aliases, Context       []string
	}
	Site                        newswatch.SiteID
	Title, Text, Source, Author string

	Matches []foundMatch
	Miss    string // part of the reason
	Fault   string // how the error begins
	Warn    string // part of a warning; none may be given where it is empty
}

type foundMatch struct {
	Term    string
	Field   newswatch.Field
	Offset  int
	Length  int
	Name    string
	Context string
}

func TestRuleTable(t *testing.T) {
	files, err := filepath.Glob("../../testdata/rules/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rule cases: %v", err)
	}
	n := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
			var c ruleCase
			d := json.NewDecoder(bytes.NewReader(line))
			d.DisallowUnknownFields()
			if err := d.Decode(&c); err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
			n++
			t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl")+"/"+c.Name, func(t *testing.T) { c.check(t) })
		}
	}
	if n < 200 {
		t.Errorf("only %d rule cases", n)
	}
}

func (c *ruleCase) check(t *testing.T) {
	w := newswatch.Watch{
		ID: "w", Kind: c.Watch.Kind, Name: c.Watch.Name,
		Any: c.Watch.Any, All: c.Watch.All, None: c.Watch.None, Except: c.Watch.Except, Expr: c.Watch.Expr,
		In: c.Watch.In, Sites: c.Watch.Sites, Aliases: c.Watch.Aliases, Context: c.Watch.Context,
	}
	m, err := match.Compile([]newswatch.Watch{w})
	if c.Fault != "" {
		if err == nil || !strings.HasPrefix(err.Error(), c.Fault) {
			t.Errorf("got error %v, want %s", err, c.Fault)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	warned := false
	for _, f := range m.Warnings() {
		if c.Warn == "" || !strings.Contains(f.Error(), c.Warn) {
			t.Errorf("unexpected warning: %v", f)
		}
		warned = true
	}
	if c.Warn != "" && !warned {
		t.Errorf("no warning %q", c.Warn)
	}
	d := &match.Doc{
		Site: c.Site, Title: fold.Fold(c.Title), Text: fold.Fold(c.Text),
		Source: fold.Fold(c.Source), Author: fold.Fold(c.Author),
	}
	hits, misses := m.Explain(d)
	if diff := cmp.Diff(hits, m.Match(d)); diff != "" {
		t.Errorf("Explain and Match differ: %s", diff)
	}
	if c.Miss != "" {
		if len(misses) != 1 || !strings.Contains(misses[0].Reason, c.Miss) {
			t.Errorf("got hits %v, misses %v; want the reason %s", hits, misses, c.Miss)
		}
		return
	}
	if len(hits) != 1 {
		t.Fatalf("does not fire: %v", misses)
	}
	got := []foundMatch{}
	for _, x := range hits[0].Matches {
		got = append(got, foundMatch{x.Term, x.Field, x.Offset, x.Length, x.Name, x.Context})
		original := map[newswatch.Field]string{"title": c.Title, "text": c.Text, "source": c.Source, "author": c.Author}[x.Field]
		found := string([]rune(original)[x.Offset : x.Offset+x.Length])
		if !strings.Contains(x.Excerpt, found) || !strings.Contains(original, x.Excerpt) {
			t.Errorf("excerpt %q of %q does not show %q", x.Excerpt, original, found)
		}
	}
	if diff := cmp.Diff(c.Matches, got); diff != "" {
		t.Errorf("matches (-want +got):\n%s", diff)
	}
}
