package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
)

// victim is the process that TestKilledAtAnyMoment kills: it files articles
// from several goroutines, each with an alert, and prints the number of each
// that File has said to be safe.
func TestMain(m *testing.M) {
	if path := os.Getenv("STORE_TEST_VICTIM"); path != "" {
		if os.Getenv("STORE_TEST_MERGES") != "" {
			mergingVictim(path)
		}
		victim(path)
	}
	os.Exit(m.Run())
}

func victim(path string) {
	s, err := Open(context.Background(), path, Options{Judge: sameWords{}})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	round, _ := strconv.Atoi(os.Getenv("STORE_TEST_ROUND"))
	if _, err := s.BeginRun(context.Background(), "alpha", time.Now()); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := worker; ; i += 8 {
				n := round*1000000 + i
				g := sight("alpha", fmt.Sprint(n), fmt.Sprint("标题", n), fmt.Sprintf("%d号文章写着湘湖。", n))
				g.Fingerprint.Bands = nil
				g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "湘湖")}
				out, err := s.File(context.Background(), g)
				mu.Lock()
				if err != nil {
					fmt.Println("error", err)
				} else {
					fmt.Println(n, out.ArticleID)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestKilledAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	path := filepath.Join(t.TempDir(), "victim.db")
	safe := map[string]newswatch.ID{}
	for round := range 4 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "STORE_TEST_VICTIM="+path, fmt.Sprint("STORE_TEST_ROUND=", round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		patience := 5 + rand.IntN(200) // articles until the kill
		killed := false
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			n, id, ok := strings.Cut(lines.Text(), " ")
			if !ok || n == "error" {
				t.Errorf("round %d: %s", round, lines.Text())
				continue
			}
			number, _ := strconv.Atoi(id)
			safe[n] = newswatch.ID(number)
			if patience--; patience <= 0 && !killed {
				killed = true
				cmd.Process.Kill()
			}
		}
		io.Copy(io.Discard, out)
		cmd.Wait()
	}
	s := openAt(t, path, Options{})
	ctx := context.Background()
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	for n, id := range safe {
		a, err := s.Article(ctx, id)
		if err != nil || a.CanonicalURL != "https://alpha.example/"+n {
			t.Errorf("article %s: %+v, %v", n, a.CanonicalURL, err)
		}
	}
	flush(t, s)
	flush(t, s)
	st, err := s.Stats(ctx)
	if err != nil || st.Articles < len(safe) || st.Alerts != st.Articles || st.Queues["desk"].Pending != st.Articles {
		t.Errorf("%+v, %v; %d articles were safe", st, err, len(safe))
	}
	found := 0
	if err := s.Each(ctx, newswatch.Query{Q: "湘湖"}, func(newswatch.Article) error { found++; return nil }); err != nil || found != st.Articles {
		t.Errorf("search finds %d of %d, %v", found, st.Articles, err)
	}
	if _, err := s.BeginRun(ctx, "alpha", time.Now()); err != nil {
		t.Errorf("the dead process still claims its site: %v", err)
	}
}

// mergingVictim is the process that TestKilledWhileMerging kills: it files
// articles and indexes them in segments of their own until they are merged, which
// it announces.
func mergingVictim(path string) {
	fail := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	s, err := Open(context.Background(), path, Options{})
	fail(err)
	var filed int
	fail(s.get(context.Background(), `SELECT count(*) FROM articles`, nil, &filed))
	for {
		var segments int
		fail(s.get(context.Background(), `SELECT count(*) FROM segments WHERE docs < ?`, []any{segmentDocs / 16}, &segments))
		fail(s.do(context.Background(), func(t *tx) error {
			const perSegment = segmentDocs / 64
			for range perSegment {
				filed++
				g := sight("alpha", fmt.Sprint(filed), fmt.Sprint("标题", filed), fmt.Sprintf("%d号文章写着湘湖。", filed)+strings.Repeat(fmt.Sprintf("甲%d乙", filed), 50))
				g.Fingerprint.Bands = nil
				p, err := s.prepare(context.Background(), g)
				if err != nil {
					return err
				}
				if _, err := t.file(p); err != nil {
					return err
				}
			}
			if segments >= mergeWidth-1 {
				fmt.Println("merging")
			}
			return t.w.index.write(t)
		}))
		fmt.Println("filed", filed)
	}
}

func TestKilledWhileMerging(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "victim.db")
	safe := 0 // a later round may be killed before it files anything
	for round := range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "STORE_TEST_VICTIM="+path, "STORE_TEST_MERGES=1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			what, rest, _ := strings.Cut(lines.Text(), " ")
			switch what {
			case "merging":
				time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
				cmd.Process.Kill()
			case "filed":
				safe, _ = strconv.Atoi(rest)
			default:
				t.Errorf("round %d: %s", round, lines.Text())
			}
		}
		cmd.Wait()

		s := openAt(t, path, Options{})
		if err := s.Check(ctx); err != nil {
			t.Error(err)
		}
		var articles, indexed, orphans int
		err = s.get(ctx, `SELECT (SELECT count(*) FROM articles), (SELECT sum(docs) FROM segments),
			(SELECT count(*) FROM blocks WHERE id >> 44 NOT IN (SELECT slot FROM segments))`, nil, &articles, &indexed, &orphans)
		if err != nil || articles < safe || indexed != articles || orphans > 0 || safe == 0 {
			t.Errorf("round %d: %d articles were safe; there are %d, of which %d are indexed, and %d blocks of no segment (%v)", round, safe, articles, indexed, orphans, err)
		}
		found := 0
		if err := s.Each(ctx, newswatch.Query{Q: "写着湘湖"}, func(newswatch.Article) error { found++; return nil }); err != nil || found != articles {
			t.Errorf("round %d: search finds %d of %d, %v", round, found, articles, err)
		}
		s.Close()
	}
}

// A reader that stays long keeps the log from being emptied; whatever it holds
// then, it shrinks once the reader is gone, and nothing is lost on the way.
func TestALogThatGrewShrinksAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a hundred megabytes")
	}
	const logLimit = 64 << 20 // journal_size_limit
	ctx := context.Background()
	s := open(t, Options{})
	file(t, s, sight("alpha", "0", "标题", "先有一篇。"))
	reader, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback()
	var before int
	if err := reader.QueryRow(`SELECT count(*) FROM articles`).Scan(&before); err != nil {
		t.Fatal(err)
	}
	size := func() int64 {
		info, err := os.Stat(s.path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	write := func(n int) {
		g := sight("alpha", fmt.Sprint(n), "大文章", strings.Repeat(fmt.Sprintf("%d很长的正文", n), 100_000))
		g.Fingerprint.Bands = nil
		file(t, s, g)
	}
	n := 1
	for ; size() <= logLimit; n++ {
		write(n)
	}
	var now int
	if err := reader.QueryRow(`SELECT count(*) FROM articles`).Scan(&now); err != nil || now != before {
		t.Errorf("the reader sees %d articles, then %d (%v)", before, now, err)
	}
	reader.Rollback()
	for range 3 {
		write(n)
		n++
	}
	flush(t, s)
	if got := size(); got > logLimit {
		t.Errorf("the log still holds %d MB", got>>20)
	}
	if st, err := s.Stats(ctx); err != nil || st.Articles != n {
		t.Errorf("%d articles, %v; want %d", st.Articles, err, n)
	}
}
