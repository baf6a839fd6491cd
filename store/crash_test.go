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
