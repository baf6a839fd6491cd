package revision_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"newswatch"
	"newswatch/pipeline/revision"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func spans(list []newswatch.DiffSpan) string {
	var b strings.Builder
	for _, s := range list {
		switch s.Op {
		case "=":
			b.WriteString(s.Text)
		default:
			b.WriteString("{" + s.Op + s.Text + "}")
		}
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	for _, tt := range []struct{ what, before, after, want string }{
		{"nothing", "", "", ""},
		{"equal", "湘湖涨水", "湘湖涨水", "湘湖涨水"},
		{"all new", "", "湘湖", "{+湘湖}"},
		{"a figure is one word", "增长5.6%，共12家", "增长5.8%，共12家", "增长{-5.6}{+5.8}%，共12家"},
		{"words of letters too", "the old dog", "the new dog", "the {-old}{+new} dog"},
		{"a name", "倪世英表示", "张文波表示", "{-倪世英}{+张文波}表示"},
		{"crumbs are swept up", "甲乙丙中丁戊己", "子丑寅中卯辰巳", "{-甲乙丙中丁戊己}{+子丑寅中卯辰巳}"},
		{"a paragraph came", "一段\n三段\n", "一段\n二段\n三段\n", "一段\n{+二段\n}三段\n"},
		{"two places far apart stay two", "今天上午大会在湘湖边的会堂里举行", "昨天上午大会在湘湖边的会堂里结束", "{-今}{+昨}天上午大会在湘湖边的会堂里{-举行}{+结束}"},
	} {
		if got := spans(revision.Diff(tt.before, tt.after)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.what, got, tt.want)
		}
	}
}

// rebuild makes both texts of a diff again.
func rebuild(t interface{ Fatalf(string, ...any) }, list []newswatch.DiffSpan) (before, after string) {
	var x, y strings.Builder
	last := ""
	for _, s := range list {
		if s.Text == "" || s.Op == last {
			t.Fatalf("diff %q: an empty span, or two of one kind in a row", list)
		}
		last = s.Op
		if s.Op != "+" {
			x.WriteString(s.Text)
		}
		if s.Op != "-" {
			y.WriteString(s.Text)
		}
	}
	return x.String(), y.String()
}

func TestDiffRebuildsBothTexts(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"湘", "湖", "山", "12", "3.5", "ab", " ", "\n", "，", "\xff"}), 0, 60).Draw(t, "pieces"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		x, y := rebuild(t, revision.Diff(before, after))
		if x != before || y != after {
			t.Fatalf("diff of %q and %q rebuilds %q and %q", before, after, x, y)
		}
	})
}

// shortest is the length of the longest common subsequence, the slow way.
func shortest(x, y []rune) int {
	row := make([]int, len(y)+1)
	for i := range x {
		diagonal := 0
		for j := range y {
			above := row[j+1]
			if x[i] == y[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(y)]
}

func TestDiffIsBounded(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func() string {
		out := make([]rune, 350_000)
		for i := range out {
			out[i] = rune(0x4E00 + random.IntN(3000))
			if i%97 == 0 {
				out[i] = '\n'
			}
		}
		return string(out)
	}
	for _, pair := range [][2]string{{noise(), noise()}, {strings.Repeat("\n", 500_000), strings.Repeat("山\n", 250_000)}, {strings.Repeat("山", 300_000), strings.Repeat("湖山", 150_000)}} {
		begin := time.Now()
		x, y := rebuild(t, revision.Diff(pair[0], pair[1]))
		if x != pair[0] || y != pair[1] {
			t.Error("a diff of 1 MB rebuilds other texts")
		}
		t.Logf("1 MB against 1 MB: %v", time.Since(begin).Round(time.Millisecond))
	}
}

const body = "区里昨天召开现场会，要求各镇街抓紧完成剩余37个项目的前期工作。\n负责人说，今年还将新增投资12.5亿元。\n会议由陈立群主持。"

func TestChanges(t *testing.T) {
	for _, tt := range []struct {
		what          string
		before, after newswatch.Article
		want          []string // field: diff
	}{
		{"as it was", article("标题", body), article("标题", body), nil},
		{"white space and width", article("标题 ", body), article("标题", "　　"+strings.NewReplacer("，", ",", "\n", "\n\n　　").Replace(body)), nil},
		{"a share counter", article("标题", body+"\n阅读 1203　评论 7　分享到："), article("标题", body+"\n阅读 98765　评论 12　分享到："), nil},
		{"a counter with words", article("标题", body+"\n已有1203人阅读"), article("标题", body+"\n已有1.3万人阅读"), nil},
		{"an editor's line", article("标题", body+"\n（责任编辑：王一）"), article("标题", body+"\n责任编辑：李二"), nil},
		{"a disclaimer came", article("标题", body), article("标题", body+"\n版权声明：未经授权，不得转载。"), nil},
		{"another order of boxes", article("标题", body+"\n甲段落。\n乙段落。"), article("标题", body+"\n乙段落。\n甲段落。"), nil},
		{"paragraphs divided otherwise", article("标题", body), article("标题", strings.ReplaceAll(body, "。", "。\n")), nil},
		{"traditional characters", article("标题", body), article("標題", strings.ReplaceAll(body, "区里", "區裏")), nil},
		{"a title", article("三月开工", body), article("四月开工", body), []string{"title: {-三}{+四}月开工"}},
		{"a figure", article("标题", body), article("标题", strings.ReplaceAll(body, "37", "38")), []string{"text: 区里昨天召开现场会，要求各镇街抓紧完成剩余{-37}{+38}个项目的前期工作。"}},
		{"a decimal point", article("标题", body), article("标题", strings.ReplaceAll(body, "12.5", "125")), []string{"text: 负责人说，今年还将新增投资{-12.5}{+125}亿元。"}},
		{"a name", article("标题", body), article("标题", strings.ReplaceAll(body, "陈立群", "陈力群")), []string{"text: 会议由陈{-立}{+力}群主持。"}},
		{"a paragraph gone", article("标题", body), article("标题", strings.Split(body, "\n")[0]), []string{"text: {-负责人说，今年还将新增投资12.5亿元。\n会议由陈立群主持。}"}},
		{"title and text", article("甲", body), article("乙", body+"\n又及：雨停了。"), []string{"title: {-甲}{+乙}", "text: {+又及：雨停了。}"}},
		{"a count inside a sentence", article("标题", "活动视频播放12万次，广受好评。"), article("标题", "活动视频播放15万次，广受好评。"), []string{"text: 活动视频播放{-12}{+15}万次，广受好评。"}},
	} {
		var got []string
		for _, c := range revision.Changes(&tt.before, &tt.after) {
			got = append(got, c.Field+": "+spans(c.Diff))
			if x, y := rebuild(t, c.Diff); x != c.Before || y != c.After {
				t.Errorf("%s: diff rebuilds %q and %q, not %q and %q", tt.what, x, y, c.Before, c.After)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
		}
	}
}

func article(title, text string) newswatch.Article {
	return newswatch.Article{Title: title, Text: text}
}

func TestDiffKeepsAsMuchAsThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SliceOfN(rapid.SampledFrom([]rune("甲乙丙丁")), 0, 30)
		x, y := letters.Draw(t, "before"), letters.Draw(t, "after")
		kept := 0
		for _, s := range revision.RawDiff(string(x), string(y)) {
			if s.Op == "=" {
				kept += len([]rune(s.Text))
			}
		}
		if want := shortest(x, y); kept != want {
			t.Fatalf("diff of %q and %q keeps %d characters, possible are %d", string(x), string(y), kept, want)
		}
	})
}

func FuzzChanges(f *testing.F) {
	f.Add(body, strings.ReplaceAll(body, "37", "38"))
	f.Add("一\n二\n三", "三\n一\r\n\n二")
	f.Add("阅读 3", "\xff阅读 4 。")
	f.Fuzz(func(t *testing.T, before, after string) {
		old, new := article(before, after), article(after, before)
		for _, c := range revision.Changes(&old, &new) {
			if x, y := rebuild(t, c.Diff); x != c.Before || y != c.After {
				t.Errorf("diff rebuilds %q and %q, not %q and %q", x, y, c.Before, c.After)
			}
		}
		same := article(before, after)
		if list := revision.Changes(&same, &same); list != nil {
			t.Errorf("an article differs from itself: %v", list)
		}
	})
}
