package fallback

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch"
	"newswatch/sites/stamp"
)

// found is a value and where it was found.
type found struct{ value, from string }

// zone gives the lines that may hold particulars: above, between headline and
// text and the lines right above the headline; below, the end of the text, what
// follows it, and its first lines.
func (p *page) zone(title, start, end, last int) (above, below []int) {
	add := func(z []int, from, to int) []int {
		for i := max(from, 0); i < to && i < len(p.blocks); i++ {
			if i != title {
				z = append(z, i)
			}
		}
		return z
	}
	if title >= 0 && title < start {
		above = add(above, title+1, min(start, title+16))
		above = add(above, title-5, title)
	} else {
		above = add(above, start-6, start)
	}
	below = add(below, max(end-3, start), max(end, last)+10)
	below = add(below, start, min(start+2, end))
	return above, below
}

// maxParticulars is how long a line of particulars may be, in characters.
const maxParticulars = 110

// source finds the outlet that an article names as its source.
func (p *page) source(title, start, end, last int) found {
	above, under := p.zone(title, start, end, last)
	if f := p.labelledSource(above, start); f.value != "" {
		return f
	}
	if text := p.hinted(hintSource, title, end); len(stamp.Find(text, p.now, p.loc)) == 0 {
		v, _, ok := labelled(text, sourceLabels)
		if !ok {
			v = valueOf(text)
		}
		if v = tidySource(v); v != "" && !strings.ContainsAny(v, colons) {
			return found{v, "element named for it"}
		}
	}
	bare := p.bareSources(title, start)
	below := p.labelledSource(under, start)
	if bare.value == "" || strings.Contains(below.value, bare.value) {
		bare = cmp.Or(below, bare)
	}
	if bare.value != "" {
		return bare
	}
	for _, name := range [...]string{"source", "mediaid", "article:source", "contentsource", "og:source", "copyrightholder"} {
		if v := tidySource(p.metas[name]); v != "" {
			return found{v, "meta[" + name + "]"}
		}
	}
	return found{}
}

// bareSources reads the lines between headline and text for an outlet without a
// label.
func (p *page) bareSources(title, start int) found {
	if title < 0 {
		return found{}
	}
	for i := title + 1; i < start && i < title+12; i++ {
		if v := bracketSource(p.blocks[i].text); v != "" {
			return found{v, "by-line"}
		}
	}
	var lines []int
	for i := title + 1; i < start && i < title+12; i++ {
		lines = append(lines, i)
	}
	for _, i := range p.besideStamp(lines, title) {
		if v := p.bareSource(i); v != "" {
			return found{v, "line beside the date"}
		}
	}
	return found{}
}

// besideStamp adds the lines of particulars that stand right above the headline:
// the one with the article's stamp and its neighbours. The stamp must be
// labelled or have a time: there are dates of the day in the heads of pages.
func (p *page) besideStamp(lines []int, title int) []int {
	for i := max(title-4, 0); i < title; i++ {
		b := &p.blocks[i]
		if b.runes > maxParticulars || !p.mayBeStamp(b.text) {
			continue
		}
		for _, s := range p.stamps(i) {
			if s.Precision == newswatch.Day && !labelsDate(b.text[:s.Offset]) {
				continue
			}
			for j := max(i-1, 0); j <= i+1 && j < title; j++ {
				if i == j || !strings.ContainsAny(p.blocks[j].text, crumbMarks) {
					lines = append(lines, j)
				}
			}
			return lines
		}
	}
	return lines
}

// labelledSource gives the first value behind a label of a source.
func (p *page) labelledSource(zone []int, start int) found {
	for _, i := range zone {
		b := &p.blocks[i]
		if b.runes > maxParticulars || p.elems[b.elem].hidden {
			continue
		}
		v, label, ok := labelled(b.text, sourceLabels)
		if !ok {
			continue
		}
		if v == "" && i+1 < len(p.blocks) && i+1 < start && p.blocks[i+1].runes <= 20 {
			v = valueOf(p.blocks[i+1].text)
		}
		if s := stamp.Find(v, p.now, p.loc); len(s) > 0 {
			v = v[:s[0].Offset]
		}
		if v = tidySource(v); v != "" {
			return found{v, "label " + label}
		}
	}
	return found{}
}

// maxSource is the longest name of an outlet, in characters.
const maxSource = 40

// tidySource refuses what is no name and takes off what stands around one.
func tidySource(s string) string {
	s = strings.Trim(s, " 　\"'“”：:")
	if in, ok := strings.CutPrefix(s, "《"); ok {
		if name, ok := strings.CutSuffix(in, "》"); ok && !strings.Contains(name, "《") {
			s = name
		}
	}
	// A name ends at the first blank, unless Latin letters stand around it.
	for i, r := range s {
		if r != ' ' && r != '　' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[i:], " 　"))
		if before < 0x2E80 && after < 0x2E80 {
			continue
		}
		s = s[:i]
		break
	}
	n := utf8.RuneCountInString(s)
	if n < 2 || n > maxSource || !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	switch s {
	case "网络", "互联网", "網路", "未知", "本站", "本网", "互联网整理", "原创", "转载", "null", "undefined":
		if s != "本网" && s != "网络" {
			return ""
		}
	}
	return s
}

// outletEnds end the names of papers, agencies, stations and sites.
var outletEnds = [...]string{
	"网", "網", "报", "報", "社", "电台", "電台", "电视台", "電視台", "卫视", "衛視", "周刊", "週刊", "周末", "杂志", "雜誌", "日报", "晚报", "时报", "時報", "新闻", "新聞", "在线", "在線", "财经", "財經", "客户端", "频道", "传媒", "之声", "云", "号", "观察", "月刊", "通讯", "新浪", "腾讯", "搜狐", "网易", "政府", "办公室", "委员会", "部", "局", "厅", "署", "法院", "检察院", "国务院", "协会", "集团", "融媒", "融媒体", "融媒体中心", "新闻中心", "论坛", "博客", "科技", "娱乐", "体育", "综合", "中文站", "快科技",
}

// isChannel reports whether a word is a channel of a site and nobody's name.
func isChannel(s string) bool {
	switch s {
	case "新闻", "新聞", "财经", "財經", "科技", "体育", "娱乐", "论坛", "博客", "频道", "综合", "观察", "通讯", "客户端", "在线", "周末":
		return true
	}
	return false
}

func isOutlet(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 20 {
		return false
	}
	if isChannel(s) {
		return false
	}
	for _, w := range outletEnds {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// notSource are words that stand beside stamps without naming anybody.
var notSource = newWords("发稿", "标准", "標準", "星期", "时间", "時間", "上午", "下午", "更新", "发表", "發表", "报导", "報導", "HKT", "GMT", "首页", "正文", "编译", "編譯", "转载", "即时新闻", "即時新聞", "速報", "快訊", "开心网", "人人网", "人人網", "豆瓣", "微博", "空间", "空間", "評論", "评论")

// bareSource reads an outlet without a label: beside the stamp in one line, or
// in a line of its own that is named for it.
func (p *page) bareSource(i int) string {
	b := &p.blocks[i]
	if b.runes > 60 || p.elems[b.elem].hidden {
		return ""
	}
	rest := p.parted(b)
	stamps := stamp.Find(rest, p.now, p.loc)
	if len(stamps) == 0 {
		if b.runes > 16 || b.marks > 0 || surplusOf(b) != noSurplus || !isOutlet(rest) && !p.namedFor(b.elem, "source", "from", "origin", "media", "laiyuan") {
			return ""
		}
		if notSource.within(rest) || strings.HasPrefix(rest, "订阅") || strings.HasPrefix(rest, "关注") || !p.stampNear(i) {
			return ""
		}
		return tidySource(rest)
	}
	s := stamps[0]
	before, after := rest[:s.Offset], rest[s.Offset+len(s.Text):]
	for _, part := range [...]string{after, before} {
		for _, w := range strings.FieldsFunc(part, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune("|｜·•╱/／()（）[]【】", r)
		}) {
			if w = valueOf(w); isOutlet(w) {
				return tidySource(w)
			}
		}
	}
	// A line that holds the stamp and one word beside it names the account.
	after = valueOf(strings.TrimLeft(after, " ·•|-"))
	before = strings.TrimPrefix(strings.TrimSpace(before), "原创")
	for _, w := range [...]string{after, valueOf(before)} {
		if n := utf8.RuneCountInString(w); n >= 2 && n <= 16 && !strings.ContainsAny(w, " 　0123456789") && !asides.match(w) && !particulars.match(w) && !strings.ContainsAny(w, colons) && !notSource.within(w) && !isChannel(w) {
			return tidySource(w)
		}
	}
	return ""
}

// parted is a line with blanks at its seams.
func (p *page) parted(b *block) string {
	i, _ := slices.BinarySearch(p.seams, b.at+1)
	if i == len(p.seams) || p.seams[i] >= b.at+len(b.text) {
		return b.text
	}
	var s strings.Builder
	from := 0
	for ; i < len(p.seams) && p.seams[i] < b.at+len(b.text); i++ {
		at := p.seams[i] - b.at
		s.WriteString(b.text[from:at])
		s.WriteByte(' ')
		from = at
	}
	s.WriteString(b.text[from:])
	return s.String()
}

// stampNear reports whether a line within four of i holds a stamp.
func (p *page) stampNear(i int) bool {
	for j := max(i-4, 0); j <= i+4 && j < len(p.blocks); j++ {
		if p.blocks[j].runes < maxParticulars && p.mayBeStamp(p.blocks[j].text) && len(p.stamps(j)) > 0 {
			return true
		}
	}
	return false
}

// namedFor reports whether an element's id or class holds one of the words.
func (p *page) namedFor(elem int, words ...string) bool {
	for _, a := range p.elems[elem].node.Attr {
		if a.Key == "id" || a.Key == "class" {
			v := strings.ToLower(a.Val)
			for _, w := range words {
				if strings.Contains(v, w) {
					return true
				}
			}
		}
	}
	return false
}

// bracketSource reads 【聯合晚報╱記者…】 and 中廣新聞／楊菁惠.
func bracketSource(s string) string {
	s = strings.Trim(s, " 【】〔〕（）()[]")
	i := strings.IndexAny(s, "╱／/")
	if i < 0 || utf8.RuneCountInString(s) > 40 {
		return ""
	}
	if w := strings.TrimSpace(s[:i]); isOutlet(w) {
		return w
	}
	return ""
}
