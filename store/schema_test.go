package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newswatch"
)

var update = flag.Bool("update", false, "save a file of the present schema, until it is released")

// saved is where files of each released schema are kept, packed.
const saved = "../testdata/schema"

func savedName(version int) string { return filepath.Join(saved, fmt.Sprintf("%04d.db.gz", version)) }

// Files that any released newswatch wrote must open and keep what they hold.
func TestSavedFilesOfEverySchemaOpen(t *testing.T) {
	list, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		save(t, list[len(list)-1].version)
	}
	for _, step := range list {
		t.Run(step.name, func(t *testing.T) {
			packed, err := os.ReadFile(savedName(step.version))
			if err != nil {
				t.Fatalf("%v; save one with go test ./store -run Saved -update", err)
			}
			r, err := gzip.NewReader(bytes.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "saved.db")
			plain, err := io.ReadAll(r)
			if err == nil {
				err = os.WriteFile(path, plain, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			if step.version < len(list) {
				if _, err := Open(context.Background(), path, Options{ReadOnly: true}); err == nil {
					t.Error("an old file was opened for reading only, without being brought up to date")
				}
			}
			checkSaved(t, path)
		})
	}
}

func checkSaved(t *testing.T, path string) {
	ctx := context.Background()
	s := openAt(t, path, Options{Revisions: true, Now: func() time.Time { return noon.Add(time.Hour) }})
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	if got := titles(t, s, newswatch.Query{Q: "湘湖"}); got != "转载的 新标题" {
		t.Errorf("search finds %q", got)
	}
	a, err := s.ArticleByURL(ctx, "https://m.alpha.example/1")
	if err != nil || a.Revision != 2 || a.Provenance["title"].Selector != "h1" || len(a.Watches) != 1 {
		t.Errorf("article %+v, %v", a, err)
	}
	if story, err := s.Story(ctx, a.StoryID); err != nil || len(story.Outlets) != 2 {
		t.Errorf("story %+v, %v", story, err)
	}
	if list, err := s.Revisions(ctx, a.ID); err != nil || len(list) != 2 || list[0].Title != "旧标题" {
		t.Errorf("revisions %+v, %v", list, err)
	}
	if pages, err := s.Snapshots(ctx, a.ID); err != nil || len(pages) != 2 {
		t.Errorf("%d snapshots, %v", len(pages), err)
	}
	due, err := s.Lease(ctx, "desk", noon.Add(time.Hour), 10, time.Minute)
	if err != nil || len(due) != 1 || due[0].Alert.Type != newswatch.AlertRaised || due[0].Attempts != 1 {
		t.Errorf("due %+v, %v", due, err)
	}
	again := sight("alpha", "1", "又一个标题", "湘湖边上新建了一座桥，市民昨天走了上去。")
	if out := file(t, s, again); out.Filing != newswatch.FiledRevised {
		t.Errorf("filed as %s", out.Filing)
	}
}

// save writes a file with a little of everything.
func save(t *testing.T, version int) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "fresh.db")
	s, err := Open(ctx, path, Options{Revisions: true, Judge: sameWords{}, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	text := "湘湖边上新建了一座桥，市民昨天走了上去。"
	g := sight("alpha", "1", "旧标题", text)
	g.Page.Body = []byte(strings.Repeat(text, 100))
	g.Hits = []newswatch.Hit{hit("lake", newswatch.High, "湘湖")}
	value := 5.6
	g.Figures = []newswatch.Figure{{Indicator: "增长", Value: &value, Unit: "%", Kind: newswatch.Result}}
	out := file(t, s, g)
	g = sight("alpha", "1", "新标题", text)
	g.Page.Body = []byte("<h1>" + strings.Repeat(text, 100))
	g.Hits = []newswatch.Hit{hit("lake", newswatch.High, "湘湖")}
	file(t, s, g)
	g = sight("beta", "2", "转载的", text)
	g.Article.Published = noon
	file(t, s, g)
	steps := []error{
		s.SaveAlias(ctx, "https://m.alpha.example/1", "https://alpha.example/1"),
		s.SaveValidators(ctx, newswatch.Validators{URL: "https://alpha.example/", ETag: `"1"`, Fetched: noon}),
		s.Observe(ctx, []newswatch.Observation{{Site: "alpha", URL: "https://alpha.example/1", Fields: map[string]string{"title": "h1"}, Seen: noon}}),
		s.Observe(ctx, []newswatch.Observation{{Site: "alpha", URL: "https://alpha.example/3", Missing: map[string]string{"title": "h1"}, Page: &newswatch.Page{Body: []byte("<p>")}, Seen: noon}}),
		s.Silence(ctx, "other", noon.Add(time.Hour)),
		s.Ack(ctx, out.Alerts[0], noon),
	}
	due := lease(t, s, noon, 1)
	settle(t, s, due[0], noon, newswatch.Pending, noon.Add(time.Minute))
	run, err := s.BeginRun(ctx, "alpha", noon)
	steps = append(steps, err, s.EndRun(ctx, run, newswatch.SiteReport{Site: "alpha", Status: newswatch.StatusOK}), s.Close())
	for _, err := range steps {
		if err != nil {
			t.Fatal(err)
		}
	}
	small := filepath.Join(t.TempDir(), "small.db")
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec(`PRAGMA journal_mode = delete; PRAGMA page_size = 512; VACUUM INTO '` + small + `'`)
		db.Close()
	}
	var packed bytes.Buffer
	if err == nil {
		var plain []byte
		if plain, err = os.ReadFile(small); err == nil {
			w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
			w.Write(plain)
			w.Close()
			err = os.WriteFile(savedName(version), packed.Bytes(), 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
