package newsroom

import "strings"

// traditional and pinyin are what a content farm does to some characters, enough
// of each for the demonstration.
var (
	traditional = strings.NewReplacer("萧", "蕭", "龙", "龍", "经", "經", "济", "濟", "发", "發", "区", "區", "实", "實", "现", "現", "长", "長", "总", "總", "项", "項", "业", "業", "产", "產", "传", "傳", "来", "來", "开", "開", "关", "關", "个", "個", "们", "們", "国", "國", "时", "時", "说", "說", "这", "這", "为", "為", "与", "與", "过", "過", "动", "動", "办", "辦", "处", "處", "园", "園", "万", "萬", "亿", "億", "术", "術", "战", "戰", "师", "師", "负", "負", "责", "責", "显", "顯", "数", "數", "据", "據", "单", "單", "员", "員")
	annotated   = strings.NewReplacer("湖", "湖(hú)", "山", "山(shān)", "增長", "增長(zhǎng)", "開", "開(kāi)", "項", "項(xiàng)")
)

// Disguise is the piece as a content farm copies it: traditional characters,
// pinyin behind some of them, to get past comparison.
func (p Piece) Disguise() Piece {
	q := p
	q.Title = annotated.Replace(traditional.Replace(p.Title))
	q.Paragraphs = nil
	for _, s := range p.Paragraphs {
		q.Paragraphs = append(q.Paragraphs, annotated.Replace(traditional.Replace(s)))
	}
	return q
}
