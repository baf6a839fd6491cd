package sites

import "bytes"

// YAML is the definition as written, without overrides.
func (s *Site) YAML() []byte { return bytes.Clone(s.source) }
