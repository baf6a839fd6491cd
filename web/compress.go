package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressed packs pages, styles and scripts for clients that ask for it. Live
// updates are left alone, since packing would hold them back, and so is what is
// too small to gain.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.URL.Path == "/events" || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		p := &packer{ResponseWriter: w}
		defer p.close()
		next.ServeHTTP(p, r)
	})
}

// leastPacked is the size below which an answer goes as it is, in bytes.
const leastPacked = 1 << 10

var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed+2) // the level is a valid one
	return z
}}

// packer decides with the first bytes whether an answer is packed: handlers
// write a page at once, so that these tell its size.
type packer struct {
	http.ResponseWriter
	status int
	asIs   bool
	zip    *gzip.Writer
}

// Unwrap lets a ResponseController reach the connection.
func (p *packer) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// WriteHeader waits for the first bytes.
func (p *packer) WriteHeader(status int) { p.status = status }

// Write packs, or hands on.
func (p *packer) Write(b []byte) (int, error) {
	if p.zip == nil && !p.asIs {
		p.begin(b)
	}
	if p.zip != nil {
		return p.zip.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

func (p *packer) begin(first []byte) {
	h := p.Header()
	kind := h.Get("Content-Type")
	text := strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "text/css") || strings.HasPrefix(kind, "text/javascript")
	h.Add("Vary", "Accept-Encoding")
	p.asIs = !text || len(first) < leastPacked || h.Get("Content-Encoding") != ""
	if !p.asIs {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		p.zip = packers.Get().(*gzip.Writer)
		p.zip.Reset(p.ResponseWriter)
	}
	p.send()
}

// send writes the status that was held back.
func (p *packer) send() {
	if p.status != 0 {
		p.ResponseWriter.WriteHeader(p.status)
		p.status = 0
	}
}

func (p *packer) close() {
	if p.zip == nil {
		p.send()
		return
	}
	// A client that went away has no use for the rest.
	_ = p.zip.Close()
	packers.Put(p.zip)
}
