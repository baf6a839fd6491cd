package crawler

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"newswatch"
)

// FetchError is why a page could not be had. Its text is for the report and
// does not repeat the URL.
type FetchError struct {
	// Status is the answer's HTTP status; 0 where there was no whole answer.
	Status int
	// Temporary says that the same request may go well later.
	Temporary bool
	// Blocked says that the site keeps this crawler out.
	Blocked bool
	Err     error
}

func (e *FetchError) Error() string { return e.Err.Error() }
func (e *FetchError) Unwrap() error { return e.Err }

// temporary reports whether a failure may be over by the next run.
func temporary(err error) bool {
	var f *FetchError
	return errors.As(err, &f) && f.Temporary
}

// statusError is the failure that an answer without a usable page amounts to.
func statusError(a *answer, tries int) *FetchError {
	text := fmt.Sprintf("the server answered %d", a.status)
	if name := http.StatusText(a.status); name != "" {
		text += " " + name
	}
	if tries > 1 {
		text += fmt.Sprintf(", %d times", tries)
	}
	e := &FetchError{Status: a.status, Temporary: again(a.status)}
	if words := refusedBy(a.status, a.header, a.body); words != "" {
		text += ": " + words
		e.Blocked = strings.HasPrefix(words, "blocked")
		e.Temporary = e.Temporary || e.Blocked
	}
	e.Err = errors.New(text)
	if a.status == http.StatusNotFound || a.status == http.StatusGone {
		e.Err = fmt.Errorf("%w: %s", newswatch.ErrGone, text)
	}
	return e
}

// again says which statuses are worth another try.
func again(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported, http.StatusNetworkAuthenticationRequired:
		return false
	}
	return status >= 500
}

// networkError puts a failed exchange into words.
func networkError(err error, timeout time.Duration) *FetchError {
	if words := refusal(err); words != nil {
		return &FetchError{Err: words}
	}
	var (
		u    *url.Error
		via  *viaError
		dns  *net.DNSError
		ne   net.Error
		cert *tls.CertificateVerificationError
	)
	if errors.As(err, &u) {
		err = u.Err
	}
	throughProxy := errors.As(err, &via)
	if throughProxy {
		err = via.err
	} else if rest, ok := strings.CutPrefix(err.Error(), viaPrefix); ok {
		// Of a request that ran out of time, http.Client keeps only the words.
		name, _, _ := strings.Cut(rest, ": ")
		via, throughProxy = &viaError{proxy: name}, true
	}
	e := &FetchError{Temporary: true}
	switch {
	case errors.Is(err, errTooLarge), errors.Is(err, errEncoding):
		e.Temporary, e.Err = false, err
	case errors.As(err, &dns):
		e.Err = fmt.Errorf("the name %s cannot be looked up: %s", dns.Name, dns.Err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &ne) && ne.Timeout():
		e.Err = fmt.Errorf("no complete answer within %v (crawl.timeout)", timeout)
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Err = fmt.Errorf("the answer was cut off: %w", err)
	case errors.Is(err, io.EOF):
		e.Err = errors.New("the server closed the connection without an answer")
	case errors.Is(err, syscall.ECONNRESET):
		e.Err = errors.New("the connection was reset during the answer")
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Err = fmt.Errorf("nothing answers there: %w", err)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		e.Err = fmt.Errorf("there is no way there; is the network up? %w", err)
	case errors.As(err, &cert):
		e.Err = fmt.Errorf("the certificate does not hold; if it should, set this machine's clock and root certificates right: %w", cert.Err)
	case throughProxy && err.Error() == http.StatusText(http.StatusProxyAuthRequired):
		e.Err = errors.New("it wants a name and a password; write crawl.proxy as http://name:password@host:port")
	default:
		e.Err = err
	}
	if throughProxy {
		e.Err = &viaError{via.proxy, e.Err}
	}
	return e
}

// Bounds of waiting between two tries.
const (
	firstWait = 500 * time.Millisecond
	// longestWait is how long a run waits for a host at most, whether by its
	// Retry-After or by doubling.
	longestWait = 60 * time.Second
	// longestRest is how long a host is left alone at most, whatever it asks.
	longestRest = time.Hour
)

// backoff is the wait before try n+1, n counted from 0: doubling, half of it by
// chance, so that many clients do not come back at once.
func backoff(first time.Duration, n int) time.Duration {
	d := min(first<<min(n, 16), longestWait)
	return d/2 + rand.N(d/2+1)
}

// retryAfter reads a Retry-After header: seconds or a date. ok is false where
// there is none that makes sense.
func retryAfter(h http.Header, now time.Time) (wait time.Duration, ok bool) {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0, false
	}
	if s, err := strconv.ParseFloat(v, 64); err == nil {
		if s < 0 || s != s {
			return 0, false
		}
		return time.Duration(min(s, longestRest.Seconds()) * float64(time.Second)), true
	}
	t, err := http.ParseTime(v)
	if err != nil {
		return 0, false
	}
	// The date is by the server's clock, which may be far from ours.
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(t.Sub(now), 0), longestRest), true
}
