package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// known is an encoding that can be decoded; the zero value is none.
type known struct {
	name string
	enc  encoding.Encoding
}

// claim is somebody's word on what the page is encoded in.
type claim struct {
	known
	by string
}

// lookup finds an encoding by any of its usual labels.
func lookup(label string) known {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\f\"';"))
	switch label {
	case "":
		return known{}
	case "gb2312", "gbk", "gb18030", "gb_2312-80", "gb_2312", "gb-2312", "gb-18030", "gb18030-2000", "cp936", "ms936", "windows-936", "x-gbk", "euc-cn", "chinese", "hanzi":
		return known{"gb18030", simplifiedchinese.GB18030}
	case "hz-gb-2312", "hz":
		return known{"hz-gb-2312", simplifiedchinese.HZGB2312}
	case "utf8mb4", "utf_8", "uft-8", "utf-8n":
		label = "utf-8"
	case "cp950", "ms950", "big5_hkscs", "big-5":
		label = "big5"
	case "euc-tw": // nothing decodes it
		return known{}
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return known{}
	}
	name, err := htmlindex.Name(enc)
	if err != nil || name == "replacement" || name == "x-user-defined" {
		return known{}
	}
	return known{name, enc}
}

func (k known) isUTF8() bool { return k.name == "utf-8" }

// stateful reports whether the encoding writes Chinese or Japanese in ASCII bytes.
func (k known) stateful() bool { return k.name == "hz-gb-2312" || k.name == "iso-2022-jp" }

// multibyte reports whether the encoding can hold Chinese and is not UTF-8: such
// a claim is weightier than one for windows-1252, which servers send unasked.
func (k known) multibyte() bool {
	switch k.name {
	case "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr", "hz-gb-2312", "iso-2022-jp", "utf-16le", "utf-16be":
		return true
	}
	return false
}

// decode gives valid UTF-8 and the number of characters that mean nothing in
// the encoding.
func (k known) decode(body []byte) (html []byte, errs int) {
	switch {
	case k.isUTF8():
		html = bytes.ToValidUTF8(body, lostRune)
	case k.name == "gb18030":
		return gb18030Pairs.decode(body)
	case k.name == "big5":
		return big5Pairs.decode(body)
	default:
		// A Chinese character of two bytes becomes one of three.
		var err error
		html = make([]byte, 0, len(body)+len(body)/2+64)
		if html, _, err = transform.Append(k.enc.NewDecoder(), html, body); err != nil {
			html, errs = bytes.ToValidUTF8(html, lostRune), 1
		}
	}
	return html, errs + bytes.Count(html, lostRune)
}

var lostRune = []byte(string(utf8.RuneError))

// byMark finds a byte order mark and gives the bytes behind it.
func byMark(body []byte) (known, []byte) {
	for _, m := range []struct {
		mark, name string
		enc        encoding.Encoding
	}{
		{"\xef\xbb\xbf", "utf-8", unicode.UTF8},
		{"\xff\xfe", "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"\xfe\xff", "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"\x84\x31\x95\x33", "gb18030", simplifiedchinese.GB18030},
	} {
		if rest, ok := bytes.CutPrefix(body, []byte(m.mark)); ok {
			return known{m.name, m.enc}, rest
		}
	}
	return known{}, body
}

// claimed gathers what the header and the page itself say, without repeats.
func claimed(contentType string, body []byte) []claim {
	var claims []claim
	add := func(label, by string) {
		k := lookup(label)
		if k.enc == nil {
			return
		}
		if by == "meta" && (k.name == "utf-16le" || k.name == "utf-16be") {
			k = lookup("utf-8") // a <meta> that could be read was not UTF-16
		}
		for _, c := range claims {
			if c.name == k.name {
				return
			}
		}
		claims = append(claims, claim{k, by})
	}
	add(labelAfter([]byte(contentType)), "header")
	for _, label := range metaLabels(body) {
		add(label, "meta")
	}
	return claims
}

// metaReach is how far into a page a <meta> is looked for. Browsers stop after
// 1,024 bytes; pages with long heads declare themselves later.
const metaReach = 64 << 10

// maxMetaLabels bounds the declarations that are weighed.
const maxMetaLabels = 4

// metaLabels lists the charsets that <meta> elements and an XML declaration name.
func metaLabels(body []byte) []string {
	head := body[:min(len(body), metaReach)]
	var labels []string
	if bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<?xml")) {
		decl, _, _ := bytes.Cut(head, []byte("?>"))
		if _, v, ok := cutFold(decl, "encoding"); ok {
			if label := value(v); label != "" {
				labels = append(labels, label)
			}
		}
	}
	for len(labels) < maxMetaLabels {
		_, rest, ok := cutFold(head, "<meta")
		if !ok {
			break
		}
		tag, _, _ := bytes.Cut(rest, []byte(">"))
		if label := labelAfter(tag); label != "" {
			labels = append(labels, label)
		}
		head = rest
	}
	return labels
}

// labelAfter gives the value of the first charset= in a header or a tag.
func labelAfter(s []byte) string {
	for {
		_, rest, ok := cutFold(s, "charset")
		if !ok {
			return ""
		}
		if label := value(rest); label != "" {
			return label
		}
		s = rest
	}
}

// value reads `= "label"`, with or without quotes and blanks.
func value(s []byte) string {
	s = bytes.TrimLeft(s, " \t\r\n\f")
	if len(s) == 0 || s[0] != '=' {
		return ""
	}
	s = bytes.TrimLeft(s[1:], " \t\r\n\f\"'")
	n := 0
	for n < len(s) && n < 40 && isLabelByte(s[n]) {
		n++
	}
	return string(s[:n])
}

func isLabelByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == ':'
}

// cutFold cuts around the first occurrence of an ASCII word, whatever its case.
func cutFold(s []byte, word string) (before, after []byte, found bool) {
	lower, upper := word[0]|0x20, word[0]&^0x20
	if word[0] == '<' {
		lower, upper = '<', '<'
	}
	for from := 0; ; {
		i := bytes.IndexByte(s[from:], lower)
		if upper != lower {
			if j := bytes.IndexByte(s[from:], upper); i < 0 || j >= 0 && j < i {
				i = j
			}
		}
		if i < 0 || from+i+len(word) > len(s) {
			return s, nil, false
		}
		i += from
		if bytes.EqualFold(s[i:i+len(word)], []byte(word)) {
			return s[:i], s[i+len(word):], true
		}
		from = i + 1
	}
}
