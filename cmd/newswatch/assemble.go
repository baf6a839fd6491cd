package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/configs"
	"newswatch/configs/strict"
	"newswatch/crawler"
	"newswatch/pipeline/match"
	"newswatch/pipeline/match/wordfile"
	"newswatch/sites"
)

// loadSites reads the built-in sites with the user's overrides, and the user's
// own definitions.
func (s *setup) loadSites() strict.Faults {
	var faults strict.Faults
	var all []*sites.Site
	known := map[string]string{}
	if s.cfg.BuiltinSites {
		for _, site := range sites.Builtin() {
			id := string(site.ID)
			known[id] = "built-in"
			if override, ok := s.cfg.Sites[id]; ok && override.YAML != nil {
				changed, err := site.WithFilled(s.cfg.Name(), override.YAML, override.Line, s.cfg.Filled)
				if err != nil {
					faults = append(faults, foreign(err, s.cfg.Name(), "sites."+id+".")...)
					continue
				}
				site = changed
			}
			all = append(all, site)
		}
	}
	faults = append(faults, s.eachFile("site_files", s.cfg.SiteFiles, func(file string, data []byte) strict.Faults {
		site, err := sites.Load(file, data)
		if err != nil {
			return foreign(err, file, "")
		}
		if other, ok := known[string(site.ID)]; ok {
			return strict.Faults{{File: file, Key: "id", Msg: fmt.Sprintf("%q is taken by the %s site; choose another id, or override that one under sites", site.ID, other)}}
		}
		known[string(site.ID)] = file
		all = append(all, site)
		return nil
	})...)
	for id := range s.cfg.Sites {
		if _, ok := known[id]; !ok {
			faults = append(faults, s.cfg.Fault("sites."+id, "is not a built-in site%s", strict.Suggest(id, keys(known))))
		}
	}
	for _, site := range all {
		if site.Schedule == "" {
			continue
		}
		if err := crawler.CheckSchedule(site.Schedule); err != nil {
			key := "sites." + string(site.ID) + ".schedule"
			faults = append(faults, s.cfg.Fault(key, "%v", err))
		}
	}
	s.sites = sites.NewSet(all)
	return faults
}

// loadRules compiles the watches of the configuration and of the word files.
func (s *setup) loadRules() strict.Faults {
	var faults strict.Faults
	s.watches = s.cfg.Tracked()
	taken, channels := map[string]bool{}, []string{}
	for _, w := range s.watches {
		taken[w.ID] = true
	}
	for _, c := range s.cfg.ChannelList() {
		channels = append(channels, c.ID)
	}
	faults = append(faults, s.eachFile("watch_files", s.cfg.WatchFiles, func(file string, data []byte) (bad strict.Faults) {
		more, err := wordfile.Parse(file, data)
		if err != nil {
			return foreign(err, file, "")
		}
		for _, w := range more {
			if taken[w.ID] {
				bad = append(bad, &strict.Fault{File: file, Msg: fmt.Sprintf("a watch of the id %q stands elsewhere; give this group another [name]", w.ID)})
			}
			taken[w.ID] = true
			for _, id := range w.Channels {
				if !slices.Contains(channels, id) {
					bad = append(bad, &strict.Fault{File: file, Msg: fmt.Sprintf("@%s is not a channel of the configuration", id)})
				}
			}
		}
		s.watches = append(s.watches, more...)
		return bad
	})...)
	for _, w := range s.watches {
		for i, id := range w.Sites {
			if _, ok := s.sites.ByID(id); !ok {
				var ids []string
				for _, site := range s.sites.All() {
					ids = append(ids, string(site.ID))
				}
				faults = append(faults, s.cfg.Fault(fmt.Sprintf("%s.sites[%d]", s.cfg.WatchKey(w.ID), i), "%q is not a site%s", id, strict.Suggest(string(id), ids)))
			}
		}
	}
	rules, err := match.Compile(firsts(s.watches))
	if err != nil {
		faults = append(faults, s.ruleFaults(err)...)
		return faults
	}
	s.rules = rules
	for _, w := range rules.Warnings() {
		s.warnings = append(s.warnings, s.ruleFault(w))
	}
	return faults
}

// eachFile reads the files of a setting's patterns and gathers their faults.
func (s *setup) eachFile(key string, patterns []string, read func(file string, data []byte) strict.Faults) strict.Faults {
	files, err := s.cfg.Glob(key, patterns)
	faults := asFaults(err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			faults = append(faults, &strict.Fault{File: file, Msg: "cannot be read: " + err.Error()})
			continue
		}
		faults = append(faults, read(file, data)...)
	}
	return faults
}

// firsts leaves out watches whose id stands twice: the configuration says so.
func firsts(watches []newswatch.Watch) []newswatch.Watch {
	seen := map[string]bool{}
	var out []newswatch.Watch
	for _, w := range watches {
		if !seen[w.ID] {
			seen[w.ID] = true
			out = append(out, w)
		}
	}
	return out
}

// ruleFaults puts the faults of rules at their places in the configuration.
func (s *setup) ruleFaults(err error) strict.Faults {
	var faults strict.Faults
	for _, e := range flatten(err) {
		var f *match.Fault
		if errors.As(e, &f) && f.Key == "" && s.cfg.Faulted(s.cfg.WatchKey(f.Watch)) {
			continue // what could not be read is not also missing
		}
		if errors.As(e, &f) {
			faults = append(faults, s.ruleFault(f))
		} else {
			faults = append(faults, s.cfg.Fault("watches", "%v", e))
		}
	}
	return faults
}

func (s *setup) ruleFault(f *match.Fault) *strict.Fault {
	key := s.cfg.WatchKey(f.Watch)
	if f.Key != "" {
		key += "." + f.Key
	}
	msg := f.Msg
	if f.Column > 0 {
		msg = fmt.Sprintf("at character %d: %s", f.Column, msg)
	}
	return s.cfg.Fault(key, "%s", msg)
}

// distinct sorts faults and leaves out those that only follow from another at
// the same key: a list that could not be read is not also empty.
func distinct(faults strict.Faults) strict.Faults {
	faults.Sort()
	told := map[string]bool{}
	var out strict.Faults
	for _, f := range faults {
		at := f.File + " " + f.Key
		if f.Key != "" && told[at] {
			continue
		}
		told[at] = true
		out = append(out, f)
	}
	return out
}

// flatten lists what errors.Join joined.
func flatten(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, e := range joined.Unwrap() {
			out = append(out, flatten(e)...)
		}
		return out
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// foreign turns the faults of another reader, whose lines already begin with
// file:line:column, into ours; prefix is what their keys stand below.
func foreign(err error, file, prefix string) strict.Faults {
	var faults strict.Faults
	for _, line := range strings.Split(err.Error(), "\n") {
		f := &strict.Fault{File: file, Msg: line}
		if rest, ok := strings.CutPrefix(line, file+":"); ok {
			f.Msg = strings.TrimSpace(rest)
			var l, c int
			if n, _ := fmt.Sscanf(rest, "%d:%d:", &l, &c); n == 2 {
				f.Position = strict.Position{Line: l, Column: c}
				f.Msg = prefix + strings.TrimSpace(strings.TrimPrefix(rest, fmt.Sprintf("%d:%d:", l, c)))
			}
		}
		faults = append(faults, f)
	}
	return faults
}

func asFaults(err error) strict.Faults {
	var faults strict.Faults
	errors.As(err, &faults)
	return faults
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

// loadChannels makes the channels ready, templates checked.
func (s *setup) loadChannels() strict.Faults {
	var faults strict.Faults
	env := alert.Env{
		Client: alert.NewClient(30 * time.Second), Location: s.zone, Language: s.cfg.Language,
		Level:  s.level,
		Digest: s.cfg.Alerts.Digest, QuietHours: s.cfg.Alerts.QuietHours,
	}
	if key := s.ackKey(); key != nil && s.cfg.Alerts.BaseURL != "" {
		env.AckURL = func(id newswatch.ID) string { return alert.AckURL(s.cfg.Alerts.BaseURL, key, id) }
	}
	if d := s.cfg.Alerts.Digest; d != "" {
		if err := crawler.CheckSchedule(d); err != nil {
			faults = append(faults, s.cfg.Fault("alerts.digest", "%v", err))
		}
	}
	known := map[string]bool{}
	for _, c := range s.cfg.ChannelList() {
		known[c.ID] = true
	}
	for _, c := range s.cfg.ChannelList() {
		ready, err := alert.New(c.Type, c.ID, c.Settings, env)
		if err == nil {
			err = ready.CheckEscalation(func(id string) bool { return known[id] })
			s.channels = append(s.channels, ready)
		}
		for _, e := range alert.SettingErrors(err) {
			faults = append(faults, s.settingFault(c, e))
		}
	}
	return faults
}

// level is a site's rank, by which digests count: 中央, 省级 …; a site without
// one counts under its own name.
func (s *setup) level(id newswatch.SiteID) string {
	if site, ok := s.sites.ByID(id); ok && site.Level != "" {
		return site.Level
	}
	return s.siteName(id)
}

// settingFault puts a channel's fault where the setting stands: digest and
// quiet_hours may come from alerts.
func (s *setup) settingFault(c configs.Channel, e *alert.SettingError) *strict.Fault {
	if e.Key == "digest" || e.Key == "quiet_hours" {
		var own map[string]json.RawMessage
		if json.Unmarshal(c.Settings, &own) == nil && own[e.Key] == nil {
			return s.cfg.Fault("alerts."+e.Key, "%s", e.Msg)
		}
	}
	key := c.Key
	if e.Key != "" {
		key += "." + e.Key
	}
	if e.Unknown {
		return s.cfg.KeyFault(key, "%s", e.Msg)
	}
	return s.cfg.Fault(key, "%s", e.Msg)
}

// ackKey signs the links by which people acknowledge alerts. It follows from the
// web server's token, so that there is one secret to keep; nil without one.
func (s *setup) ackKey() []byte {
	if s.cfg.Web.Token == "" {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(s.cfg.Web.Token))
	mac.Write([]byte("acknowledge"))
	return mac.Sum(nil)
}
