package crawler

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func TestPrivateKind(t *testing.T) {
	for ip, want := range map[string]string{
		"8.8.8.8":                  "",
		"2400:3200::1":             "",
		"64:ff9b::808:808":         "", // 8.8.8.8, from a network that has only IPv6
		"127.0.0.1":                "loopback",
		"127.8.8.8":                "loopback",
		"::1":                      "loopback",
		"0.0.0.0":                  "this machine",
		"::":                       "this machine",
		"0.1.2.3":                  "reserved",
		"10.1.2.3":                 "private network",
		"172.16.0.1":               "private network",
		"172.31.255.255":           "private network",
		"192.168.1.1":              "private network",
		"fd00::1":                  "private network",
		"100.64.0.1":               "carrier's shared network",
		"169.254.169.254":          "link-local",
		"fe80::1":                  "link-local",
		"224.0.0.1":                "multicast",
		"ff02::1":                  "multicast",
		"255.255.255.255":          "reserved",
		"192.0.2.1":                "reserved",
		"2001:db8::1":              "reserved",
		"::ffff:127.0.0.1":         "loopback",
		"::ffff:10.0.0.1":          "private network",
		"64:ff9b::7f00:1":          "loopback behind NAT64",
		"64:ff9b::a9fe:a9fe":       "link-local behind NAT64",
		"64:ff9b:1::1":             "local NAT64",
		"2002:7f00:1::1":           "loopback behind 6to4",
		"2002:0808:0808::1":        "6to4, which is retired",
		"fe80::1%eth0":             "link-local",
		"2001:0:4136:e378:8000::1": "reserved", // Teredo
	} {
		if got := privateKind(netip.MustParseAddr(ip)); got != want {
			t.Errorf("privateKind(%s) = %q, want %q", ip, got, want)
		}
	}
}

func TestTarget(t *testing.T) {
	tests := []struct {
		url  string
		safe bool
	}{
		{"http://www.people.com.cn/", true},
		{"http://163.com/", true},
		{"http://8.8.8.8/", true},
		{"http://127.0.0.1/", false},
		{"http://[::1]:8080/", false},
		{"http://[fe80::1%25eth0]/", false},
		{"http://localhost/", false},
		{"http://LOCALHOST./", false},
		{"http://api.localhost/", false},
		{"http://2130706433/", false},
		{"http://0x7f000001/", false},
		{"http://0x7f.0.0.1/", false},
		{"http://127.1/", false},
		{"http://0177.0.0.1/", false},
		{"http://10.0.0.1./", false},
	}
	for _, tt := range tests {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		err = guard{}.target(u)
		if (err == nil) != tt.safe {
			t.Errorf("target(%s) = %v", tt.url, err)
		}
		if err != nil && (!errors.Is(err, ErrPrivate) || !strings.Contains(err.Error(), "refused to connect")) {
			t.Errorf("target(%s): the refusal reads %q", tt.url, err)
		}
		if err := (guard{allowPrivate: true}).target(u); err != nil {
			t.Errorf("target(%s), allowed: %v", tt.url, err)
		}
	}
}

func TestCheckProxy(t *testing.T) {
	for setting, ok := range map[string]bool{
		"": true, "direct": true, "http://10.0.0.1:3128": true, "socks5://user:pw@proxy:1080": true, "https://proxy": true,
		"proxy:3128": false, "ftp://proxy": false, "http://": false, "::": false,
	} {
		err := CheckProxy(setting)
		if (err == nil) != ok {
			t.Errorf("CheckProxy(%q) = %v", setting, err)
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("CheckProxy repeats a password: %v", err)
		}
	}
}
