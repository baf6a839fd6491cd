package sites

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"newswatch"
	"newswatch/sites/canon"
	"newswatch/sites/stamp"
)

// ReadJSON reads a JSON list by the source's field names. A list that comes as
// a script, assigned to a variable or handed to a function, is unwrapped. The
// error wraps [newswatch.ErrInvalid].
func (src *Source) ReadJSON(pageURL *url.URL, data []byte, now time.Time) (Listing, error) {
	var l Listing
	data = unwrap(data)
	tree, err := decodeJSON(data)
	if err != nil {
		var again error
		if tree, again = decodeJSON(mended(data)); again != nil {
			return l, fmt.Errorf("%s: %w: not a JSON list: %v", pageURL, newswatch.ErrInvalid, err)
		}
	}
	items, ok := lookUp(tree, src.Items).([]any)
	if !ok {
		return l, fmt.Errorf("%s: %w: no list at %q", pageURL, newswatch.ErrInvalid, src.Items)
	}
	seen := map[string]bool{}
	for _, item := range items[:min(len(items), maxLinks)] {
		u, err := canon.Resolve(pageURL, scalar(lookUp(item, src.URLField)))
		if err != nil || src.accept != nil && !src.accept(u) || seen[canon.URL(u)] {
			continue
		}
		seen[canon.URL(u)] = true
		link := Link{URL: u, Title: tidyTitle(scalar(lookUp(item, src.TitleField)))}
		if text := scalar(lookUp(item, src.PublishedField)); text != "" {
			if s, err := stamp.Parse(text, src.PublishedLayout, now, src.loc); err == nil && !future(s.Time, now) {
				link.Published = s
			}
		}
		if link.Published.IsZero() {
			link.Published, _ = stamp.FromURL(u, src.loc)
		}
		l.Links = append(l.Links, link)
	}
	return l, nil
}

func decodeJSON(data []byte) (tree any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err = d.Decode(&tree)
	return tree, err
}

// mended makes JSON of what scripts take for it too: line ends and \' in texts,
// a comma behind the last item.
func mended(data []byte) []byte {
	out := make([]byte, 0, len(data))
	inText := false
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case inText && c == '\\' && i+1 < len(data):
			i++
			if bytes.IndexByte([]byte(`"\/bfnrtu`), data[i]) >= 0 {
				out = append(out, c)
			}
			c = data[i]
		case c == '"':
			inText = !inText
		case inText && c < ' ':
			c = ' '
		case !inText && (c == ']' || c == '}'):
			if kept := bytes.TrimRight(out, " \t\r\n"); len(kept) > 0 && kept[len(kept)-1] == ',' {
				out = kept[:len(kept)-1]
			}
		}
		out = append(out, c)
	}
	return out
}

// unwrap takes the JSON out of "var x = …;" and "callback(…)".
func unwrap(data []byte) []byte {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if i := bytes.IndexAny(data, "[{"); i > 0 {
		data = data[i:]
	}
	if i := bytes.LastIndexAny(data, "]}"); i >= 0 {
		data = data[:i+1]
	}
	return data
}

// lookUp follows a path of names, and of numbers into lists, divided by dots; ""
// is the value itself.
func lookUp(v any, path string) any {
	if path == "" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		switch holder := v.(type) {
		case map[string]any:
			v = holder[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(holder) {
				return nil
			}
			v = holder[i]
		default:
			return nil
		}
	}
	return v
}

func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
