package crawler

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// errTooLarge is wrapped where a body, unpacked, is larger than crawl.max_body.
var errTooLarge = errors.New("larger than crawl.max_body")

// errEncoding is wrapped where a body is packed in a way that was not asked for.
var errEncoding = errors.New("packed in a way that was not asked for")

// unpack is a round tripper that hands on bodies unpacked and bounded: neither
// an endless body nor a gzip bomb gives more than max bytes, and a body that
// ends early ends in an error and not in io.EOF.
type unpack struct {
	next     http.RoundTripper
	max      int64
	received *atomic.Int64 // bytes that came over the wire, headers not counted
}

func (u *unpack) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := u.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	wire := &countReader{ReadCloser: resp.Body, n: u.received}
	body := &limitedBody{Reader: wire, Closer: wire, left: u.max, max: u.max}
	switch enc := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding"))); enc {
	case "", "identity", "none", "utf-8": // the last two are seen in the wild
	case "gzip", "x-gzip":
		packed := &gzipBody{wire: wire}
		body.Reader, body.Closer = packed, packed
		resp.ContentLength = -1
		resp.Header.Del("Content-Encoding")
		resp.Header.Del("Content-Length")
	default:
		resp.Body.Close()
		return nil, fmt.Errorf("the body is %w (content-encoding %q)", errEncoding, enc)
	}
	// colly would otherwise unpack what looks like a packed file, unbounded.
	resp.Uncompressed = true
	resp.Body = body
	return resp, nil
}

type countReader struct {
	io.ReadCloser
	n *atomic.Int64
}

func (c *countReader) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// limitedBody ends in an error, and not in a short body, where there is more.
type limitedBody struct {
	io.Reader
	io.Closer
	left, max int64
}

func (l *limitedBody) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, l.tooLarge()
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.Reader.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n - 1, l.tooLarge()
	}
	return n, err
}

func (l *limitedBody) tooLarge() error {
	return fmt.Errorf("the body is %w (%s)", errTooLarge, size(l.max))
}

func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// gzipReaders are kept because each holds 40 KB of tables.
var gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }}

// gzipBody unpacks on the first read, so that an answer without a body (a 304)
// may claim to be packed.
type gzipBody struct {
	wire io.ReadCloser
	gz   *gzip.Reader
	err  error
}

func (g *gzipBody) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	if g.gz == nil {
		gz := gzipReaders.Get().(*gzip.Reader)
		if err := gz.Reset(g.wire); err != nil {
			gzipReaders.Put(gz)
			if g.err = err; err != io.EOF {
				g.err = fmt.Errorf("broken gzip: %w", err)
			}
			return 0, g.err
		}
		g.gz = gz
	}
	n, err := g.gz.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("broken gzip: %w", err)
	}
	g.err = err
	return n, err
}

func (g *gzipBody) Close() error {
	if g.gz != nil {
		gzipReaders.Put(g.gz)
		g.gz = nil
	}
	g.err = io.ErrClosedPipe
	return g.wire.Close()
}

// gunzip unpacks a file that is itself packed, such as sitemap.xml.gz, up to max
// bytes; anything else comes back as it is.
func gunzip(b []byte, max int64) ([]byte, error) {
	if !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		return b, nil
	}
	packed := &gzipBody{wire: io.NopCloser(bytes.NewReader(b))}
	defer packed.Close()
	return io.ReadAll(&limitedBody{Reader: packed, Closer: packed, left: max, max: max})
}

// cutOff reports whether a page was surely cut: it opens <html> or <body>,
// closes neither, and ends in the middle of text or of a tag. A server that
// states too small a Content-Length delivers such pages without any error.
func cutOff(body []byte) bool {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[len(body)-1] == '>' {
		return false
	}
	head := bytes.ToLower(body[:min(len(body), 4096)])
	if !bytes.Contains(head, []byte("<html")) && !bytes.Contains(head, []byte("<body")) {
		return false
	}
	return !containsFold(body, "</body") && !containsFold(body, "</html")
}

// containsFold is a case-blind search for an ASCII tag, from the end.
func containsFold(b []byte, tag string) bool {
	for end := len(b); end > 0; {
		i := bytes.LastIndexByte(b[:end], tag[0])
		if i < 0 {
			return false
		}
		if len(b)-i >= len(tag) && bytes.EqualFold(b[i:i+len(tag)], []byte(tag)) {
			return true
		}
		end = i
	}
	return false
}
