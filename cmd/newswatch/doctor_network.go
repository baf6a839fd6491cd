package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"newswatch/crawler"
	"newswatch/sites"
)

// network checks what needs it: proxy, names, clock, and a page of each site.
func (c doctorCmd) network(ctx context.Context, a *app, s *setup, note func(string, error, string)) {
	proxy, err := s.wayOut()
	switch {
	case err != nil:
		note("proxy", err, "")
		return
	case proxy != "":
		note("proxy", reachable(ctx, proxy), "answers")
	default:
		n, err := names(ctx, s.enabled())
		note("DNS", err, fmt.Sprintf("%d names are found", n))
	}
	fetcher, err := s.fetcher(a.logger())
	if err != nil {
		note("proxy", err, "")
		return
	}
	defer fetcher.Close()
	if skew, known := clockSkew(ctx, fetcher, s.enabled()); known {
		err = nil
		if skew.Abs() > maxSkew {
			err = fmt.Errorf("this machine's clock is off by %s from the sites'; set it (signatures of alerts depend on it)", skew.Round(time.Second))
		}
		note("clock", err, "right")
	}
	for _, f := range deafChannels(ctx, s) {
		note("channel "+f.What, errors.New(f.Say), "")
	}
	checks, err := a.look(ctx, s, s.enabled())
	if err != nil {
		note("sites", err, "")
	}
	for _, check := range checks {
		links, template := 0, ""
		for _, o := range check.Pages {
			links += o.Links
			if !o.List {
				template = o.Template
			}
		}
		note("site "+string(check.Site), check.problem(), fmt.Sprintf("%d links, an article read by template %s", links, template))
	}
}

// wayOut is the host and port of the proxy that requests go through; "" for none.
func (s *setup) wayOut() (string, error) {
	setting := s.cfg.Crawl.Proxy
	if setting == "direct" {
		return "", nil
	}
	if setting != "" {
		u, err := url.Parse(setting)
		if err != nil {
			return "", errors.New("crawl.proxy is no address; write it as http://host:port")
		}
		return withPort(u), nil
	}
	u, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: "news.example"}})
	if err != nil {
		return "", errors.New("HTTPS_PROXY is no address; write it as http://host:port")
	}
	if u == nil {
		return "", nil
	}
	return withPort(u), nil
}

func withPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	port := map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// reachable fails where nobody listens at a proxy's address.
func reachable(ctx context.Context, address string) error {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("crawl.proxy does not answer at %s; check the address (without crawl.proxy: HTTPS_PROXY), or remove it", address)
	}
	return conn.Close()
}

// names looks up the hosts of sites' homepages, and counts those found.
func names(ctx context.Context, all []*sites.Site) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var mu sync.Mutex
	var group sync.WaitGroup
	found, lost := 0, []string{}
	for _, site := range all {
		u, err := url.Parse(site.Homepage)
		if err != nil || u.Host == "" {
			continue
		}
		group.Go(func() {
			_, err := net.DefaultResolver.LookupHost(ctx, u.Hostname())
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				found++
			} else {
				lost = append(lost, u.Hostname())
			}
		})
	}
	group.Wait()
	if len(lost) == 0 {
		return found, nil
	}
	const shown = 3
	more := ""
	if len(lost) > shown {
		more = fmt.Sprintf(" and %d more", len(lost)-shown)
	}
	return found, fmt.Errorf("%s%s cannot be looked up, %d can; check this machine's name server and the sites' addresses",
		strings.Join(lost[:min(len(lost), shown)], ", "), more, found)
}

// maxSkew is how far the clock may be off: robots' signatures allow an hour, and
// times of alerts should be right to the minute.
const maxSkew = time.Minute

// clockWitnesses is how many sites are asked for the time.
const clockWitnesses = 3

// clockSkew is how far this machine's clock is ahead of the site's that differs
// least, which may itself be wrong; known is false where no site tells the time.
func clockSkew(ctx context.Context, fetcher *crawler.Fetcher, all []*sites.Site) (skew time.Duration, known bool) {
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, site := range all[:min(len(all), clockWitnesses)] {
		group.Go(func() {
			resp := firstAnswer(ctx, fetcher, site)
			if resp == nil {
				return // its own finding says why
			}
			at, err := http.ParseTime(resp.Header.Get("Date"))
			if err != nil {
				return
			}
			if age, err := strconv.Atoi(resp.Header.Get("Age")); err == nil {
				at = at.Add(time.Duration(age) * time.Second) // a cache keeps the date of what it holds
			}
			mu.Lock()
			defer mu.Unlock()
			if d := resp.Fetched.Sub(at); !known || d.Abs() < skew.Abs() {
				skew, known = d, true
			}
		})
	}
	group.Wait()
	return skew, known
}

// firstAnswer is what a site's homepage, or else a list of it, answers; nil where
// none does.
func firstAnswer(ctx context.Context, fetcher *crawler.Fetcher, site *sites.Site) *crawler.Response {
	home, _ := url.Parse(site.Homepage)
	ask := []*url.URL{home}
	for i := range site.Discover {
		ask = append(ask, site.Discover[i].IssueURL(time.Now().In(site.Location)))
	}
	for _, u := range ask[:min(len(ask), 3)] {
		if u == nil || u.Host == "" {
			continue
		}
		if resp, err := fetcher.Get(ctx, u); err == nil {
			return resp
		}
	}
	return nil
}
