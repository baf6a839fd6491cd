package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newswatch"
)

// A backup put in place of a database whose log was left there would be
// overwritten by it page by page.
func TestALogOfAnotherDatabaseIsRefused(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	put := func(s *Store, n int) {
		g := sight("alpha", fmt.Sprint(n), fmt.Sprint("标题", n), strings.Repeat(fmt.Sprintf("%d号正文写着湘湖。", n), 200))
		g.Fingerprint.Bands = nil
		file(t, s, g)
	}
	for n := range 5 {
		put(s, n)
	}
	dir := t.TempDir()
	backup, restored := filepath.Join(dir, "backup.db"), filepath.Join(dir, "restored.db")
	if err := s.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	for n := range 40 {
		put(s, 5+n)
	}
	copyFile(t, backup, restored)
	copyFile(t, s.path+"-wal", restored+"-wal") // as a killed process left it
	before, _ := os.ReadFile(restored)
	for _, readOnly := range []bool{false, true} {
		other, err := Open(ctx, restored, Options{ReadOnly: readOnly})
		if err == nil {
			other.Close()
			t.Errorf("opened with the log of another database (for reading only: %v)", readOnly)
		} else if !errors.Is(err, newswatch.ErrInvalid) || !strings.Contains(err.Error(), restored+"-wal belongs to another database") {
			t.Errorf("got %v", err)
		}
	}
	if after, _ := os.ReadFile(restored); string(after) != string(before) {
		t.Error("the restored file was changed")
	}
	os.Remove(restored + "-wal")
	os.Remove(restored + "-shm")
	again := openAt(t, restored, Options{})
	if st, err := again.Stats(ctx); err != nil || st.Articles != 5 {
		t.Errorf("%d articles, %v", st.Articles, err)
	}
	put(again, 100)
	if err := again.Check(ctx); err != nil {
		t.Error(err)
	}
}

// The log of the database itself, left by a killed process, is taken in.
func TestAnOwnLogIsTakenIn(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	file(t, s, sight("alpha", "1", "标题", "只在日志里的湘湖。"))
	copied := filepath.Join(t.TempDir(), "copied.db")
	copyFile(t, s.path, copied)
	copyFile(t, s.path+"-wal", copied+"-wal")
	if got := titles(t, openAt(t, copied, Options{}), newswatch.Query{Q: "湘湖"}); got != "标题" {
		t.Errorf("found %q", got)
	}
	if st, err := s.Stats(ctx); err != nil || st.Articles != 1 {
		t.Errorf("%d articles, %v", st.Articles, err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
