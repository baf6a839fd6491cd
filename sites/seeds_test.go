package sites

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"newswatch"
)

// sharedSeeds holds the text of one whole page of each of five sites. The pages
// are set from it at test time; the texts are no part of the repository.
const sharedSeeds = "../../shared/seeds"

// seed is a page's text: the lines that are not empty, what they say, and how
// its site's templates set them.
type seed struct {
	site     newswatch.SiteID
	url      string
	want     func(l []string) truth
	template map[string]func(l []string) string // by the template's name
}

func str(s string) *string { return &s }

// paras sets lines as paragraphs, in the ways that sites do.
func paras(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			fmt.Fprintf(&b, "<p>　　%s</p>\n", html.EscapeString(l))
		}
	}
	return b.String()
}

func breaks2(lines []string) string {
	var kept []string
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			kept = append(kept, "　　"+html.EscapeString(l))
		}
	}
	return strings.Join(kept, "<br><br>\n")
}

// bare sets every line from the nth on as a block of its own, without one class
// or id; the title element repeats line title.
func bare(from, title int, suffix string) func([]string) string {
	return func(lines []string) string {
		var b strings.Builder
		for _, l := range lines[from:] {
			fmt.Fprintf(&b, "<div>%s</div>\n", html.EscapeString(l))
		}
		return page(lines[title]+suffix, b.String())
	}
}

const nav = `<div><ul><li><a href="/">首页</a></li><li><a href="/a/">新闻</a></li><li><a href="/b/">政务</a></li><li><a href="/c/">民生</a></li></ul></div>`

func page(title, body string) string {
	return "<!DOCTYPE html><html><head><meta charset=utf-8><title>" + title + "</title></head><body>" + nav + body + nav + "</body></html>"
}

// upTo is the index of the first line that starts with prefix.
func upTo(lines []string, prefix string) int {
	return slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, prefix) })
}

// grouped is what re's group matches in s, whose white space is single blanks.
func grouped(s, re string) *string {
	m := regexp.MustCompile(re).FindStringSubmatch(squeeze(s))
	return &m[1]
}

var seeds = map[string]seed{
	"000": {
		site: "people", url: "http://zj.people.com.cn/n2/2022/0215/c186327-35134567.html",
		want: func(l []string) truth {
			end := upTo(l, "(责编")
			return truth{Title: &l[3], Published: str("2022-02-15T20:03:00+08:00"), Precision: "minute", Source: grouped(l[5], "来源:(.*)"),
				Author: &l[4], Editor: grouped(l[end], "责编:(.*)\\)"), First: &l[7], Last: &l[end-1],
				Not: []string{"小字号", "分享让更多人看到", "(责编", "返回顶部", l[2] + l[3]}}
		},
		template: map[string]func([]string) string{
			"2020": func(l []string) string {
				end := upTo(l, "(责编")
				return page(l[3]+"--浙江频道--人民网", `<div class="nav_more_con"><h1></h1></div><div class="layout route cf" id="rwb_navpath"><a class="clink">人民网</a>&gt;&gt;<a class="clink">浙江频道</a></div>
<div class="layout rm_txt cf"><div class="col col-1"><h3 class="pre">`+l[2]+`</h3><h1 id="newstit">`+l[3]+`</h1><h4 class="sub"></h4><div class="author cf">`+l[4]+`</div>
<div class="channel cf"><div class="col-1-1">`+l[5]+`</div><div class="col-1-2 fr"><span class="rm_type"><i>小字号</i></span></div></div>
<div class="rm_txt_con cf"><div class="bza"></div><div class="box_pic"></div>`+paras(l[7:end])+`<div class="zdfy clearfix"></div><div class="edit cf">`+l[end]+`</div><p class="paper_num"><em>分享让更多人看到 </em></p></div></div></div><div>返回顶部</div>`)
			},
			"labels": bare(2, 3, "--浙江频道--人民网"),
		},
	},
	"002": {
		site: "xsnet", url: "https://zt.xsnet.cn/A/zbzjc/content/2022-03/01/content_401234.html",
		want: func(l []string) truth {
			end := upTo(l, "作者:")
			return truth{Title: &l[1], Published: str("2022-03-01T07:05:00+08:00"), Precision: "second", Source: grouped(l[2], `来源:(\S*)`),
				Author: grouped(l[end], `记者 (\S+ \S+)`), Editor: grouped(l[end], "编辑:(.*)"), Channel: grouped(l[0], "> (.*) >"), First: &l[3], Last: &l[end-1],
				Not: []string{"更新时间", "作者:", "编辑:"}}
		},
		template: map[string]func([]string) string{
			"2020": func(l []string) string {
				end := upTo(l, "作者:")
				return page(l[1]+"-萧山网", `<div class="navigate"><span class="rute">`+l[0]+`</span></div><h1 class="con_title">`+l[1]+`</h1>
<div><span class="time">更新时间:2022-03-01 07:05:00</span>&nbsp;&nbsp;&nbsp;<span class="confrom">内容来源:`+*grouped(l[2], `来源:(\S*)`)+`</span></div><div class="xs_content">`+paras(l[3:end])+`</div><div class="con_edit">`+l[end]+`</div>`)
			},
			"labels": bare(0, 1, "-萧山网"),
		},
	},
	"003": {
		site: "zjol", url: "http://zjnews.zjol.com.cn/zjnews/hznews/201808/t20180807_7957664.shtml",
		want: func(l []string) truth {
			end := upTo(l, "标签")
			return truth{Title: &l[1], Published: str("2018-08-07T08:19:03+08:00"), Precision: "second", Source: grouped(l[3], `来源: (\S+)`),
				Author: grouped(l[3], `来源: \S+ (\S+ \S+) 供图`), Editor: grouped(l[end], "责任编辑: (.*)"), Channel: str("浙江新闻 > 浙江纵横 > 杭州"),
				First: &l[8], Last: &l[end-1],
				Not: []string{"分享到", "版权和免责", "责任编辑", "标签", "Copyright", *grouped(l[3], `供图 (\S+)`), l[4] + l[5]}}
		},
		template: map[string]func([]string) string{
			"2016": func(l []string) string {
				end := upTo(l, "标签")
				m := regexp.MustCompile(`^(.*?) (来源: \S+) (.*)$`).FindStringSubmatch(squeeze(l[3]))
				return page(l[1]+"-浙江在线", `<div class="location">`+l[0]+`</div><div class="contTit">`+l[1]+`</div><div class="contSubTit">`+l[2]+`</div>
<div class="info"><span id="pubtime_baidu">`+m[1]+`</span> <span id="source_baidu">`+m[2]+`</span> <span id="author_baidu">`+m[3]+`</span></div><div class="contTxt">`+paras(l[4:end])+`</div>`+paras(l[end:]))
			},
			"labels": bare(0, 1, "-浙江在线"),
		},
	},
	"001": {
		site: "xsrb", url: "https://xsrb.xsnet.cn/html/2023-07/31/content_79494_1.htm",
		want: func(l []string) truth {
			return truth{Title: &l[0], Published: str("2023-07-31T00:00:00+08:00"), Precision: "day", Source: str("萧山日报"),
				Author: grouped(l[2], "■记者 (.*)"), First: &l[3], Last: &l[upTo(l, "我区启动")-1], Not: []string{"旧版入口", "当前版", "版面导航", "■记者"}}
		},
		template: map[string]func([]string) string{
			"labels": func(l []string) string {
				return page("萧山日报数字报-"+l[0], `<div>2023年07月31日 星期一 <a href="/">旧版入口</a> | <a href="/">返回报网首页</a> | <a href="/">版面导航</a></div><div>当前版: 01版 <a>上一版</a> <a>下一版</a> <a>上一期</a> <a>下一期</a> <a>往期</a></div><div><a>上一篇</a> <a>下一篇</a></div><div>放大 缩小 默认</div>`+
					`<div>`+l[0]+`</div><div>`+l[1]+`</div><div>`+l[2]+`</div>`+paras(l[3:upTo(l, "我区启动")]))
			},
			"founder": func(l []string) string {
				return page("萧山日报数字报", `<div>2023年07月31日 星期一 <a href="/">旧版入口</a></div><div id="PreTitle"></div><h2 id="Title">`+l[0]+`</h2><div id="SubTitle">`+l[1]+`</div><div id="ozoom"><founder-content>`+
					paras(l[2:upTo(l, "我区启动")])+`</founder-content></div>`)
			},
		},
	},
	"004": {
		site: "xjn", url: "https://www.hzgou.cn/article/123456.html",
		want: func(l []string) truth {
			return truth{Title: str("一場會議吹響沖鋒號"), Published: str("2025-02-06T07:50:00+08:00"), Precision: "minute", Source: str("杭州日報"),
				Last: &l[upTo(l, "聲明:")-1], Not: []string{"聲明", "閱讀推薦", "新聞爆料", "圖片精選"}}
		},
		template: map[string]func([]string) string{
			"labels": func(l []string) string {
				return page("一場會議吹響沖鋒號-新江南網", `<h1>一場會議吹響沖鋒號</h1><div>時間：2025-02-06 07:50 來源：杭州日報</div><div>`+breaks2(l)+`</div>`)
			},
		},
	},
}

// TestSeeds sets each stored text into its site's templates and reads it back.
func TestSeeds(t *testing.T) {
	if _, err := os.Stat(sharedSeeds); err != nil {
		t.Skip("no stored texts beside the repository")
	}
	set := NewSet(Builtin())
	t.Log("\n" + scoreHead())
	for _, key := range sortedKeys(seeds) {
		s := seeds[key]
		files, _ := filepath.Glob(filepath.Join(sharedSeeds, key+"_*.txt"))
		if len(files) != 1 {
			t.Errorf("seed %s: %d files", key, len(files))
			continue
		}
		raw, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for l := range strings.SplitSeq(string(raw), "\n") {
			if l = strings.TrimSpace(l); l != "" {
				lines = append(lines, l)
			}
		}
		site, ok := set.ByID(s.site)
		if !ok {
			t.Errorf("seed %s: no site %q", key, s.site)
			continue
		}
		for _, name := range sortedKeys(s.template) {
			doc, err := Parse([]byte(s.template[name](lines)))
			if err != nil {
				t.Fatal(err)
			}
			got, err := site.Extract(mustURL(s.url), doc, testNow)
			if err != nil {
				t.Errorf("seed %s set as %s: %v", key, name, err)
				continue
			}
			if got.Article.Template != name {
				t.Errorf("seed %s set as %s: read by %s", key, name, got.Article.Template)
			}
			sum, want := newScore(), s.want(lines)
			compare(t, key+" as "+name, &want, &got, []*score{sum})
			for _, f := range scored {
				if sum.right[f] < sum.of[f] {
					t.Errorf("seed %s set as %s: %s is wrong", key, name, f)
				}
			}
			t.Log(sum.row(string(s.site) + " " + name))
		}
	}
}
