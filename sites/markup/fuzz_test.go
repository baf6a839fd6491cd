package markup

import (
	"bytes"
	"strings"
	"testing"
)

// snippets are what tree builders get wrong, to be strung together.
var snippets = func() []string {
	list := strings.Split(`<p>|</p>|<a href=x>|</a>|<b>|</b>|<i>|</i>|<font size=1 color=2>|</font>|<nobr>|</nobr>|<div>|</div>|<div class="a b">|<span id=1>|</span>|<em>|</em>|<u>|</u>|`+
		`<table>|</table>|<tr>|</tr>|<td>|</td>|<th>|</th>|<tbody>|</tbody>|<thead>|</thead>|<tfoot>|<caption>|</caption>|<colgroup>|</colgroup>|<col>|</col>|`+
		`<ul>|</ul>|<ol>|<li>|</li>|<dl>|<dd>|</dd>|<dt>|</dt>|<h1>|</h1>|<h2>|</h3>|<form>|</form>|<input>|<input type=hidden>|<button>|</button>|`+
		`<select>|</select>|<option>|</option>|<optgroup>|</optgroup>|<ruby>|<rb>|<rt>|<rp>|<rtc>|</ruby>|<hr>|<br>|</br>|<img src='a'>|<image>|<pre>|`+"\n|\r\n|\r|<pre>\n\n|</pre>|<listing>|"+
		`<html>|<html lang=zh>|</html>|<head>|</head>|<body>|<body class=x>|</body>|<title>|</title>|<meta charset=gbk>|<base>|<link>|<style>|</style>|<script>|</script>|<script><!--|-->|--!>|`+
		`<!--|<!-->|<!--->|<!doctype html>|<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">|<!doctype html public "-//w3c//dtd html 3.2//en">|`+
		`<textarea>|</textarea>|<xmp>|</xmp>|<iframe>|</iframe>|<noscript>|</noscript>|<noembed>|<noframes>|</noframes>|<plaintext>|<object>|</object>|<applet>|</applet>|<marquee>|`+
		`<frameset>|<frame>|<template>|</template>|<svg>|</svg>|<math>|<custom-tag>|</custom-tag>|<content>|</content>|<A HREF=Y HREF=Z>|<DIV>|<P ALIGN=center>|</P>|`+
		`<article>|</article>|<section>|<address>|</address>|<center>|</center>|<dialog>|<search>|<param>|<source>|<keygen>|<embed>|<area>|<wbr>|<tt>|<small>|<strike>|</strike>|<big>|<code>|<s>|`+
		`&nbsp;|&amp;|&|&#20013;|&#x4e2d|&#128;|&#0;|&notit;|&copy=|<a b="&copy=1&reg;&notit;&semi;&amp">|<?xml version="1.0"?>|</ x>|</>|<|<3|</|<a/b/c=d>|<a =b>|<a b = 'c'd>|<br/>|<p/>|`+
		`文|x| |	|<b a=1>|<b a=2>|<b a=1 c>|<a c=1 a=2 b=3>|</script |</title/>|<a b=c/>|<a b="|<a b='`, "|")
	return append(list, "\x00", "|", strings.Repeat("<b>", 40), strings.Repeat("<div>", 60), strings.Repeat("</div>", 60), strings.Repeat("<i z=1>", 4))
}()

// FuzzTree holds the two parsers against each other, on bytes as they are and on
// snippets that they stand for.
func FuzzTree(f *testing.F) {
	for _, page := range pages(f) {
		f.Add(page[:min(len(page), 4<<10)])
	}
	for i := range snippets {
		f.Add([]byte(snippets[i] + "<p>" + snippets[len(snippets)-1-i] + "x"))
		f.Add([]byte{byte(i), byte(i + 1), byte(i + 2), byte(3 * i), byte(5 * i), byte(7 * i), byte(i)})
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		check(t, page)
		var spelled bytes.Buffer
		for _, c := range page[:min(len(page), 200)] {
			spelled.WriteString(snippets[int(c)%len(snippets)])
		}
		check(t, spelled.Bytes())
	})
}

// TestSnippetsHaveTheSameTree strings snippets together at random.
func TestSnippetsHaveTheSameTree(t *testing.T) {
	own, all := 0, 0
	for seed := range uint64(1500) {
		var page bytes.Buffer
		r := seed*0x9e3779b97f4a7c15 + 1
		for range 4 + seed%40 {
			r ^= r << 13
			r ^= r >> 7
			r ^= r << 17
			page.WriteString(snippets[r%uint64(len(snippets))])
		}
		all++
		if check(t, page.Bytes()) {
			own++
		}
	}
	if own < all/4 {
		t.Errorf("only %d of %d were built here", own, all)
	}
}
