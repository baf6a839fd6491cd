package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"newswatch"
)

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// The two ways of indexing Chinese with FTS5. Pairs: every pair of neighbours
// once, without positions; longer words are pairs that the text is checked for.
// Characters: each with its positions, so that a word is a phrase.
const (
	fts5Options = `INSERT INTO search (search, rank) VALUES ('hashsize', 16777216), ('automerge', 8);`
	fts5Pairs   = `CREATE VIRTUAL TABLE search USING fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');` + fts5Options
	fts5Chars   = `CREATE VIRTUAL TABLE search USING fts5 (grams, content = '', contentless_delete = 1, tokenize = 'ascii');` + fts5Options
)

func pairs(texts ...string) string {
	var b strings.Builder
	seen := map[string]struct{}{}
	add := func(token string) {
		if _, known := seen[token]; !known {
			seen[token] = struct{}{}
			b.WriteByte(' ')
			b.WriteString(token)
		}
	}
	for _, text := range texts {
		runs(text, func(kind script, start, end int) {
			run := []rune(text[start:end])
			if kind == alphabetic || len(run) == 1 {
				add(string(run))
				return
			}
			for i := range run[1:] {
				add(string(run[i : i+2]))
			}
		})
	}
	return b.String()
}

func characters(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		end := 0
		runs(text, func(kind script, start, stop int) {
			if start > end {
				b.WriteString(" ǀ") // no word spans punctuation
			}
			end = stop
			if kind == alphabetic {
				b.WriteString(" " + text[start:stop])
				return
			}
			for _, r := range text[start:stop] {
				b.WriteByte(' ')
				b.WriteRune(r)
			}
		})
	}
	return b.String()
}

// indexQueries are words of one to six characters, rare and common, of rare and
// of common characters.
func indexQueries(c *corpus) [][2]string {
	nth := func(n, from int) string { // a word of n characters among the from most frequent
		for _, w := range c.words[from:] {
			if len(w) == 3*n {
				return w
			}
		}
		return c.words[from]
	}
	return [][2]string{
		{"1, common", nth(1, 0)}, {"1, middling", string(c.chars[700])}, {"1, rare", string(c.chars[3400])},
		{"2, common", nth(2, 0)}, {"2, middling", nth(2, 2000)}, {"2, seldom", nth(2, 12000)}, {"2, rare", "萧山"},
		{"3, common", nth(3, 0)}, {"3, seldom", nth(3, 9000)},
		{"4, common", nth(4, 0)}, {"4, seldom", nth(4, 9000)}, {"4, of two common words", nth(2, 0) + nth(2, 10)}, {"4, rare", "国际机场"},
		{"6, rare", "萧山国际机场"}, {"6, of three words", nth(2, 0) + nth(2, 100) + nth(2, 300)},
	}
}

// BenchmarkIndex compares ways to index Chinese: processor time and bytes an
// article, and the newest 20 for words of every kind.
//
//	go test ./store -run xxx -bench Index -benchtime 1x -articles 300000 -timeout 1h
func BenchmarkIndex(b *testing.B) {
	b.Run("segments", benchSegments)
	b.Run("fts5 pairs", func(b *testing.B) { benchFTS5(b, fts5Pairs, pairs) })
	b.Run("fts5 characters", func(b *testing.B) { benchFTS5(b, fts5Chars, characters) })
}

func benchSegments(b *testing.B) {
	ctx := context.Background()
	s, busy, textBytes := filled(b, *benchArticles, Options{})
	if textBytes > 0 {
		var size int64
		if err := s.get(ctx, `SELECT (SELECT sum(length(data)) FROM blocks) + (SELECT sum(length(places)) FROM segments)`, nil, &size); err != nil {
			b.Fatal(err)
		}
		report(b, busy, size, textBytes)
	}
	for _, q := range indexQueries(newCorpus(1)) {
		from := cpu()
		times := timed(b, q[0], func() (int, error) {
			page, err := s.Articles(ctx, newswatch.Query{Q: q[1]})
			return len(page.Items), err
		})
		busy := cpu() - from
		start := time.Now()
		n, more, err := s.count(ctx, newswatch.Query{Q: q[1]})
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("%s; %.1f CPU ms each; counted %d (more: %v) in %.1f ms\n", times, ms(busy)/searches, n, more, ms(time.Since(start)))
	}
	b.ReportMetric(0, "ns/op")
}

func benchFTS5(b *testing.B, schema string, grams func(...string) string) {
	file := filepath.Join(b.TempDir(), "index.db")
	db, err := sql.Open("sqlite", "file:"+file+"?"+writePragmas[1:])
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	must := func(_ any, err error) {
		if err != nil {
			b.Helper()
			b.Fatal(err)
		}
	}
	must(db.Exec(schema + `CREATE TABLE texts (place INTEGER PRIMARY KEY, text TEXT)`))
	c := newCorpus(1)
	var busy time.Duration
	var textBytes int64
	for done := 0; done < *benchArticles; done += indexBatch {
		rows := indexRows(c, done, indexBatch)
		tx, err := db.Begin()
		must(nil, err)
		put, err := tx.Prepare(`INSERT INTO texts VALUES (?, ?)`)
		must(nil, err)
		for _, r := range rows {
			must(put.Exec(r.place, r.text))
			textBytes += int64(len(r.text))
		}
		must(nil, tx.Commit())
		from := cpu()
		tx, err = db.Begin()
		must(nil, err)
		insert, err := tx.Prepare(`INSERT INTO search (rowid, grams) VALUES (?, ?)`)
		must(nil, err)
		for _, r := range rows {
			must(insert.Exec(r.place, grams(r.title, r.text)))
		}
		must(nil, tx.Commit())
		busy += cpu() - from
	}
	var size int64
	must(nil, db.QueryRow(`SELECT sum(length(block)) FROM search_data`).Scan(&size))
	report(b, busy, size, textBytes)
	for _, q := range indexQueries(c) {
		word := q[1]
		expr, check := `"`+strings.TrimSpace(characters(word))+`"`, false
		if schema == fts5Pairs {
			expr, check = `"`+strings.ReplaceAll(strings.TrimSpace(pairs(word)), " ", `" AND "`)+`"`, utf8.RuneCountInString(word) > 2
			if utf8.RuneCountInString(word) == 1 {
				expr = `"` + word + `"*`
			}
		}
		fmt.Println(timed(b, q[0], func() (found int, err error) {
			rows, err := db.Query(`SELECT t.text FROM search x CROSS JOIN texts t ON t.place = x.rowid WHERE x.search MATCH ? ORDER BY x.rowid DESC`, expr)
			if err != nil {
				return 0, err
			}
			defer rows.Close()
			for found < 20 && rows.Next() {
				var text string
				if err := rows.Scan(&text); err != nil {
					return 0, err
				}
				if !check || strings.Contains(text, word) {
					found++
				}
			}
			return found, rows.Err()
		}))
	}
	b.ReportMetric(0, "ns/op")
}

func report(b *testing.B, busy time.Duration, size, text int64) {
	n := float64(*benchArticles)
	fmt.Printf("%s, %.0f articles: %.3f CPU ms and %.0f bytes an article (%.0f %% of the text)\n",
		b.Name(), n, ms(busy)/n, float64(size)/n, 100*float64(size)/float64(text))
}

// searches is how often each is run.
const searches = 40

// timed runs a search over and over.
func timed(b *testing.B, name string, search func() (int, error)) string {
	var times []time.Duration
	found := 0
	for range searches {
		start := time.Now()
		var err error
		if found, err = search(); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return fmt.Sprintf("    newest 20 of %-24s p50 %7.2f ms  p95 %7.2f ms  %2d found", name,
		ms(times[len(times)/2]), ms(times[len(times)*95/100]), found)
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
