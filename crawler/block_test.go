package crawler

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestChallenge(t *testing.T) {
	page := func(title, body string) string {
		return "<html><head><title>" + title + "</title></head><body>" + body + "</body></html>"
	}
	long := strings.Repeat("<p>城市新区的图书馆昨天正式向读者开放，首日接待三千人。</p>", 20)
	tests := []struct {
		name    string
		page    string
		blocked bool
	}{
		{"an article", page("新区图书馆开放--某网", long), false},
		{"an article about captchas", page("短信验证码诈骗频发 警方提醒", long), false},
		{"an article about captchas that quotes a script", page("验证码背后的生意", long+"<script>loadGeetest()</script>"), false},
		{"a short notice", page("停水通知", "今晚停水"), false},
		{"a captcha by its title", page("安全验证", "请拖动滑块"), true},
		{"a captcha by its title, with the site's name", page("访问验证 - 某网", "请拖动滑块"), true},
		{"too frequent", page("访问过于频繁，请稍后再试", "x"), true},
		{"a browser check", page("Just a moment...", "<script>window._cf_chl_opt={}</script>"), true},
		{"a script that sets a cookie", `<html><script>var arg1='4A';var _0x=function(){};document.cookie="acw_sc__v2="+x;</script></html>`, true},
		{"a script of Jiasule", `<script>document.cookie=('_')+('_jsl_clearance_s=1');location.href=1;__jsl_clearance</script>`, true},
		{"nothing", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if words := challenge([]byte(tt.page)); (words != "") != tt.blocked {
				t.Errorf("challenge = %q", words)
			}
		})
	}
}

func TestRefusedBy(t *testing.T) {
	tests := []struct {
		status  int
		server  string
		blocked bool
	}{
		{http.StatusForbidden, "", true},
		{http.StatusPreconditionFailed, "", true},
		{521, "", true},
		{521, "cloudflare", false}, // there it means that the origin is down
		{http.StatusInternalServerError, "", false},
		{http.StatusNotFound, "", false},
	}
	for _, tt := range tests {
		words := refusedBy(tt.status, http.Header{"Server": {tt.server}}, nil)
		if strings.HasPrefix(words, "blocked") != tt.blocked {
			t.Errorf("status %d of server %q: %q", tt.status, tt.server, words)
		}
	}
}

func TestCutOff(t *testing.T) {
	tests := []struct {
		name string
		page string
		cut  bool
	}{
		{"a whole page", "<html><body><p>完</p></body></html>", false},
		{"text behind the end", "<html><body><p>完</p></body></html> 0.01s", false},
		{"without end tags, which HTML allows", "<html><body><p>完</p>", false},
		{"a fragment", "<li>一</li> 二", false},
		{"in the middle of a sentence", "<html><body><p>会议指", true},
		{"in the middle of a tag", "<HTML><BODY><p>会议指出</p><div cla", true},
		{"upper case", "<HTML><BODY>x</BODY> x", false},
		{"empty", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cutOff([]byte(tt.page)); got != tt.cut {
				t.Errorf("cutOff = %v", got)
			}
		})
	}
}

// Whatever a server says, what is made of it is bounded and breaks nothing.
func FuzzAnswers(f *testing.F) {
	f.Add("2", []byte("<html><title>安全验证</title><body>"))
	f.Add("Wed, 21 Oct 2015 07:28:00 GMT", []byte("<!DOCTYPE html><html><body><script>_cf_chl_opt</script><p>cut o"))
	f.Add("1e999", []byte("<style><script></scrip"))
	now := time.Unix(1771000000, 0)
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		if wait, ok := retryAfter(http.Header{"Retry-After": {header}}, now); ok && (wait < 0 || wait > longestRest) {
			t.Errorf("Retry-After %q is a wait of %v", header, wait)
		}
		challenge(body)
		if whole := append(bytes.Clone(body), "</body></html>"...); cutOff(whole) {
			t.Errorf("%q counts as cut", whole)
		}
	})
}
