package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chrome is a browser that notes what pages do wrong.
type chrome struct {
	t    *testing.T
	ctx  context.Context
	base string // of the server under test

	checker string // axe-core

	mu     sync.Mutex
	faults []string
}

// lookForChrome returns where Chromium is, or skips the test.
func lookForChrome(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no chromium is installed: apt-get install chromium fonts-noto-cjk")
	return ""
}

// newChrome starts Chromium.
func newChrome(t *testing.T, base string) *chrome {
	t.Helper()
	path := lookForChrome(t)
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.WSURLReadTimeout(soon))
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	c := &chrome{t: t, ctx: ctx, base: base}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if err := chromedp.Listen(ctx, c.note); err != nil {
		t.Fatal(err)
	}
	c.do("listen", tell(network.Enable, network.EnableParams{}), tell(log.Enable, cdp.Empty{}), tell(runtime.Enable, cdp.Empty{}))
	return c
}

// note keeps what must not happen on any page.
func (c *chrome) note(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		fault = "exception: " + fmt.Sprintf("%s %+v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			fault = "console: " + string(e.Type)
			for _, a := range e.Args {
				fault += " " + string(a.Value)
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			fault = "log: " + e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err != nil || u.Scheme != "data" && u.Scheme+"://"+u.Host != c.base {
			fault = "a request leaves the host: " + e.Request.URL
		}
	}
	if fault != "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.faults = append(c.faults, fault)
	}
}

// took returns the faults noted since the last call.
func (c *chrome) took() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.faults
	c.faults = nil
	return list
}

// tell is a command of the browser's protocol as an action.
func tell[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// soon bounds how long a browser may take over what it is asked, on a machine
// that is busy with other tests too. Only a test that fails waits as long.
const soon = 2 * time.Minute

func (c *chrome) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	c.t.Helper()
	ctx, stop := context.WithTimeout(c.ctx, soon)
	defer stop()
	if err := chromedp.Do(ctx, actions...); err != nil {
		c.t.Fatalf("%s: %v", what, err)
	}
}

// ask evaluates a script in the page.
func ask[T any](c *chrome, script string) T {
	c.t.Helper()
	ctx, stop := context.WithTimeout(c.ctx, soon)
	defer stop()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		c.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// until waits for a script to become true in the page. While a new page loads
// it may fail, which is taken for not yet.
func (c *chrome) until(what, script string) {
	c.t.Helper()
	var err error
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		ctx, stop := context.WithTimeout(c.ctx, soon)
		var ok bool
		ok, err = chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		stop()
		if err == nil && ok {
			return
		}
	}
	c.t.Fatalf("never: %s (%v)\n%s", what, err, ask[string](c, "document.body.innerText"))
}

// as sets language and theme for the pages that follow.
func (c *chrome) as(lang, theme string) {
	c.t.Helper()
	host, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	for name, value := range map[string]string{"newswatch_lang": lang, "newswatch_theme": theme} {
		c.do("cookie", tell(network.SetCookie, network.SetCookieParams{Name: name, Value: value, Domain: host.Hostname(), Path: "/"}))
	}
}

// resize makes the window a wide screen or a phone.
func (c *chrome) resize(width int64) {
	c.t.Helper()
	c.do("size", tell(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600}))
}

// axe runs axe-core over the page, where AXE_CORE names its script; it is not
// part of the repository.
func (c *chrome) axe(what string) {
	c.t.Helper()
	file := os.Getenv("AXE_CORE")
	if file == "" {
		return
	}
	if c.checker == "" {
		b, err := os.ReadFile(file)
		if err != nil {
			c.t.Fatal(err)
		}
		c.checker = string(b)
	}
	ask[bool](c, c.checker+"; true")
	ctx, stop := context.WithTimeout(c.ctx, soon)
	defer stop()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`axe.run().then(r => r.violations.map(v => v.impact + " " + v.id + ": " + v.nodes.length + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | ")))`, chromedp.EvalAwaitPromise))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range found {
		c.t.Errorf("axe %s: %s", what, f)
	}
}

func (c *chrome) open(path string) {
	c.t.Helper()
	c.do(path, chromedp.Navigate(c.base+path))
}

// click presses on an element. A page that is refreshed meanwhile may have
// another in its place, which is then pressed on.
func (c *chrome) click(selector string) {
	c.t.Helper()
	ctx, stop := context.WithTimeout(c.ctx, soon)
	defer stop()
	for {
		err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector)))
		if err == nil {
			return
		}
		if ctx.Err() != nil || !replaced.MatchString(err.Error()) {
			c.t.Fatalf("click on %s: %v", selector, err)
		}
	}
}

// replaced matches what the browser says of an element that was found and is no
// longer there.
var replaced = regexp.MustCompile(`(?i)could not find node|no node with given id|node is detached|not compute box model|does not have a layout`)

func (c *chrome) typeInto(selector, text string) {
	c.t.Helper()
	c.do("type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

func (c *chrome) key(name string) {
	c.t.Helper()
	if name == "Escape" {
		name = kb.Escape
	}
	c.do("key "+name, chromedp.KeyEvent(name))
}

// shoot saves the page in its whole length, or its first screen only, as PNG or
// WebP by the name of the file.
func (c *chrome) shoot(file string, whole bool) {
	c.t.Helper()
	height := 900.0
	if whole {
		height = ask[float64](c, "document.documentElement.scrollHeight")
	}
	quality, beyond, format := int64(80), true, page.CaptureScreenshotFormatPng
	if filepath.Ext(file) == ".webp" {
		format = page.CaptureScreenshotFormatWebp
	}
	ctx, stop := context.WithTimeout(c.ctx, soon)
	defer stop()
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: format, Quality: &quality, CaptureBeyondViewport: &beyond,
		Clip: &page.Viewport{Width: ask[float64](c, "innerWidth"), Height: height, Scale: 1},
	})
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, shot.Data, 0o644)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}
