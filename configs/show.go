package configs

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/invopop/jsonschema"

	"newswatch/configs/strict"
)

const masked = "(secret)"

// secretKey matches the settings of a channel that let others speak in its
// name. A robot's URL is a credential.
var secretKey = regexp.MustCompile(`(?i)(url|secret|token|password|passwd|key|auth)`)

// Show writes the effective configuration as YAML, secrets masked.
func (c *Config) Show() ([]byte, error) {
	shown := *c
	shown.Channels = make([]strict.Raw, len(c.Channels))
	for i, raw := range c.Channels {
		var settings map[string]any
		if err := json.Unmarshal(raw.JSON, &settings); err != nil {
			return nil, fmt.Errorf("channels[%d]: %w", i, err)
		}
		b, err := json.Marshal(mask(settings))
		if err != nil {
			return nil, fmt.Errorf("channels[%d]: %w", i, err)
		}
		shown.Channels[i].JSON = b
	}
	if shown.Web.Token != "" {
		shown.Web.Token = masked
	}
	if u, err := url.Parse(shown.Crawl.Proxy); err == nil && u.User != nil {
		u.User = url.User("secret")
		shown.Crawl.Proxy = u.String()
	}
	b, err := json.Marshal(shown)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	out, err := yaml.JSONToYAML(b)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return out, nil
}

// mask replaces secret texts, however deep they stand.
func mask(m map[string]any) map[string]any {
	for k, v := range m {
		switch v := v.(type) {
		case map[string]any:
			if strings.EqualFold(k, "headers") { // any of them may carry a credential
				for name := range v {
					v[name] = masked
				}
			}
			m[k] = mask(v)
		case string:
			if v != "" && secretKey.MatchString(k) {
				m[k] = masked
			}
		}
	}
	return m
}

// Schema is the JSON Schema (draft 2020-12) of newswatch.yaml. settings
// describes for each type of channel what it reads; a nil one accepts anything.
func Schema(settings map[string]any) ([]byte, error) {
	r := &jsonschema.Reflector{
		ExpandedStruct:             true,
		RequiredFromJSONSchemaTags: true,
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			if t == reflect.TypeFor[strict.Raw]() {
				return &jsonschema.Schema{Type: "object"}
			}
			return nil
		},
	}
	s := r.Reflect(&Config{})
	s.ID = "https://newswatch.example/schema/newswatch.yaml.json"
	s.Title = "newswatch.yaml"
	if channels, ok := s.Properties.Get("channels"); ok && len(settings) > 0 {
		channels.Items = channelSchema(r, settings)
	}
	return json.MarshalIndent(s, "", "  ")
}

func channelSchema(r *jsonschema.Reflector, settings map[string]any) *jsonschema.Schema {
	item := &jsonschema.Schema{Type: "object"}
	var kinds []any
	for _, kind := range sortedKeys(settings) {
		kinds = append(kinds, kind)
		if settings[kind] == nil {
			continue
		}
		own := *r
		own.DoNotReference = true
		own.Anonymous = true
		s := own.Reflect(settings[kind])
		s.Version = ""
		properties := jsonschema.NewProperties()
		properties.Set("type", &jsonschema.Schema{Const: kind})
		item.AllOf = append(item.AllOf, &jsonschema.Schema{
			If:   &jsonschema.Schema{Properties: properties},
			Then: s,
		})
	}
	properties := jsonschema.NewProperties()
	properties.Set("id", &jsonschema.Schema{Type: "string"})
	properties.Set("type", &jsonschema.Schema{Type: "string", Enum: kinds})
	item.Properties = properties
	item.Required = []string{"id", "type"}
	return item
}

func sortedKeys(m map[string]any) []string {
	return slices.Sorted(maps.Keys(m))
}
