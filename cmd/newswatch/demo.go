package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"text/template"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/cmd/newswatch/newsroom"
	"newswatch/cmd/newswatch/replica"
	"newswatch/configs"
	"newswatch/sites"
)

type demoCmd struct {
	Listen string           `help:"Address of the dashboard; a free port where it is taken." default:"127.0.0.1:8420"`
	Every  configs.Duration `help:"Between two new articles." default:"4s"`
	For    configs.Duration `help:"End by itself after this time; 0: with Ctrl-C." default:"0"`
}

// Help is shown below the flags.
func (demoCmd) Help() string {
	return `Everything is on this machine: small replicas of four sites under their real
addresses, a receiver that checks and prints each signed alert, and newswatch
serve on top of them with a throw-away database.`
}

func (c demoCmd) Run(ctx context.Context, a *app) error {
	if c.Every < configs.Duration(100*time.Millisecond) {
		return usagef("--every: %s is too short; give at least 100ms", c.Every)
	}
	if c.For > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Duration(c.For))
		defer stop()
	}
	dir, err := os.MkdirTemp("", "newswatch-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	web, err := replica.New()
	if err != nil {
		return err
	}
	proxy, stopWeb, err := web.Listen()
	if err != nil {
		return err
	}
	defer stopWeb()
	paper := newPress(web)
	paper.past(30)

	receiver, err := newReceiver(a.out)
	if err != nil {
		return err
	}
	defer receiver.Close()

	config, err := c.config(dir, receiver)
	if err != nil {
		return err
	}
	a.Config, a.DB = config, filepath.Join(dir, "newswatch.db")
	s, err := a.load()
	if err != nil {
		return err
	}
	s.transport = &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: web.RootCAs()}}
	a.LogLevel = "warn"
	d, err := a.newDaemon(ctx, s)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, `newswatch demo: four replica sites, a new article every %s
  dashboard   http://%s/
  signed alerts arrive at %s and are printed here
Ctrl-C ends it; nothing is kept.

`, c.Every, s.cfg.Web.Listen, receiver.url)
	go paper.run(ctx, time.Duration(c.Every))
	err = d.run(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	fmt.Fprintf(a.out, "\nended: %d articles published, %d alerts received, %d with a wrong signature\n", paper.count(), receiver.good, receiver.bad)
	return err
}

var demoConfig = template.Must(template.New("demo").Parse(`
database: demo.db
crawl: { user_agent: "newswatch demo", delay: 20ms, parallelism: 4, retries: 1, revisit: [15s, 45s, 2m] }
sites:
{{range .Off}}  {{.}}: { enabled: false }
{{end}}{{range .Outlets}}  {{.Site}}:
    schedule: "@every 3s"
    discover:
      - { list: "{{.List}}", links: "{{.Links}}" }
{{end}}
watches:
  - { id: xianghu, name: 湘湖, any: [湘湖, 跨湖桥], severity: high, channels: [receiver] }
  - { id: xiaoshan, name: 萧山, any: [萧山], except: [萧山机场, 萧山国际机场], channels: [receiver] }
  - { id: bingtuan, name: 兵团, expr: '兵团 AND (萧山 OR 湘湖)', channels: [receiver] }
  - { id: babazhanlue, name: 八八战略, expr: '"八八战略" AND 开发区', channels: [receiver] }
targets:
  - { id: xetdz, name: 萧山经济技术开发区, kind: organization, aliases: [萧山经开区, 萧山开发区], channels: [receiver] }
  - { id: leader, name: 倪思远, kind: person, severity: high, channels: [receiver] }
  - { id: gdp, name: 萧山GDP, kind: figure, indicator: [GDP, 地区生产总值], channels: [receiver] }
channels:
  - { id: receiver, type: webhook, url: "{{.URL}}", secret: "{{.Secret}}" }
web: { listen: "{{.Listen}}" }
`))

// config writes the demonstration's configuration and returns its path.
func (c demoCmd) config(dir string, r *receiver) (string, error) {
	outlets := newsroom.Outlets()
	on := map[newswatch.SiteID]bool{}
	for _, o := range outlets {
		on[newswatch.SiteID(o.Site)] = true
	}
	var off []newswatch.SiteID
	for _, site := range sites.Builtin() {
		if !on[site.ID] {
			off = append(off, site.ID)
		}
	}
	listen, err := freeAddress(c.Listen)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := demoConfig.Execute(&b, map[string]any{"Outlets": outlets, "Off": off, "URL": r.url, "Secret": r.secret, "Listen": listen}); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "newswatch.yaml")
	return path, os.WriteFile(path, b.Bytes(), 0o600)
}

// freeAddress is the address wanted or, where it is taken, one on a free port.
func freeAddress(want string) (string, error) {
	l, err := net.Listen("tcp", want)
	if err != nil {
		host, _, serr := net.SplitHostPort(want)
		if serr != nil || !configs.Loopback(host) {
			return "", usagef("--listen: %q is not a loopback address such as 127.0.0.1:8420", want)
		}
		if l, err = net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
			return "", err
		}
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// receiver is a webhook's other end: it checks the signature and prints.
type receiver struct {
	*http.Server
	url, secret string
	out         io.Writer

	mu        sync.Mutex
	good, bad int
}

func newReceiver(out io.Writer) (*receiver, error) {
	var key [24]byte
	rand.Read(key[:]) // never fails
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &receiver{url: "http://" + l.Addr().String() + "/hook", secret: hex.EncodeToString(key[:]), out: out}
	r.Server = &http.Server{Handler: http.HandlerFunc(r.receive), ReadHeaderTimeout: 5 * time.Second}
	go r.Serve(l) // ends when the server is closed
	return r, nil
}

func (r *receiver) receive(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(io.LimitReader(req.Body, 1<<20))
	if err == nil {
		err = alert.Verify(r.secret, req.Header, body, time.Now())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.bad++
		fmt.Fprintf(r.out, "✗ webhook refused: %v\n", err)
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	r.good++
	w.WriteHeader(http.StatusNoContent)
	var event struct {
		Type newswatch.EventType
		Data newswatch.Alert
	}
	if err := json.Unmarshal(body, &event); err != nil {
		fmt.Fprintf(r.out, "✗ webhook body: %v\n", err)
		return
	}
	fmt.Fprintf(r.out, "✓ %s  %s  %s\n", req.Header.Get("webhook-id"), event.Type, clean(describeAlert(&event.Data)))
}

// describeAlert says in one line what an alert tells.
func describeAlert(a *newswatch.Alert) string {
	switch {
	case len(a.Alerts) > 0:
		return fmt.Sprintf("digest of %d alerts", len(a.Alerts))
	case a.Site != nil:
		return a.Site.Name + ": " + a.Site.Message
	case a.Channel != nil:
		return a.Channel.ID + ": " + a.Channel.Message
	case a.Watch == nil || a.Article == nil:
		return ""
	}
	line := fmt.Sprintf("[%s] %s《%s》 %s", a.Severity, a.Watch.Name, a.Article.Title, a.Article.SiteName)
	if a.Story != nil && a.Story.Outlets > 1 {
		line += fmt.Sprintf(", %d outlets", a.Story.Outlets)
	}
	return line
}

// press publishes invented news on the replica web.
type press struct {
	web     *replica.Web
	desk    *newsroom.Desk
	outlets []newsroom.Outlet

	mu     sync.Mutex
	lists  map[string][]newsroom.Piece // by site
	number int
	turns  int
}

func newPress(web *replica.Web) *press {
	p := &press{web: web, desk: newsroom.NewDesk(1), outlets: newsroom.Outlets(), lists: map[string][]newsroom.Piece{}}
	for _, o := range p.outlets {
		u, err := url.Parse(o.List)
		if err != nil {
			panic(err) // our own constant
		}
		web.Put("http://"+u.Host+"/robots.txt", replica.Page{Type: "text/plain", Body: []byte("User-agent: *\nAllow: /\n")})
		p.relist(o)
	}
	return p
}

func (p *press) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.number
}

// past fills the lists with some news of the last days. One of them was copied
// with a misprint, so that two papers contradict each other.
func (p *press) past(n int) {
	now := time.Now()
	misprinted := false
	for i := n; i > 0; i-- {
		piece := p.desk.Write(now.Add(-time.Duration(i) * 17 * time.Hour).In(china))
		p.publish(p.outlets[i%3], piece)
		if piece.Figure != "" && !misprinted {
			misprinted = true
			p.publish(p.outlets[3], piece.Misprinted().Disguise())
		}
	}
}

var china = time.FixedZone("UTC+8", 8*60*60)

// listLength is how many articles a replica's list page shows.
const listLength = 40

func (p *press) publish(o newsroom.Outlet, piece newsroom.Piece) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.number++
	p.web.Put(o.Address(piece), replica.Page{Body: o.Print(piece)})
	list := append(p.lists[o.Site], piece)
	p.lists[o.Site] = list[max(0, len(list)-listLength):]
	p.relist(o)
}

func (p *press) relist(o newsroom.Outlet) {
	p.web.Put(o.List, replica.Page{Body: o.ListPage(p.lists[o.Site])})
}

// run publishes on and on: news, reprints, disguised copies, corrections.
func (p *press) run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	p.turn()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.turn()
		}
	}
}

// turn does the next thing. The first three are news of the three sites.
func (p *press) turn() {
	now := time.Now().In(china)
	turn := p.turns
	p.turns++
	home := p.outlets[turn%3]
	switch turn % 8 {
	case 3: // another paper takes the last piece over
		p.publish(home, p.last(p.outlets[(turn+2)%3]).Reprint())
	case 5: // a content farm copies it in disguise, and not always carefully
		p.publish(p.outlets[3], p.last(p.outlets[(turn+1)%3]).Misprinted().Disguise())
	case 7: // its editors correct it
		piece := p.last(home).Corrected()
		p.web.Put(home.Address(piece), replica.Page{Body: home.Print(piece)})
	default:
		p.publish(home, p.desk.Write(now))
	}
}

func (p *press) last(o newsroom.Outlet) newsroom.Piece {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.lists[o.Site]
	return list[len(list)-1]
}
