package web

import "net/http"

type loginData struct{ Fault string }

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) error {
	if s.gate.open || s.gate.session(r) {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	return s.show(w, r, "login", say(s.language(r), "login"), loginData{})
}

// login takes the token and gives a session; wrong ones are throttled like
// those of programs.
func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	client := clientOf(r)
	lang := s.language(r)
	switch {
	case s.gate.blocked(client):
		w.Header().Set("Retry-After", "60")
		return s.showWith(w, r, http.StatusTooManyRequests, "login", say(lang, "login"), loginData{say(lang, "login_wait")})
	case !s.gate.open && !s.gate.right(r.PostFormValue("token")):
		s.gate.miss(client)
		return s.showWith(w, r, http.StatusUnauthorized, "login", say(lang, "login"), loginData{say(lang, "login_wrong")})
	}
	http.SetCookie(w, s.gate.newSession(r.TLS != nil))
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: sessionName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
