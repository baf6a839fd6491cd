package newswatch

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// ID names a stored row: an article, a story, an alert or a delivery. It never
// changes and is never used again. In JSON it is a string of decimal digits,
// and null for zero, which names nothing.
type ID int64

// ParseID reads the form that [ID.String] writes. The error wraps [ErrInvalid].
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%w: id %q is not a positive number", ErrInvalid, s)
	}
	return ID(n), nil
}

func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// MarshalJSON writes the id as a string, zero as null.
func (id ID) MarshalJSON() ([]byte, error) {
	if id == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + id.String() + `"`), nil
}

// UnmarshalText reads the form that [ID.String] writes.
func (id *ID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseID(string(b))
	return err
}

// UnmarshalJSON reads what [ID.MarshalJSON] writes.
func (id *ID) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*id = 0
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("%w: id %s is not a string", ErrInvalid, b)
	}
	parsed, err := ParseID(s)
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}
