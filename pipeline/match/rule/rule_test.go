package rule

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// forget drops the columns, which differ between ways to write one rule.
func forget(x Node) Node {
	list := func(xs []Node) []Node {
		out := make([]Node, len(xs))
		for i, y := range xs {
			out[i] = forget(y)
		}
		return out
	}
	switch x := x.(type) {
	case Term:
		return Term{Text: x.Text}
	case Regex:
		return Regex{Source: x.Source}
	case Site:
		return Site{ID: x.ID}
	case Scoped:
		return Scoped{x.Field, forget(x.X)}
	case Not:
		return Not{forget(x.X)}
	case And:
		return And{list(x.Xs)}
	case Or:
		return Or{list(x.Xs)}
	case Near:
		return Near{forget(x.A), forget(x.B), x.Gap}
	case Before:
		return Before{forget(x.A), forget(x.B)}
	case Together:
		return Together{x.Unit, list(x.Xs)}
	case Count:
		return Count{forget(x.X), x.Op, x.N, 0}
	}
	return x
}

func TestParse(t *testing.T) {
	for expr, want := range map[string]string{
		`萧山`: `萧山`,
		`("萧滨一体化" OR 兵团) AND NOT 招聘`:           `(萧滨一体化 OR 兵团) AND NOT 招聘`,
		`萧山 or 湘湖 and not 招聘`:                  `萧山 OR 湘湖 AND NOT 招聘`,
		`萧山 && 湘湖 || !招聘`:                      `萧山 AND 湘湖 OR NOT 招聘`,
		`萧山&湘湖|招聘`:                             `萧山 AND 湘湖 OR 招聘`,
		`NOT 萧山 AND 湘湖`:                        `NOT 萧山 AND 湘湖`,
		`NOT (萧山 AND 湘湖)`:                      `NOT (萧山 AND 湘湖)`,
		`NOT NOT 萧山`:                           `NOT NOT 萧山`,
		`NOT 萧山 NEAR/5 湘湖`:                     `NOT 萧山 NEAR/5 湘湖`,
		`R&D AND AT&T`:                         `"R&D" AND "AT&T"`,
		`"a \"b\" \\ c"`:                       `"a \"b\" \\ c"`,
		`“八八战略” AND 开发区`:                       `八八战略 AND 开发区`,
		`（萧山 OR 湘湖）AND 标题：兵团`:                  `(萧山 OR 湘湖) AND title:兵团`,
		`title: 萧山`:                            `title:萧山`,
		`TITLE:萧山`:                             `title:萧山`,
		`title:(萧山 OR 湘湖)`:                     `title:(萧山 OR 湘湖)`,
		`site:people AND site:(zjol OR xsnet)`: `site:people AND (site:zjol OR site:xsnet)`,
		`来源:"人民网-浙江频道"`:                        `source:"人民网-浙江频道"`,
		`萧山 NEAR/20 湘湖`:                        `萧山 NEAR/20 湘湖`,
		`萧山 near/２０ (湘湖 OR 闻堰)`:                `萧山 NEAR/20 (湘湖 OR 闻堰)`,
		`萧山 >> 湘湖>>兵团`:                         `萧山 >> 湘湖 >> 兵团`,
		`萧山 >> (湘湖 NEAR/3 兵团)`:                 `萧山 >> (湘湖 NEAR/3 兵团)`,
		`SENTENCE(萧山 湘湖)`:                      `SENTENCE(萧山 湘湖)`,
		`sentence( 萧山，湘湖、兵团 )`:                 `SENTENCE(萧山 湘湖 兵团)`,
		`PARAGRAPH(萧山 AND NOT 招聘)`:             `PARAGRAPH(萧山 NOT 招聘)`,
		`SENTENCE(萧山 NEAR/5 湘湖 (兵团 OR 专班))`:    `SENTENCE(萧山 NEAR/5 湘湖 (兵团 OR 专班))`,
		`COUNT(萧山) >= 3`:                       `COUNT(萧山) >= 3`,
		`COUNT(萧山)>=3 AND COUNT(湘湖)==1`:        `COUNT(萧山) >= 3 AND COUNT(湘湖) = 1`,
		`COUNT (萧山 OR 湘湖) ≥ 3`:                 `COUNT(萧山 OR 湘湖) >= 3`,
		`COUNT(萧山) < 3`:                        `COUNT(萧山) < 3`,
		`COUNT(萧山) != 3`:                       `COUNT(萧山) != 3`,
		`/\d+(\.\d+)?亿元/`:                      `/\d+(\.\d+)?亿元/`,
		`/km\/h/ AND x`:                        `/km\/h/ AND x`,
		`/GDP/i AND 萧山`:                        `/GDP/ AND 萧山`,
		`5G/6G`:                                `"5G/6G"`,
		`20:03 AND count`:                      `"20:03" AND "count"`,
		`萧山-滨江`:                                `"萧山-滨江"`,
		`1,000`:                                `"1,000"`,
		`拼!`:                                   `"拼!"`,
	} {
		x, err := Parse(expr)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		if got := x.String(); got != want {
			t.Errorf("%s: got %s, want %s", expr, got, want)
		}
		again, err := Parse(x.String())
		if err != nil || !reflect.DeepEqual(forget(again), forget(x)) {
			t.Errorf("%s: reads back as %v, %v", expr, again, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for expr, want := range map[string]string{
		``:                              `column 1: expected a word, found the end`,
		`   `:                           `column 4: expected a word, found the end`,
		`萧山 AND`:                        `column 7: expected a word, phrase, /regex/, ( or NOT after "AND", found the end`,
		`AND 萧山`:                        `column 1: expected a word, phrase, /regex/, ( or NOT, found "AND"`,
		`萧山 OR OR 湘湖`:                   `column 7: expected a word, phrase, /regex/, ( or NOT after "OR", found "OR"`,
		`(萧山 OR 湘湖`:                     `column 10: expected ) for the ( at column 1, found the end`,
		`萧山) AND 湘湖`:                    `column 3: found ) without its (`,
		`()`:                            `column 2: expected a word, phrase, /regex/, ( or NOT after "(", found ")"`,
		`萧山 湘湖`:                         `column 4: expected AND, OR, NEAR/n or >> between "萧山" and "湘湖"; a phrase with blanks stands in quotes`,
		`萧山 NOT 招聘`:                     `column 4: expected AND or OR after "萧山", found "NOT"; write AND NOT`,
		`萧山 与 湘湖`:                       `column 4: expected AND, OR, NEAR/n or >> after "萧山", found "与"; write AND`,
		`萧山 AND 不 招聘`:                   `column 8: expected a word, found "不"; write NOT for the operator, or put it in quotes`,
		`萧山, 湘湖`:                        `column 3: expected AND or OR after "萧山", found a comma`,
		`"萧山`:                           `column 1: expected " to close the phrase that opens here, found the end`,
		`“萧山"`:                          `column 1: expected ” to close the phrase that opens here, found the end`,
		`""`:                            `column 1: expected a word or phrase, found an empty one`,
		`/萧山`:                           `column 1: expected / to close the regular expression that opens here, found the end; put a word that begins with a slash in quotes`,
		`//`:                            `column 1: expected a regular expression between the slashes, found an empty one`,
		`/a/b`:                          `column 4: expected a blank or an operator after the regular expression, found 'b'; write a slash inside it as \/`,
		`萧山 NEAR 湘湖`:                    `column 4: expected NEAR/ and a number of characters, as in NEAR/20; put the word in quotes to look for it`,
		`萧山 NEAR/x 湘湖`:                  `column 4: expected a number up to 100000 after NEAR/, as in NEAR/20, found "X"`,
		`萧山 NEAR/ 湘湖`:                   `column 4: expected a number up to 100000 after NEAR/, as in NEAR/20, found ""`,
		`萧山 NEAR/9999999 湘湖`:            `column 4: expected a number up to 100000 after NEAR/, as in NEAR/20, found "9999999"`,
		`萧山 NEAR/5`:                     `column 10: expected a word, phrase, /regex/, ( or NOT after NEAR/5, found the end`,
		`(萧山 AND 湘湖) NEAR/5 兵团`:         `column 1: expected a word, a phrase, a regular expression or an OR of such beside NEAR/5, found 萧山 AND 湘湖, which has no place in the text`,
		`兵团 >> (NOT 湘湖)`:                `column 7: expected a word, a phrase, a regular expression or an OR of such beside ">>", found NOT 湘湖, which has no place in the text`,
		`foo:萧山`:                        `column 1: expected title:, text:, source:, author: or site:, found "foo:"; put a term that holds a colon in quotes`,
		`title:`:                        `column 7: expected a word, phrase, /regex/, ( or NOT after title:, found the end`,
		`title:text:萧山`:                 `column 1: expected no other scope within title:, found text:`,
		`site:(a AND b)`:                `column 1: expected a site's id after site:, or ids joined by OR in brackets, found a AND b`,
		`SENTENCE 萧山`:                   `column 10: expected ( after SENTENCE; put the word in quotes to look for it`,
		`SENTENCE(萧山)`:                  `column 12: expected at least two parts in SENTENCE, one of them without NOT, as in SENTENCE(a b)`,
		`SENTENCE(NOT 萧山 NOT 湘湖)`:       `column 23: expected at least two parts in SENTENCE, one of them without NOT, as in SENTENCE(a b)`,
		`SENTENCE(萧山 OR 湘湖)`:            `column 13: expected a word or ) after "萧山", found "OR"; write an OR within SENTENCE in brackets: (a OR b)`,
		`SENTENCE(萧山 湘湖`:                `column 15: expected ) to end the SENTENCE at column 1, found the end`,
		`COUNT(萧山)`:                     `column 10: expected a comparison such as >= 3 after ")", found the end`,
		`COUNT(萧山) >= 三`:                `column 14: expected a number up to 10000 after >=, found "三"`,
		`COUNT(萧山) >= 0`:                `column 11: expected a comparison that can fail and can hold, found >= 0`,
		`COUNT(萧山) < 0`:                 `column 11: expected a comparison that can fail and can hold, found < 0`,
		`COUNT(萧山 AND 湘湖) >= 2`:         `column 7: expected a word, a phrase, a regular expression or an OR of such beside COUNT, found 萧山 AND 湘湖, which has no place in the text`,
		`萧山 AND 湘湖*`:                    `column 8: expected a word, found "湘湖*"; there are no wildcards: a word is found inside longer ones too, and /…/ is a regular expression; a * that is meant stands in quotes`,
		`-招聘`:                           `column 1: expected a word, found '-'; write NOT a to exclude and a AND b to ask for both, or put the word in quotes`,
		`'萧山'`:                          `column 1: expected a word, found '\''; phrases stand in double quotes: "…"`,
		strings.Repeat("(", 200):        `column 101: the rule is nested deeper than 100; split it into several watches`,
		strings.Repeat("! ", 200):       `column 201: the rule is nested deeper than 100; split it into several watches`,
		strings.Repeat("a>>", 10) + "a": `column 29: a chain of NEAR and >> has at most 10 operands; join several by AND`,
	} {
		_, err := Parse(expr)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want an error", expr, err)
		} else if e.Error() != want {
			t.Errorf("%s:\n got %s\nwant %s", expr, e, want)
		}
	}
}

func TestParseItem(t *testing.T) {
	for item, want := range map[string]Node{
		"萧山":         Term{Text: "萧山"},
		" 萧山 AND x ": Term{Text: "萧山 AND x"},
		`/\d+亿/`:     Regex{Source: `\d+亿`},
		`/gdp/i`:     Regex{Source: `gdp`},
		`/`:          Term{Text: "/"},
		`//`:         Term{Text: "//"},
		`5G/6G`:      Term{Text: "5G/6G"},
	} {
		if got := ParseItem(item); got != want {
			t.Errorf("%q: got %#v, want %#v", item, got, want)
		}
	}
}

// A rule that parses is written so that it parses to the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`("萧滨一体化" OR 兵团) AND NOT 招聘`, `title:(a NEAR/3 "b c") >> /x\/y/`,
		`COUNT(a OR b) >= 3 AND SENTENCE(a b NOT c)`, `site:(a OR b)`, `R&D|a&&b||!c`, `“a” （b）`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		x, err := Parse(expr)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Column < 1 || e.Column > len([]rune(expr))+1 || e.Msg == "" {
				t.Fatalf("%q: the error %v has no place", expr, err)
			}
			return
		}
		again, err := Parse(x.String())
		if err != nil {
			t.Fatalf("%q is written as %q, which does not parse: %v", expr, x, err)
		}
		if !reflect.DeepEqual(forget(again), forget(x)) {
			t.Fatalf("%q is written as %q, which reads as %q", expr, x, again)
		}
	})
}
