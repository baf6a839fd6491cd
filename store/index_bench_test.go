package store

import (
	"database/sql"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

var benchArticles = flag.Int("articles", 20000, "how many articles the search benchmarks look through")

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// pairs is the other candidate for the index: every pair of neighbours a token,
// once and without positions; longer words are pairs that the text is checked for.
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

// pairsOf is a query for a word in pairs.
func pairsOf(word string) string {
	if utf8.RuneCountInString(word) == 1 {
		return `"` + word + `"*`
	}
	return `"` + strings.ReplaceAll(strings.TrimSpace(pairs(word)), " ", `" AND "`) + `"`
}

// tokensOf is a text as the index is given it.
func tokensOf(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		tokens(&b, text)
		b.WriteString(" " + border)
	}
	return b.String()
}

// indexQueries are words of one to six characters, rare and common, of rare and
// of common characters.
func indexQueries(c *corpus) map[string][]string {
	common := func(n int) string { // an n character word that is among the most frequent
		for _, w := range c.words {
			if len(w) == 3*n {
				return w
			}
		}
		return c.words[0]
	}
	return map[string][]string{
		"1 common": {common(1)}, "1 rare": {string(c.chars[3400])},
		"2 common": {common(2)}, "2 middling": {c.words[2000]}, "2 rare": {"萧山"}, "2 rare of common characters": {string(c.chars[1]) + string(c.chars[2])},
		"3 common": {common(3)}, "4 common": {common(4)}, "4 rare": {"萧山机场"}, "6 rare": {"萧山国际机场"},
		"4 of common words": {common(2) + common(2)},
	}
}

// BenchmarkIndex compares the two ways of indexing Chinese in FTS5: rows a
// second, processor time and bytes an article, and the newest 20 for words of
// every kind.
func BenchmarkIndex(b *testing.B) {
	for _, kind := range []string{"pairs", "characters"} {
		b.Run(kind, func(b *testing.B) { benchIndex(b, kind) })
	}
}

func benchIndex(b *testing.B, kind string) {
	file := filepath.Join(b.TempDir(), "index.db")
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(wal)&_pragma=synchronous(1)&_pragma=cache_size(-16384)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	detail := "none"
	tokenize := "ascii"
	if kind == "characters" {
		detail = "full"
	}
	must := func(_ any, err error) {
		if err != nil {
			b.Helper()
			b.Fatal(err)
		}
	}
	must(db.Exec(`CREATE VIRTUAL TABLE search USING fts5 (grams, content = '', contentless_delete = 1, detail = ` + detail + `, tokenize = '` + tokenize + `')`))
	must(db.Exec(`INSERT INTO search (search, rank) VALUES ('hashsize', 16777216), ('automerge', 8)`))
	must(db.Exec(`CREATE TABLE texts (place INTEGER PRIMARY KEY, text TEXT)`))
	c := newCorpus(1)
	queries := indexQueries(c)
	var busy, wall time.Duration
	var textBytes int64
	place := int64(noon.Unix()) << placeBits
	for done := 0; done < *benchArticles; {
		type row struct {
			place       int64
			text, grams string
		}
		var rows []row
		for range indexBatch {
			var plants []string
			if done%1000 == 7 {
				plants = []string{"萧山国际机场"}
			} else if done%200 == 3 {
				plants = []string{"萧山"}
			}
			title, text := c.title(), c.text(plants...)
			place += 300 << placeBits
			r := row{place: place, text: text}
			start, from := time.Now(), cpu()
			if kind == "pairs" {
				r.grams = pairs(title, text)
			} else {
				r.grams = tokensOf(title, text)
			}
			busy += cpu() - from
			wall += time.Since(start)
			rows = append(rows, r)
			textBytes += int64(len(text))
			done++
		}
		tx, err := db.Begin()
		must(nil, err)
		put, err := tx.Prepare(`INSERT INTO texts VALUES (?, ?)`)
		must(nil, err)
		for _, r := range rows {
			must(put.Exec(r.place, r.text))
		}
		start, from := time.Now(), cpu()
		insert, err := tx.Prepare(`INSERT INTO search (rowid, grams) VALUES (?, ?)`)
		must(nil, err)
		for _, r := range rows {
			must(insert.Exec(r.place, r.grams))
		}
		must(nil, tx.Commit())
		busy += cpu() - from
		wall += time.Since(start)
	}
	n := float64(*benchArticles)
	var size, plain int64
	must(nil, db.QueryRow(`SELECT sum(length(block)) FROM search_data`).Scan(&size))
	must(nil, db.QueryRow(`SELECT sum(length(id) + length(sz)) FROM search_docsize`).Scan(&plain))
	fmt.Printf("%-10s %d articles: %.0f rows/s, %.3f CPU ms/row, index %.0f bytes/row (%.0f %% of the text)\n",
		kind, *benchArticles, n/wall.Seconds(), busy.Seconds()*1000/n, float64(size)/n, 100*float64(size)/float64(textBytes))
	names := make([]string, 0, len(queries))
	for name := range queries {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		word := queries[name][0]
		expr := match(parseWords(word, lower), nil)
		if kind == "pairs" {
			expr = pairsOf(word)
		}
		var times []time.Duration
		found := 0
		for range 30 {
			start := time.Now()
			found = 0
			rows, err := db.Query(`SELECT t.text FROM search x CROSS JOIN texts t ON t.place = x.rowid WHERE x.search MATCH ? ORDER BY x.rowid DESC`, expr)
			must(nil, err)
			for found < 20 && rows.Next() {
				var text string
				must(nil, rows.Scan(&text))
				if kind == "characters" || utf8.RuneCountInString(word) < 3 || strings.Contains(text, word) {
					found++
				}
			}
			must(nil, rows.Err())
			rows.Close()
			times = append(times, time.Since(start))
		}
		slices.Sort(times)
		start := time.Now()
		var total int
		must(nil, db.QueryRow(`SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT 1001)`, expr).Scan(&total))
		fmt.Printf("    newest 20 of %-28s p50 %7.2f ms  p95 %7.2f ms  (%d found; count to 1,000: %d in %.1f ms)\n", name,
			ms(times[len(times)/2]), ms(times[len(times)*95/100]), found, total, ms(time.Since(start)))
	}
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
