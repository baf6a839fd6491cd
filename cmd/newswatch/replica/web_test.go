package replica

import (
	"crypto/tls"
	"io"
	"net/http"
	"testing"
)

func TestAnyHostIsServedOverBothSchemes(t *testing.T) {
	web, err := New()
	if err != nil {
		t.Fatal(err)
	}
	proxy, stop, err := web.Listen()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	web.Put("http://news.example/a.html?x=1", Page{Body: []byte("first")})
	client := &http.Client{Transport: &http.Transport{
		Proxy:           http.ProxyURL(proxy),
		TLSClientConfig: &tls.Config{RootCAs: web.RootCAs()},
	}}
	defer client.CloseIdleConnections()
	tag := ""
	for _, scheme := range []string{"http", "https"} {
		resp, err := client.Get(scheme + "://news.example/a.html?x=1")
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(b) != "first" || resp.StatusCode != 200 {
			t.Errorf("%s: %d %q", scheme, resp.StatusCode, b)
		}
		tag = resp.Header.Get("ETag")
	}
	req, _ := http.NewRequest("GET", "https://news.example/a.html?x=1", nil)
	req.Header.Set("If-None-Match", tag)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNotModified {
		t.Errorf("conditional request answered %d", resp.StatusCode)
	}
	web.Remove("news.example/a.html?x=1")
	resp, err = client.Get("http://news.example/a.html?x=1")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	log := web.Requests()
	if len(log) != 4 || log[3].Status != 404 || !log[2].Conditional || log[1].URL != "https://news.example/a.html?x=1" {
		t.Errorf("log: %+v", log)
	}
}
