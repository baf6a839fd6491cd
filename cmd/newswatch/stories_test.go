package main

import (
	"strings"
	"testing"

	"newswatch"
	"newswatch/cmd/newswatch/newsroom"
)

// One story that five papers print with small edits and a mirror in disguise is
// told once to each watch and known with its six outlets; another story that
// begins with the same words is told too.
func TestOneStoryOnSixSites(t *testing.T) {
	b := newTown(t, "")
	b.write("newswatch.yaml", strings.Replace(b.read("newswatch.yaml"), "channels:\n", "  - { id: xianghu, name: 湘湖, any: [湘湖], channels: [desk] }\nchannels:\n", 1))
	title := "湘湖畔的老水厂改成了社区书房"
	lead := "位于萧山湘湖东岸的老水厂停用十二年后重新开门，车间变成了书房，水塔成了看湖的平台。"
	text := []string{
		lead,
		"书房有四千三百册图书，其中一半由附近六个小区的住户捐出，管理员也由住户轮流担任，每班两人。",
		"设计者沈国峰保留了全部滤池和管道，只在上面铺了玻璃，孩子们可以低头看见从前的水是怎样流过砂层的。",
		"改造用了九个月，花费三百二十万元，由街道、水务公司和一家基金会各出三分之一，没有拆除任何一堵承重墙。",
		"开门第一周来了五千六百人，最晚的一位读到夜里十一点，水塔上的长椅从早到晚都有人。",
		"街道打算明年把隔壁的泵房也交给住户，办成木工间和修理铺，图纸已经贴在门口征求意见。",
	}
	var papers []*gazette
	for _, id := range []string{"chenbao", "wanbao", "ribao", "shangbao", "zhoukan", "mirror"} {
		papers = append(papers, b.gazette(id, nil))
	}
	with := func(edit func(p []string) []string) []string { return edit(append([]string{}, text...)) }
	papers[0].print(title, text...)
	papers[1].print("湘湖边老水厂变身社区书房", with(func(p []string) []string {
		p[0] = "本报讯（记者 来静）" + p[0]
		return p
	})...)
	papers[2].print(title+"（图）", with(func(p []string) []string { return p[:5] })...)
	papers[3].print(title, with(func(p []string) []string {
		return append(append([]string{"编者按：城里的旧厂房怎样用，是读者常来信问的事。"}, p...), "更多内容请看本刊下月的旧厂房专题。")
	})...)
	papers[4].print("老水厂重新开门，湘湖东岸多了一间书房", with(func(p []string) []string {
		p[1] = strings.Replace(p[1], "其中一半", "其中约一半", 1)
		p[4] = strings.Replace(p[4], "从早到晚都有人", "整天都有人坐", 1)
		return p
	})...)
	copied := newsroom.Piece{Title: title, Paragraphs: text}.Disguise()
	papers[5].print(copied.Title, copied.Paragraphs...)
	original := papers[0].articles[0]
	for _, g := range papers { // the mirror shows the stamp of what it copied
		g.articles[0].published = original.published
		g.put(g.articles[0])
	}
	b.crawl("mirror") // and is seen first
	b.crawl()

	raised := map[string]int{}
	for _, a := range b.heard(newswatch.AlertRaised) {
		raised[a.Watch.ID]++
	}
	if raised["xiaoshan"] != 1 || raised["xianghu"] != 1 {
		t.Errorf("alerts raised, by watch: %v", raised)
	}
	x := b.explained(papers[0].url(original.at))
	if x.Story == nil || len(x.Story.Outlets) != 6 {
		t.Fatalf("the story: %+v", x.Story)
	}
	for _, o := range x.Story.Outlets {
		if disguised := o.Role == newswatch.RoleDisguised; disguised != (o.Site == "mirror") {
			t.Errorf("%s counts as %s", o.Site, o.Role)
		}
	}

	// Another event, told with the same first paragraph.
	other := papers[0].print("老水厂书房里的第一场婚礼", lead,
		"昨天上午，在书房工作的俞思齐和在湘湖划船的汤立在这里结了婚，来宾是两人教过的七十名学游泳的孩子。",
		"婚礼没有车队，新人划着一条木船过来，船上放着一只红色的保温桶，里面是给大家喝的绿豆汤。",
		"证婚的是捐书最多的老教师莫小川，他念了一封三十年前没有寄出的信，念到一半自己先笑了。",
		"仪式结束以后，孩子们把玻璃下面的砂池当作许愿池，被管理员劝了回来，每人领到一张借书证。")
	b.crawl()
	y := b.explained(papers[0].url(other.at))
	if y.Article.StoryID == x.Article.StoryID || y.Article.DuplicateOf != 0 {
		t.Errorf("the second event went into the story of the first: %+v", y.Likeness)
	}
	raised = map[string]int{}
	for _, a := range b.heard(newswatch.AlertRaised) {
		raised[a.Watch.ID]++
	}
	if raised["xiaoshan"] != 2 || raised["xianghu"] != 2 {
		t.Errorf("alerts raised after the second event, by watch: %v", raised)
	}

	d := b.serve()
	var story struct{ Outlets []struct{ Site, Role string } }
	get(t, d.url+"/api/v1/stories/"+x.Article.StoryID.String(), &story)
	if len(story.Outlets) != 6 {
		t.Errorf("the API's story: %+v", story)
	}
}
