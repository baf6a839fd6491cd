package sites

import "testing"

// Whatever a JSON list holds, its links are addresses on the web.
func FuzzReadJSON(f *testing.F) {
	people, _ := NewSet(Builtin()).ByID("people")
	src := &people.Discover[0]
	f.Add([]byte(`{"items":[{"title":"桥修好了","url":"http://a.people.com.cn/n1/2026/1004/c1-40800001.html","date":"2026-10-04 08:09:10"}]}`))
	f.Add([]byte("\ufeffvar list = {\"items\":[{\"url\":\"//a\\n\"},{\"url\":5},{\"url\":\"javascript:x\"}]};"))
	f.Add([]byte(`callback([[[[{"items":{"items":[{}]}}]]]])`))
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := src.ReadJSON(mustURL(src.URL), body, testNow)
		for _, link := range l.Links {
			if err != nil || link.URL == nil || link.URL.Scheme != "http" && link.URL.Scheme != "https" || link.URL.Host == "" {
				t.Fatalf("link %+v, error %v", link, err)
			}
		}
	})
}
