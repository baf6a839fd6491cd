// Package warc writes fetched pages as evidence in the Web ARChive format
// (WARC/1.1, ISO 28500:2017), and checks such files for tampering.
//
// Each record carries the SHA-256 of its payload and of its block. Records are
// chained besides: a header holds the SHA-256 over the record before and this
// one's own headers, so that a changed address or date, or a record taken out,
// shows too.
package warc

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	version     = "WARC/1.1"
	chainHeader = "Newswatch-Chain-Digest"
)

// Page is one fetched page.
type Page struct {
	URL    string
	Date   time.Time // of the fetch
	Status int
	Header map[string][]string
	Body   []byte
}

// Writer writes records to a file or a stream.
type Writer struct {
	w     io.Writer
	chain [sha256.Size]byte
}

// NewWriter starts a file with a warcinfo record that names the software.
func NewWriter(w io.Writer, software string, now time.Time) (*Writer, error) {
	out := &Writer{w: w}
	block := []byte("software: " + oneLine(software) + "\r\nformat: WARC File Format 1.1\r\n")
	return out, out.record([]string{
		"WARC-Type: warcinfo",
		"WARC-Date: " + date(now),
		"Content-Type: application/warc-fields",
	}, block)
}

// Write adds a page.
func (w *Writer) Write(p Page) error {
	var block bytes.Buffer
	fmt.Fprintf(&block, "HTTP/1.1 %d %s\r\n", p.Status, http.StatusText(p.Status))
	for _, name := range slices.Sorted(maps.Keys(p.Header)) {
		for _, value := range p.Header[name] {
			fmt.Fprintf(&block, "%s: %s\r\n", oneLine(name), oneLine(value))
		}
	}
	block.WriteString("\r\n")
	block.Write(p.Body)
	return w.record([]string{
		"WARC-Type: response",
		"WARC-Target-URI: " + oneLine(p.URL),
		"WARC-Date: " + date(p.Date),
		"WARC-Payload-Digest: " + digest(p.Body),
		"Content-Type: application/http;msgtype=response",
	}, block.Bytes())
}

func (w *Writer) record(headers []string, block []byte) error {
	headers = append(headers,
		"WARC-Block-Digest: "+digest(block),
		fmt.Sprintf("Content-Length: %d", len(block)))
	id := w.link(headers)
	headers = append([]string{"WARC-Record-ID: <urn:uuid:" + uuid(id) + ">"}, headers...)
	headers = append(headers, chainHeader+": "+hexDigest(id))
	_, err := fmt.Fprintf(w.w, "%s\r\n%s\r\n\r\n%s\r\n\r\n", version, strings.Join(headers, "\r\n"), block)
	return err
}

// link extends the chain by a record's headers.
func (w *Writer) link(headers []string) [sha256.Size]byte {
	w.chain = link(w.chain, headers)
	return w.chain
}

func link(before [sha256.Size]byte, headers []string) [sha256.Size]byte {
	h := sha256.New()
	h.Write(before[:])
	for _, line := range headers {
		io.WriteString(h, line+"\n")
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func digest(b []byte) string { return hexDigest(sha256.Sum256(b)) }

func hexDigest(sum [sha256.Size]byte) string { return "sha256:" + hex.EncodeToString(sum[:]) }

func date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// uuid writes 16 bytes of a digest as a version 8 UUID (RFC 9562): the same
// record has the same name wherever it is exported.
func uuid(sum [sha256.Size]byte) string {
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// oneLine keeps a stranger's value from adding headers of its own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}
