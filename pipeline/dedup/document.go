package dedup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/frame"
)

// maxTokens bounds what is compared of one text. The longest news articles have
// some 30,000 characters.
const maxTokens = 60_000

// document is an article made ready for comparison.
type document struct {
	title  []token
	tokens []token
	text   fold.Text
	name   fold.Text // the title
}

// prepare folds an article and takes its frame off.
func prepare(a *newswatch.Article) *document {
	return prepareFolded(fold.Fold(a.Title), fold.Fold(a.Text))
}

func prepareFolded(title, text fold.Text) *document {
	d := &document{text: text, name: title}
	heading := title.String()
	if i := strings.Index(heading, "】"); i > 0 && i <= 30 && strings.HasPrefix(heading, "【") {
		heading = heading[i+len("】"):] // 【关注】
	}
	d.title = appendTokens(make([]token, 0, title.Len()/3+1), heading, title.Len()-len(heading))
	s := text.String()
	d.tokens = make([]token, 0, min(len(s)/3+8, maxTokens))
	lines := 0
	for at := 0; at < len(s) && len(d.tokens) < maxTokens; {
		line := s[at:]
		next := len(s)
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line, next = line[:i], at+i+1
		}
		switch {
		case frame.Is(line):
		case lines < 2 && line == title.String():
			lines++
		default:
			body := line
			if lines < 4 {
				body = frame.CutDateline(body)
			}
			base := at + len(line) - len(body)
			body = frame.CutSignature(body)
			d.tokens = appendTokens(d.tokens, firstBytes(body, 3*(maxTokens-len(d.tokens))), base)
			lines++
		}
		at = next
	}
	if len(d.tokens) > maxTokens {
		d.tokens = d.tokens[:maxTokens]
	}
	return d
}

// firstBytes cuts s after n bytes or a little less, between two characters.
func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// A passage is a stretch of folded text in tokens.
type passage struct {
	tokens []token
	text   string
}

func (d *document) body() passage    { return passage{d.tokens, d.text.String()} }
func (d *document) heading() passage { return passage{d.title, d.name.String()} }

// span is the text of the tokens from up to to.
func (p passage) span(from, to int) string {
	to = min(to, len(p.tokens))
	if from >= to {
		return ""
	}
	return p.text[p.tokens[from].pos:p.tokens[to-1].end]
}

// words is the same without the punctuation in it.
func (p passage) words(from, to int) string {
	s := p.span(from, to)
	if !strings.ContainsFunc(s, isPunctuation) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isPunctuation(r) {
			return -1
		}
		return r
	}, s)
}

func isPunctuation(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' }
