package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/danielgtaylor/huma/v2"
)

// tag is a validator of these bytes.
func tag(b []byte) string { return fmt.Sprintf(`"%016x"`, xxhash.Sum64(b)) }

// matches reports whether a client has what the tag names.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == tag || part == "*" {
			return true
		}
	}
	return false
}

// tagged answers with a validator, and without a body where the client has it.
func tagged(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	w.Header().Set("ETag", tag(body))
	w.Header().Set("Cache-Control", "no-cache")
	if matches(r.Header.Get("If-None-Match"), tag(body)) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", kind)
	// A client that went away has no use for the rest.
	_, _ = w.Write(body)
}

// operation is huma.Context under a name that does not hide its method Context.
type operation = huma.Context

// buffered holds an API answer back until it is whole.
type buffered struct {
	operation
	body   bytes.Buffer
	status int
}

func (b *buffered) BodyWriter() io.Writer { return &b.body }
func (b *buffered) SetStatus(code int)    { b.status = code }
func (b *buffered) Status() int           { return b.status }

// conditional gives every answer of a GET a validator.
func conditional(ctx huma.Context, next func(huma.Context)) {
	if ctx.Method() != http.MethodGet {
		next(ctx)
		return
	}
	b := &buffered{operation: ctx}
	next(b)
	if b.status == 0 {
		b.status = http.StatusOK
	}
	if b.status == http.StatusOK {
		ctx.SetHeader("ETag", tag(b.body.Bytes()))
		ctx.SetHeader("Cache-Control", "no-cache")
		if matches(ctx.Header("If-None-Match"), tag(b.body.Bytes())) {
			ctx.SetStatus(http.StatusNotModified)
			return
		}
	}
	ctx.SetStatus(b.status)
	_, _ = ctx.BodyWriter().Write(b.body.Bytes())
}
