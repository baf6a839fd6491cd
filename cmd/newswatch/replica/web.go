// Package replica is a small web of its own: pages under any host name, served
// by one proxy on loopback. The demonstration crawls it, and so do the tests
// that need whole sites without a network.
package replica

import (
	"fmt"
	"hash/fnv"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Page is what one address answers.
type Page struct {
	Status int    // 0: 200
	Type   string // Content-Type; "" for text/html without a charset
	Body   []byte
	Header map[string]string
}

// Request is one request that was served, as an access log would show it.
type Request struct {
	At          time.Time
	URL         string
	Status      int
	Conditional bool
}

// Web holds the pages. It is safe for concurrent use.
type Web struct {
	ca *authority

	mu    sync.Mutex
	pages map[string]Page
	serve map[string]http.HandlerFunc // answers before the pages do
	log   []Request
}

// New makes an empty web.
func New() (*Web, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("certificate of the replica web: %w", err)
	}
	return &Web{ca: ca, pages: map[string]Page{}, serve: map[string]http.HandlerFunc{}}, nil
}

// Put publishes a page at an address, or changes what is there.
func (w *Web) Put(address string, p Page) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[key(address)] = p
}

// Remove takes an address off the web.
func (w *Web) Remove(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.pages, key(address))
}

// Handle lets a handler answer an address; nil leaves it to the pages again.
func (w *Web) Handle(address string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.serve[key(address)] = h
}

// Requests returns what was asked for since the last call of Forget.
func (w *Web) Requests() []Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.log)
}

// Forget empties the log.
func (w *Web) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = nil
}

// key is an address without its scheme: pages answer to http and https alike.
func key(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		address = rest
	}
	if !strings.Contains(address, "/") {
		address += "/"
	}
	return address
}

// Listen serves the web as a proxy on a free loopback port until stop is called.
func (w *Web) Listen() (proxy *url.URL, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	srv := &http.Server{Handler: http.HandlerFunc(w.proxy), ReadHeaderTimeout: 10 * time.Second}
	go srv.Serve(l) // ends when stop closes the server
	return &url.URL{Scheme: "http", Host: l.Addr().String()}, func() { srv.Close() }, nil
}

func (w *Web) proxy(rw http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		w.tunnel(rw, r)
		return
	}
	if r.URL.Host == "" {
		http.Error(rw, "this is a proxy; ask it for an absolute address", http.StatusBadRequest)
		return
	}
	w.answer(rw, r, "http://"+r.URL.Host+r.URL.RequestURI())
}

func (w *Web) answer(rw http.ResponseWriter, r *http.Request, address string) {
	k := key(address)
	w.mu.Lock()
	h, handled := w.serve[k]
	p, ok := w.pages[k]
	w.mu.Unlock()
	conditional := r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
	out := &statusWriter{ResponseWriter: rw, status: http.StatusOK}
	switch {
	case handled && h != nil:
		h(out, r)
	case !ok:
		http.Error(out, "no such page", http.StatusNotFound)
	default:
		p.answer(out, r)
	}
	w.mu.Lock()
	w.log = append(w.log, Request{time.Now(), address, out.status, conditional})
	w.mu.Unlock()
}

func (p Page) answer(rw http.ResponseWriter, r *http.Request) {
	h := fnv.New64a()
	h.Write(p.Body)
	tag := fmt.Sprintf(`"%x"`, h.Sum64())
	rw.Header().Set("ETag", tag)
	for name, value := range p.Header {
		rw.Header().Set(name, value)
	}
	if p.Status == 0 && r.Header.Get("If-None-Match") == tag {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	kind := p.Type
	if kind == "" {
		kind = "text/html"
	}
	rw.Header().Set("Content-Type", kind)
	if p.Status != 0 {
		rw.WriteHeader(p.Status)
	}
	rw.Write(p.Body)
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (s *statusWriter) WriteHeader(code int) {
	s.status = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }
