package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"newswatch"
)

//go:embed templates static words
var files embed.FS

// pages are the dashboard's templates, one set a page, each with the layout.
type pages map[string]*template.Template

func loadPages() (pages, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	base, err := template.New("layout.html").Funcs(functions).ParseFS(files, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	out := pages{}
	for _, name := range names {
		short := strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")
		if short == "layout" || short == "parts" {
			continue
		}
		set, err := base.Clone()
		if err == nil {
			set, err = set.ParseFS(files, name)
		}
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		out[short] = set
	}
	return out, nil
}

// view is what every template gets: the page's own data and what they share.
type view struct {
	Page     string // for the navigation: "overview", "articles" …
	Bare     bool   // without navigation: for people who are not let in further
	Title    string
	Data     any
	Lang     string // "zh" or "en"
	Theme    string // "light", "dark" or "" for the browser's own
	Back     string // this address, for forms that return here
	Token    bool   // there is somebody to log out
	Version  string
	Location *time.Location
	Now      time.Time
	Watches  []newswatch.Watch
	Sites    []Site
	crawls   Crawls
}

// show renders a page.
func (s *Server) show(w http.ResponseWriter, r *http.Request, page, title string, data any) error {
	return s.showWith(w, r, http.StatusOK, page, title, data)
}

// showWith renders a page that goes with a status.
func (s *Server) showWith(w http.ResponseWriter, r *http.Request, status int, page, title string, data any) error {
	lang := s.language(r)
	v := &view{
		Page: page, Bare: page == "login" || page == "ack" || page == "refused", Title: title, Data: data, Lang: lang, Theme: themeOf(r), Back: r.URL.RequestURI(), Token: s.o.Token != "",
		Version: s.o.Version, Location: s.o.Location, Now: s.o.Now(), Watches: s.o.Watches(), Sites: s.o.Sites(), crawls: s.o.Crawls,
	}
	if r.Method != http.MethodGet {
		v.Back = r.URL.Path
	}
	var b bytes.Buffer
	if err := s.pages[page].ExecuteTemplate(&b, "layout.html", v); err != nil {
		return fmt.Errorf("page %s: %w", page, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", htmlLang(lang))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A client that went away has no use for the rest.
	_, _ = w.Write(b.Bytes())
	return nil
}

// page makes a handler of one that may fail; people read a page and not a
// problem document.
func (s *Server) page(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil || r.Context().Err() != nil {
			return
		}
		status, key := http.StatusInternalServerError, "error_internal"
		switch {
		case errors.Is(err, newswatch.ErrNotFound):
			status, key = http.StatusNotFound, "error_missing"
		case errors.Is(err, newswatch.ErrInvalid):
			status, key = http.StatusBadRequest, "error_invalid"
		default:
			s.o.Logger.Error("request failed", "path", r.URL.Path, "error", err)
		}
		text := say(s.language(r), key)
		if err := s.showWith(w, r, status, "error", text, errorData{status, text}); err != nil {
			s.fail(w, r, err)
		}
	}
}

// errorData says why there is no page.
type errorData struct {
	Status int
	Text   string
}

// refuse tells a browser by a page, and a program by a problem document, that
// the request is not let in. The page shows nothing of the archive.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, key, detail string) {
	if !forPeople(r) {
		problem(w, status, detail)
		return
	}
	text := say(s.language(r), key)
	if err := s.showWith(w, r, status, "refused", text, errorData{status, text}); err != nil {
		s.fail(w, r, err)
	}
}

// missingPage answers for addresses that lead nowhere.
func (s *Server) missingPage(w http.ResponseWriter, r *http.Request) error {
	if !forPeople(r) {
		problem(w, http.StatusNotFound, "no such address")
		return nil
	}
	return fmt.Errorf("%w: page", newswatch.ErrNotFound)
}

// dashboard adds the pages for people.
func (s *Server) dashboard(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.page(s.overviewPage))
	mux.HandleFunc("GET /articles", s.page(s.articlesPage))
	mux.HandleFunc("GET /articles/{id}", s.page(s.readerPage))
	mux.HandleFunc("GET /articles/{id}/snapshot/{n}", s.page(s.snapshot))
	mux.HandleFunc("GET /alerts", s.page(s.alertsPage))
	mux.HandleFunc("GET /alerts/{id}", s.page(s.alertPage))
	mux.HandleFunc("POST /alerts/{id}/ack", s.page(s.ackForm))
	mux.HandleFunc("POST /alerts/{id}/retry", s.page(s.retryForm))
	mux.HandleFunc("GET /watches", s.page(s.watchesPage))
	mux.HandleFunc("GET /watches/{id}", s.page(s.watchPage))
	mux.HandleFunc("POST /watches/{id}/silence", s.page(s.silenceForm))
	mux.HandleFunc("GET /try", s.page(s.tryPage))
	mux.HandleFunc("POST /try", s.page(s.tryPage))
	mux.HandleFunc("GET /sites", s.page(s.sitesPage))
	mux.HandleFunc("GET /sites/{id}", s.page(s.sitePage))
	mux.HandleFunc("POST /sites/{id}/crawl", s.page(s.crawlForm))
	mux.HandleFunc("GET /figures", s.page(s.figuresPage))
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("POST /prefs", s.prefs)
	mux.HandleFunc("GET /login", s.page(s.loginPage))
	mux.HandleFunc("POST /login", s.page(s.login))
	mux.HandleFunc("POST /logout", s.logout)
	mux.HandleFunc("GET /ack/{id}", s.page(s.ackLink))
	mux.HandleFunc("POST /ack/{id}", s.page(s.ackLink))
	mux.Handle("GET /static/", static())
	mux.HandleFunc("GET /", s.page(s.missingPage))
}

// static serves style and script, with validators.
func static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
		name := strings.TrimPrefix(r.URL.Path, "/")
		body, err := files.ReadFile(name)
		kind := kinds[name[max(0, strings.LastIndexByte(name, '.')):]]
		if err != nil || kind == "" {
			problem(w, http.StatusNotFound, "no such file")
			return
		}
		tagged(w, r, kind, body)
	})
}

const (
	langCookie  = "newswatch_lang"
	themeCookie = "newswatch_theme"
	seenCookie  = "newswatch_seen"
)

// language is the switch's, else the browser's, else the configuration's.
func (s *Server) language(r *http.Request) string {
	if c, err := r.Cookie(langCookie); err == nil && (c.Value == "zh" || c.Value == "en") {
		return c.Value
	}
	for part := range strings.SplitSeq(strings.ToLower(r.Header.Get("Accept-Language")), ",") {
		switch part = strings.TrimSpace(part); {
		case strings.HasPrefix(part, "zh"):
			return "zh"
		case strings.HasPrefix(part, "en"):
			return "en"
		}
	}
	if s.o.Language == "en" {
		return "en"
	}
	return "zh"
}

func themeOf(r *http.Request) string {
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

func htmlLang(lang string) string {
	if lang == "zh" {
		return "zh-Hans"
	}
	return "en"
}

// prefs stores language and theme and goes back.
func (s *Server) prefs(w http.ResponseWriter, r *http.Request) {
	year := 365 * 24 * time.Hour
	for _, p := range []struct{ form, cookie string }{{"lang", langCookie}, {"theme", themeCookie}} {
		if v := r.FormValue(p.form); v != "" && len(v) < 8 {
			http.SetCookie(w, &http.Cookie{Name: p.cookie, Value: v, Path: "/", MaxAge: int(year.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
	}
	s.back(w, r, "/")
}

// back redirects to the form's back field, when that is a page of this server.
func (s *Server) back(w http.ResponseWriter, r *http.Request, otherwise string) {
	http.Redirect(w, r, here(r.FormValue("back"), otherwise), http.StatusSeeOther)
}

// here is an address where it is one of this server, else another.
func here(to, otherwise string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") {
		return otherwise
	}
	return to
}
