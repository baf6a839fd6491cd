package main

import (
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// inside runs a shell script in the bench's folder with mounts of its own, as a
// user of its own: 0 may mount disks; any other owns what this user owns and has
// no more rights than modes give. It returns all that was printed. Where the
// system does not allow that the test is skipped.
func (b *bench) inside(user int, script string) string {
	b.t.Helper()
	cmd := b.command(b.t.Context())
	cmd.Path, cmd.Args, cmd.Err = "/bin/sh", []string{"sh", "-c", script}, nil
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: user, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: user, HostID: os.Getgid(), Size: 1}},
		Credential:  &syscall.Credential{Uid: uint32(user), Gid: uint32(user), NoSetGroups: true},
	}
	out, err := cmd.CombinedOutput()
	if cmd.Process == nil {
		b.t.Skipf("no process with users of its own: %v", err)
	}
	if strings.Contains(string(out), "no disk of its own") {
		b.t.Skipf("%s", out)
	}
	return string(out)
}

// step is what one command of a script printed, and how it ended.
type step struct{ out, code string }

// steps splits the output of a script that prints "== name" before each command
// and "code N" after it.
func steps(out string) map[string]step {
	list := map[string]step{}
	for part := range strings.SplitSeq("\n"+out, "\n== ") {
		name, rest, _ := strings.Cut(part, "\n")
		i := strings.LastIndex(rest, "code ")
		if i >= 0 {
			list[name] = step{rest[:i], strings.TrimSpace(rest[i+5:])}
		}
	}
	return list
}

const smallDisk = `
mkdir -p full
mount -t tmpfs -o size=4m none full || { echo no disk of its own; exit; }
fill() { dd if=/dev/zero of=full/ballast bs=1k; dd if=/dev/zero of=full/crumbs bs=1; } 2>/dev/null
`

const diskIsFull = "the disk is full; free some space, or shorten retention in the configuration"

func TestAFullDiskIsNamedAndLosesNothing(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	for i := range 3 {
		g.brief(i)
	}
	got := steps(b.inside(0, smallDisk+`
fill
echo "== new"; newswatch crawl --db full/news.db; echo "code $?"
rm full/*
echo "== before"; newswatch crawl --db full/news.db; echo "code $?"
fill
echo "== crawl"; newswatch crawl --db full/news.db; echo "code $?"
echo "== serve"; newswatch serve --db full/news.db; echo "code $?"
echo "== search"; newswatch search --db full/news.db 萧山; echo "code $?"
echo "== doctor"; newswatch doctor --offline --db full/news.db; echo "code $?"
rm full/ballast full/crumbs
echo "== after"; newswatch crawl --db full/news.db; echo "code $?"
echo "== export"; newswatch export --db full/news.db; echo "code $?"
`))
	for name, want := range map[string]step{
		"new": {diskIsFull, "1"}, "before": {"3 new", "0"},
		"crawl": {diskIsFull, "1"}, "serve": {diskIsFull, "1"},
		"search": {"id 1", "0"}, "doctor": {"full has 0 MB left", "1"},
		"after": {"ok ", "0"},
	} {
		if s := got[name]; s.code != want.code || !strings.Contains(s.out, want.out) {
			t.Errorf("%s: exit code %s, %s\nwant %q", name, s.code, s.out, want.out)
		}
	}
	if n := strings.Count(got["export"].out, "\n"); n != 3 {
		t.Errorf("%d articles are there afterwards:\n%s", n, got["export"].out)
	}
}

// The disk fills while the daemon runs: it says so, goes on, and files what it
// could not as soon as there is room.
func TestTheDaemonOutlivesAFullDisk(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	for i := range 3 {
		g.brief(i)
	}
	var out string
	var script sync.WaitGroup
	script.Go(func() {
		out = b.inside(0, smallDisk+`
newswatch serve --db full/news.db >log 2>&1 & daemon=$!
trap 'kill $daemon; echo gave up' EXIT
stored() { newswatch export --db full/news.db | wc -l; }
try() { for i in $(seq 600); do if "$@"; then return 0; fi; sleep 0.1; done; cat log; exit 1; }
three() { [ $(stored) = 3 ]; }
six() { [ $(stored) = 6 ]; }
printed() { [ -e printed ]; }
complained() { grep -q 'the disk is full' log; }
try three
fill
touch filled
try printed
try complained
kill -0 $daemon || exit 1
rm full/ballast full/crumbs
try six
trap - EXIT
kill $daemon
wait $daemon
echo "code $?"
`)
	})
	eventually(t, "the disk is full", func() bool {
		_, err := os.Stat(b.dir + "/filled")
		return err == nil
	})
	for i := range 3 {
		g.brief(3 + i)
	}
	b.write("printed", "")
	script.Wait()
	if !strings.HasSuffix(out, "code 0\n") {
		t.Errorf("%s", out)
	}
}

func TestAFileThatMayNotBeWrittenIsNamed(t *testing.T) {
	b := newTown(t, "")
	b.gazette("chenbao", nil).brief(0)
	b.crawl()
	got := steps(b.inside(1, `
mkdir shut && cp news.db shut/news.db && chmod 444 news.db && chmod 555 shut
for db in news.db shut/news.db; do
echo "== crawl $db"; newswatch crawl --db $db; echo "code $?"
echo "== serve $db"; newswatch serve --db $db; echo "code $?"
echo "== search $db"; newswatch search --db $db 萧山; echo "code $?"
done
chmod 755 shut
`))
	const sentence = "news.db: the file or its folder may not be written; check owner and mode"
	for _, db := range []string{"news.db", "shut/news.db"} {
		for name, want := range map[string]step{"crawl": {sentence, "2"}, "serve": {sentence, "2"}, "search": {"id 1", "0"}} {
			if s := got[name+" "+db]; s.code != want.code || !strings.Contains(s.out, want.out) {
				t.Errorf("%s %s: exit code %s, %s\nwant %q", name, db, s.code, s.out, want.out)
			}
		}
	}
}
