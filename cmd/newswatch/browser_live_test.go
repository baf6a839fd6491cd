package main

import (
	"bufio"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// lateAnswer is the answer to one refresh of a page that stays on its way until
// it is let go.
type lateAnswer struct {
	path    string
	seen    atomic.Int64
	reached chan struct{} // closed when there is an answer to hold
	second  chan struct{} // closed when the page asked again meanwhile
	letGo   chan struct{}
}

// hold keeps the answer, where it is the first of its kind.
func (l *lateAnswer) hold(r *http.Response) {
	if l == nil || r.Request.URL.Path != l.path || r.Request.Header.Get("Sec-Fetch-Mode") == "navigate" {
		return
	}
	switch l.seen.Add(1) {
	case 1:
		close(l.reached)
		<-l.letGo
	case 2:
		close(l.second)
	}
}

// changes counts the changes that the server tells open pages of.
func (n *newsroomUnderTest) changes(t *testing.T) *atomic.Int64 {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+n.listener.Addr().String()+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	count := new(atomic.Int64)
	go func() {
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if lines.Text() == "event: change" {
				count.Add(1)
			}
		}
	}()
	return count
}

// news has the people's paper publish once more, and the site run.
func (n *newsroomUnderTest) news(t *testing.T) {
	t.Helper()
	n.press.publish(n.press.outlets[0], n.press.desk.Write(time.Now().In(china)))
	n.crawlAll(t)
}

func (n *newsroomUnderTest) staysLive(t *testing.T, c *chrome) {
	c.as("zh", "light")
	c.resize(1280)
	row := `document.querySelector("#site-people td.n").textContent.replace(/\s/g, "")`
	articles := func() string {
		states, err := n.store.SiteStates(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range states {
			if s.Site == "people" {
				return fmt.Sprint(s.Articles)
			}
		}
		return ""
	}
	isShown := func() string { return fmt.Sprintf(`%s === %q && window.stays`, row, articles()) }

	// What changes while a refresh is under way is shown after it, however late
	// its answer comes.
	c.open("/sites")
	ask[bool](c, `window.stays = true`)
	changes := n.changes(t)
	late := &lateAnswer{path: "/sites", reached: make(chan struct{}), second: make(chan struct{}), letGo: make(chan struct{})}
	n.late.Store(late)
	n.news(t)
	select {
	case <-late.reached:
	case <-time.After(soon):
		t.Fatal("the page is not refreshed")
	}
	before := changes.Load()
	n.news(t)
	eventually(t, "the next change is told", func() bool { return changes.Load() > before })
	select {
	case <-late.second:
		t.Error("the page asks again before it has its answer: the older one may come last")
	case <-time.After(time.Second):
	}
	close(late.letGo)
	c.until("what came meanwhile is shown", isShown())

	// A lost connection says so and recovers, and what changed meanwhile is shown.
	c.until("the page is live", `document.querySelector("#live").textContent === "实时更新"`)
	n.down.Store(true)
	n.front.CloseClientConnections()
	c.until("the loss is told", `document.querySelector("#live.lost") !== null`)
	n.news(t)
	n.down.Store(false)
	c.until("it is live again", `document.querySelector("#live").textContent === "实时更新"`)
	c.until("what was missed is shown", isShown())
	c.took() // the browser has complained about the loss
}
