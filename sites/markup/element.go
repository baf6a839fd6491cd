package markup

import (
	"golang.org/x/net/html/atom"
)

// element is what the tree builder knows of a name.
type element struct {
	name  string
	atom  atom.Atom
	id    uint8 // position in elements; 0 for names that are not there
	start start
	end   end
	is    trait
}

// trait is a set of properties that several elements share.
type trait uint16

const (
	special    trait = 1 << iota // ends the search for what a stray end tag closes
	stops                        // no scope reaches beyond it
	stopsTable                   // not even that of a table's parts
	implied                      // closed without an end tag
	heading
	cell    // td, th
	rows    // tbody, thead, tfoot
	misfits // what comes into it and is no part of a table, goes before the table
	raw     // holds text up to its end tag, whatever that looks like
	escaped // and in that text, character references count
	inHead  // belongs into the head, and is handled there wherever it stands
)

// start is how a start tag is taken in the body.
type start uint8

const (
	startOther start = iota
	startHTML
	startHeadPart
	startBody
	startFrameset
	startBlock
	startHeading
	startPre
	startForm
	startItem // li, dd, dt
	startPlaintext
	startButton
	startA
	startFormat
	startNobr
	startObject
	startTable
	startVoid
	startInput
	startParam
	startRule
	startImage
	startTextarea
	startXMP
	startRaw
	startSelect
	startOption
	startOptgroup
	startRuby
	startRubyText
	startForeign
	startStray // a part of something that is not open
)

// end is how an end tag is taken in the body.
type end uint8

const (
	endOther end = iota
	endBody
	endHTML
	endBlock
	endForm
	endP
	endLi
	endDefinition
	endHeading
	endFormat
	endObject
	endBr
	endTemplate
)

var (
	unknown = element{}
	marker  = element{} // in the list of formatting elements, where a scope begins
)

// groups list the elements by how they are taken.
var groups = []struct {
	names string
	start start
	end   end
	is    trait
}{
	{"html", startHTML, endHTML, special | stops | stopsTable},
	{"base basefont bgsound link meta", startHeadPart, endOther, special | inHead},
	{"noframes style script", startHeadPart, endOther, special | inHead | raw},
	{"title", startHeadPart, endOther, special | inHead | raw | escaped},
	{"template", startHeadPart, endTemplate, special | inHead | stops | stopsTable},
	{"body", startBody, endBody, special},
	{"frameset", startFrameset, endOther, special},
	{"address article aside blockquote center details dir div dl fieldset figcaption figure footer header hgroup main menu nav ol section summary ul", startBlock, endBlock, special},
	{"dialog search", startBlock, endBlock, 0},
	{"p", startBlock, endP, special | implied},
	{"h1 h2 h3 h4 h5 h6", startHeading, endHeading, special | heading},
	{"pre listing", startPre, endBlock, special},
	{"form", startForm, endForm, special},
	{"li", startItem, endLi, special | implied},
	{"dd dt", startItem, endDefinition, special | implied},
	{"plaintext", startPlaintext, endOther, special | raw},
	{"button", startButton, endBlock, special},
	{"a", startA, endFormat, 0},
	{"b big code em font i s small strike strong tt u", startFormat, endFormat, 0},
	{"nobr", startNobr, endFormat, 0},
	{"applet marquee object", startObject, endObject, special | stops},
	{"table", startTable, endOther, special | stops | stopsTable | misfits},
	{"br", startVoid, endBr, special},
	{"area embed img keygen wbr", startVoid, endOther, special},
	{"input", startInput, endOther, special},
	{"param source track", startParam, endOther, special},
	{"hr", startRule, endOther, special},
	{"image", startImage, endOther, 0},
	{"textarea", startTextarea, endOther, special | raw | escaped},
	{"xmp", startXMP, endOther, special | raw},
	{"iframe noembed noscript", startRaw, endOther, special | raw},
	{"select", startSelect, endBlock, special | stops},
	{"option", startOption, endOther, implied},
	{"optgroup", startOptgroup, endOther, implied},
	{"rb rtc", startRuby, endOther, implied},
	{"rp rt", startRubyText, endOther, implied},
	{"ruby span", startOther, endOther, 0},
	{"math svg", startForeign, endOther, 0},
	{"caption", startStray, endOther, special | stops},
	{"col colgroup frame head", startStray, endOther, special},
	{"tbody tfoot thead", startStray, endOther, special | rows | misfits},
	{"td th", startStray, endOther, special | stops | cell},
	{"tr", startStray, endOther, special | misfits},
}
