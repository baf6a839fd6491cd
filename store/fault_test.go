package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
)

func TestWrongFilesAreRefusedWithWhatToDo(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o644)
	other := filepath.Join(dir, "other.db")
	run(t, other, `CREATE TABLE recipes (name TEXT)`)
	newer := filepath.Join(dir, "newer.db")
	openAt(t, newer, Options{}).Close()
	run(t, newer, `PRAGMA user_version = 999`)
	broken := filepath.Join(dir, "broken.db")
	s := openAt(t, broken, Options{})
	for i := range 50 {
		file(t, s, sight("alpha", fmt.Sprint(i), fmt.Sprint("标题", i), strings.Repeat(fmt.Sprintf("%d号正文", i), 100)))
	}
	s.Close()
	damage(t, broken)

	cases := []struct{ path, want string }{
		{dir, "is a folder; give a file in it"},
		{filepath.Join(dir, "no", "such.db"), "the folder does not exist; make it"},
		{text, "not a newswatch database"},
		{other, "database of another program"},
		{newer, "written by a newer newswatch"},
		{"postgres://localhost/news", "PostgreSQL is not supported yet; give a file"},
		{"mysql://x", `unknown kind "mysql"; give a file`},
		{"", "is empty; give a file"},
		{":memory:", "is not a file name"},
		{"/dev/null", "is not a regular file"},
	}
	for _, c := range cases {
		for _, readOnly := range []bool{false, true} {
			s, err := Open(context.Background(), c.path, Options{ReadOnly: readOnly})
			if err == nil {
				s.Close()
				t.Errorf("%s was opened", c.path)
				continue
			}
			if readOnly && errors.Is(err, newswatch.ErrNotFound) {
				continue
			}
			if !errors.Is(err, newswatch.ErrInvalid) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v; want %q", c.path, err, c.want)
			}
		}
	}
	if s, err := Open(context.Background(), broken, Options{}); err == nil {
		err = s.Check(context.Background())
		if !errors.Is(err, newswatch.ErrInvalid) || !strings.Contains(err.Error(), "restore a backup") {
			t.Errorf("broken: %v", err)
		}
		s.Close()
	} else if !strings.Contains(err.Error(), "restore a backup") {
		t.Errorf("broken: %v", err)
	}
}

func run(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// damage overwrites most of a file, past its schema.
func damage(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 4; i < len(b); i++ {
		b[i] ^= 0x5a
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestOddFileNamesAreTakenLiterally(t *testing.T) {
	for _, name := range []string{"新闻 100%.db", "a?b#c&d.db", "file:x.db"} {
		path := filepath.Join(t.TempDir(), name)
		s := openAt(t, path, Options{})
		file(t, s, sight("alpha", "1", "标题", "文件名里有奇怪的字符也没关系。"))
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	dir := t.TempDir()
	for _, form := range []string{"sqlite://" + dir + "/a.db", "file:" + dir + "/b.db", "sqlite:" + dir + "/c.db"} {
		openAt(t, form, Options{})
	}
	if files, _ := filepath.Glob(dir + "/*.db"); len(files) != 3 {
		t.Errorf("made %v", files)
	}
}

func TestAFullDatabaseLeavesNothingHalfWritten(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	file(t, s, sight("alpha", "0", "标题", "磁盘满之前的一篇文章还在。"))
	// A database that may not grow answers as a full disk does.
	limit := func(pages int) {
		if err := s.do(ctx, func(t *tx) error {
			_, err := t.w.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	var pages int
	if err := s.get(ctx, `SELECT page_count FROM pragma_page_count`, nil, &pages); err != nil {
		t.Fatal(err)
	}
	limit(pages + 3)
	big := func(n int) *newswatch.Sighting {
		g := sight("alpha", fmt.Sprint("big", n), "大文章", strings.Repeat("很长的正文", 20000))
		g.Hits = []newswatch.Hit{hit("w", newswatch.High, "正文")}
		return g
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, err := s.File(ctx, big(i))
			if err == nil || !strings.Contains(err.Error(), "the disk is full; free some space") {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	limit(1 << 30)
	if st, err := s.Stats(ctx); err != nil || st.Articles != 1 || st.Alerts != 0 {
		t.Errorf("%+v, %v", st, err)
	}
	file(t, s, big(1))
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
}

func TestOneFailureSpoilsNoOther(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	boom := errors.New("boom")
	var wg sync.WaitGroup
	var mu sync.Mutex
	filed := 0
	for i := range 60 {
		wg.Go(func() {
			switch i % 4 {
			case 0:
				err := s.do(ctx, func(t *tx) error {
					if _, err := t.fileNew(mustPrepare(s, sight("alpha", fmt.Sprint("x", i), "标题", fmt.Sprint(i, "号文章，要撤销的。")))); err != nil {
						return err
					}
					return boom
				})
				if !errors.Is(err, boom) {
					t.Errorf("got %v", err)
				}
			case 1:
				if err := s.do(ctx, func(*tx) error { panic("strange article") }); err == nil {
					t.Error("a panic was not an error")
				}
			default:
				g := sight("alpha", fmt.Sprint(i), "标题", fmt.Sprint(i, "号文章，要留下的。"))
				if _, err := s.File(ctx, g); err != nil {
					t.Error(err)
				}
				mu.Lock()
				filed++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	flush(t, s)
	if st, err := s.Stats(ctx); err != nil || st.Articles != filed {
		t.Errorf("%+v, %v; filed %d", st, err, filed)
	}
	if got := len(strings.Fields(titles(t, s, newswatch.Query{Q: "要留下", Limit: 100}))); got != filed {
		t.Errorf("found %d, want %d", got, filed)
	}
	if got := titles(t, s, newswatch.Query{Q: "要撤销"}); got != "" {
		t.Errorf("found %q", got)
	}
}

func mustPrepare(s *Store, g *newswatch.Sighting) *sighting {
	p, err := s.prepare(context.Background(), g)
	if err != nil {
		panic(err)
	}
	return p
}

func TestACancelledCallIsDoneOrNotDone(t *testing.T) {
	s := open(t, Options{})
	ctx, cancel := context.WithCancel(context.Background())
	hold := make(chan struct{})
	began := make(chan struct{})
	go s.do(context.Background(), func(*tx) error { close(began); <-hold; return nil })
	<-began
	result := make(chan error)
	go func() {
		_, err := s.File(ctx, sight("alpha", "1", "标题", "取消了的文章不会留下。"))
		result <- err
	}()
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(hold)
	if _, err := s.File(ctx, sight("alpha", "2", "标题", "上下文已经结束。")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if st, err := s.Stats(context.Background()); err != nil || st.Articles != 0 {
		t.Errorf("%+v, %v", st, err)
	}
	if _, err := s.Articles(ctx, newswatch.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: %v", err)
	}
}

func TestAReadOnlyStoreReadsBesideTheWriter(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	g := sight("alpha", "1", "标题", "旁边的进程也要看得到。")
	file(t, s, g)
	r := openAt(t, s.path, Options{ReadOnly: true})
	if got := titles(t, r, newswatch.Query{Q: "看得到"}); got != "标题" {
		t.Errorf("found %q", got)
	}
	file(t, s, sight("alpha", "2", "第二篇", "后来写进去的，旁边也看得到。"))
	if got := titles(t, r, newswatch.Query{Q: "看得到"}); got != "标题 第二篇" && got != "第二篇 标题" {
		t.Errorf("found %q", got)
	}
	if _, err := r.File(ctx, g); !errors.Is(err, newswatch.ErrInvalid) {
		t.Errorf("writing: %v", err)
	}
	if n, err := r.Known(ctx, []string{g.Article.CanonicalURL}); err != nil || len(n) != 1 {
		t.Errorf("%v, %v", n, err)
	}
}

func TestTheLockNamesItsHolder(t *testing.T) {
	s := open(t, Options{})
	release, err := s.Lock("newswatch serve")
	if err != nil {
		t.Fatal(err)
	}
	other := openAt(t, s.path, Options{})
	_, err = other.Lock("another")
	if !errors.Is(err, newswatch.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("held by newswatch serve, process %d", os.Getpid())) {
		t.Errorf("got %v", err)
	}
	release()
	release()
	if again, err := other.Lock("another"); err != nil {
		t.Error(err)
	} else {
		again()
	}
}

func TestBackupOfALiveArchiveOpens(t *testing.T) {
	ctx := context.Background()
	s := shelf(t, Options{})
	flush(t, s)
	copied := filepath.Join(t.TempDir(), "copy.db")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // keeps writing
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				g := sight("alpha", fmt.Sprint("w", i), "写着", fmt.Sprint(i, "备份的时候还在写。"))
				g.Fingerprint.Bands = nil
				s.File(ctx, g)
			}
		}
	})
	err := s.Backup(ctx, copied)
	close(stop)
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(ctx, copied); !errors.Is(err, newswatch.ErrExists) {
		t.Errorf("over a file: %v", err)
	}
	if err := s.Backup(ctx, filepath.Join(t.TempDir(), "no", "copy.db")); !errors.Is(err, newswatch.ErrInvalid) {
		t.Errorf("into no folder: %v", err)
	}
	b := openAt(t, copied, Options{})
	if err := b.Check(ctx); err != nil {
		t.Error(err)
	}
	want, got := collect(t, s, newswatch.Query{Q: "萧山"}), collect(t, b, newswatch.Query{Q: "萧山"})
	if !bytes.Equal(want, got) || len(got) == 0 {
		t.Errorf("copy has\n%s\nwant\n%s", got, want)
	}
	file(t, b, sight("gamma", "1", "标题", "备份里也能接着写。"))
}

func collect(t *testing.T, s *Store, q newswatch.Query) []byte {
	t.Helper()
	var b bytes.Buffer
	err := s.Each(context.Background(), q, func(a newswatch.Article) error {
		line, err := a.MarshalJSON()
		b.Write(append(line, '\n'))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A clock that is set back puts off neither runs nor deliveries, and what was
// filed by the wrong time is found and looked at again.
func TestAClockSetBackHoldsNothingBack(t *testing.T) {
	ctx := context.Background()
	var mu sync.Mutex
	now := noon
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	s := open(t, Options{Now: clock})
	g := sight("alpha", "1", "快钟", "钟快了一小时的时候写下的湘湖。")
	g.Article.Published, g.Article.Fetched, g.Page.Fetched = time.Time{}, noon, noon
	g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "湘湖")}
	file(t, s, g)
	if leased, err := s.Lease(ctx, "desk", clock(), 10, time.Minute); err != nil || len(leased) != 1 {
		t.Fatalf("leased %v, %v", leased, err)
	}
	// A process of this host had both a run and that delivery, and is gone.
	err := s.do(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO runs (site, started, owner, host, pid, heartbeat) VALUES ('alpha', ?1, 'dead', ?2, 0, ?1)`, micros(now), s.host)
		if err == nil {
			_, err = t.exec(`UPDATE deliveries SET lessee = ?`, s.host+" 0 dead")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	now = noon.Add(-time.Hour)
	mu.Unlock()
	if err := s.freeLeases(ctx); err != nil {
		t.Fatal(err)
	}
	if leased, err := s.Lease(ctx, "desk", clock(), 10, time.Minute); err != nil || len(leased) != 1 {
		t.Errorf("after the clock was set back %d deliveries are due, %v", len(leased), err)
	}
	run, err := s.BeginRun(ctx, "alpha", clock())
	if err != nil {
		t.Errorf("a dead process's run still counts: %v", err)
	}
	if err := s.EndRun(ctx, run, newswatch.SiteReport{Site: "alpha", Status: newswatch.StatusOK, Started: clock(), Finished: clock()}); err != nil {
		t.Error(err)
	}
	later := sight("alpha", "2", "慢钟", "钟拨回来以后写下的湘湖。")
	later.Article.Published, later.Article.Fetched, later.Page.Fetched = time.Time{}, clock(), clock()
	later.Fingerprint.Bands = nil
	file(t, s, later)
	if got := titles(t, s, newswatch.Query{Q: "湘湖"}); got != "快钟 慢钟" {
		t.Errorf("search finds %q", got)
	}
	list, err := s.Revisits(ctx, "alpha", noon.Add(time.Hour), 10)
	if err != nil || len(list) != 2 {
		t.Errorf("%d articles are due for another look, %v", len(list), err)
	}
}
