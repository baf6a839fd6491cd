package configs

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the program brings its own time zones

	"github.com/invopop/jsonschema"
)

// Duration is written like 90s, 1h30m or 7d. A bare 0 is allowed.
type Duration time.Duration

// ParseScalar reads the written form; negative durations are refused.
func (d *Duration) ParseScalar(s string) error {
	if s == "0" {
		*d = 0
		return nil
	}
	rest, total := s, time.Duration(0)
	if days, after, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil || n < 0 || n > 36500 {
			return durationError(s)
		}
		total, rest = time.Duration(n*24*float64(time.Hour)), after
	}
	if rest != "" {
		more, err := time.ParseDuration(rest)
		if err != nil || more < 0 {
			return durationError(s)
		}
		total += more
	}
	*d = Duration(total)
	return nil
}

func durationError(s string) error {
	return fmt.Errorf("%q is not a duration; write it like 30s, 5m, 24h or 90d", s)
}

// inDays is from when on people count in days: 168h is a week's revisit, 90d a
// retention.
const inDays = 14 * 24 * time.Hour

func (d Duration) String() string {
	t := time.Duration(d)
	if t == 0 {
		return "0"
	}
	if t >= inDays && t%(24*time.Hour) == 0 {
		return strconv.Itoa(int(t/(24*time.Hour))) + "d"
	}
	s := t.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MarshalText writes the form that ParseScalar reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the written form, for flags.
func (d *Duration) UnmarshalText(b []byte) error { return d.ParseScalar(string(b)) }

// JSONSchema describes the written form.
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		OneOf: []*jsonschema.Schema{
			{Type: "string", Pattern: `^(0|([0-9.]+d)?([0-9.]+(h|m|s|ms))*)$`},
			{Type: "integer", Const: 0},
		},
		Description: "a duration such as 30s, 5m, 24h or 90d",
	}
}

// Size is a number of bytes, written like 512KiB or 8MiB.
type Size int64

var sizeUnits = []struct {
	name  string
	bytes float64
}{
	{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"GB", 1e9}, {"MB", 1e6}, {"KB", 1e3}, {"kB", 1e3}, {"B", 1}, {"", 1},
}

// ParseScalar reads the written form; it must come to at least one byte.
func (z *Size) ParseScalar(s string) error {
	for _, u := range sizeUnits {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || n*u.bytes < 1 || n*u.bytes > math.MaxInt32*1024 {
			break
		}
		*z = Size(n * u.bytes)
		return nil
	}
	return fmt.Errorf("%q is not a size; write it like 512KiB or 8MiB", s)
}

func (z Size) String() string {
	for _, u := range sizeUnits[:3] {
		if n := float64(z) / u.bytes; n >= 1 && n == math.Trunc(n) {
			return strconv.Itoa(int(n)) + u.name
		}
	}
	return strconv.FormatInt(int64(z), 10)
}

// MarshalText writes the form that ParseScalar reads.
func (z Size) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// JSONSchema describes the written form.
func (Size) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		OneOf: []*jsonschema.Schema{
			{Type: "string", Pattern: `^[0-9.]+ *([KMG]i?B|kB|B)?$`},
			{Type: "integer", Minimum: "1"},
		},
		Description: "a size such as 512KiB or 8MiB",
	}
}

// Zone is a time zone, written by its IANA name.
type Zone struct{ *time.Location }

// ParseScalar reads an IANA name.
func (z *Zone) ParseScalar(s string) error {
	loc, err := time.LoadLocation(s)
	if err != nil || s == "" {
		return fmt.Errorf("%q is not a time zone; write it like Asia/Shanghai", s)
	}
	z.Location = loc
	return nil
}

// MarshalText writes the IANA name.
func (z Zone) MarshalText() ([]byte, error) { return []byte(z.Location.String()), nil }

// JSONSchema describes the written form.
func (Zone) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: "an IANA time zone such as Asia/Shanghai"}
}
