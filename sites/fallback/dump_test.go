package fallback

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"bytes"

	"golang.org/x/net/html"
	"newswatch/sites/charset"
)

func TestDump(t *testing.T) {
	want := os.Getenv("DUMP")
	if want == "" {
		t.Skip()
	}
	strip := func(s string) string { return strings.Join(strings.Fields(s), "") }
	ls := labels(t)
	for _, f := range strings.Split(want, ",") {
		if strings.HasSuffix(f, ".html") {
			b, _ := os.ReadFile("/work/shared/pages/" + f)
			ls = append(ls, &label{ID: f, page: b, Text: new(string)})
		}
	}
	for _, l := range ls {
		if !strings.Contains(","+want+",", ","+l.ID+",") {
			continue
		}
		doc, _ := html.Parse(bytes.NewReader(charset.Decode(l.page, "", "").HTML))
		truth := strip(*l.Text)
		p := read(doc)
		p.now, p.loc = time.Now(), beijing
		p.weighAll(p.headline(p.headings(), len(p.blocks), len(p.blocks)).block)
		e := p.bodyElement(p.headline(p.headings(), len(p.blocks), len(p.blocks)).block)
		fmt.Println("ELEM", l.ID, e, p.headline(p.headings(), len(p.blocks), len(p.blocks)))
		if e < 0 { e = 0 }
		first, last := p.elems[e].first, p.elems[e].last
		h := p.headline(p.headings(), first, last)
		kept := map[int]bool{}
		for _, i := range p.body(e, h.block) {
			kept[i] = true
		}
		fmt.Printf("=== %s title %q at %d from %s; elem %d <%s %v> %d..%d doc %q\n", l.ID, h.text, h.block, h.from, e, p.elems[e].node.Data, p.elems[e].node.Attr, first, last, p.title)
		for i, bl := range p.blocks {
			in := " "
			if strings.Contains(truth, strip(bl.text)) {
				in = "T"
			}
			k := " "
			if kept[i] {
				k = "K"
			}
			if i < first-10 || i > last+6 { if in != "T" || bl.runes < 8 { continue } }
			s := []string{"  ", "as", "CL"}[surplusOf(&p.blocks[i])]
			if p.isInfo(i) { s += "i" } else { s += " " }
			if p.isCaption(i) { s += "c" } else { s += " " }
			path := ""
			for x, n := bl.elem, 0; x >= 0 && n < 3; x, n = p.elems[x].parent, n+1 {
				nd := p.elems[x].node
				path += "<" + nd.Data
				if v := attr(nd, "id"); v != "" { path += "#" + v }
				if v := attr(nd, "class"); v != "" { path += "." + strings.ReplaceAll(v, " ", ".") }
			}
			hd := ""
			if p.elems[bl.elem].hidden { hd = "HID " }
			fmt.Printf("%s%s %s %4d e%d l%d/%d m%d +%.0f-%.0f i%d | %s%s   %s\n", in, k, s, i, bl.elem, bl.linked, bl.runes, bl.marks, bl.mass, bl.noise, bl.image, hd, cutRunes(bl.text, 60), path)
		}
	}
}
