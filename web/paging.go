package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Paging is where a list begins that is made whole for each answer. It is
// exported for huma, which reads no parameters from hidden fields.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"10000" default:"1000"`
	Cursor string `query:"cursor" maxLength:"20" doc:"next_cursor of the page before"`
}

// pageOf cuts a page out of a whole list.
func pageOf[T any](all []T, p Paging) (items []T, next string, err error) {
	start := 0
	if p.Cursor != "" {
		if start, err = strconv.Atoi(p.Cursor); err != nil || start < 0 {
			return nil, "", huma.Error400BadRequest("cursor: take it from the page before")
		}
	}
	start = min(start, len(all))
	end := min(start+p.Limit, len(all))
	if end < len(all) {
		next = strconv.Itoa(end)
	}
	return append([]T{}, all[start:end]...), next, nil
}

// apiMethods are those under which the API has addresses, and those that clients
// try.
var apiMethods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// strayCalls answers calls of the API that lead nowhere, or not by that method:
// with a problem document, where the mux's own answer would be a plain text.
func strayCalls(mux *http.ServeMux) {
	const rest = "/api/"
	answer := func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range apiMethods {
			probe := *r
			probe.Method = method
			if _, pattern := mux.Handler(&probe); !strings.HasSuffix(pattern, " "+rest) {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			problem(w, http.StatusNotFound, "no such address; /openapi.json lists them")
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		problem(w, http.StatusMethodNotAllowed, "this address does not answer to "+r.Method+"; it does to "+strings.Join(allowed, " and "))
	}
	for _, method := range apiMethods {
		mux.HandleFunc(method+" "+rest, answer)
	}
}
