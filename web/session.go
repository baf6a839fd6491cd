package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A session is a cookie that holds its own end, signed with a key that follows
// from the token: nothing is stored, and a new token ends all sessions.
const (
	sessionName = "newswatch_session"
	sessionTime = 14 * 24 * time.Hour
)

func (g *gate) sign(end string) string {
	mac := hmac.New(sha256.New, g.token[:])
	mac.Write([]byte("session " + end))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// newSession is the cookie of somebody who gave the right token.
func (g *gate) newSession(secure bool) *http.Cookie {
	end := strconv.FormatInt(g.now().Add(sessionTime).Unix(), 10)
	return &http.Cookie{
		Name: sessionName, Value: fmt.Sprintf("%s.%s", end, g.sign(end)), Path: "/",
		MaxAge: int(sessionTime.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	}
}

func (g *gate) session(r *http.Request) bool {
	c, err := r.Cookie(sessionName)
	if err != nil {
		return false
	}
	end, signature, ok := strings.Cut(c.Value, ".")
	if !ok || !hmac.Equal([]byte(signature), []byte(g.sign(end))) {
		return false
	}
	unix, err := strconv.ParseInt(end, 10, 64)
	return err == nil && g.now().Unix() < unix
}
