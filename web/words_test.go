package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// families are the keys that are put together from a beginning and a value.
var families = map[string][]string{
	"nav_":      {"overview", "articles", "alerts", "watches", "sites", "figures"},
	"severity_": {"low", "normal", "high"},
	"event_": {"alert.raised", "alert.revised", "alert.withdrawn", "alert.digest", "alert.test", "alert.escalated",
		"site.failing", "site.recovered", "channel.failing", "channel.recovered"},
	"kind_":    {"goal", "result", "other"},
	"role_":    {"original", "reprint", "disguised"},
	"verdict_": {"delivered", "retry", "split", "config", "payload", "unknown"},
	"watch_":   {"", "keyword", "person", "organization", "place", "project", "figure"},
	"field_": {"title", "text", "source", "author", "editor", "channel", "published", "kicker", "subtitle", "page", "keywords", "images",
		"language", "links", "silent", "body"},
	"ago_": {"seconds", "minutes", "hours", "days"},
	"in_":  {"seconds", "minutes", "hours", "days"},
}

// usedKeys are the keys that templates and code name.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	for start, ends := range families {
		for _, end := range ends {
			used[start+end] = true
		}
	}
	direct := regexp.MustCompile(`\.T "([^"]+)"`)
	start := regexp.MustCompile(`\.T \(print "([^"]+)"`)
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range direct.FindAllSubmatch(b, -1) {
			used[string(m[1])] = true
		}
		for _, m := range start.FindAllSubmatch(b, -1) {
			if families[string(m[1])] == nil {
				t.Errorf("%s: no family %q is listed in this test", name, m[1])
			}
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		keysOf(file, used)
	}
	return used
}

// keysOf adds the keys that a source file names.
func keysOf(file *ast.File, used map[string]bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		// A key may be handed on to say by way of a variable, so any text counts.
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if text, err := strconv.Unquote(l.Value); err == nil {
				used[text] = used[text] || words["zh"][text] != ""
			}
		}
		c, ok := n.(*ast.CallExpr)
		if !ok || len(c.Args) < 2 {
			return true
		}
		if f, ok := c.Fun.(*ast.Ident); ok && f.Name == "say" {
			if l, ok := c.Args[1].(*ast.BasicLit); ok {
				text, _ := strconv.Unquote(l.Value)
				used[text] = true
			}
		}
		return true
	})
}

var verbs = regexp.MustCompile(`%[.0-9]*[a-z%]`)

func TestEveryTextIsThereInBothLanguagesAndUsed(t *testing.T) {
	used := usedKeys(t)
	for key, is := range used {
		if !is {
			continue
		}
		zh, en := words["zh"][key], words["en"][key]
		if zh == "" || en == "" {
			t.Errorf("%q: Chinese %q, English %q", key, zh, en)
		}
		if a, b := strings.Join(verbs.FindAllString(zh, -1), " "), strings.Join(verbs.FindAllString(en, -1), " "); a != b {
			t.Errorf("%q takes %q in Chinese and %q in English", key, a, b)
		}
	}
	for lang, list := range words {
		for key := range list {
			if !used[key] {
				t.Errorf("%s: nothing uses %q", lang, key)
			}
		}
	}
}
