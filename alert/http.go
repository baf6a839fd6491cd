package alert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"newswatch"
)

// caller posts to one address and keeps what comes back free of secrets.
type caller struct {
	client *http.Client
	now    func() time.Time
	scrub  scrubber
}

func (k *kit) caller(secrets ...Secret) caller {
	return caller{k.Client, k.Now, newScrubber(secrets...)}
}

// answer is what came back, bounded.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// post sends body. Where there is no answer, the result says why and ok is false.
func (c caller) post(ctx context.Context, address string, header http.Header, body []byte) (a answer, r Result, ok bool) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, Result{Verdict: newswatch.VerdictConfig, Message: "the address cannot be used"}, false
	}
	for name, values := range header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "newswatch")
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return answer{}, c.failed(err), false
	}
	defer resp.Body.Close()
	// What was answered before the connection broke still counts: the status line
	// says what became of the message.
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil && resp.StatusCode < 300 && len(text) == 0 {
		return answer{}, c.failed(err), false
	}
	return answer{resp.StatusCode, resp.Header, text}, Result{}, true
}

// failed judges an error of the network: another try may help, unless the
// address itself is refused or not what it claims to be.
func (c caller) failed(err error) Result {
	r := Result{Verdict: newswatch.VerdictRetry}
	if errors.Is(err, ErrForbidden) {
		r.Verdict = newswatch.VerdictConfig
	}
	// A *url.Error begins with the whole address, which may be secret.
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		r.Message = "interrupted"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		r.Message = "no answer in time"
	default:
		r.Message = c.say(err.Error())
	}
	return r
}

// maxExcerpt is how much of an answer is kept in an attempt, in runes.
const maxExcerpt = 200

// say makes what a stranger wrote fit for logs and lists: one line of valid text
// without secrets, shortened. Secrets go first, so that none is cut in half.
func (c caller) say(text string) string {
	text = c.scrub.clean(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r < 0x20 || r == 0x7f || r == ' ' }), " ")
	return cut(text, maxExcerpt)
}

// byStatus judges an answer of a robot whose body said nothing: it is never
// taken as delivered.
func (c caller) byStatus(a answer) Result {
	r := Result{Verdict: newswatch.VerdictUnknown, Code: a.status, Message: c.say(string(a.body)), After: c.after(a)}
	switch s := a.status; {
	case s == http.StatusTooManyRequests || s == http.StatusRequestTimeout || s == http.StatusTooEarly || s >= 500:
		r.Verdict = newswatch.VerdictRetry
	case s == http.StatusRequestEntityTooLarge:
		r.Verdict = newswatch.VerdictSplit
	case s == http.StatusUnauthorized || s == http.StatusForbidden || s == http.StatusNotFound || s == http.StatusGone:
		r.Verdict = newswatch.VerdictConfig
	}
	if r.Message == "" {
		r.Message = http.StatusText(a.status)
	}
	return r
}

// maxAfter bounds how long a channel can ask to be left alone.
const maxAfter = 24 * time.Hour

// after is the wait that Retry-After asks for, in seconds or as a date; 0 for none.
func (c caller) after(a answer) time.Duration {
	return retryAfter(a.header.Get("Retry-After"), c.now())
}

func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	var d time.Duration
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		d = time.Duration(min(max(n, 0), maxAfter.Seconds()) * float64(time.Second))
	} else if t, err := http.ParseTime(value); err == nil {
		d = t.Sub(now)
	}
	return min(max(d, 0), maxAfter)
}

// encode writes JSON without escaping <, > and &: robots count bytes, and one of
// them refuses \u003c.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// unencodable is the result of a message that no form could be made of.
func unencodable(err error) Result {
	return Result{Verdict: newswatch.VerdictPayload, Message: err.Error()}
}

// cut shortens text to n runes, with an ellipsis as the last.
func cut(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	if n < 1 {
		return ""
	}
	i := 0
	for range n - 1 {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return strings.TrimRight(text[:i], " \n") + "…"
}
