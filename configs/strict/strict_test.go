package strict

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What another reader gets must have its lines and columns where the file has them.
func TestRawKeepsItsPlace(t *testing.T) {
	const file = `a: 1
sites:
  one: { x: [1, 2], y: "}" } # remark
  two:
    x: 1
    # a remark

    y:
      - z
  three: { x: 1,
    y: 2 }
`
	var v struct {
		A     int            `json:"a"`
		Sites map[string]Raw `json:"sites"`
	}
	d := Read("f", []byte(file), &v, nil)
	if len(d.Faults) > 0 {
		t.Fatal(d.Faults)
	}
	got := map[string]string{}
	for k, r := range v.Sites {
		got[k] = string(r.YAML)
	}
	want := map[string]string{
		"one":   "       { x: [1, 2], y: \"}\" }\n",
		"two":   "    x: 1\n    # a remark\n\n    y:\n      - z\n",
		"three": "         { x: 1,\n    y: 2 }\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if v.Sites["three"].Line != 10 || string(v.Sites["two"].JSON) != `{"x":1,"y":["z"]}` {
		t.Errorf("three on line %d, two is %s", v.Sites["three"].Line, v.Sites["two"].JSON)
	}
}

func TestSuggest(t *testing.T) {
	for name, want := range map[string]string{
		"watchs": `; did you mean "watches"?`,
		"zzz":    "; known are sites, watches",
	} {
		if got := Suggest(name, []string{"watches", "sites"}); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
