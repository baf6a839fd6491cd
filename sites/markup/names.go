package markup

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// elements are all that have rules of their own; the first is for the others.
var elements = listElements()

func listElements() []element {
	list := []element{{}}
	for _, g := range groups {
		for _, name := range strings.Fields(g.names) {
			list = append(list, element{
				name: name, atom: atom.Lookup([]byte(name)), id: uint8(len(list)),
				start: g.start, end: g.end, is: g.is,
			})
		}
	}
	return list
}

// The elements that the rules name.
var (
	elHTML, elHead, elBody = named("html"), named("head"), named("body")
	elTable, elTbody, elTr = named("table"), named("tbody"), named("tr")
	elColgroup, elCaption  = named("colgroup"), named("caption")
	elTh                   = named("th")
	elP, elLi, elDd, elDt  = named("p"), named("li"), named("dd"), named("dt")
	elA, elNobr, elImg     = named("a"), named("nobr"), named("img")
	elForm, elButton       = named("form"), named("button")
	elSelect, elOption     = named("select"), named("option")
	elOptgroup, elRtc      = named("optgroup"), named("rtc")
	elRuby, elTextarea     = named("ruby"), named("textarea")
	elScript, elPlaintext  = named("script"), named("plaintext")
	elOl, elUl             = named("ol"), named("ul")
	elAddress, elDiv       = named("address"), named("div")
	elPre, elListing       = named("pre"), named("listing")
	elCol, elFrameset      = named("col"), named("frameset")
	elTemplate             = named("template")
)

func named(name string) *element {
	for i := range elements {
		if elements[i].name == name {
			return &elements[i]
		}
	}
	panic("markup: no element " + name) // a slip in the tables above
}

// short finds elements by a name of up to eight bytes, packed into a number; a
// slot is free where its element has no name. longer finds the others.
var short, longer = index()

const (
	slotBits = 10
	slotMix  = 0x9e3779b97f4a7c15
)

type slot struct {
	key uint64
	el  *element
}

func index() (*[1 << slotBits]slot, map[string]*element) {
	table, rest := new([1 << slotBits]slot), map[string]*element{}
	for i := range elements {
		el := &elements[i]
		if len(el.name) > 8 {
			rest[el.name] = el
			continue
		}
		var key uint64
		for _, c := range []byte(el.name) {
			key = key<<8 | uint64(c)
		}
		if key == 0 {
			continue
		}
		at := key * slotMix >> (64 - slotBits)
		for table[at].el != nil {
			at = (at + 1) % (1 << slotBits)
		}
		table[at] = slot{key, el}
	}
	return table, rest
}

// byKey finds an element by its packed name; nil for names that have no rules.
func byKey(key uint64) *element {
	for at := key * slotMix >> (64 - slotBits); ; at = (at + 1) % (1 << slotBits) {
		if s := &short[at]; s.key == key || s.el == nil {
			return s.el
		}
	}
}
