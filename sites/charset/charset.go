// Package charset turns the bytes of a web page into UTF-8. It never fails and
// it never believes a declaration that the bytes disprove: Chinese sites declare
// GB2312 over UTF-8, UTF-8 over GBK, nothing at all, or declare it far behind
// the place where browsers look.
package charset

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// Text is a page in UTF-8.
type Text struct {
	// HTML is valid UTF-8 without a byte order mark and without NUL. It may share
	// memory with the bytes that were given.
	HTML []byte
	// Charset is the WHATWG name of what the page was decoded from, in lower
	// case; GB2312 and GBK are read as their superset and say "gb18030".
	Charset string
	// By is what decided: "bom", "utf-8" (the bytes prove it), "header", "meta",
	// "site" or "detected".
	By string
	// Damaged says that some characters were lost before or on the way here:
	// bytes that mean nothing in Charset, U+FFFD in the page itself, or stretches
	// that were once decoded in the wrong charset.
	Damaged bool
}

// Decode decodes a page. contentType is the HTTP header's value, declared the
// charset that the site's definition names; either may be empty or wrong.
//
// The order is: declared, byte order mark, valid UTF-8, header, <meta>,
// detection. Bytes that can only be UTF-8 win against every declaration, and a
// declaration under which much of the page means nothing is passed over.
func Decode(body []byte, contentType, declared string) Text {
	t, m := decode(body, contentType, declared)
	t.HTML = withoutNUL(t.HTML)
	if m == nil {
		m = &utf8Measure{lost: lost(t.HTML), odd: mentionsMisread(t.HTML)}
	}
	t.Damaged = t.Damaged || m.lost
	if m.odd {
		if fixed, ok := undoMisreading(t.HTML); ok {
			t.HTML, t.Damaged = fixed, t.Damaged || lost(fixed)
		}
	}
	t.Damaged = t.Damaged || misaligned(t.HTML)
	return t
}

// decode decodes a page. m is what measuring gave where the page is the bytes
// as they are; nil otherwise.
func decode(body []byte, contentType, declared string) (_ Text, m *utf8Measure) {
	ascii := isASCII(body)
	u := measure(body, false)
	site := lookup(declared)
	stateful := ascii && bytes.ContainsAny(body, "\x1b~")
	if site.enc != nil && !site.isUTF8() && (!ascii || stateful) && !u.sure() {
		html, _ := site.decode(body)
		return Text{HTML: html, Charset: site.name, By: "site"}, nil
	}
	if c, rest := byMark(body); c.enc != nil {
		html, _ := c.decode(rest)
		return Text{HTML: html, Charset: c.name, By: "bom"}, nil
	}
	asIs := Text{HTML: body, Charset: "utf-8", By: "utf-8"}
	if ascii && !stateful {
		return asIs, &u
	}
	if c := utf16ByZeros(body); c.enc != nil {
		html, _ := c.decode(body)
		return Text{HTML: html, Charset: c.name, By: "detected"}, nil
	}

	valid := u.bad == 0
	if valid && u.wide > 0 {
		return asIs, &u
	}
	claims := claimed(contentType, body)
	switch {
	case ascii:
		for _, c := range claims {
			if c.stateful() {
				html, _ := c.decode(body)
				return Text{HTML: html, Charset: c.name, By: c.by}, nil
			}
		}
		return asIs, &u
	case valid && (len(claims) == 0 || claims[0].isUTF8()):
		return asIs, &u
	case valid:
		// Only two-byte forms: a few characters of GBK can look like that, so a
		// declaration under which every byte has a meaning is believed.
		for _, c := range claims {
			if html, errs := c.decode(body); errs == 0 && c.multibyte() {
				return Text{HTML: html, Charset: c.name, By: c.by}, nil
			}
		}
		return asIs, &u
	case !hopeless(u.wide, u.bad) || u.cut:
		return Text{HTML: bytes.ToValidUTF8(body, lostRune), Charset: "utf-8", By: "utf-8", Damaged: true}, nil
	}
	return best(body, claims), nil
}

// tolerable is the share of characters that may mean nothing before a
// declaration is doubted: saved pages hold cut characters and stray bytes.
const tolerable = 0.01

// best picks, for bytes that are not UTF-8, the first claim that fits, or the
// one that loses least, or what the bytes look like.
func best(body []byte, claims []claim) Text {
	var (
		pick  Text
		least = -1
	)
	try := func(c claim) bool {
		html, errs := c.decode(body)
		if least < 0 || errs < least {
			pick, least = Text{HTML: html, Charset: c.name, By: c.by}, errs
		}
		return errs <= 1 || float64(errs) <= 1+tolerable*float64(highBytes(body))/2
	}
	for _, c := range claims {
		if c.multibyte() && try(c) {
			return pick
		}
	}
	detected := detect(body)
	if detected.multibyte() && try(detected) {
		return pick
	}
	for _, c := range claims {
		if !c.multibyte() && !c.isUTF8() && try(c) {
			return pick
		}
	}
	if detected.enc != nil && try(detected) {
		return pick
	}
	if least < 0 {
		try(claim{known: lookup("gb18030"), by: "detected"})
	}
	return pick
}

// highBytes counts the bytes beyond ASCII.
func highBytes(body []byte) (n int) {
	for ; len(body) >= 8; body = body[8:] {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(body) & highBits)
	}
	for _, b := range body {
		n += int(b >> 7)
	}
	return n
}
