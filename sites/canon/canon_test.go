package canon

import (
	"errors"
	"net/url"
	"testing"

	"pgregory.net/rapid"

	"newswatch"
)

func TestVariantsOfOneArticleShareOneForm(t *testing.T) {
	for _, group := range [][]string{
		{
			"http://www.xsnet.cn/content/2023-01/30/content_501234.html",
			"https://www.xsnet.cn/content/2023-01/30/content_501234.html",
			"http://m.xsnet.cn/content/2023-01/30/content_501234.html?from=timeline&isappinstalled=0",
			"http://xsnet.cn:80/content//2023-01/30/content_501234.html#comments",
			"HTTPS://WAP.XSNET.CN:443/content/2023-01/../2023-01/30/content_501234.html?utm_source=a&_=1571234567890",
		},
		{
			"http://zj.people.com.cn/n2/2022/0215/c186327-35134567.html",
			"https://zj.people.com.cn/n2/2022/0215/c186327-35134567.html?spm=1.2.3",
			"http://m.zj.people.com.cn/n2/2022/0215/c186327-35134567.html",
			"http://www.zj.people.com.cn/n2/2022/0215/c186327-35134567.html",
		},
		{
			"https://zjrb.zjol.com.cn/html/2014-04/21/content_2614567.htm",
			"https://zjrb.zjol.com.cn/html/2014-04/21/content_2614567.htm?div=-1",
			"https://zjrb.zjol.com.cn/html/2014-04/21/content_2614567.htm?div=0",
		},
		{
			"https://xsrb.xsnet.cn/html/2026-09/01/content_79494_18012345.htm",
			"https://xsrb.xsnet.cn/epaper/html/2026-09/01/content_79494_18012345.htm",
			"http://xsrb.cnepaper.com/html/2026-09/01/content_79494_18012345.htm",
		},
		{
			"http://hznews.hangzhou.com.cn/chengshi/content/2017-09/26/content_6671333.htm",
			"http://hznews.hangzhou.com.cn/chengshi/content/2017-09/26/content_6671333_0.htm",
		},
		{"http://people.com.cn", "http://www.people.com.cn/", "http://www.people.com.cn/index.html", "http://www.people.cn/"},
		{"http://a.example.cn/x?b=2&a=1", "http://a.example.cn/x?a=1&b=2", "http://a.example.cn/x?a=1&utm_medium=x&b=2"},
		{"http://a.example.cn/%7euser/%e4%b8%ad", "http://a.example.cn/~user/中"},
	} {
		want := URL(mustParse(t, group[0]))
		for _, variant := range group[1:] {
			if got := URL(mustParse(t, variant)); got != want {
				t.Errorf("%s\n gives %s\n  want %s", variant, got, want)
			}
		}
	}
}

func TestDifferentPagesStayApart(t *testing.T) {
	pages := []string{
		"http://culture.people.com.cn/n1/2019/0615/c1013-31153719.html",
		"http://culture.people.com.cn/n1/2019/0615/c1013-31153719-2.html",
		"http://zj.people.com.cn/n1/2019/0615/c1013-31153719.html",
		"http://www.xsnet.cn/news/index.shtml",
		"http://www.xsnet.cn/news/index_1.shtml",
		"http://www.example.cn/show.php?id=1",
		"http://www.example.cn/show.php?id=2",
		"http://127.0.0.1:8080/a",
		"http://127.0.0.1:8081/a",
	}
	seen := map[string]string{}
	for _, p := range pages {
		c := URL(mustParse(t, p))
		if other, ok := seen[c]; ok {
			t.Errorf("%s and %s both give %s", p, other, c)
		}
		seen[c] = p
	}
}

func TestResolve(t *testing.T) {
	base := mustParse(t, "http://www.people.com.cn/GB/1024/index.html")
	for href, want := range map[string]string{
		"/n1/2026/1004/c1-2.html":                      "http://www.people.com.cn/n1/2026/1004/c1-2.html",
		"index2.html":                                  "http://www.people.com.cn/GB/1024/index2.html",
		"//zj.people.com.cn/a.html":                    "http://zj.people.com.cn/a.html",
		"http://a.people.com.cn/n1/c1-40809327.html\n": "http://a.people.com.cn/n1/c1-40809327.html",
		"http://a.people.com.cn/n1/c1-\n40809327.html": "http://a.people.com.cn/n1/c1-40809327.html",
		" \u3000content_1.htm ":                        "http://www.people.com.cn/GB/1024/content_1.htm",
		"..\\a\\b.htm":                                 "http://www.people.com.cn/GB/a/b.htm",
		"a b%.htm":                                     "http://www.people.com.cn/GB/1024/a%20b%25.htm",
		"a.htm#top":                                    "http://www.people.com.cn/GB/1024/a.htm",
		"?page=2":                                      "http://www.people.com.cn/GB/1024/index.html?page=2",
	} {
		got, err := Resolve(base, href)
		if err != nil || got.String() != want {
			t.Errorf("Resolve(%q) = %v, %v; want %s", href, got, err, want)
		}
	}
	for _, href := range []string{"", "#", "  ", "javascript:void(0)", "mailto:a@b.cn", "data:text/html,x", "ftp://a.cn/x", "http://", "http:///x"} {
		if got, err := Resolve(base, href); !errors.Is(err, newswatch.ErrInvalid) {
			t.Errorf("Resolve(%q) = %v, %v; want ErrInvalid", href, got, err)
		}
	}
}

func TestCanonicalFormIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		host := rapid.StringMatching(`(www\.|m\.|wap\.){0,3}[a-z0-9-]{1,8}(\.[a-z]{1,5}){0,3}(:[0-9]{1,4})?`).Draw(t, "host")
		rest := rapid.StringMatching(`/[ -~中文]{0,30}`).Draw(t, "rest")
		u, err := Resolve(nil, "http://"+host+rest)
		if err != nil {
			return
		}
		checkStable(t, u)
	})
}

func FuzzURL(f *testing.F) {
	f.Add("http://www.people.com.cn/n1/2019/0615/c1013-31153719.html?from=x")
	f.Add("HTTPS://m.例子.cn:443/%e4%b8/../index.shtml;jsessionid=1?div=-1&b=%zz&amp;a=1#x")
	f.Add("http://[::1]:80/a?;;&&=")
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := Resolve(nil, raw)
		if err != nil {
			return
		}
		checkStable(t, u)
	})
}

// checkStable fails where the canonical form is not an address, or not its own
// canonical form.
func checkStable(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, u *url.URL) {
	first := URL(u)
	again, err := url.Parse(first)
	if err != nil {
		t.Fatalf("%s gives %s: %v", u, first, err)
	}
	if second := URL(again); second != first {
		t.Errorf("%s gives %s, and that %s", u, first, second)
	}
}

func mustParse(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
