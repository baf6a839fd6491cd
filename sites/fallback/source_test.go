package fallback

import (
	"strings"
	"testing"
)

func TestSourcesBesideTheDate(t *testing.T) {
	for _, c := range []struct{ name, line, source, author string }{
		{"a name that ends as a label does", `2024-05-01 20:15 来源：江边发布`, "江边发布", ""},
		{"a name that opens as a label does", `来源：时间财经 时间：2024-05-01 20:15`, "时间财经", ""},
		{"a label right behind", `2024-05-01 20:15来源：江边晚报编辑：郑好`, "江边晚报", ""},
		{"a count behind", `2024-05-01 20:15 来源：江边晚报 评论 128`, "江边晚报", ""},
		{"parts without blanks", `<span class=a>新闻</span><span class=b>江边周末</span><span class=c>周小禾</span><span class=d>2024年05月01日20:15</span>`, "江边周末", ""},
		{"the channel is no source", `<span>新闻</span> <span>2024-05-01 20:15</span>`, "", ""},
		{"terms of the site", `2024-05-01 20:15</div><div>凡本网注明“来源：江边新闻网”的所有作品`, "", ""},
		{"writer by rel", `<a rel=author href=/u/1>周小禾</a> · 2024-05-01 20:15 · 来源：江边晚报`, "江边晚报", "周小禾"},
	} {
		page := strings.Replace(shortPage("", "", ""), "2024-05-01 20:15", c.line, 1)
		got := of(t, page, "http://www.example.com/1.html")
		if got.Source != c.source || got.Author != c.author || got.Published.IsZero() {
			t.Errorf("%s: source %q, author %q, published %v", c.name, got.Source, got.Author, got.Published)
		}
	}
}

func TestWriterInStructuredData(t *testing.T) {
	page := strings.Replace(shortPage("", "", ""), "</head>", `<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"周小禾"}}</script></head>`, 1)
	if got := of(t, page, "http://www.example.com/1.html"); got.Author != "周小禾" {
		t.Errorf("author %q", got.Author)
	}
}

// A date that the text tells, under whatever label, is not the article's where
// the page's script keeps that.
func TestStampOfScriptBeforeDatesInTheText(t *testing.T) {
	page := strings.Replace(shortPage("", "<p>出生日期：1983年11月11日</p>", `<script>var publish_time = "2024-05-01 20:15";</script>`), "<div>2024-05-01 20:15</div>", "", 1)
	if got := of(t, page, "http://www.example.com/1.html"); got.Published.Time.Format("2006-01-02 15:04") != "2024-05-01 20:15" {
		t.Errorf("published %v", got.Published)
	}
}

func TestStampsInParts(t *testing.T) {
	for line, want := range map[string]string{
		"<span>2024</span> <span>05/01</span> <span>20:15:09</span>": "2024-05-01 20:15:09 second",
		"2024年05月01日</div><div>20:15":                                "2024-05-01 20:15:00 minute",
		"2024-05-01</div><div>20人":                                   "2024-05-01 00:00:00 day",
	} {
		page := strings.Replace(shortPage("", "", ""), "2024-05-01 20:15", line, 1)
		got := of(t, page, "http://www.example.com/1.html").Published
		if s := got.Time.Format("2006-01-02 15:04:05 ") + string(got.Precision); s != want {
			t.Errorf("%s: %s, want %s", line, s, want)
		}
	}
}

// A role between the label and the name is no name.
func TestAuthorBehindARole(t *testing.T) {
	for line, want := range map[string]string{
		"作者：首席记者 沈立方":   "沈立方",
		"作者：驻江城记者 沈立方":  "沈立方",
		"作者：首席記者 陳小舟":   "陳小舟",
		"作者：沈立方 记者 王小禾": "沈立方",
	} {
		page := `<title>渡口停航以后</title><h1>渡口停航以后</h1><div>2022-03-04 09:12 来源：江边日报</div><div><p>渡口在上个月停航了，最后一班船上坐着七个人，他们都说以后进城要绕路。</p><p>船工老石在这条河上摇了三十一年的橹，他把缆绳收好，锁进了岸边的小屋。</p></div><div>` + line + `</div>`
		if got := of(t, page, "http://www.example.com/a/1.html").Author; got != want {
			t.Errorf("%s: %q; want %q", line, got, want)
		}
	}
}
