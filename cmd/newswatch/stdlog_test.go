package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A server that sends more than it announced makes net/http speak up; that must
// not break the log's form.
func TestLogKeepsItsForm(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	g.brief(0)
	b.web.Handle(g.url("/robots.txt"), func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx\x1b[31mmore\r\nthan announced")
	})
	_, errs := b.runRaw("crawl", "--log-format", "json", "--log-level", "debug")
	for line := range strings.Lines(string(errs)) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %q", line)
		}
	}
	if bad := harmful(errs); bad != "" {
		t.Error(bad)
	}
}
