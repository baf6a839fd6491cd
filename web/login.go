package web

import "net/http"

type loginData struct {
	Fault string
	Back  string // where to go afterwards
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) error {
	if s.gate.open || s.gate.session(r) {
		s.back(w, r, "/")
		return nil
	}
	return s.show(w, r, "login", say(s.language(r), "login"), loginData{Back: here(r.FormValue("back"), "/")})
}

// login takes the token and gives a session; wrong ones are throttled like
// those of programs.
func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	client := clientOf(r)
	lang := s.language(r)
	back := here(r.PostFormValue("back"), "/")
	switch {
	case s.gate.blocked(client):
		w.Header().Set("Retry-After", "60")
		return s.showWith(w, r, http.StatusTooManyRequests, "login", say(lang, "login"), loginData{say(lang, "login_wait"), back})
	case !s.gate.open && !s.gate.right(r.PostFormValue("token")):
		s.gate.miss(client)
		return s.showWith(w, r, http.StatusUnauthorized, "login", say(lang, "login"), loginData{say(lang, "login_wrong"), back})
	}
	http.SetCookie(w, s.gate.newSession(r.TLS != nil))
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: sessionName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
