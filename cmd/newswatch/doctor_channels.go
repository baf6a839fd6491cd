package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"newswatch/configs"
)

// deafChannels finds the channels at whose address nobody listens. Nothing is
// sent; newswatch alerts test does that.
func deafChannels(ctx context.Context, s *setup) []finding {
	var mu sync.Mutex
	var group sync.WaitGroup
	var deaf []finding
	for _, c := range s.cfg.ChannelList() {
		address := channelAddress(c)
		if address == "" {
			continue
		}
		group.Go(func() {
			conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
			if err == nil {
				conn.Close()
				return
			}
			mu.Lock()
			defer mu.Unlock()
			deaf = append(deaf, finding{What: c.ID, Say: fmt.Sprintf("nothing answers at %s; check the channel's address and the network", address)})
		})
	}
	group.Wait()
	slices.SortFunc(deaf, func(a, b finding) int { return cmp.Compare(a.What, b.What) })
	return deaf
}

// channelAddress is the host and port that a channel's messages go to; "" where a
// proxy stands between, or there is none to ask.
func channelAddress(c configs.Channel) string {
	var to struct {
		URL, Host string
		Port      any
	}
	// What does not fit was faulted when the configuration was loaded.
	_ = json.Unmarshal(c.Settings, &to)
	if c.Type == "email" {
		port := 465
		if n, err := strconv.Atoi(fmt.Sprint(to.Port)); err == nil && n > 0 {
			port = n
		}
		return net.JoinHostPort(to.Host, strconv.Itoa(port))
	}
	if c.Type == "telegram" && to.URL == "" {
		to.URL = "https://api.telegram.org"
	}
	u, err := url.Parse(to.URL)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u}); err != nil || proxy != nil {
		return ""
	}
	return withPort(u)
}
