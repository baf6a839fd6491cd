package fallback

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Around a short article stand boxes with more text than it has.

const (
	shortTitle = "老码头的灯又亮了"
	shortText  = "停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江。\n船长说，灯是附近居民凑钱修的。"
	teasers    = `<div class="x1"><h3>本站推送</h3><dl><dt><a href="/1">河堤上的风筝越放越高</a></dt><dd>每到三月，河堤上总有人放风筝，最大的一只有六米长，要四个人一起拉，风大的日子里谁也不敢松手。</dd></dl>
<dl><dt><a href="/2">菜场二楼开了间自习室</a></dt><dd>自习室只有二十个座位，早上七点就坐满了，来的多半是准备考试的年轻人，楼下的鱼摊也给他们留一盏灯。</dd></dl>
<dl><dt><a href="/3">桥洞里的理发师傅退休</a></dt><dd>师傅在桥洞里剪了四十年头发，一把推子用坏了十几个弹簧，最后一天，排队的人从桥头站到了桥尾。</dd></dl></div>`
	comments = `<h3>网友评论</h3><div><b>江边人</b> 2024-05-02 08:11<p>小时候天天坐这班船上学，票价五分钱，冬天甲板上结冰，大家都挤在船舱里取暖。</p></div>
<div><b>路人</b> 2024-05-02 09:30<p>希望晚上能开到十点，下班以后也能坐船回家，比绕路过桥要快二十分钟呢。</p></div>`
	terms = `<p>版权声明：凡本网注明“来源：江边新闻网”的所有作品，版权均属于江边新闻网，未经授权不得转载、摘编。</p>`
)

func shortPage(above, within, below string) string {
	return `<html><head><title>` + shortTitle + `_江边新闻网</title></head><body><div class="main"><h2>` + shortTitle + `</h2><div>2024-05-01 20:15</div>` + above +
		`<div class="c"><p>停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江。</p>` + within + `<p>船长说，灯是附近居民凑钱修的。</p></div>` + below + `</div></body></html>`
}

func TestTextAmongBoxes(t *testing.T) {
	for _, c := range []struct {
		name, page, want string
	}{
		{"teasers of other articles", shortPage("", "", teasers), shortText},
		{"teasers that are cut short", shortPage("", "", `<ul><li><a href="/1">河堤上的风筝越放越高</a>：每到三月，河堤上总有人放风筝，最大的一只有六米长，要四个人一起拉。<a href="/1">[详细]</a></li></ul>`), shortText},
		{"comments below a heading", shortPage("", "", `<div class="x2">`+comments+`</div>`), shortText},
		{"the site's terms", shortPage("", "", terms), shortText},
		{"a link between two paragraphs", shortPage("", `<p>推荐阅读：<a href="/1">河堤上的风筝越放越高</a></p>`, ""), shortText},
		{"a box of links between two paragraphs", shortPage("", `<div><h4>相关新闻</h4><ul><li><a href="/1">河堤上的风筝越放越高</a></li><li><a href="/2">菜场二楼开了间自习室</a></li></ul></div>`, ""), shortText},
		{"a summary as long as the text", shortPage(`<div class="daodu">核心提示：老码头停航三年之后，附近居民凑钱修好了路灯，渡船公司恢复了夜班，第一晚的客人比预想的多。</div>`, "", ""),
			"核心提示：老码头停航三年之后，附近居民凑钱修好了路灯，渡船公司恢复了夜班，第一晚的客人比预想的多。\n" + shortText},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := of(t, c.page, "http://www.example.com/1.html")
			if d := cmp.Diff(c.want, got.Text); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			if got.Title != shortTitle || got.Source != "" {
				t.Errorf("title %q, source %q", got.Title, got.Source)
			}
		})
	}
}

// Comments are no annex where they are all that a page has.
func TestHeadingOfAnnexMayOpenTheArticle(t *testing.T) {
	page := strings.Replace(shortPage("", "", ""), `<div class="c">`, `<div class="c"><h4>今日关注</h4>`, 1)
	if got := of(t, page, "http://www.example.com/1.html"); !strings.Contains(got.Text, "第一班渡船") {
		t.Errorf("text %q", got.Text)
	}
}

func TestTitleWhereThePageIsNamedForTheSite(t *testing.T) {
	for _, c := range []struct{ name, above string }{
		{"logo in a heading", `<h1><a href="/">江边晚风</a></h1>`},
		{"breadcrumb", `<div>您的位置：<a href="/">江边晚风</a> &gt; <a href="/s">社会</a> &gt; 正文</div>`},
		{"ranking above", `<h3>24小时热点</h3><a href="/">江边晚风</a>`},
	} {
		page := strings.Replace(shortPage("", "", ""), shortTitle+"_江边新闻网", "江边晚风", 1)
		page = strings.Replace(page, `<div class="main"><h2>`+shortTitle+`</h2>`, c.above+`<div class="main"><p align="center"><b>`+shortTitle+`</b></p>`, 1)
		if got := of(t, page, "http://www.example.com/1.html"); got.Title != shortTitle {
			t.Errorf("%s: title %q", c.name, got.Title)
		}
	}
}

func TestLabelsWithBlanks(t *testing.T) {
	page := strings.Replace(shortPage("", "", `<p>编　辑：郑好</p>`), "2024-05-01 20:15", "2024-05-01 20:15 来　源：江边晚报 撰稿：周小禾", 1)
	got := of(t, page, "http://www.example.com/1.html")
	if got.Source != "江边晚报" || got.Editor != "郑好" || got.Author != "周小禾" {
		t.Errorf("source %q, editor %q, author %q", got.Source, got.Editor, got.Author)
	}
}

// Where a page has no element for its text, the paragraphs beside each other are.
func TestTextWithoutAnElement(t *testing.T) {
	page := `<html><head><title>` + shortTitle + `</title></head><body><ul><li><a href=/1>河堤上的风筝越放越高</a></li><li><a href=/2>菜场二楼开了间自习室</a></li><li><a href=/3>桥洞里的理发师傅退休</a></li></ul>
<h4>` + shortTitle + `</h4><p>2024-05-01 20:15 来源：江边晚报</p><p>停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江。</p><p>船长说，灯是附近居民凑钱修的。</p>
<h3>热点推荐</h3><ul><li><a href=/1>河堤上的风筝越放越高</a></li><li><a href=/2>菜场二楼开了间自习室</a></li><li><a href=/3>桥洞里的理发师傅退休</a></li></ul><p>电话：0000-0000000</p></body></html>`
	if got := of(t, page, "http://www.example.com/1.html"); got.Text != shortText {
		t.Errorf("text %q", got.Text)
	}
}

func TestPhotographersAreNoAuthors(t *testing.T) {
	for line, want := range map[string]string{
		"渡船靠岸。 记者 周小禾 摄":          "",
		"渡船靠岸。记者周小禾摄":             "",
		"（记者 周小禾 吴桐 攝）":           "",
		"记者 周小禾 文/摄":              "周小禾",
		"本报讯（记者 周小禾 通讯员 吴桐）渡船靠岸。": "周小禾 吴桐",
		"记者：周小禾 时间：2024-05-01":    "周小禾",
	} {
		if got := byline(line); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// Articles without a long line are articles all the same, if time and headline
// say so; other pages of few words are not.
func TestTextOfShortLines(t *testing.T) {
	around := func(below string) string {
		return `<html><head><title>渡口（组诗）_江边网</title></head><body><div><a href=/>首页</a> <a href=/n>新闻</a></div><h1>渡口（组诗）</h1>` + below + `<div>版权所有 江边网</div></body></html>`
	}
	for _, c := range []struct{ name, below, want string }{
		{"a poem", `<div>2024-05-01 来源：江边网</div><div>江水是旧的<br>船是新的<br>摆渡人收起缆绳<br>把黄昏系在岸边</div>`, "江水是旧的\n船是新的\n摆渡人收起缆绳\n把黄昏系在岸边"},
		{"an interview", `<div>2024-05-01 来源：江边网</div><div><p><b>问：几点开船？</b></p><p>答：早上六点。</p><p><b>问：票价多少？</b></p><p>答：两元。</p></div><p>责任编辑：郑好</p>`, "问：几点开船？\n答：早上六点。\n问：票价多少？\n答：两元。"},
		{"a sentence under a picture", `<div>2024-05-01 20:15</div><div><p><img src=1.jpg></p><p>昨晚，老码头亮灯。</p></div>`, "昨晚，老码头亮灯。"},
		{"no time", `<div>江水是旧的<br>船是新的</div>`, ""},
		{"a list", `<div>2024-05-01</div><ul><li><a href=/1>江水是旧的</a><li><a href=/2>船是新的</a></ul>`, ""},
	} {
		if got := of(t, around(c.below), "http://www.example.com/1.html").Text; got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// A system's line about the article, with its dates, is no text however long.
func TestLineOfDatesIsNoText(t *testing.T) {
	page := shortPage("", "", `<div>江边日报 一版要闻 00001 老码头的灯又亮了停航三年后 2024-05-01 3443336 2 2024年05月01日 星期三</div>`)
	if got := of(t, page, "http://www.example.com/1.html"); got.Text != shortText {
		t.Errorf("text %q", got.Text)
	}
}

// Who wrote may end a text; who wrote, and where it comes from, stands below it.
func TestLastLinesOfTexts(t *testing.T) {
	for line, kept := range map[string]bool{
		"（记者 周小禾）":          true,
		"江边报记者 周小禾 来源：江边晚报": false,
		"作者：记者 周小禾 编辑：郑好":   false,
		"（资料来源：江边晚报、河岸时报等）": true,
	} {
		page := strings.Replace(shortPage("", "", ""), "修的。</p>", "修的。</p><p>"+line+"</p>", 1)
		if got := of(t, page, "http://www.example.com/1.html").Text; strings.HasSuffix(got, line) != kept {
			t.Errorf("%s: text %q", line, got)
		}
	}
}

// Pages hold their text twice, once for printers or telephones.
func TestTextInTwoCopies(t *testing.T) {
	text := "<p>停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江。</p><p>船长说，灯是附近居民凑钱修的。</p>"
	for _, second := range []string{`<div class="print">` + text + `</div>`, `<div class="mobile"><h1>` + shortTitle + `</h1><div>2024-05-01 20:15</div>` + text + `</div>`} {
		page := strings.Replace(shortPage("", "", second), `<div class="c">`, `<div class="m"><div class="c">`, 1) + "</div>"
		if got := of(t, page, "http://www.example.com/1.html"); got.Text != shortText {
			t.Errorf("text %q", got.Text)
		}
	}
	quote := shortPage("", "", `<blockquote>停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江。</blockquote>`)
	if got := of(t, quote, "http://www.example.com/1.html"); !strings.HasPrefix(got.Text, shortText) {
		t.Errorf("a quotation: text %q", got.Text)
	}
}
