package crawler

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
)

// refusedBy says in words how a site keeps this crawler out; "" where the
// status is no sign of that.
func refusedBy(status int, h http.Header, body []byte) string {
	server := strings.ToLower(h.Get("Server"))
	switch {
	case challenge(body) != "":
		return "blocked: " + challenge(body)
	case status == http.StatusUnauthorized:
		return "the page wants a login"
	case status == http.StatusForbidden:
		return "blocked: the site refuses this crawler or this address"
	case status == http.StatusPreconditionFailed:
		return "blocked: the site wants a browser that runs its script"
	case status == 521 && !strings.Contains(server, "cloudflare"):
		return "blocked: the site wants a browser that runs its script"
	case status == http.StatusMethodNotAllowed && bytes.Contains(body, []byte("aliyun")):
		return "blocked: the site's firewall refuses this request"
	case status == http.StatusUnavailableForLegalReasons:
		return "not shown for legal reasons"
	case status == http.StatusTooManyRequests:
		return "too many requests for this site; raise crawl.delay"
	}
	return ""
}

// signs are what the pages of firewalls hold and articles do not: scripts and
// file names, in lower case.
var signs = []struct{ mark, words string }{
	{"acw_sc__v2", "a script must be run first (Alibaba Cloud WAF)"},
	{"__jsl_clearance", "a script must be run first (Jiasule)"},
	{"/_guard/", "a script must be run first (guard)"},
	{"$_ts=window", "a script must be run first (Riversec)"},
	{"cf-chl-", "a browser check (Cloudflare)"},
	{"_cf_chl_opt", "a browser check (Cloudflare)"},
	{"aliyun_waf", "a browser check (Alibaba Cloud WAF)"},
	{"safedog", "a firewall's page (SafeDog)"},
	{"geetest", "a captcha"},
	{"tcaptcha", "a captcha"},
	{"nocaptcha", "a captcha"},
}

// titleSigns match the whole title of a page that asks for proof of a human.
var titleSigns = regexp.MustCompile(`(?i)^\s*(?:(?:安全|访问|人机|滑动|网站)*验证(?:中心|码)?(?:\s*[-_|].*)?|请(?:输入|完成|进行)[^<]{0,8}验证[^<]{0,8}|访问(?:过于|太)频繁.*|您?的?访问(?:被拒绝|请求被拦截|受限|异常).*|(?:网站)?防火墙|waf.{0,12}|just a moment\W*|attention required!.*|access denied|captcha|security check|verify(?:ing)? you are human.*|robot check)\s*$`)

// maxChallenge is how large the page of a firewall is at most, in bytes.
const maxChallenge = 48 << 10

// challenge says in words what kind of test a page is that a site shows instead
// of what was asked for, with whatever status; "" for other pages. An article
// about captchas is longer, or has another title.
func challenge(body []byte) string {
	if len(body) == 0 || len(body) > maxChallenge {
		return ""
	}
	low := bytes.ToLower(body)
	if title := between(low, "<title", "</title"); title != nil {
		if i := bytes.IndexByte(title, '>'); i >= 0 && titleSigns.Match(title[i+1:]) {
			return "a captcha or browser check"
		}
	}
	if visible(low) > 600 {
		return ""
	}
	squeezed := bytes.ReplaceAll(low, []byte(" "), nil)
	for _, s := range signs {
		if bytes.Contains(squeezed, []byte(s.mark)) {
			return s.words
		}
	}
	return ""
}

// visible counts the bytes outside of tags and scripts.
func visible(low []byte) int {
	n := 0
	for len(low) > 0 {
		i := bytes.IndexByte(low, '<')
		if i < 0 {
			return n + len(bytes.TrimSpace(low))
		}
		n += len(bytes.TrimSpace(low[:i]))
		low = low[i:]
		end := bytes.IndexByte(low, '>')
		for _, raw := range []string{"script", "style"} {
			if bytes.HasPrefix(low[1:], []byte(raw)) {
				if end = bytes.Index(low, []byte("</"+raw)); end >= 0 {
					if e := bytes.IndexByte(low[end:], '>'); e >= 0 {
						end += e
					}
				}
			}
		}
		if end < 0 {
			return n
		}
		low = low[end+1:]
	}
	return n
}

// between is what stands after open and before shut; nil where either is
// missing.
func between(b []byte, open, shut string) []byte {
	i := bytes.Index(b, []byte(open))
	if i < 0 {
		return nil
	}
	b = b[i+len(open):]
	if i = bytes.Index(b, []byte(shut)); i < 0 {
		return nil
	}
	return b[:i]
}
