package fallback

import (
	"strings"
	"unicode/utf8"
)

// author finds who wrote an article, by label or by the by-line of its first or
// last lines; names are joined by one blank. Metadata often give the editor, who
// is not taken for the author.
func (p *page) author(title, start, end, last int, editor string) found {
	above, below := p.zone(title, start, end, last)
	for _, i := range append(above, below...) {
		b := &p.blocks[i]
		if b.runes > maxParticulars || p.elems[b.elem].hidden {
			continue
		}
		if v, label, ok := labelled(b.text, authorLabels); ok {
			if v = onlyNames(tidyNames(v)); v != "" {
				if names := byline(b.text); names != "" && !areNames(v) { // 作者：首席记者 甲乙
					v = names
				}
				return found{v, "label " + label}
			}
		}
	}
	if v := tidyNames(valueOf(p.hinted(hintAuthor, title, end))); v != "" && areNames(v) {
		return found{v, "element named for it"}
	}
	tries := make([]int, 0, 12)
	tries = p.besideStamp(tries, title)
	for i := max(title+1, start-10); i < start+3 && i < len(p.blocks); i++ {
		if i >= start || p.blocks[i].runes <= maxParticulars {
			tries = append(tries, i)
		}
	}
	for i := max(end-2, start+3); i < end+3 && i < len(p.blocks); i++ {
		tries = append(tries, i)
	}
	for _, i := range tries {
		if names := byline(p.blocks[i].text); names != "" {
			return found{names, "by-line"}
		}
	}
	if end > start && end <= len(p.blocks) {
		if v := signature(p.blocks[end-1].text); v != "" {
			return found{v, "signature"}
		}
	}
	for _, script := range p.ld {
		if _, rest, ok := strings.Cut(script, `"author"`); ok {
			rest, _, _ = strings.Cut(rest, "}")
			if v := tidyNames(jsonString(rest, "name")); v != "" && areNames(v) && v != editor {
				return found{v, "JSON-LD author"}
			}
		}
	}
	for _, name := range [...]string{"author", "article:author", "og:article:author", "byl"} {
		if v := tidyNames(p.metas[name]); v != "" && areNames(v) && v != editor {
			return found{v, "meta[" + name + "]"}
		}
	}
	return found{}
}

// signature reads the name in brackets that ends a text.
func signature(s string) string {
	for _, pair := range [...][2]string{{"（", "）"}, {"(", ")"}} {
		if rest, ok := strings.CutSuffix(s, pair[1]); ok {
			if i := strings.LastIndex(rest, pair[0]); i >= 0 {
				if v := tidyNames(rest[i+len(pair[0]):]); areNames(v) {
					return v
				}
			}
		}
	}
	return ""
}

// editor finds who edited an article.
func (p *page) editor(title, start, end, last int) found {
	var zone []int
	for i := max(end-2, start); i < max(end, last)+14 && i < len(p.blocks); i++ {
		zone = append(zone, i)
	}
	above, below := p.zone(title, start, end, last)
	zone = append(append(zone, above...), below...)
	for _, i := range zone {
		b := &p.blocks[i]
		if b.runes > maxParticulars*2 || p.elems[b.elem].hidden {
			continue
		}
		v, label, ok := labelled(b.text, editorLabels)
		if !ok {
			continue
		}
		if v == "" && i+1 < len(p.blocks) && p.blocks[i+1].runes <= 10 {
			v = valueOf(p.blocks[i+1].text)
		}
		if v = tidyNames(v); v != "" {
			return found{v, "label " + label}
		}
	}
	return found{}
}

// maxNames bounds a list of names, in characters.
const maxNames = 40

// tidyNames brings a list of names to one blank between two.
func tidyNames(s string) string {
	s = strings.NewReplacer("、", " ", "，", " ", ",", " ", "/", " ", "／", " ", "&", " ", "　", " ", "；", " ").Replace(s)
	s = strings.Trim(strings.Join(strings.Fields(s), " "), " -—_·:：\"'“”")
	n := utf8.RuneCountInString(s)
	if n < 2 || n > maxNames {
		return ""
	}
	return s
}

// onlyNames leaves out the words of a list that are no names, such as where
// somebody lives, if others are.
func onlyNames(list string) string {
	var names []string
	for _, w := range strings.Fields(list) {
		if isName(w) {
			names = append(names, w)
		}
	}
	if len(names) == 0 {
		return list
	}
	return strings.Join(names, " ")
}

// areNames reports whether every word of a list may be a person's name.
func areNames(list string) bool {
	for _, w := range strings.Fields(list) {
		if !isName(w) {
			return false
		}
	}
	return list != ""
}

// surnames are the family names of nearly all who sign, simplified and
// traditional.
const surnames = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董袁潘于蒋蔣蔡余杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金贾賈韦韋夏付方邹鄒熊白孟秦邱侯江尹薛闫閻雷段龙龍史陶黎贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬牛尚温溫齐齊翟施樊葛邢倪庄莊伍安岳申柳耿欧歐祝兰蘭章纪紀俞卓闻聞凌梅霍涂古焦单單舒盛童项項詹管关關左柯阮游裴鲍鮑解辛冉费費翁路冀曲成边邊丘宁寧甘路苗车車房屈荣榮艾祁臧涂米滕麻桑佟连連卜景明仇佘洪简簡饶饒包池殷应應靳沙储儲华華涂党郎穆娄婁支全蓝藍晏桂牟宗鞠栾冷练練晋阎閆傅信席木乐樂查戚时時慕师師淡郜揭仲敖廉富雍战戰巩鞏阳陽计計瞿隋"

var doubleSurnames = [...]string{"欧阳", "歐陽", "司马", "上官", "诸葛", "諸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木", "范姜", "張簡"}

// isName reports whether a word may be a person's name.
func isName(w string) bool {
	n := utf8.RuneCountInString(w)
	if strings.Contains(w, "·") {
		return n >= 4 && n <= 16
	}
	if n < 2 || n > 4 {
		return false
	}
	for _, r := range w {
		if r < 0x3400 || r > 0x9FFF {
			return false
		}
	}
	for _, d := range doubleSurnames {
		if strings.HasPrefix(w, d) {
			return n > 2
		}
	}
	r, _ := utf8.DecodeRuneInString(w)
	return n <= 3 && strings.ContainsRune(surnames, r)
}

// reporters are the words before the names of those who report.
var reporters = [...]string{"本报记者", "本報記者", "首席记者", "首席記者", "特约记者", "特約記者", "见习记者", "見習記者", "實習記者", "实习记者", "实习生", "實習生", "特派员", "通讯员", "通訊員", "通信员", "记者", "記者"}

// byline reads the names behind 记者 and 通讯员 in a line: （记者 甲 通讯员 乙丙）,
// 【記者丁戊台北報導】, □ 本报记者 己庚.
func byline(line string) string {
	var names []string
	if rest, ok := strings.CutPrefix(strings.TrimLeft(line, bullets), "文"); ok { // 文/甲 图/乙, 文｜甲
		if mark, n := utf8.DecodeRuneInString(strings.TrimLeft(rest, " ")); strings.ContainsRune("/／|｜丨", mark) && n > 0 {
			if found, _ := readNames(strings.TrimLeft(rest, " ")[n:]); len(found) > 0 {
				return strings.Join(found, " ")
			}
		}
	}
	for rest := line; len(names) < 8; {
		at, word := -1, ""
		for _, w := range reporters {
			if i := strings.Index(rest, w); i >= 0 && (at < 0 || i < at || i == at && len(w) > len(word)) {
				at, word = i, w
			}
		}
		if at < 0 {
			break
		}
		found, n := readNames(rest[at+len(word):])
		tookPicture := photographs(rest[at+len(word)+n:])
		for _, f := range found {
			if !tookPicture && !contains(names, f) {
				names = append(names, f)
			}
		}
		rest = rest[at+len(word)+n:]
		if len(line)-len(rest) > 400 {
			break
		}
	}
	if len(names) == 0 {
		return slashName(line)
	}
	return strings.Join(names, " ")
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// reportEnds close a by-line behind the last name and its place.
var reportEnds = [...]string{"综合报道", "綜合報導", "报道", "報導", "報道", "摄影", "攝影", "摄", "攝", "文", "图", "电", "電", "整理", "撰", "编译", "編譯"}

// photographs reports whether what follows names says that they took the picture.
func photographs(s string) bool {
	s = strings.TrimLeft(s, " 　/／")
	return strings.HasPrefix(s, "摄") || strings.HasPrefix(s, "攝")
}

// readNames reads names parted by blanks and commas; n is how much it read.
func readNames(s string) (names []string, n int) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if strings.ContainsRune(" 　、/／╱:：,，", r) {
			if r == '，' && len(names) > 0 || r == ',' && len(names) > 0 {
				return names, i
			}
			i += size
			continue
		}
		end := i
		for end < len(s) {
			r, size := utf8.DecodeRuneInString(s[end:])
			if (r < 0x3400 || r > 0x9FFF) && r != '·' {
				break
			}
			end += size
		}
		word := s[i:end]
		for _, w := range reportEnds {
			if cut, ok := strings.CutSuffix(word, w); ok && !isName(word) {
				if photographs(w) {
					return nil, i + len(cut)
				}
				word = cut
				break
			}
		}
		if !isName(word) {
			// 丁戊己台北: a name and the place that it reports from.
			short := cutRunes(word, 3)
			if k := utf8.RuneCountInString(word); end < len(s) && word != s[i:end] && (k == 5 || k == 6) && isName(short) {
				return append(names, short), end
			}
			return names, i
		}
		if next, _ := utf8.DecodeRuneInString(s[end:]); strings.ContainsRune(colons, next) && end < len(s) { // the next label
			return names, i
		}
		names = append(names, word)
		i, n = end, end
	}
	return names, len(s)
}

// slashName reads 丙丁戊／綜合報導 and 中廣新聞／己庚辛, as papers of Taiwan sign.
func slashName(s string) string {
	if utf8.RuneCountInString(s) > 30 {
		return ""
	}
	s = strings.Trim(s, " 【】〔〕（）()[]")
	before, after, ok := strings.Cut(strings.NewReplacer("╱", "／", "/", "／").Replace(s), "／")
	if !ok {
		return ""
	}
	fields := strings.Fields(before)
	if len(fields) > 0 && isName(fields[len(fields)-1]) && (strings.HasSuffix(after, "報導") || strings.HasSuffix(after, "报道")) {
		return fields[len(fields)-1]
	}
	if isOutlet(before) && isName(strings.TrimSpace(after)) {
		return strings.TrimSpace(after)
	}
	return ""
}
