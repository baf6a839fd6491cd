package dedup_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// A page is an article as some site shows it, with the story it tells.
type page struct {
	title, text string
	story       int // the edition it tells
	also        int // the other edition that a merged copy tells; -1
	day         int
	what        string // what was done to it
	disguise    int    // 1 to 7; 0: none
}

// editor makes copies.
type editor struct {
	r           *rand.Rand
	traditional map[rune]rune
	readings    map[rune]string
	homophones  map[string][]rune
	filler      []string
}

func newEditor(t testing.TB, r *rand.Rand, filler []string) *editor {
	e := &editor{r: r, traditional: map[rune]rune{}, readings: map[rune]string{}, homophones: map[string][]rune{}, filler: filler}
	each := func(file string, visit func(from, to string)) {
		data, err := os.ReadFile("../fold/data/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if from, to, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && from[0] != '#' {
				visit(from, to)
			}
		}
	}
	each("opencc/TSCharacters.txt", func(from, to string) {
		simplified := []rune(to)[0]
		if _, ok := e.traditional[simplified]; !ok && simplified != []rune(from)[0] {
			e.traditional[simplified] = []rune(from)[0]
		}
	})
	each("pinyin/readings.txt", func(syllable, chars string) {
		for _, c := range chars {
			if _, ok := e.readings[c]; !ok {
				e.readings[c] = syllable
			}
			if strings.ContainsRune(usual, c) {
				e.homophones[syllable] = append(e.homophones[syllable], c)
			}
		}
	})
	return e
}

// usual characters, of which slips of the pen are made.
const usual = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感"

// copy makes a reprint of an edition with some of the changes that sites make.
func (e *editor) copy(src edition, story, day int, more *edition, moreStory int) page {
	p := page{title: src.title, story: story, also: -1, day: day + e.r.IntN(4)}
	text := slices.Clone(src.text)
	var done []string
	do := func(what string, oneIn int) bool {
		if e.r.IntN(oneIn) == 0 {
			done = append(done, what)
			return true
		}
		return false
	}
	long := len(text) >= 5
	switch {
	case long && do("first third", 7):
		text = text[:max(len(text)/3, 2)]
	case long && do("half cut", 5):
		text = e.cut(text)
	case long && more != nil && do("merged", 7):
		text = append(text, more.text...)
		p.also = moreStory
	case long && do("paragraphs moved", 9):
		k := 1 + e.r.IntN(len(text)-2)
		text[k], text[k+1] = text[k+1], text[k]
	}
	if do("numbers written otherwise", 5) {
		for i := range text {
			text[i] = e.numbers(text[i])
		}
	}
	if do("words", 4) {
		for i := range text {
			text[i] = synonyms.Replace(text[i])
		}
	}
	if do("slips", 5) {
		for i := range text {
			text[i] = e.slips(text[i], 60)
		}
	}
	if do("own sentence", 4) && long {
		text = slices.Insert(text, 1+e.r.IntN(len(text)), pick(e.r, e.filler))
	}
	if do("title", 2) {
		p.title = e.title(src)
	}
	if do("dateline", 2) {
		text[0] = e.dateline() + text[0]
	}
	if do("half-width signs", 6) {
		for i := range text {
			text[i] = halfWidth.Replace(text[i])
		}
	}
	if do("signature", 4) {
		text[len(text)-1] += "（记者 " + invent(e.r, "per") + " 通讯员 " + invent(e.r, "per") + "）"
	}
	if do("header", 4) {
		text = slices.Insert(text, 0, "来源："+invent(e.r, "city")+"日报　作者："+invent(e.r, "per"))
	}
	if do("footer", 3) {
		for range 1 + e.r.IntN(4) {
			text = append(text, pick(e.r, footers))
		}
	}
	sep := "\n"
	if do("blank lines", 4) {
		sep = "\n\n　　"
	}
	p.text = strings.Join(text, sep)
	p.what = strings.Join(done, ", ")
	return p
}

// cut drops paragraphs while more than half of the text is left.
func (e *editor) cut(text []string) []string {
	size := func(list []string) int { return len(strings.Join(list, "")) }
	whole := size(text)
	for range 20 {
		k := e.r.IntN(len(text))
		shorter := slices.Delete(slices.Clone(text), k, k+1)
		if size(shorter)*100 < whole*52 {
			break
		}
		text = shorter
	}
	return text
}

func (e *editor) title(src edition) string {
	switch e.r.IntN(5) {
	case 0:
		return "【关注】" + src.title
	case 1:
		return strings.Fields(src.title + " 本地消息")[0]
	case 2:
		return src.title + pick(e.r, []string{"！", "_新闻频道", "（图）", " 这件事你怎么看"})
	case 3:
		return pick(e.r, []string{"刚刚通报", "这条消息刷屏了", "本地人都在看", "最新消息"})
	}
	return pick(e.r, src.titles)
}

func (e *editor) dateline() string {
	return pick(e.r, []string{
		"本报讯（记者 " + invent(e.r, "per") + "）", "本报讯 ", invent(e.r, "city") + "日报讯 ", "浙江在线讯（记者" + invent(e.r, "per") + " 通讯员 " + invent(e.r, "per") + "）",
		fmt.Sprintf("新华社%s%d月%d日电（记者%s）", invent(e.r, "city"), 1+e.r.IntN(12), 1+e.r.IntN(28), invent(e.r, "per")),
		fmt.Sprintf("中新网%s%d月%d日电 (%s)", invent(e.r, "city"), 1+e.r.IntN(12), 1+e.r.IntN(28), invent(e.r, "per")),
		"（记者" + invent(e.r, "per") + "）",
	})
}

var footers = []string{
	"责任编辑：周一", "（编辑：李木）", "版权声明：未经书面授权，禁止转载。", "声明：本文仅代表作者个人观点，与本网无关，请读者自行核实相关内容。",
	"如有侵权，请联系管理员（[email protected]）删除！", "扫一扫，关注我们的公众号", "更多精彩内容请下载客户端", "阅读 3021　评论 12　分享到：", "上一篇：湖边的早市", "本网站转载此文旨在传递更多信息，不代表本网赞同其观点。",
	"延伸阅读", "标签：民生 经济", "原标题：" + "今天的新闻",
}

var (
	halfWidth = strings.NewReplacer("，", ",", "：", ":", "；", ";", "（", "(", "）", ")", "！", "!", "“", "\"", "”", "\"", "%", "％")
	synonyms  = strings.NewReplacer("介绍", "说", "表示", "称", "目前", "眼下", "记者", "笔者", "预计", "估计", "今年", "本年", "如果", "倘若", "已经", "已", "据悉", "据了解", "全部", "悉数", "附近", "周边", "大约", "约", "开始", "着手")
)

const digits = "零一二三四五六七八九"

// numbers writes some numbers in another way.
func (e *editor) numbers(s string) string {
	var out strings.Builder
	list := []rune(s)
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && list[j] >= '0' && list[j] <= '9' {
			j++
		}
		alone := (i == 0 || list[i-1] != '.' && list[i-1] != '-') && (j >= len(list) || list[j] != '.')
		n, _ := strconv.Atoi(string(list[i:j]))
		switch {
		case i == j:
			out.WriteRune(list[i])
			j++
		case j-i == 1 && alone && n > 0 && e.r.IntN(2) == 0:
			if n == 2 && j < len(list) && !strings.ContainsRune("月日时号届分", list[j]) {
				out.WriteString("两")
			} else {
				out.WriteRune([]rune(digits)[n])
			}
		case j-i == 2 && alone && n >= 10 && e.r.IntN(3) == 0:
			if n >= 20 {
				out.WriteRune([]rune(digits)[n/10])
			}
			out.WriteString("十")
			if n%10 > 0 {
				out.WriteRune([]rune(digits)[n%10])
			}
		case j-i == 4 && alone && n%100 == 0 && n >= 1000 && j < len(list) && list[j] != '年':
			out.WriteString(strconv.FormatFloat(float64(n)/1000, 'f', -1, 64) + "千")
		case j-i > 4 && alone && n%1000 == 0:
			out.WriteString(strconv.FormatFloat(float64(n)/10000, 'f', -1, 64) + "万")
		case j-i > 3 && alone && e.r.IntN(2) == 0 && j < len(list) && list[j] != '年':
			out.WriteString(string(list[i:j-3]) + "," + string(list[j-3:j]))
		default:
			out.WriteString(string(list[i:j]))
		}
		i = j
	}
	return out.String()
}

// slips changes about one character in every.
func (e *editor) slips(s string, every int) string {
	list := []rune(s)
	for i, c := range list {
		if unicode.Is(unicode.Han, c) && e.r.IntN(every) == 0 && !strings.ContainsRune(digits+"十百千万亿月日年", c) {
			same := e.homophones[e.readings[c]]
			if len(same) > 0 && e.r.IntN(3) > 0 {
				list[i] = pick(e.r, same)
			} else {
				list[i] = pick(e.r, []rune(usual[3:]))
			}
		}
	}
	return string(list)
}
