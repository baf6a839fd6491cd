package match_test

import (
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

func number(f float64) *float64 { return &f }

// figures are what a reader of figures could have found in the text below.
var figures = []newswatch.Figure{
	{Subject: "萧山", Indicator: "GDP增速", Value: number(5.6), Unit: "%", Text: "5.6%", Field: "text"},
	{Subject: "杭州市萧山区", Indicator: "地区生产总值", Value: number(2.3e11), Unit: "CNY", Text: "2300亿元", Field: "text"},
	{Subject: "上城区", Indicator: "GDP增速", Value: number(5.5), Unit: "%", Text: "5.5%", Field: "text"},
	{Subject: "萧山机场", Indicator: "旅客吞吐量", Value: number(5e7), Unit: "person", Text: "5000万人次", Field: "text"},
	{Subject: "湘湖与闻堰", Indicator: "规上工业增加值增速", Min: number(10), Max: number(15), Unit: "%", Text: "10%至15%", Field: "text"},
	{Subject: "萧山", Indicator: "全社会R&D经费支出占GDP比重", Value: number(3.4), Unit: "%", Text: "3.4%", Field: "text"},
	{Subject: "全区", Indicator: "固定资产投资", Value: number(10), Unit: "%", Text: "10%", Field: "text", Offset: 20, Length: 3},
	{Subject: "萧山", Indicator: "单位GDP能耗", Value: number(3), Unit: "%", Text: "3%", Field: "text"},
	{Subject: "萧山", Indicator: "人均可支配收入", Value: number(80000), Unit: "CNY", Text: "8万元", Field: "title"},
}

func TestFigureWatches(t *testing.T) {
	const text = "余杭的事。\n萧山今年开局很好,投资也不错,全区增长10%。"
	for name, c := range map[string]struct {
		watch newswatch.Watch
		want  string // the figures' texts
		miss  string
	}{
		"an indicator by a synonym": {
			newswatch.Watch{Subject: []string{"萧山"}, Indicator: []string{"GDP", "地区生产总值"}}, "5.6% 2300亿元", ""},
		"an indicator's growth": {
			newswatch.Watch{Subject: []string{"萧山"}, Indicator: []string{"GDP增速"}}, "5.6%", ""},
		"an indicator's amount": {
			newswatch.Watch{Subject: []string{"蕭山區"}, Indicator: []string{"GDP总量"}}, "2300亿元", ""},
		"a subject with the area above it": {
			newswatch.Watch{Subject: []string{"杭州市上城区"}, Indicator: []string{"GDP增速"}}, "5.5%", ""},
		"any subject": {
			newswatch.Watch{Indicator: []string{"gdp"}}, "5.6% 2300亿元 5.5%", ""},
		"an attribute before the indicator": {
			newswatch.Watch{Indicator: []string{"工业增加值"}}, "10%至15%", ""},
		"one of two subjects": {
			newswatch.Watch{Subject: []string{"闻堰"}}, "10%至15%", ""},
		"a share is of what is before 占": {
			newswatch.Watch{Indicator: []string{"研发经费"}}, "3.4%", ""},
		"a share by its whole name": {
			newswatch.Watch{Indicator: []string{"R&D经费支出占比"}}, "3.4%", ""},
		"the subject 全区 is who the paragraph speaks of": {
			newswatch.Watch{Subject: []string{"萧山"}, Indicator: []string{"固投"}}, "10%", ""},
		"the subject 全区 is not who another paragraph speaks of": {
			newswatch.Watch{Subject: []string{"余杭"}, Indicator: []string{"固定资产投资"}}, "", "subject: 1 of the numbers fit the indicator, none is about 余杭"},
		"another area's figures": {
			newswatch.Watch{Subject: []string{"滨江"}, Indicator: []string{"GDP"}}, "", "subject: 3 of the numbers fit the indicator, none is about 滨江; the first is 萧山 GDP增速 5.6%"},
		"an airport is not its district": {
			newswatch.Watch{Subject: []string{"萧山"}, Indicator: []string{"旅客吞吐量"}}, "", "subject: "},
		"another indicator": {
			newswatch.Watch{Indicator: []string{"粮食产量"}}, "", "indicator: none of 9 numbers is about 粮食产量"},
		"min": {
			newswatch.Watch{Indicator: []string{"GDP增速"}, Min: number(5.6)}, "5.6%", ""},
		"max": {
			newswatch.Watch{Indicator: []string{"GDP增速"}, Max: number(5.5)}, "5.5%", ""},
		"below min": {
			newswatch.Watch{Indicator: []string{"GDP增速"}, Min: number(6)}, "", "min: 萧山 GDP增速 5.6% is below 6"},
		"above max": {
			newswatch.Watch{Indicator: []string{"GDP增速"}, Max: number(5)}, "", "max: 萧山 GDP增速 5.6% is above 5"},
		"a range that reaches into min": {
			newswatch.Watch{Indicator: []string{"规上工业增加值"}, Min: number(12)}, "10%至15%", ""},
		"in the title": {
			newswatch.Watch{Subject: []string{"萧山"}, In: []newswatch.Field{"title"}}, "8万元", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.watch.ID, c.watch.Kind = "f", newswatch.FigureTarget
			m := compile(t, c.watch)
			hits, misses := m.Explain(&match.Doc{Text: fold.Fold(text), Figures: figures})
			if c.miss != "" {
				if len(misses) != 1 || !strings.HasPrefix(misses[0].Reason, c.miss) {
					t.Fatalf("got %+v, %+v, want the reason %s", hits, misses, c.miss)
				}
				return
			}
			if len(hits) != 1 {
				t.Fatalf("does not fire: %+v", misses)
			}
			var got []string
			for _, f := range hits[0].Figures {
				got = append(got, f.Text)
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got %s, want %s", s, c.want)
			}
			if hits[0].Matches == nil || hits[0].Rule == "" {
				t.Errorf("the hit has no list of matches or no rule: %+v", hits[0])
			}
		})
	}
}

func TestFigureFaults(t *testing.T) {
	for want, w := range map[string]newswatch.Watch{
		`watch "f": min: can never fire: min 3 is greater than max 2`: {Indicator: []string{"GDP"}, Min: number(3), Max: number(2)},
		`watch "f": indicator[0]: "，" names nothing that is measured`: {Indicator: []string{"，"}},
		`watch "f": any: does not belong to a watch of kind figure`:   {Indicator: []string{"GDP"}, Any: []string{"萧山"}},
		`watch "f": subject[0]: is empty; give a word or remove it`:   {Subject: []string{""}},
	} {
		w.ID, w.Kind = "f", newswatch.FigureTarget
		if _, err := match.Compile([]newswatch.Watch{w}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	m := compile(t, newswatch.Watch{ID: "f", Kind: newswatch.FigureTarget})
	if len(m.Warnings()) != 1 {
		t.Errorf("a watch of all numbers gives the warnings %v", m.Warnings())
	}
	if _, misses := m.Explain(&match.Doc{}); len(misses) != 1 || misses[0].Reason != "figure: the article states no number" {
		t.Errorf("got %v", misses)
	}
}
