package sites

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch/sites/gloss"
)

// Who wrote and who edited: names are cut out of what sites print around them,
// such as 首席记者 黄婷 通讯员 盛振刚, 记者/龚洁 摄/赵麟溢 or （记者宋晨、田中全）.

// writerRoles end a word that says that writers' names follow.
const writerRoles = `记者|通讯员|评论员|特约撰稿人|撰稿人|撰稿|作者|撰文|采写|执笔|主笔|实习生|文字`

var (
	roleOnly   = regexp.MustCompile(`^[\p{Han}A-Za-z·・《》“”.-]{0,16}?(?:` + writerRoles + `)$|^文$`)
	roleAndOne = regexp.MustCompile(`^[\p{Han}A-Za-z·・《》“”-]{0,16}?(?:` + writerRoles + `)(\p{Han}{2,4}|\p{Han}{1,6}·\p{Han}{1,8})$`)
	personName = regexp.MustCompile(`^(?:\p{Han}{2,4}|\p{Han}{1,8}[·・]\p{Han}{1,8}(?:[·・]\p{Han}{1,8})?|[A-Z][A-Za-z.'-]*)$`)
)

// others name who did something else than write, and verbs stand around names.
var (
	others = wordSet(`摄 摄影 拍摄 供图 配图 图 图片 图文 制图 绘图 漫画 摄像 视频 剪辑 校对 审核 监制 编辑 责编 责任编辑
		设计 统筹 策划 海报 出镜 配音 供稿单位`)
	verbs = wordSet(`整合 整理 综合 编译 翻译 报道 专电 发自 来源 原创 专稿 特稿 通讯 综述 消息 讯 电 文 完 等 和 与 及
		联合 实习 见习 首席 本报 本网 本台 本刊 新华社 新华网 人民网 中新网 中新社 综合报道 综合整理 摄影报道 图文报道 采访`)
	writerRole = strings.Split(writerRoles, "|")
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// isOther reports whether a word is the role of somebody who did not write.
func isOther(word string) bool { return others[strings.TrimSuffix(word, "报道")] }

// isWriter reports whether a word is a writer's role, such as 首席记者.
func isWriter(word string) bool {
	if word == "文" {
		return true
	}
	for _, r := range writerRole {
		if strings.HasSuffix(word, r) {
			return roleOnly.MatchString(word)
		}
	}
	return false
}

// writerAndOne is the name in a word that is a writer's role and a name, such
// as 通讯员盛振刚; "" where it is not.
func writerAndOne(word string) string {
	for _, r := range writerRole {
		if strings.Contains(word, r) {
			if m := roleAndOne.FindStringSubmatch(word); m != nil {
				return m[1]
			}
			return ""
		}
	}
	return ""
}

// isPerson reports whether a word can be one person's name.
func isPerson(word string) bool {
	n := 0
	for _, r := range word {
		if r < 0x4E00 || r >= 0xA000 {
			return personName.MatchString(word)
		}
		n++
	}
	return 2 <= n && n <= 4
}

// splitNames cuts s at everything that stands between names. A slash or colon
// stays as a word of its own, since it says that a role stands before it.
func splitNames(s string) []string {
	var words []string
	start := -1
	end := func(i int) {
		if start >= 0 {
			words = append(words, s[start:i])
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case r == '/' || r == '／' || r == ':' || r == '：':
			end(i)
			words = append(words, "/")
		case unicode.IsSpace(r) || r == '\u3000' || strings.ContainsRune("、,，;；|｜&＆和（）()【】[]〔〕□■◎●○▲◆◇*—", r) && !(r == '和' && inName(s, i)):
			end(i)
		case start < 0:
			start = i
		}
	}
	end(len(s))
	return words
}

// inName reports whether the 和 at i is part of a name: no name of two
// characters ends before it, or none begins after it.
func inName(s string, i int) bool {
	before := s[:i]
	if j := strings.LastIndexFunc(before, func(r rune) bool { return !unicode.Is(unicode.Han, r) }); j >= 0 {
		_, size := utf8.DecodeRuneInString(before[j:])
		before = before[j+size:]
	}
	after := s[i+len("和"):]
	if j := strings.IndexFunc(after, func(r rune) bool { return !unicode.Is(unicode.Han, r) }); j >= 0 {
		after = after[:j]
	}
	return utf8.RuneCountInString(before) < 2 || utf8.RuneCountInString(after) < 2
}

// writers gives the names of those who wrote, joined by one blank; what is said
// of photographers and editors is left out. It is "" where s names nobody.
func writers(s string) string {
	words := splitNames(s)
	var names []string
	writing, roleAt := true, 0
	for i := 0; i < len(words); i++ {
		word := words[i]
		last := i == len(words)-1
		switch {
		case word == "/":
		case isWriter(word):
			writing, roleAt = true, len(names)
		case isOther(word):
			if last && i > 0 && words[i-1] != "/" {
				// 记者 周煜程 摄: the role of the names before it.
				names = names[:min(roleAt, len(names))]
				continue
			}
			if next := i + 1; next < len(words) && words[next] == "/" && next+1 < len(words) && (isWriter(words[next+1]) || isOther(words[next+1])) {
				continue // 图/文 记者 张三
			}
			writing = false
		case verbs[word]:
		case !writing:
		default:
			if name := writerAndOne(word); name != "" {
				roleAt = len(names)
				names = append(names, name)
				continue
			}
			if one, next := single(word), i+1; one && next < len(words) && single(words[next]) {
				names = append(names, word+words[next]) // 张 妍
				i++
				continue
			}
			if isPerson(word) {
				if n := len(names); n > 0 && latin(word) && latin(names[n-1]) {
					names[n-1] += " " + word
				} else {
					names = append(names, word)
				}
			}
		}
	}
	return strings.Join(distinct(names), " ")
}

func single(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.Is(unicode.Han, r) && r != '文' && r != '图' && r != '摄' && r != '讯' && r != '电'
}

func latin(word string) bool { return word != "" && word[0] < utf8.RuneSelf }

func distinct(list []string) []string {
	if len(list) < 2 {
		return list
	}
	seen := map[string]bool{}
	out := list[:0]
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

var editorWord = regexp.MustCompile(`^(?:责任编辑|责编|编辑|实习编辑|见习编辑|网络编辑|值班编辑|主编|校对|审核|监制|作者)$`)

// editors gives the names of editors, joined by "、", or, where s holds no
// names, what it holds.
func editors(s string) string {
	s = strings.Trim(s, " 　()（）[]【】〔〕:：|")
	var list []string
	words := splitNames(s)
	for i := 0; i < len(words); i++ {
		word := words[i]
		if word == "/" || editorWord.MatchString(word) {
			if len(list) > 0 && word != "/" {
				break // another label begins
			}
			continue
		}
		if next := i + 1; single(word) && next < len(words) && single(words[next]) {
			word += words[next]
			i++
		}
		if isPerson(word) {
			list = append(list, word)
		} else if len(list) > 0 {
			break
		}
	}
	if len(list) > 0 {
		return strings.Join(distinct(list), "、")
	}
	if utf8.RuneCountInString(s) > 20 || strings.ContainsAny(s, "。！？") {
		return ""
	}
	return s
}

var (
	byLine     = regexp.MustCompile(`[（(]\s*([^（）()]{0,24}?(?:记者|通讯员|评论员|特约撰稿人|撰稿人|作者|实习生)[^（）()]{0,48})[)）]`)
	byLineOpen = regexp.MustCompile(`^[□■◎●○▲◆◇☉⊙\s]*((?:[\p{Han}A-Za-z·・“”《》]{0,16}?)(?:记者|通讯员|评论员|特约撰稿人|撰稿人|实习生)[\s/:：].{2,40}|(?:本报|本网|本台|本刊)[\p{Han}]{0,6}(?:记者|通讯员|评论员)\p{Han}{2,4}(?:[、\s]\p{Han}{2,4})*)$`)
	byMark     = regexp.MustCompile(`^[` + bylineMarks + `]\s*([\p{Han}·]{2,4}(?:[、\s]+[\p{Han}·]{2,4}){0,4})$`)
	tailLine   = regexp.MustCompile(`(?:^|[。！？”’；\s])\s*((?:本报|本网|中青报|新华社|人民网)?[\p{Han}·・]{0,12}(?:记者|通讯员)[\s:：]+\p{Han}{2,4}(?:[、\s]\p{Han}{2,4}){0,5})\s*(?:来源[:：].*)?$`)
)

// bylineMarks stand before by-lines.
const bylineMarks = "□■◎●○▲◆◇☉⊙"

// byLineOf finds the writers in a text's own lines: （记者沈文敏） near its
// beginning or end, or a line such as □ 本报记者 葛灵丹.
func byLineOf(paragraphs []string) string {
	n := len(paragraphs)
	if n == 0 {
		return ""
	}
	for _, p := range paragraphs[:min(n, 3)] {
		p = simple(gloss.Strip(head(p, 200)))
		if name := signed(p); name != "" {
			return name
		}
		if m := found(byLine, fromBracket(head(p, 90))); m != nil {
			if name := writers(m[1]); name != "" {
				return name
			}
		}
	}
	for i := n - 1; i >= max(0, n-3); i-- {
		p := simple(gloss.Strip(tail(paragraphs[i], 200)))
		if name := signed(p); name != "" {
			return name
		}
		var all [][]string
		if end := fromBracket(tail(p, 90)); hasRole(end) {
			all = byLine.FindAllStringSubmatch(end, -1)
		}
		for j := len(all) - 1; j >= 0; j-- {
			if name := writers(all[j][1]); name != "" {
				return name
			}
		}
		if m := found(tailLine, tail(p, 60)); m != nil {
			if name := writers(m[1]); name != "" {
				return name
			}
		}
	}
	return ""
}

// fromBracket is s from its first round bracket on; "" without a pair of them.
func fromBracket(s string) string {
	if !strings.Contains(s, "）") && !strings.Contains(s, ")") {
		return ""
	}
	i, j := strings.Index(s, "（"), strings.IndexByte(s, '(')
	if i < 0 || j >= 0 && j < i {
		i = j
	}
	if i < 0 {
		return ""
	}
	return s[i:]
}

// hasRole reports whether a text has a role in it that by-lines name.
func hasRole(s string) bool {
	return strings.Contains(s, "者") && (strings.Contains(s, "记者") || strings.Contains(s, "作者")) ||
		strings.Contains(s, "员") && (strings.Contains(s, "通讯员") || strings.Contains(s, "评论员")) ||
		strings.Contains(s, "撰稿人") || strings.Contains(s, "实习生")
}

func found(re *regexp.Regexp, s string) []string {
	if !hasRole(s) {
		return nil
	}
	return re.FindStringSubmatch(s)
}

// signed reads a line that is nothing but a by-line; "" where p is none.
func signed(p string) string {
	if len(p) > 60*utf8.UTFMax || utf8.RuneCountInString(p) > 60 {
		return ""
	}
	if m := found(byLineOpen, p); m != nil && !strings.ContainsAny(m[1], "。！？") {
		return writers(m[1])
	}
	if first, _ := utf8.DecodeRuneInString(p); strings.ContainsRune(bylineMarks, first) {
		if m := byMark.FindStringSubmatch(p); m != nil && isName(m[1]) {
			return writers(m[1])
		}
	}
	return ""
}

// surnames are the frequent ones, which open nine of ten Chinese names.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤章俞葛楼裘倪应施柳樊翁骆祝费屈娄盛糜洪涂游温庄卓柯康梅柴桂牛凌甘甄舒纪聂芦苗茅蒙蓝阮辛连迟邢郁阎詹殷颜鲍鲁齐岳伍乔庞焦申尤华路卞霍单卜耿佟季关裴"

// doubleSurnames are those of two characters.
var doubleSurnames = []string{"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木"}

// hasSurname reports whether a word of Chinese characters begins as names do.
func hasSurname(w string) bool {
	first, n := utf8.DecodeRuneInString(w)
	return strings.ContainsRune(surnames, first) ||
		slices.ContainsFunc(doubleSurnames, func(s string) bool { return len(w) > 2*n && strings.HasPrefix(w, s) })
}

// isName reports whether a line is nothing but people's names.
func isName(text string) bool {
	words := splitNames(text)
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	for _, w := range words {
		if n := utf8.RuneCountInString(w); n < 2 || n > 4 || !isPerson(w) || !hasSurname(w) {
			return false
		}
	}
	return true
}

// head is the first n characters of s.
func head(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// tail is the last n characters of s.
func tail(s string, n int) string {
	i := len(s)
	for ; i > 0 && n > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}
