package fold_test

import (
	"strings"
	"testing"

	"newswatch/pipeline/fold"
)

// benchText is about 100 KB of news prose of our own in paragraphs.
func benchText(paragraph string) []string {
	var out []string
	for range 60 {
		out = append(out, strings.Repeat(paragraph, 8))
	}
	return out
}

func BenchmarkFold(b *testing.B) {
	for _, c := range []struct{ name, paragraph string }{
		{"simplified", "区里昨天召开现场会，要求各镇街抓紧完成剩余37个项目的前期工作，确保6月底前全部开工。负责人说，今年还将新增投资12.5亿元。"},
		{"traditional", "區裏昨天召開現場會，要求各鎮街抓緊完成剩餘37個項目的前期工作，確保6月底前全部開工。負責人說，今年還將新增投資12.5億元。"},
		{"pinyin", "區裏昨天召(zhào)開現場會(huì)，要求各鎮街抓緊完成剩餘37個(gè)項目的前期工作，確保6月底前全部開工。負責(zé)人說，今年還將(jiāng)新增投資12.5億元。"},
		{"latin", "The district held a meeting yesterday and asked all towns to finish the remaining 37 projects before the end of June."},
	} {
		b.Run(c.name, func(b *testing.B) {
			texts := benchText(c.paragraph)
			size := 0
			for _, t := range texts {
				size += len(t)
			}
			var f fold.Folder
			f.Fold(texts[0])
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, t := range texts {
					f.Fold(t)
				}
			}
		})
	}
}
