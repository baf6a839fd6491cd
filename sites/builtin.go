package sites

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"newswatch"
)

//go:embed *.yaml
var definitions embed.FS

// loadBuiltin loads the embedded definitions once; they are constants.
var loadBuiltin = sync.OnceValue(func() []*Site {
	files, err := fs.Glob(definitions, "*.yaml")
	if err != nil {
		panic(err)
	}
	var all []*Site
	for _, name := range files {
		data, err := definitions.ReadFile(name)
		if err == nil {
			var s *Site
			if s, err = Load("sites/"+name, data); err == nil {
				all = append(all, s)
				continue
			}
		}
		panic(fmt.Sprintf("built-in site: %v", err))
	}
	return all
})

// platforms are designs that many sites share, tried where a site has no
// definition.
//
//go:embed platforms/*.yaml
var platforms embed.FS

var loadUnknown = sync.OnceValue(func() Site {
	data, err := platforms.ReadFile("platforms/founder.yaml")
	if err != nil {
		panic(err)
	}
	s, err := Load("sites/platforms/founder.yaml", data)
	if err != nil {
		panic(fmt.Sprintf("built-in platform: %v", err))
	}
	return Site{Location: beijing, Enabled: true, Fallback: true, Templates: s.Templates, index: s.index}
})

// Unknown is a nameless site that reads any page: by the designs of systems
// that many sites share, or else generically.
func Unknown() *Site {
	s := loadUnknown()
	return &s
}

// Builtin returns the sites that the program brings along, in the order of their ids.
func Builtin() []*Site {
	return append([]*Site(nil), loadBuiltin()...)
}

// BuiltinSource returns the text of a built-in definition, as an example and a
// start for one's own. The error wraps [newswatch.ErrNotFound].
func BuiltinSource(id newswatch.SiteID) ([]byte, error) {
	if !siteID.MatchString(string(id)) || strings.Contains(string(id), "/") {
		return nil, fmt.Errorf("site %q: %w", id, newswatch.ErrNotFound)
	}
	data, err := definitions.ReadFile(string(id) + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("site %q: %w", id, newswatch.ErrNotFound)
	}
	return data, nil
}
