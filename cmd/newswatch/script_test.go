package main

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"newswatch/cmd/newswatch/newsroom"
	"newswatch/cmd/newswatch/replica"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"newswatch": main})
}

// The scripts run the real program. Besides testscript's own commands they have:
//
//	web                starts a replica web; sets $PROXY and $SSL_CERT_FILE
//	publish SITE N     lets a replica site print N more invented articles
//	correct SITE       changes its last article
//	remove SITE        takes its last article down
//	asked PATTERN N    checks how many requests matched since the last forget
//	forget             forgets them
//	receiver           starts a webhook receiver; sets $HOOK and $SECRET
//	received TYPE N    checks how many alerts of a type it got
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			// No configuration or proxy of the machine may leak in.
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "xdg"))
			env.Setenv("HOME", env.WorkDir)
			for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "NEWSWATCH_CONFIG"} {
				env.Setenv(name, "")
			}
			env.Values[worldKey{}] = &world{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"web":      onWorld((*world).startWeb, 0),
			"publish":  onWorld((*world).publish, 2),
			"correct":  onWorld((*world).correct, 1),
			"remove":   onWorld((*world).remove, 1),
			"asked":    onWorld((*world).asked, 2),
			"forget":   onWorld((*world).forget, 0),
			"receiver": onWorld((*world).startReceiver, 0),
			"received": onWorld((*world).received, 2),
		},
	})
}

type worldKey struct{}

// world is what the commands of one script share.
type world struct {
	web   *replica.Web
	press *press
	hook  *receiver
	heard bytes.Buffer
}

func onWorld(f func(*world, *testscript.TestScript, []string), args int) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, given []string) {
		if neg || len(given) != args {
			ts.Fatalf("wants %d arguments and no !", args)
		}
		f(ts.Value(worldKey{}).(*world), ts, given)
	}
}

func (w *world) startWeb(ts *testscript.TestScript, _ []string) {
	var err error
	w.web, err = replica.New()
	ts.Check(err)
	proxy, stop, err := w.web.Listen()
	ts.Check(err)
	ts.Defer(stop)
	ts.Check(os.WriteFile(ts.MkAbs("replica-ca.pem"), w.web.RootPEM(), 0o600))
	ts.Setenv("PROXY", proxy.String())
	ts.Setenv("SSL_CERT_FILE", ts.MkAbs("replica-ca.pem"))
	w.press = newPress(w.web)
}

// outlet is a replica site by its id.
func (w *world) outlet(ts *testscript.TestScript, id string) newsroom.Outlet {
	for _, o := range w.press.outlets {
		if o.Site == id {
			return o
		}
	}
	ts.Fatalf("no replica of site %q", id)
	panic("unreachable")
}

func (w *world) publish(ts *testscript.TestScript, args []string) {
	o := w.outlet(ts, args[0])
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	for range n {
		w.press.publish(o, w.press.desk.Write(time.Now().In(china)))
	}
}

func (w *world) correct(ts *testscript.TestScript, args []string) {
	o := w.outlet(ts, args[0])
	p := w.press.last(o).Corrected()
	w.web.Put(o.Address(p), replica.Page{Body: o.Print(p)})
}

func (w *world) remove(ts *testscript.TestScript, args []string) {
	o := w.outlet(ts, args[0])
	w.web.Remove(o.Address(w.press.last(o)))
}

func (w *world) asked(ts *testscript.TestScript, args []string) {
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	var found []replica.Request
	for _, r := range w.web.Requests() {
		if u, err := url.Parse(r.URL); err == nil && pattern.MatchString(strconv.Itoa(r.Status)+" "+u.Host+u.Path) {
			found = append(found, r)
		}
	}
	if strconv.Itoa(len(found)) != args[1] {
		ts.Fatalf("%d requests match %s and not %s: %+v", len(found), args[0], args[1], found)
	}
}

func (w *world) forget(*testscript.TestScript, []string) { w.web.Forget() }

func (w *world) startReceiver(ts *testscript.TestScript, _ []string) {
	var err error
	w.hook, err = newReceiver(&w.heard)
	ts.Check(err)
	ts.Defer(func() { w.hook.Close() })
	ts.Setenv("HOOK", w.hook.url)
	ts.Setenv("SECRET", w.hook.secret)
}

func (w *world) received(ts *testscript.TestScript, args []string) {
	w.hook.mu.Lock()
	defer w.hook.mu.Unlock()
	if w.hook.bad > 0 {
		ts.Fatalf("%d webhooks with a wrong signature:\n%s", w.hook.bad, w.heard.String())
	}
	if n := bytes.Count(w.heard.Bytes(), []byte("  "+args[0]+"  ")); strconv.Itoa(n) != args[1] {
		ts.Fatalf("%d %s received and not %s:\n%s", n, args[0], args[1], w.heard.String())
	}
}
