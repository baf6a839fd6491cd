package alert

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

const masked = "(secret)"

// Secret is a setting that lets others speak in the channel's name: a robot's
// address, a key, a password. However it is printed, "(secret)" is shown;
// string(s) is the value.
type Secret string

// String hides the value; it is empty where there is none.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return masked
}

// Format hides the value from every verb of package fmt.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue hides the value from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON hides the value from JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON takes a string, or a number as it is written: people forget to
// quote keys that are all digits.
func (s *Secret) UnmarshalJSON(b []byte) error {
	text, err := textOrNumber(b)
	*s = Secret(text)
	return err
}

// textOrNumber reads a JSON string or number as text.
func textOrNumber(b []byte) (string, error) {
	var v any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case nil:
		return "", nil
	}
	return "", fmt.Errorf("is not a text")
}

// scrubber takes secrets out of what others answer: robots like to repeat the
// token they refuse, and net/http the address.
type scrubber struct{ words []string }

// minSecret is the shortest part of an address that is hidden by itself; shorter
// ones, such as "v2" and "hook", are words that messages need.
const minSecret = 12

// newScrubber hides each secret whole and, of those that are addresses, also the
// path with its query, every long path segment, query value and password, as
// written and decoded.
func newScrubber(secrets ...Secret) scrubber {
	var words []string
	add := func(least int, parts ...string) {
		for _, p := range parts {
			if len(p) >= least {
				words = append(words, p)
			}
		}
	}
	for _, s := range secrets {
		v := string(s)
		add(1, v)
		u, err := url.Parse(v)
		if err != nil || u.Host == "" {
			continue
		}
		add(minSecret, u.RequestURI(), u.EscapedPath(), u.RawQuery)
		add(minSecret, strings.Split(u.EscapedPath(), "/")...)
		add(minSecret, strings.Split(u.Path, "/")...)
		for _, values := range u.Query() {
			for _, q := range values {
				add(4, q, url.QueryEscape(q))
			}
		}
		if p, ok := u.User.Password(); ok {
			add(1, p, url.QueryEscape(p))
		}
	}
	// The longest first, so that no rest of one stays behind.
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return scrubber{slices.Compact(words)}
}

func (s scrubber) clean(text string) string {
	for _, w := range s.words {
		text = strings.ReplaceAll(text, w, masked)
	}
	return text
}
