package sites

import (
	"strings"
	"testing"
	"time"
)

func TestAdaptiveBounds(t *testing.T) {
	const rest = `
id: town
name: 小城网
homepage: http://town.example/
hosts: [town.example]
discover: [{ list: "http://town.example/", links: a }]
article: { urls: ['\.html$'], templates: [{ id: a, title: h1, body: p }] }
`
	for text, want := range map[string]*Adaptive{
		"":                               nil,
		"adaptive: false":                nil,
		"adaptive: true":                 {},
		"adaptive: { min: 2m, max: 2h }": {2 * time.Minute, 2 * time.Hour},
		"adaptive: { max: 6h }":          {0, 6 * time.Hour},
	} {
		s, err := Load("town.yaml", []byte(text+rest))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if (s.Adaptive == nil) != (want == nil) || want != nil && *s.Adaptive != *want {
			t.Errorf("%s: %+v", text, s.Adaptive)
		}
	}
	for text, want := range map[string]string{
		"adaptive: { min: soon }":        `town.yaml:1:18: adaptive.min: "soon" is not a duration of at least 10s; write it like 2m or 6h`,
		"adaptive: { min: 1s }":          `"1s" is not a duration of at least 10s`,
		"adaptive: { min: 2h, max: 2m }": "min is more than max; swap them",
		"adaptive: { least: 2h }":        "adaptive.least: unknown key",
		"adaptive: [2h]":                 "town.yaml:1:11: adaptive: ",
	} {
		_, err := Load("town.yaml", []byte(text+rest))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
