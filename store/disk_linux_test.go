package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"newswatch"
)

// The users that a test may run as in a process of its own.
const (
	asRoot  = 0 // may mount disks; what it mounts is gone with it
	asOwner = 1 // owns the files of this user, and has no more rights than their modes give
)

// inside runs the calling test once more, in a process with users and mounts of
// its own, and reports whether this is that process. Where the system does not
// allow it the test is skipped.
func inside(t *testing.T, user int) bool {
	t.Helper()
	const mark = "STORE_TEST_INSIDE"
	if os.Getenv(mark) == t.Name() {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), mark+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: user, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: user, HostID: os.Getgid(), Size: 1}},
		Credential:  &syscall.Credential{Uid: uint32(user), Gid: uint32(user), NoSetGroups: true},
	}
	out, err := cmd.CombinedOutput()
	if cmd.Process == nil {
		t.Skipf("no process with users of its own: %v", err)
	}
	if strings.Contains(string(out), "--- SKIP") {
		t.Skipf("%s", out)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// smallDisk mounts a disk of so many bytes and returns its folder.
func smallDisk(t *testing.T, bytes int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, fmt.Sprint("size=", bytes)); err != nil {
		t.Skipf("no disk of its own: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, 0) })
	return dir
}

// fillDisk writes a file until there is no room for another byte.
func fillDisk(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

const fullDisk = "the disk is full; free some space"

func TestAFullDiskLosesNothingThatWasFiled(t *testing.T) {
	if !inside(t, asRoot) {
		return
	}
	ctx := context.Background()
	dir := smallDisk(t, 6<<20)
	path, ballast := filepath.Join(dir, "test.db"), filepath.Join(dir, "ballast")
	fillDisk(t, ballast)
	if s, err := Open(ctx, path, Options{}); err == nil {
		s.Close()
		t.Error("opened a new database on a full disk")
	} else if !strings.Contains(err.Error(), fullDisk) || !strings.Contains(err.Error(), path) {
		t.Errorf("a new database on a full disk: %v", err)
	}
	os.Remove(ballast)

	s := openAt(t, path, Options{})
	var kept []newswatch.ID
	put := func(s *Store, n int) error {
		g := sight("alpha", fmt.Sprint(n), fmt.Sprint("标题", n), strings.Repeat(fmt.Sprintf("%d号正文写着湘湖。", n), 300))
		g.Fingerprint.Bands = nil
		g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "湘湖")}
		out, err := s.File(ctx, g)
		if err == nil {
			kept = append(kept, out.ArticleID)
		}
		return err
	}
	n := 0
	for ; ; n++ {
		if err := put(s, n); err != nil {
			if !strings.Contains(err.Error(), fullDisk) {
				t.Errorf("article %d: %v", n, err)
			}
			break
		}
		if n == 20 {
			fillDisk(t, ballast)
		}
		if n > 10_000 {
			t.Fatal("the disk is never full")
		}
	}
	check := func(s *Store) {
		t.Helper()
		st, err := s.Stats(ctx)
		if err != nil || st.Articles != len(kept) || st.Alerts != len(kept) {
			t.Errorf("%d articles, %d alerts, %v; %d were filed", st.Articles, st.Alerts, err, len(kept))
		}
		found := 0
		err = s.Each(ctx, newswatch.Query{Q: "湘湖"}, func(newswatch.Article) error { found++; return nil })
		if err != nil || found != len(kept) {
			t.Errorf("search finds %d of %d, %v", found, len(kept), err)
		}
	}
	check(s) // reading goes on
	if err := s.Close(); err != nil && !strings.Contains(err.Error(), fullDisk) {
		t.Error(err)
	}
	fillDisk(t, filepath.Join(dir, "more")) // what closing gave free
	if s, err := Open(ctx, path, Options{}); err == nil {
		if err := put(s, n); err == nil || !strings.Contains(err.Error(), fullDisk) {
			t.Errorf("filing on a full disk: %v", err)
		}
		s.Close()
	} else if !strings.Contains(err.Error(), fullDisk) {
		t.Errorf("opening on a full disk: %v", err)
	}
	r, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		t.Errorf("reading on a full disk: %v", err)
	} else {
		check(r)
		r.Close()
	}
	for _, name := range []string{ballast, filepath.Join(dir, "more")} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	s = openAt(t, path, Options{})
	if err := put(s, n); err != nil {
		t.Errorf("with room again: %v", err)
	}
	check(s)
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
}

func TestAReadOnlyDiskIsToldApart(t *testing.T) {
	if !inside(t, asRoot) {
		return
	}
	ctx := context.Background()
	dir := smallDisk(t, 6<<20)
	path := filepath.Join(dir, "test.db")
	s := openAt(t, path, Options{})
	file(t, s, sight("alpha", "1", "标题", "写保护之前的湘湖。"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("cannot make the disk read-only: %v", err)
	}
	if s, err := Open(ctx, path, Options{}); err == nil {
		s.Close()
		t.Error("opened for writing on a read-only disk")
	} else if !errors.Is(err, newswatch.ErrInvalid) || !strings.Contains(err.Error(), path+": "+mayNotWrite) {
		t.Errorf("got %v", err)
	}
	r := openAt(t, path, Options{ReadOnly: true})
	if got := titles(t, r, newswatch.Query{Q: "湘湖"}); got != "标题" {
		t.Errorf("reading finds %q", got)
	}
}

func TestFilesThatMayNotBeWrittenAreToldApart(t *testing.T) {
	if !inside(t, asOwner) {
		return
	}
	ctx := context.Background()
	for _, c := range []struct{ file, dir os.FileMode }{{0o444, 0o755}, {0o644, 0o555}, {0o444, 0o555}} {
		dir := t.TempDir()
		path := filepath.Join(dir, "test.db")
		s := openAt(t, path, Options{})
		file(t, s, sight("alpha", "1", "标题", "写保护之前的湘湖。"))
		s.Close()
		os.Chmod(path, c.file)
		os.Chmod(dir, c.dir)
		t.Cleanup(func() { os.Chmod(dir, 0o755) })
		if s, err := Open(ctx, path, Options{}); err == nil {
			s.Close()
			t.Errorf("%o in %o was opened for writing", c.file, c.dir)
		} else if !errors.Is(err, newswatch.ErrInvalid) || !strings.Contains(err.Error(), path+": "+mayNotWrite) {
			t.Errorf("%o in %o: %v", c.file, c.dir, err)
		}
		r := openAt(t, path, Options{ReadOnly: true})
		if got := titles(t, r, newswatch.Query{Q: "湘湖"}); got != "标题" {
			t.Errorf("%o in %o: reading finds %q", c.file, c.dir, got)
		}
		r.Close()
	}
}
