package sites

import (
	"net/url"
	"strings"

	"newswatch"
)

// Set is the sites that are known, by id and by host. It is safe for concurrent use.
type Set struct {
	all  []*Site
	byID map[newswatch.SiteID]*Site
}

// NewSet makes a set. Of several sites with one id the last counts, in the place of the first.
func NewSet(all []*Site) *Set {
	set := &Set{byID: map[newswatch.SiteID]*Site{}}
	at := map[newswatch.SiteID]int{}
	for _, s := range all {
		if i, ok := at[s.ID]; ok {
			set.all[i] = s
		} else {
			at[s.ID] = len(set.all)
			set.all = append(set.all, s)
		}
		set.byID[s.ID] = s
	}
	return set
}

// ByID returns the site of an id.
func (set *Set) ByID(id newswatch.SiteID) (*Site, bool) {
	s, ok := set.byID[id]
	return s, ok
}

// ForURL returns the site that u belongs to: the one with the most specific
// host, whether it is enabled or not. Ports do not count.
func (set *Set) ForURL(u *url.URL) (*Site, bool) {
	var best *Site
	most := 0
	for _, s := range set.all {
		if n := s.specificity(u.Hostname()); n > most {
			best, most = s, n
		}
	}
	return best, best != nil
}

// All returns the sites in their order; the caller does not change the slice.
func (set *Set) All() []*Site { return set.all }

// specificity is 0 where host is not one of the site's, and the greater the
// more exactly the site names it. Letter case does not count.
func (s *Site) specificity(host string) int {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	most := 0
	for _, h := range s.Hosts {
		switch suffix, wild := strings.CutPrefix(h, "*"); {
		case !wild && h == host:
			return 1000 // longer than any host name
		case wild && strings.HasSuffix(host, suffix) && len(host) > len(suffix):
			most = max(most, len(suffix))
		}
	}
	return most
}
