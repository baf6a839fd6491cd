package configs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"newswatch/configs/strict"
)

// File is the name looked for in the working directory and in the user's
// configuration folder.
const File = "newswatch.yaml"

// Find says which file holds the configuration: explicit (--config),
// $NEWSWATCH_CONFIG, ./newswatch.yaml, then newswatch/newswatch.yaml in
// $XDG_CONFIG_HOME (by default ~/.config). It is "" where none exists and the
// embedded default runs. A file that is named must exist; Load tells.
func Find(explicit string) string {
	if explicit != "" {
		return explicit
	}
	if env := os.Getenv("NEWSWATCH_CONFIG"); env != "" {
		return env
	}
	candidates := []string{File}
	if dir, err := os.UserConfigDir(); err == nil {
		candidates = append(candidates, filepath.Join(dir, "newswatch", File))
	}
	for _, c := range candidates {
		if _, err := os.Stat(c); err == nil {
			return c
		}
	}
	return ""
}

// Load reads and checks the file at path, or the embedded default where path is
// "". The error is a [strict.Faults] that names every fault; what could be read
// is returned beside it, so that others can look for theirs, and nil where
// nothing could.
func Load(path string) (*Config, error) {
	name, data := "default.yaml", Default()
	if path != "" {
		var err error
		name = path
		if data, err = os.ReadFile(path); err != nil {
			return nil, strict.Faults{{File: path, Msg: fileProblem(err)}}
		}
	}
	return parse(name, data, nil)
}

func fileProblem(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file; run newswatch config init to write one"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read; check its permissions"
	}
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err.Error() + "; a configuration is a YAML file"
	}
	return err.Error()
}

func parse(name string, data []byte, getenv func(string) (string, bool)) (*Config, error) {
	c := base()
	c.doc = strict.Read(name, data, c, getenv)
	c.check()
	if len(c.doc.Faults) > 0 {
		c.doc.Faults.Sort()
		return c, c.doc.Faults
	}
	return c, nil
}

// Name is the file that the configuration came from.
func (c *Config) Name() string { return c.doc.File }

// Dir is the folder that relative patterns of site and watch files start from.
func (c *Config) Dir() string { return filepath.Dir(c.doc.File) }

// Fault builds a fault at a key's place in the file, for faults that others find:
// a rule that does not parse, a channel's setting.
func (c *Config) Fault(key, format string, args ...any) *strict.Fault {
	return c.doc.Fault(key, format, args...)
}

// scalar is a text, or the digits of a number; "" of anything else.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// Faulted reports whether something at or below a key could not be read.
func (c *Config) Faulted(key string) bool {
	return slices.ContainsFunc(c.doc.Faults, func(f *strict.Fault) bool {
		rest, ok := strings.CutPrefix(f.Key, key)
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// KeyFault builds a fault about a key that should not stand there.
func (c *Config) KeyFault(key, format string, args ...any) *strict.Fault {
	return c.doc.KeyFault(key, format, args...)
}

// Filled is a text of an override with the environment filled in.
func (c *Config) Filled(text string) string { return c.doc.Filled(text) }

// Glob lists the files of patterns that are relative to the configuration's
// folder. A pattern without * must name a file that exists.
func (c *Config) Glob(key string, patterns []string) ([]string, error) {
	var out []string
	var faults strict.Faults
	for i, p := range patterns {
		full := p
		if !filepath.IsAbs(p) {
			full = filepath.Join(c.Dir(), p)
		}
		found, err := filepath.Glob(full)
		where := fmt.Sprintf("%s[%d]", key, i)
		switch {
		case err != nil:
			faults = append(faults, c.Fault(where, "%q is not a file pattern: %v", p, err))
		case len(found) == 0 && !hasMeta(p):
			faults = append(faults, c.Fault(where, "%q: no such file; patterns are relative to the folder of %s", p, filepath.Base(c.doc.File)))
		}
		out = append(out, found...)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return out, nil
}

func hasMeta(p string) bool {
	for _, r := range p {
		switch r {
		case '*', '?', '[':
			return true
		}
	}
	return false
}

// Channel is one entry of channels. Its settings belong to its type, which
// reads them.
type Channel struct {
	ID, Type string
	Settings json.RawMessage // the whole mapping, environment filled in
	Key      string          // "channels[2]", for [Config.Fault]
}

// ChannelList is the channels in the order of the file.
func (c *Config) ChannelList() []Channel {
	out := make([]Channel, 0, len(c.Channels))
	for i, raw := range c.Channels {
		var head struct{ ID, Type any }
		// What is not a mapping, or misses these, was faulted by check.
		_ = json.Unmarshal(raw.JSON, &head)
		out = append(out, Channel{ID: scalar(head.ID), Type: scalar(head.Type), Settings: raw.JSON, Key: fmt.Sprintf("channels[%d]", i)})
	}
	return out
}
