package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// gate decides who may ask, and sets what browsers must know.
type gate struct {
	token   [sha256.Size]byte // of the token; compared in constant time
	open    bool              // no token is set
	hosts   []string
	any     bool // the server listens on all addresses: any literal address names it
	origins *http.CrossOriginProtection
	now     func() time.Time
	refuse  refusal

	mu     sync.Mutex
	misses map[string]misses // by client address
}

// refusal answers a request that is not let in: key is the text for people,
// detail the one for programs.
type refusal func(w http.ResponseWriter, r *http.Request, status int, key, detail string)

// misses counts wrong tokens of a client within a minute.
type misses struct {
	n     int
	since time.Time
}

// A client may try this many wrong tokens a minute.
const maxMisses = 10

func newGate(o Options, host string, refuse refusal) *gate {
	g := &gate{
		token: sha256.Sum256([]byte(o.Token)), open: o.Token == "", now: o.Now,
		hosts:   append([]string{"localhost", "127.0.0.1", "::1"}, o.Hosts...),
		origins: http.NewCrossOriginProtection(), misses: map[string]misses{}, refuse: refuse,
	}
	g.origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.refuse(w, r, http.StatusForbidden, "error_origin", "the request comes from a page of another server")
	}))
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		g.any = true
	} else {
		g.hosts = append(g.hosts, host)
	}
	return g
}

// guard wraps every route.
func (g *gate) guard(next http.Handler) http.Handler {
	return g.headers(g.host(g.length(g.origins.Handler(g.auth(next)))))
}

// policy lets pages load their own style, script and pictures, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (g *gate) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		next.ServeHTTP(w, r)
	})
}

// host refuses foreign Host headers, by which a page elsewhere could reach a
// server on loopback through a name of its own (DNS rebinding).
func (g *gate) host(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.Host
		if h, _, err := net.SplitHostPort(name); err == nil {
			name = h
		}
		name = strings.ToLower(strings.Trim(name, "[]"))
		_, literal := netip.ParseAddr(name)
		if !slices.Contains(g.hosts, name) && !(g.any && literal == nil) {
			g.refuse(w, r, http.StatusMisdirectedRequest, "error_host", "the Host header names another server; add the name to web.hosts if it is right")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// maxURL bounds an address, in bytes.
const maxURL = 4 << 10

func (g *gate) length(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.RequestURI) > maxURL {
			g.refuse(w, r, http.StatusRequestURITooLong, "error_length", "the address is too long")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// free are the routes that need no token.
func free(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/login" || strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/ack/")
}

func (g *gate) auth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.open || free(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		client := clientOf(r)
		given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case !bearer && g.session(r): // whoever guesses beside them does not lock them out
			next.ServeHTTP(w, r)
			return
		case g.blocked(client):
			w.Header().Set("Retry-After", "60")
			g.refuse(w, r, http.StatusTooManyRequests, "login_wait", "too many wrong tokens; wait a minute")
			return
		case bearer && g.right(given):
			next.ServeHTTP(w, r)
			return
		case bearer:
			g.miss(client)
		case forPeople(r):
			http.Redirect(w, r, loginFor(r), http.StatusSeeOther)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="newswatch"`)
		problem(w, http.StatusUnauthorized, "give the token of web.token as Authorization: Bearer …")
	})
}

// forPeople reports whether a browser asks for something to look at.
func forPeople(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/")
}

// loginFor is the login page that leads back to where somebody wanted to go.
func loginFor(r *http.Request) string {
	if r.Method != http.MethodGet || r.URL.Path == "/" {
		return "/login"
	}
	return "/login?" + url.Values{"back": {r.URL.RequestURI()}}.Encode()
}

// right compares in constant time.
func (g *gate) right(token string) bool {
	sum := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(sum[:], g.token[:]) == 1
}

func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func (g *gate) blocked(client string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	m := g.misses[client]
	return m.n >= maxMisses && g.now().Sub(m.since) < time.Minute
}

func (g *gate) miss(client string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if len(g.misses) > 10_000 { // an attacker with many addresses must not fill the memory
		clear(g.misses)
	}
	m := g.misses[client]
	if now.Sub(m.since) >= time.Minute {
		m = misses{since: now}
	}
	m.n++
	g.misses[client] = m
}

// problem answers with an RFC 9457 problem document.
func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	// A client that went away has no use for the rest.
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}
