package peers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A peer that skips work would make newswatch look dear.
func TestPeersReadEverything(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		switch {
		case r.Header.Get("If-None-Match") == `"1"`:
			w.WriteHeader(http.StatusNotModified)
		case strings.HasPrefix(r.URL.Path, "/list/1"):
			fmt.Fprint(w, `<html><ul class="l"><li><a href="/a/1">x</a><li><a href="/a/2">y</a></ul><a class="n" href="/list/2">+</a></html>`)
		case strings.HasPrefix(r.URL.Path, "/list/2"):
			fmt.Fprint(w, `<html><ul class="l"><li><a href="/a/3">z</a></ul></html>`)
		default:
			fmt.Fprint(w, `<html><meta name="k" content="v"><h1>t</h1><p>b</p></html>`)
		}
	}))
	defer srv.Close()
	p := Page{Links: "ul.l a", Next: "a.n", Title: "h1", Fields: []Field{{"p", ""}, {"meta[name=k]", "content"}}}
	if n, err := Colly(srv.URL+"/list/1", p, 4); n != 3 || err != nil {
		t.Errorf("colly read %d articles: %v", n, err)
	}
	p.Fields = append(p.Fields, Field{"h2", ""})
	if n, _ := Colly(srv.URL+"/list/1", p, 4); n != 0 {
		t.Errorf("colly read %d articles that lack a field", n)
	}
	pages := []string{srv.URL + "/a/1", srv.URL + "/a/2", srv.URL + "/a/3"}
	if n, err := Parse(t.Context(), pages, 2); n != 3 || err != nil {
		t.Errorf("%d parsed: %v", n, err)
	}
	tag, err := Tag(t.Context(), srv.Client(), pages[0])
	if tag != `"1"` || err != nil {
		t.Fatalf("tag %q, %v", tag, err)
	}
	if err := Poll(t.Context(), srv.Client(), pages, []string{tag, tag, tag}); err != nil {
		t.Error(err)
	}
	if err := Poll(t.Context(), srv.Client(), pages, []string{tag, `"2"`, tag}); err == nil {
		t.Error("a changed page passed for an unchanged one")
	}
}
