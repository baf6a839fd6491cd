package alert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// SettingError is a fault in a channel's settings. Msg says what is wrong and
// what would be right, and holds no secret.
type SettingError struct {
	Key     string // of the setting, such as "url"; "" for the channel as a whole
	Msg     string
	Unknown bool // the channel has no such setting
}

func (e *SettingError) Error() string {
	if e.Key == "" {
		return e.Msg
	}
	return e.Key + ": " + e.Msg
}

// SettingErrors are the faults that err joins, for those who know where each key
// stands in a file.
func SettingErrors(err error) []*SettingError {
	var out []*SettingError
	var walk func(error)
	walk = func(err error) {
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				walk(e)
			}
			return
		}
		var s *SettingError
		if errors.As(err, &s) {
			out = append(out, s)
		} else if err != nil {
			out = append(out, &SettingError{Msg: err.Error()})
		}
	}
	walk(err)
	return out
}

// faults gathers what is wrong with a channel's settings.
type faults []error

func (f *faults) add(key, format string, args ...any) {
	*f = append(*f, &SettingError{Key: key, Msg: fmt.Sprintf(format, args...)})
}

func (f faults) err() error { return errors.Join(f...) }

// decode fills a struct from a JSON object. Unlike encoding/json it reports every
// unknown key and every misfit at once, by key.
func decode(raw json.RawMessage, into any) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = json.RawMessage("{}")
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return &SettingError{Msg: "is not a mapping of settings"}
	}
	fields := map[string]reflect.Value{}
	collect(reflect.ValueOf(into).Elem(), fields)
	known := make([]string, 0, len(fields))
	for k := range fields {
		known = append(known, k)
	}
	slices.Sort(known)

	var bad faults
	for _, key := range slices.Sorted(mapKeys(given)) {
		field, ok := fields[key]
		if !ok {
			bad = append(bad, &SettingError{Key: key, Msg: "is unknown; known are " + strings.Join(known, ", "), Unknown: true})
			continue
		}
		if text, err := textOrNumber(given[key]); err == nil && field.Kind() == reflect.String && field.Type() == reflect.TypeFor[string]() {
			field.SetString(text) // id: 1
			continue
		}
		// The text of encoding/json's errors may repeat the value, which may be secret.
		if json.Unmarshal(given[key], field.Addr().Interface()) != nil {
			bad.add(key, "does not fit; give %s", want(field.Type()))
		}
	}
	return bad.err()
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func collect(v reflect.Value, into map[string]reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			collect(v.Field(i), into)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			into[name] = v.Field(i)
		}
	}
}

// want says in words what a field of type t takes.
func want(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Duration]():
		return "a time such as 30s, 15m or 24h"
	case reflect.TypeFor[List]():
		return "a text or a list of texts"
	case reflect.TypeFor[Secret](), reflect.TypeFor[Name]():
		return "a text"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.String:
		return "a text"
	case reflect.Map:
		return "a mapping of texts"
	}
	return "a value of the kind that the documentation shows"
}

// Duration is a time span written as 30s, 15m, 24h or 7d.
type Duration time.Duration

// UnmarshalJSON reads the written form. Negative spans are refused.
func (d *Duration) UnmarshalJSON(b []byte) error {
	text, err := textOrNumber(b)
	if err != nil {
		return err
	}
	if text == "" || text == "0" {
		*d = 0
		return nil
	}
	days := time.Duration(1)
	if rest, ok := strings.CutSuffix(text, "d"); ok {
		text, days = rest+"h", 24
	}
	v, err := time.ParseDuration(text)
	if err == nil && v < 0 {
		err = errors.New("is negative")
	}
	*d = Duration(v * days)
	return err
}

// MarshalJSON writes the form that UnmarshalJSON reads.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// List is one text, or several.
type List []string

// UnmarshalJSON takes a text or a list of texts or numbers.
func (l *List) UnmarshalJSON(b []byte) error {
	var several []Name
	if err := json.Unmarshal(b, &several); err == nil {
		for _, n := range several {
			*l = append(*l, string(n))
		}
		return nil
	}
	one, err := textOrNumber(b)
	if err == nil && one != "" {
		*l = List{one}
	}
	return err
}

// Name is a text that people may also write as a number: a chat, a phone number.
type Name string

// UnmarshalJSON takes a text or a number as it is written.
func (n *Name) UnmarshalJSON(b []byte) error {
	text, err := textOrNumber(b)
	*n = Name(text)
	return err
}
