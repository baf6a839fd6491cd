package sites

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCauses(t *testing.T) {
	for _, c := range []struct {
		name                  string
		fields, missing, want map[string]string
	}{
		{"nothing", map[string]string{"title": "h1"}, map[string]string{}, map[string]string{}},
		{"one field", nil, map[string]string{"author": ".by"}, map[string]string{"author": ".by"}},
		{"writer and editor in one line", map[string]string{"title": "h1"},
			map[string]string{"author": ".con_edit, #author", "editor": ".con_edit"}, map[string]string{"editor": ".con_edit"}},
		{"a renamed wrapper", map[string]string{"body": "#text", "title": "h1"},
			map[string]string{"published": ".meta .time", "source": ".meta .from", "channel": ".path a"},
			map[string]string{"published": ".meta .time", "channel": ".path a"}},
		{"a wrapper that is still there", map[string]string{"title": ".page h1"},
			map[string]string{"published": ".page .time", "source": ".page .from"},
			map[string]string{"published": ".page .time", "source": ".page .from"}},
		{"no names at all", nil, map[string]string{"published": "td", "source": "td"}, map[string]string{"published": "td", "source": "td"}},
	} {
		if d := cmp.Diff(c.want, Causes(c.fields, c.missing)); d != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, d)
		}
	}
}
