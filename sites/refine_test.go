package sites

import (
	"strings"
	"testing"
)

// A page that is read by its labels leaves out the boxes around the text, and
// takes from generic reading what no label gives.
func TestLabelsAmongBoxes(t *testing.T) {
	set := NewSet(Builtin())
	site, _ := set.ByID("xsnet")
	page := `<html><head><title>老码头的灯又亮了-萧山网</title></head><body><div class="q1">您的位置:<a href=/>萧山网</a> &gt; <a href=/n>新闻</a> &gt; 正文</div>
<div class="q2"><div class="q3">老码头的灯又亮了</div><div class="q4">更新时间:2023-01-30 08:47:18    内容来源:萧山日报</div><div class="q5">分享到：<a href=#>微博</a> <a href=#>微信</a></div>
<div class="q6"><p>停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江，船票仍然是两元。</p>
<div class="q7"><h4>相关新闻</h4><ul><li><a href=/1>河堤上的风筝越放越高</a></li><li><a href=/2>菜场二楼开了间自习室</a></li></ul></div>
<p>船长说，灯是附近居民凑钱修的，以后每天亮到晚上十点。</p></div><div class="q8">作者:记者 周小禾  编辑:郑好</div>
<div class="q9"><h3>网友评论</h3><p>小时候天天坐这班船上学，票价五分钱，冬天甲板上结冰，大家都挤在船舱里取暖。</p><p>希望晚上能开到十点，下班以后也能坐船回家。</p></div></div></body></html>`
	doc, err := Parse([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	x, err := site.Extract(mustURL("https://www.xsnet.cn/content/2023-01/30/content_1.html"), doc, testNow)
	if err != nil {
		t.Fatal(err)
	}
	a := x.Article
	want := "停航三年的老码头昨晚重新亮灯，第一班渡船载着四十名乘客过江，船票仍然是两元。\n船长说，灯是附近居民凑钱修的，以后每天亮到晚上十点。"
	if a.Template != "labels" || a.Title != "老码头的灯又亮了" || a.Text != want || a.Source != "萧山日报" || a.Author != "周小禾" || a.Editor != "郑好" || !strings.Contains(a.Channel, "新闻") {
		t.Errorf("by %s: %q, %q, %q, %q, %q:\n%s", a.Template, a.Title, a.Source, a.Author, a.Editor, a.Channel, a.Text)
	}
}
