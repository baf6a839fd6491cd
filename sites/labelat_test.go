package sites

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// labelPattern says in one expression what labelsIn finds.
var labelPattern = regexp.MustCompile(`(更新时间|更新日期|发布时间|发布日期|发表时间|发表日期|发稿时间|发稿日期|日期|时间|内容来源|稿件来源|信息来源|新闻来源|文章来源|来源|稿源|作者|记者|通讯员|责任编辑|责\s?编|网络编辑|编\s?辑|标签|关键[词字]|摄影|校对|审核|点击数?|浏览次数|阅读数?|字[号体]|分享到?)\s*[:：]\s*`)

func TestLabelsAreThoseOfThePattern(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom(labelWords),
		rapid.SampledFrom([]string{":", "：", " ", "\t", "\u3000", "责 编", "编 辑", "编\n辑", "责  编", "关键", "新华社", "2024-05-06", "，", "\xef", "\xef\xbc", "间", "任"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(piece, 0, 14).Draw(t, "line"), "")
		var want, got [][]int
		for _, m := range labelPattern.FindAllStringSubmatchIndex(line, -1) {
			want = append(want, []int{m[0], m[3], m[1]})
		}
		for _, l := range labelsIn(line, 0) {
			got = append(got, []int{l.start, l.wordEnd, l.end})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("labelsIn(%q): %s", line, diff)
		}
		if len(want) > 0 && len(labelsIn(line, 1)) != 1 {
			t.Fatalf("labelsIn(%q, 1) finds %d", line, len(labelsIn(line, 1)))
		}
	})
}

func TestHasStop(t *testing.T) {
	stops := regexp.MustCompile(`[。！？!?；]`)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("a中，、。！？!?；：《"))).Draw(t, "text")
		if got := hasStop(s); got != stops.MatchString(s) {
			t.Fatalf("hasStop(%q) = %t", s, got)
		}
	})
}
