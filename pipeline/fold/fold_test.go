package fold_test

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"newswatch/pipeline/fold"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, tt := range []struct{ what, in, want string }{
		{"simplified text stays", "萧山区今天召开大会。", "萧山区今天召开大会。"},
		{"width and case", "ＡＰＰ下载，共１２个ｋｍ！", "app下载,共12个km!"},
		{"traditional becomes simplified", "蕭山區錢塘江", "萧山区钱塘江"},
		{"phrases keep their own form", "乾隆年間的乾貨，於潛鎮由於乾旱", "乾隆年间的干货,於潜镇由于干旱"},
		{"a simplified phrase folds like its traditional form", "於潜镇与毕昇", "於潜镇与毕昇"},
		{"a phrase is seen through notes and spaces", "乾(qián)隆(lóng)、乾 隆、乾\u200b隆", "乾隆、乾隆、乾隆"},
		{"mixed scripts inside a phrase", "答覆与答覆與计畫", "答复与答复与计划"},
		{"a surname is no verb in a simplified text", "沈静说，打坏了", "沈静说,打坏了"},
		{"regional forms", "甚麼線綫麪麵羣眾衆峯牀裏裡溫温戶户說説臺檯枱啟啓爲為", "什么线线面面群众众峰床里里温温户户说说台台台启启为为"},
		{"variants", "隨著著名的衞生檯", "随着着名的卫生台"},
		{"quotation marks and dashes", "「一帶」『一路』——“一”‘二’–", "\"一带\"\"一路\"--\"一\"'二'-"},
		{"spaces between Han characters", "萧 山　区\u00a0政府", "萧山区政府"},
		{"spaces at the border of scripts", "到 2026 年，GDP 增长 5.6 %", "到2026年,gdp增长5.6%"},
		{"spaces between words", "  Hello,  New \t World  ", "hello,new world"},
		{"interpuncts", "萧·山 约翰・史密斯 萧 • 山 A·B", "萧山约翰史密斯萧山a·b"},
		{"zero-width, direction, selectors", "萧\u200b山\u2060区\ufeff政\u202e府\ufe0f", "萧山区政府"},
		{"marks struck through characters", "萧\u0336山\u0336", "萧山"},
		{"paragraphs", "\r\n　　第一段。\r\n\r\n \n　　第二段。\n\n", "第一段。\n第二段。"},
		{"compatibility forms", "㎡、℃、…、㈱、ﬁ、Ⅻ", "m2、°c、...、(株)、fi、xii"},
		{"kana with a separate voice mark", "ｶﾞス", "ガス"},
		{"composed letters", "cafe\u0301", "café"},
		{"zero of Han numbers", "二○二六年", "二〇二六年"},
		{"radicals from PDF", "⻓江⻋站", "长江车站"},
		{"a toned note", "遠(yuǎn)眺錢塘江", "远眺钱塘江"},
		{"a note with a space inside", "會(huì )議( yì)", "会议"},
		{"a note in full-width brackets and letters", "遠（ｙｕǎｎ）眺", "远眺"},
		{"a note after a word, doubled", "中国(zhōngguó)高质量(gāozhìliàng)(gāozhìliàng)发展", "中国高质量发展"},
		{"toneless notes, repeated", "區(qu)(qu)(qu)(qu)杭(hang)州(zhou)", "区杭州"},
		{"a toneless note after a word", "中国(zhongguo)高质量(gao zhi liang)", "中国高质量"},
		{"notes with numbers", "萧(xiao1)山(shan1)", "萧山"},
		{"notes with combining marks and script g", "遠(yua\u030cn)眺重(zho\u0304nɡ)大", "远眺重大"},
		{"notes with ü", "绿(lǜ)绿(lv)绿(lu)女(nü3)", "绿绿绿女"},
		{"notes in other brackets, after a space", "萧[xiāo]山 (shān)区【qū】", "萧山区"},
		{"apostrophes in a note", "西安(xī’ān)", "西安"},
		{"abbreviations stay", "应用(APP)、智能(AI)、下载(IDM)、总值(GDP)", "应用(app)、智能(ai)、下载(idm)、总值(gdp)"},
		{"small letters that are no reading stay", "智能(ai)、可以(can)、单位(m)、附件(a)", "智能(ai)、可以(can)、单位(m)、附件(a)"},
		{"a reading in small letters goes", "爱(ai)", "爱"},
		{"a name that happens to split stays", "勒内(René)、贝利(Pelé)", "勒内(rené)、贝利(pelé)"},
		{"half a note stays", "萧(xiāo，草名)山(shān", "萧(xiāo,草名)山(shān"},
		{"notes and placeholders in odd characters", "阿⒜萧﹇ｘīāo﹈山", "阿萧山"},
		{"an e-mail placeholder", "联系[email\u00a0protected]删除，[email protected]", "联系删除,"},
		{"damage", "高起点\xff��可以", "高起点\ufffd\ufffd\ufffd可以"},
		{"nothing", " \n\u200b ", ""},
	} {
		if got := fold.String(tt.in); got != tt.want {
			t.Errorf("%s: fold(%q)\n got %q\nwant %q", tt.what, tt.in, got, tt.want)
		}
		if again := fold.String(tt.want); again != tt.want {
			t.Errorf("%s: folded again, %q becomes %q", tt.what, tt.want, again)
		}
	}
}

// The cases that come with OpenCC's data, for its conversion t2s. Its answers
// differ from folded text in width, case, spaces and our own variants only.
func TestFoldConvertsLikeOpenCC(t *testing.T) {
	data, err := os.ReadFile("data/opencc/t2s_cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("，", ",", "；", ";", "（", "(", "）", ")", " ", "", "著", "着", "甯", "甯")
	n := 0
	for line := range strings.Lines(string(data)) {
		in, want, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		n++
		want = strings.ToLower(plain.Replace(want))
		if got := fold.String(in); got != want {
			t.Errorf("fold(%q)\n got %q\nwant %q", in, got, want)
		}
	}
	if n != 47 {
		t.Errorf("%d cases, want 47", n)
	}
}

func TestSpan(t *testing.T) {
	for _, tt := range []struct {
		in, find, want string
	}{
		{"今天蕭山區很好", "萧山", "蕭山"},
		{"今天蕭(xiāo)山(shān)區", "萧山", "蕭(xiāo)山"},
		{"今天 萧 · 山 区", "萧山", "萧 · 山"},
		{"\n\n　　萧\u200b山。\n　　湘湖", "萧山", "萧\u200b山"},
		{"甲…乙", "乙", "乙"},
		{"甲…乙", "..", "…"},
		{"甲㎡乙", "2乙", "㎡乙"},
		{"cafe\u0301 noir", "café", "cafe\u0301"},
		{"cafe\u0301 noir", "noir", "noir"},
		{"\xff\xfe萧山", "山", "山"},
		{"乾(qián)隆", "乾隆", "乾(qián)隆"},
		{strings.Repeat("杭州，", 5000) + "蕭山", "萧山", "蕭山"},
	} {
		f := fold.Fold(tt.in)
		i := strings.Index(f.String(), tt.find)
		if i < 0 {
			t.Errorf("%q not in %q", tt.find, f)
			continue
		}
		offset, length := f.Span(i, i+len(tt.find))
		if got := string([]rune(tt.in)[offset : offset+length]); got != tt.want {
			t.Errorf("%q in %q: found at %q, want %q", tt.find, tt.in, got, tt.want)
		}
	}
}

// checkMap holds for any text whatever: the map grows, stays inside of the
// original, and gives every folded character a place of its own or its group's.
func checkMap(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) {
	t.Helper()
	f := fold.Fold(s)
	if f.Original() != s || !utf8.Valid(f.Bytes()) {
		t.Fatalf("fold(%q): original %q, folded %q", s, f.Original(), f.Bytes())
	}
	runes := utf8.RuneCountInString(s)
	last := 0
	for i := range f.Len() {
		from, length := f.Span(i, i+1)
		if from < last || length < 1 || from+length > runes {
			t.Fatalf("fold(%q) = %q: byte %d from runes %d+%d of %d, after %d", s, f, i, from, length, runes, last)
		}
		last = from
	}
	if from, length := f.Span(0, f.Len()); from+length > runes {
		t.Fatalf("fold(%q): all of it is %d+%d of %d runes", s, from, length, runes)
	}
}

var pieces = []string{"萧", "山", "蕭", "乾", "隆", "答", "覆", "沈", "静", "靜", "於", "潛", "潜", "(xiāo)", "(shan)", "（ｓｈān）", "[email protected]", "(APP)", "(", ")", "（", " ", "　", "\n", "\r\n", "·", "\u200b", "\u0301", "e", "E", "ｅ", "7", "，", "…", "㎡", "\xff", "\xe8\x90", "�", "𫫇", "😀", "가", "が", "か", "\u3099", "\ufe0f", "\u0336", "(e)", "(ｅ\u0301)", "İ", "ß", "\U000E0041"}

func TestFoldMapIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkMap(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), ""))
	})
	rapid.Check(t, func(t *rapid.T) { checkMap(t, rapid.String().Draw(t, "text")) })
}

func TestFoldOfManyTextsInOneMemory(t *testing.T) {
	var f fold.Folder
	for _, s := range pieces {
		s = s + "蕭山" + s
		if got, want := f.Fold(s).String(), fold.String(s); got != want {
			t.Errorf("folder: fold(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestDisguise(t *testing.T) {
	body := strings.Repeat("区里今天召开会议部署新一年的经济工作", 6)
	for _, tt := range []struct {
		what, in string
		want     fold.Disguise
	}{
		{"plain", body, 0},
		{"one gloss", "邴(bǐng)先生说，" + body, 0},
		{"traditional", strings.Repeat("區裏今天召開會議部署新一年的經濟工作", 6), fold.Traditional},
		{"notes", strings.Repeat("区里(lǐ)今天召(zhao)开会议部署新一年的经济工作", 6), fold.Pinyin},
		{"zero-width", strings.Repeat("区\u200b里今天召\u200b开会议部署新一年的经济工作", 6), fold.Invisible},
		{"spaced", strings.Repeat("区 里 今 天召 开会议部署新一年的经济工作", 6), fold.Spaced},
		{"damaged", body + "�笆奈濉", fold.Damaged},
	} {
		if got := fold.Fold(tt.in).Disguise(); got != tt.want {
			t.Errorf("%s: disguise %q, want %q", tt.what, got, tt.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range pieces {
		f.Add(s + "萧(xiāo) 山" + s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkMap(t, s) })
}
