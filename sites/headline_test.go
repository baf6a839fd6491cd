package sites

import (
	"strings"
	"testing"
)

// readBuiltin reads a page of a built-in site.
func readBuiltin(t *testing.T, address, page string) Extraction {
	t.Helper()
	u := mustURL(address)
	site, ok := NewSet(Builtin()).ForURL(u)
	if !ok {
		t.Fatalf("no site for %s", address)
	}
	doc, err := Parse([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	x, err := site.Extract(u, doc, testNow)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

const riverStory = "<p>停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江，船票仍然是两元。</p><p>船长说，灯是附近居民凑钱修的，以后每天亮到晚上十点。</p>"

// The heading around a logo is no headline, whatever the template selects.
func TestLogoIsNoHeadline(t *testing.T) {
	for _, c := range []struct{ address, page string }{
		{"http://www.chinanews.com/gn/2015/03-04/7101234.shtml", `<title>老码头的灯又亮了-中新网</title><h1 class=logo><a href=/>中新网</a></h1><h1>老码头的灯又亮了</h1>
<div class="left-t">2015年03月04日 09:12　来源：<a>某某晚报</a></div><div class="left_zw">` + riverStory + `</div>`},
		{"http://zj.people.com.cn/n2/2022/0304/c186327-35131671.html", `<title>老码头的灯又亮了--浙江频道--人民网</title><h1><a href=/>人民网</a></h1><div class=zz1><h2>老码头的灯又亮了</h2>
<div class=zz2>2022年03月04日09:12 | 来源：<a>某某晚报</a></div><div class=zz3>` + riverStory + `</div></div>`},
	} {
		if a := readBuiltin(t, c.address, c.page).Article; a.Title != "老码头的灯又亮了" || a.Source != "某某晚报" || !strings.HasPrefix(a.Text, "停航三年") {
			t.Errorf("%s by %s: %q, %q, %q", c.address, a.Template, a.Title, a.Source, a.Text)
		}
	}
}

// A newspaper's page whose markup says nothing has its headline below the page's name.
func TestPaperWithoutTimeOrMarkup(t *testing.T) {
	a := readBuiltin(t, "https://zjrb.zjol.com.cn/html/2022-03/04/content_3443336.htm", `<title>浙江日报</title><div>浙江日报 数字报纸</div><div class=a1>00001版：一版要闻</div><div class=a2>老码头的灯又亮了</div><div class=a3>`+
		riverStory+`</div><div>浙江日报 一版要闻 00001 老码头的灯又亮了 2022-03-04 3443336 2 2022年03月04日 星期五</div>`).Article
	if a.Title != "老码头的灯又亮了" || a.Source != "浙江日报" || a.Published.Format("2006-01-02") != "2022-03-04" || strings.Count(a.Text, "\n") != 1 {
		t.Errorf("by %s: %q, %q, %s, %q", a.Template, a.Title, a.Source, a.Published, a.Text)
	}
}

func TestPointsAboveTheTextAreNoCaptions(t *testing.T) {
	page := `<title>老码头的灯又亮了-浙江在线</title><div class=contTit>老码头的灯又亮了</div><span id=pubtime_baidu>2018年08月07日 08:19:03</span><div class=contTxt>`
	a := readBuiltin(t, "http://zjnews.zjol.com.cn/zjnews/hznews/201808/t20180807_7957664.shtml", page+"<p>■票价不变</p><p>■每天到晚上十点</p>"+riverStory+"</div>").Article
	if !strings.HasPrefix(a.Text, "■票价不变\n■每天到晚上十点\n停航三年") {
		t.Errorf("text %q", a.Text)
	}
}

func TestNamesOfTwoCharacterSurnames(t *testing.T) {
	for text, want := range map[string]bool{"欧阳雪": true, "欧阳雪晴": true, "欧阳": false, "王小禾 司徒文": true, "码头上": false, "": false} {
		if got := isName(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// Copies that note pinyin behind characters do so in their labels and names too.
func TestLabelsAndNamesWithPinyinNotes(t *testing.T) {
	const text = "<p>某某日報(bào)訊(xùn)（記(jì)者 張(zhāng)之冰）停航三年的老碼頭(tóu)昨晚重新亮燈，第一班渡船載(zài)著四十名乘客過江，船票仍然是兩元。</p><p>船長(zhǎng)說，燈是附近居民湊錢修的，以后每天亮到晚上十點(diǎn)。</p>"
	for _, address := range []string{"https://www.hzgou.cn/news/show-12345.html", "https://copies.example/news/show-12345.html"} {
		u, page := mustURL(address), `<title>老碼頭的燈又亮了_某網(wǎng)</title><h1>老碼頭(tóu)的燈又亮了</h1>
<div>發(fā)布時(shí)間：2022-03-04 09:12　來(lái)源：某某日報(bào)　編輯(jí)：李曉(xiǎo)明</div><div>`+text+`</div>`
		site, ok := NewSet(Builtin()).ForURL(u)
		if !ok {
			site = Unknown()
		}
		doc, err := Parse([]byte(page))
		if err != nil {
			t.Fatal(err)
		}
		x, err := site.Extract(u, doc, testNow)
		if err != nil {
			t.Fatal(err)
		}
		a := x.Article
		if a.Source != "某某日報" || a.Editor != "李曉明" || a.Published.Format("01-02 15:04") != "03-04 09:12" || !strings.HasPrefix(a.Text, "某某日報(bào)訊(xùn)") {
			t.Errorf("%s by %s: %q, %q, %s, %q", address, a.Template, a.Source, a.Editor, a.Published, a.Text)
		}
		if ok && a.Author != "張之冰" {
			t.Errorf("author %q", a.Author)
		}
	}
}

// The year of a time in parts may stand against the month.
func TestYearAgainstMonth(t *testing.T) {
	a := readBuiltin(t, "http://www.news.cn/politics/2022-03/04/c_1129860999.htm", `<title>老码头的灯又亮了-新华网</title><div class="header-time"><span class="year"><em> 2022</em></span><span class="day"><em>03</em>/<em>04</em></span> <span class="time">09:12:05</span></div>
<div class="head-line"><h1><span class="title">老码头的灯又亮了</span></h1></div><div id="detail">`+riverStory+`</div>`).Article
	if got := a.Published.Format("2006-01-02 15:04:05"); got != "2022-03-04 09:12:05" {
		t.Errorf("published %s", got)
	}
}

// Above and below the title of a newspaper's page without markup stand its
// kicker and second title; the masthead is neither.
func TestKickerAndSubtitleOfAPaperWithoutMarkup(t *testing.T) {
	for _, c := range []struct{ address, page, kicker, subtitle, author string }{
		{"https://xsrb.xsnet.cn/html/2022-03/04/content_79495_300001.htm", `<title>萧山日报数字报</title><div>2022年03月04日 星期五 <a>旧版入口</a></div><div>当前版： 02版 <a>上一版</a> <a>下一版</a></div>
<div><a>上一篇</a> <a>下一篇</a></div><div>放大 缩小 默认</div><div>江边夜话</div><div>老码头的灯又亮了</div><div>——首航侧记</div><div>■记者 何小禾</div>`, "江边夜话", "——首航侧记", "何小禾"},
		{"https://xsrb.xsnet.cn/html/2022-03/04/content_79495_300001.htm", `<title>萧山日报数字报</title><div>2022年03月04日 星期五 <a>旧版入口</a></div><div>当前版： 02版 <a>上一版</a> <a>下一版</a></div>
<div><a>上一篇</a> <a>下一篇</a></div><div>放大 缩小 默认</div><div>江边夜话</div><div>老码头的灯又亮了</div>`, "江边夜话", "", ""},
		{"https://hzdaily.hangzhou.com.cn/hzrb/2022/03/04/article_detail_1_20220304A041.html", `<title>杭州日报</title><div>杭州日报</div><div>2022年03月04日 星期五</div><div>A04版：城事</div><div>老码头的灯又亮了</div><div>首班渡船载客四十人</div>`,
			"", "首班渡船载客四十人", ""},
	} {
		a := readBuiltin(t, c.address, c.page+"<div>"+riverStory+"</div>").Article
		if a.Title != "老码头的灯又亮了" || a.Kicker != c.kicker || a.Subtitle != c.subtitle || a.Author != c.author || !strings.HasPrefix(a.Text, "停航三年") {
			t.Errorf("%s by %s: %q, %q, %q, %q, %q", c.address, a.Template, a.Kicker, a.Title, a.Subtitle, a.Author, a.Text)
		}
	}
}

// The mirror's addresses are not known, so the usual forms are taken for articles.
func TestAddressesOfTheMirror(t *testing.T) {
	site, _ := NewSet(Builtin()).ByID("xjn")
	for address, want := range map[string]bool{
		"https://www.hzgou.cn/news/show-12345.html": true,
		"https://www.hzgou.cn/article/88128":        true,
		"https://www.hzgou.cn/xw/88129/":            true,
		"https://www.hzgou.cn/show.php?id=88126":    true,
		"https://www.hzgou.cn/list.php?id=88126":    false,
		"https://www.hzgou.cn/about.html":           false,
		"https://www.hzgou.cn/":                     false,
	} {
		if got := site.IsArticle(mustURL(address)); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
