package newswatch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// mayImport says for each folder which of our own folders its code may import,
// besides the root. "cmd" joins everything; nobody imports it.
var mayImport = map[string][]string{
	".":        {},
	"sites":    {"sites"},
	"crawler":  {"crawler", "sites"},
	"pipeline": {"pipeline"},
	"store":    {"store"},
	"alert":    {"alert"},
	"web":      {"web"},
	"configs":  {"configs"},
	"cmd":      {"cmd", "sites", "crawler", "pipeline", "store", "alert", "web", "configs"},
}

// homes says where each third-party module lives, so that it can be replaced in
// one place. Tests may import what they like.
var homes = map[string][]string{
	"github.com/gocolly/colly":        {"crawler"},
	"github.com/robfig/cron":          {"crawler", "alert"}, // alert: digests by cron expression
	"github.com/PuerkitoBio/goquery":  {"sites", "crawler"},
	"github.com/andybalholm/cascadia": {"sites", "crawler"},
	"modernc.org/sqlite":              {"store"},
	"database/sql":                    {"store"},
	"github.com/goccy/go-yaml":        {"configs", "sites"},
	"github.com/alecthomas/kong":      {"cmd"},
	"github.com/danielgtaylor/huma":   {"web"},
	"github.com/gorilla/feeds":        {"web"},
	"github.com/mmcdole/gofeed":       {"crawler"},
	"github.com/wneessen/go-mail":     {"alert"},
}

func TestImportsPointOneWay(t *testing.T) {
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		room, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		if !strings.Contains(filepath.ToSlash(path), "/") {
			room = "."
		}
		allowed, known := mayImport[room]
		if !known {
			t.Errorf("%s: folder %q is not in the layout; add it to mayImport with a reason", path, room)
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if own, ok := strings.CutPrefix(name, "newswatch/"); ok {
				top, _, _ := strings.Cut(own, "/")
				if !contains(allowed, top) {
					t.Errorf("%s imports %s: %q may not", path, name, room)
				}
			} else if room == "." && strings.Contains(strings.Split(name, "/")[0], ".") {
				t.Errorf("%s imports %s: the domain depends on the standard library alone", path, name)
			}
			for module, where := range homes {
				if strings.HasPrefix(name, module) && !contains(where, room) {
					t.Errorf("%s imports %s, whose home is %v", path, name, where)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}
