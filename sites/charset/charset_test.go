package charset

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	simplified  = "湖边的新图书馆昨天开放，第一天来了三千多名读者，门口的队伍排到了桥头。馆长说，周末还会更多。"
	traditional = "湖邊的新圖書館昨天開放，第一天來了三千多名讀者，門口的隊伍排到了橋頭。館長說，週末還會更多。"
)

func in(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func page(meta, text string) string {
	return "<html><head>" + meta + "<title>t</title></head><body><p>" + text + "</p></body></html>"
}

func meta(label string) string {
	return `<meta http-equiv="Content-Type" content="text/html; charset=` + label + `">`
}

func TestDecode(t *testing.T) {
	gbk, big5 := simplifiedchinese.GB18030, traditionalchinese.Big5
	far := "<style>" + strings.Repeat("p{margin:0}\n", 2000) + "</style>"
	for _, c := range []struct {
		name              string
		body              []byte
		header, declared  string
		want, charset, by string
		damaged           bool
	}{
		{name: "UTF-8 that says nothing", body: []byte(page("", simplified)), want: page("", simplified), charset: "utf-8", by: "utf-8"},
		{name: "UTF-8 that says GB2312", body: []byte(page(meta("gb2312"), simplified)), header: "text/html; charset=gbk", want: page(meta("gb2312"), simplified), charset: "utf-8", by: "utf-8"},
		{name: "UTF-8 where the site's definition says GBK", body: []byte(simplified), declared: "gbk", want: simplified, charset: "utf-8", by: "utf-8"},
		{name: "UTF-8 with a mark", body: []byte("\xef\xbb\xbf" + simplified), want: simplified, charset: "utf-8", by: "bom"},
		{name: "GB2312 by header", body: in(t, gbk, simplified), header: "text/html;charset=GB2312", want: simplified, charset: "gb18030", by: "header"},
		{name: "GB2312 by meta means GB18030", body: in(t, gbk, page(meta("gb2312"), simplified+"镕㐀𠀀")), want: page(meta("gb2312"), simplified+"镕㐀𠀀"), charset: "gb18030", by: "meta"},
		{name: "short meta, unquoted, upper case", body: in(t, gbk, page("<META CHARSET=GBK />", simplified)), want: page("<META CHARSET=GBK />", simplified), charset: "gb18030", by: "meta"},
		{name: "meta behind a long style", body: in(t, gbk, page(far+meta("gb2312"), simplified)), want: page(far+meta("gb2312"), simplified), charset: "gb18030", by: "meta"},
		{name: "XML declaration", body: in(t, gbk, `<?xml version="1.0" encoding="gb2312"?>`+simplified), want: `<?xml version="1.0" encoding="gb2312"?>` + simplified, charset: "gb18030", by: "meta"},
		{name: "Big5 by meta", body: in(t, big5, page(meta("big5"), traditional)), want: page(meta("big5"), traditional), charset: "big5", by: "meta"},
		{name: "Big5 with Hong Kong characters", body: in(t, big5, page(meta("big5-hkscs"), traditional+"嘅喺")), want: page(meta("big5-hkscs"), traditional+"嘅喺"), charset: "big5", by: "meta"},
		{name: "a header for Latin 1 gives way to the page", body: in(t, gbk, page(meta("gb2312"), simplified)), header: "text/html; charset=ISO-8859-1", want: page(meta("gb2312"), simplified), charset: "gb18030", by: "meta"},
		{name: "GBK that says UTF-8", body: in(t, gbk, page(meta("utf-8"), simplified)), header: "text/html; charset=utf-8", want: page(meta("utf-8"), simplified), charset: "gb18030", by: "detected"},
		{name: "GBK that says UTF-8 first and GBK later", body: in(t, gbk, page(meta("utf-8")+meta("gbk"), simplified)), want: page(meta("utf-8")+meta("gbk"), simplified), charset: "gb18030", by: "meta"},
		{name: "GBK that says nothing", body: in(t, gbk, page("", simplified)), want: page("", simplified), charset: "gb18030", by: "detected"},
		{name: "Big5 that says nothing", body: in(t, big5, page("", traditional)), want: page("", traditional), charset: "big5", by: "detected"},
		{name: "an unknown name is no declaration", body: in(t, gbk, page(meta("klingon"), simplified)), want: page(meta("klingon"), simplified), charset: "gb18030", by: "detected"},
		{name: "the site's definition beats meta", body: in(t, big5, page(meta("gb2312"), traditional)), declared: "big5", want: page(meta("gb2312"), traditional), charset: "big5", by: "site"},
		{name: "UTF-16 with a mark", body: in(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), page("", simplified)), want: page("", simplified), charset: "utf-16le", by: "bom"},
		{name: "UTF-16 without a mark", body: in(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), page("", simplified)), want: page("", simplified), charset: "utf-16be", by: "detected"},
		{name: "ISO-2022-JP", body: in(t, japanese.ISO2022JP, page(meta("iso-2022-jp"), "新しい図書館")), want: page(meta("iso-2022-jp"), "新しい図書館"), charset: "iso-2022-jp", by: "meta"},
		{name: "Latin 1 text", body: in(t, charmap.Windows1252, page(meta("iso-8859-1"), "Café à l’été")), want: page(meta("iso-8859-1"), "Café à l’été"), charset: "windows-1252", by: "meta"},
		{name: "two characters of GBK that are valid UTF-8", body: in(t, gbk, page(meta("gbk"), "联通")), want: page(meta("gbk"), "联通"), charset: "gb18030", by: "meta"},
		{name: "NUL bytes are dropped", body: []byte(simplified[:30] + "\x00\x00" + simplified[30:]), want: simplified, charset: "utf-8", by: "utf-8"},
		{name: "UTF-8 with one broken character", body: []byte(page(meta("gbk"), simplified+"\xe6\xb9"+simplified)), want: page(meta("gbk"), simplified+"\uFFFD"+simplified), charset: "utf-8", by: "utf-8", damaged: true},
		{name: "UTF-8 cut off in a character", body: []byte(simplified + "湖"[:2]), want: simplified + "\uFFFD", charset: "utf-8", by: "utf-8", damaged: true},
		{name: "GBK with one stray byte", body: append(in(t, gbk, page(meta("gbk"), simplified+simplified)), 0xff, '<'), want: page(meta("gbk"), simplified+simplified) + "\uFFFD<", charset: "gb18030", by: "meta", damaged: true},
		{name: "U+FFFD in the page itself", body: []byte(simplified + "\uFFFD"), want: simplified + "\uFFFD", charset: "utf-8", by: "utf-8", damaged: true},
		{name: "ASCII", body: []byte("<p>none</p>"), header: "text/html; charset=gbk", want: "<p>none</p>", charset: "utf-8", by: "utf-8"},
		{name: "nothing", want: "", charset: "utf-8", by: "utf-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Decode(c.body, c.header, c.declared)
			want := Text{HTML: []byte(c.want), Charset: c.charset, By: c.by, Damaged: c.damaged}
			if d := cmp.Diff(want, got, cmp.Transformer("html", func(b []byte) string { return string(b) })); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// A page whose UTF-8 was once read as GBK and stored like that is turned back;
// where the wrong reading lost bytes, the page says so.
func TestDecodeUndoesMisreading(t *testing.T) {
	whole := page("", simplified+simplified)
	misread, err := simplifiedchinese.GB18030.NewDecoder().Bytes([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	got := Decode(misread, "text/html; charset=utf-8", "")
	if !bytes.Contains(got.HTML, []byte("图书馆")) || !bytes.Contains(got.HTML, []byte("<title>t</title>")) {
		t.Errorf("not turned back: %s", got.HTML)
	}
	if bytes.ContainsRune(misread, utf8.RuneError) && !got.Damaged {
		t.Error("bytes were lost, but the page is not marked")
	}
	for _, s := range []string{simplified, traditional} {
		if got := Decode([]byte(page("", s+"锛")), "", ""); !bytes.Contains(got.HTML, []byte(s)) {
			t.Errorf("sound text was changed: %s", got.HTML)
		}
	}
}

// Where a byte of GBK got lost, the characters behind it are made of halves.
func TestDecodeMarksMisalignedText(t *testing.T) {
	gbk := simplifiedchinese.GBK
	whole := in(t, gbk, "“我们在这里开了会”")
	broken, err := gbk.NewDecoder().Bytes(whole[1:])
	if err != nil {
		t.Fatal(err)
	}
	text := simplified + "?" + strings.ReplaceAll(string(broken), "\uFFFD", "?") + simplified
	if got := Decode([]byte(text), "", ""); !got.Damaged || !Garbled(text) {
		t.Errorf("not marked: %s", text)
	}
	for _, sound := range []string{"为什么?因为湖边的路修好了。还有呢?没有了。", "<a href=\"/s?湖边=图书\">谁来?馆长</a>", "到底去不去?去!"} {
		if got := Decode([]byte(sound), "", ""); got.Damaged {
			t.Errorf("marked: %s", sound)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(page(meta("gb2312"), simplified)), "text/html; charset=gbk", "")
	f.Add([]byte("\xff\xfea\x00"), "", "big5")
	f.Add([]byte("\x1b$B~{<meta charset=iso-2022-jp>"), "", "hz-gb-2312")
	f.Add([]byte("锛鍗佸洓浜\xe9\x80"), "charset", "utf-16")
	f.Fuzz(func(t *testing.T, body []byte, header, declared string) {
		before := bytes.Clone(body)
		got := Decode(body, header, declared)
		if !utf8.Valid(got.HTML) || bytes.IndexByte(got.HTML, 0) >= 0 {
			t.Errorf("not clean UTF-8: %q", got.HTML)
		}
		if got.Charset == "" || got.By == "" {
			t.Errorf("charset %q by %q", got.Charset, got.By)
		}
		if !bytes.Equal(before, body) {
			t.Error("the input was changed")
		}
	})
}
