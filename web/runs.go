package web

import "unicode"

// run is a part of a text in one language.
type run struct {
	Lang string // "zh" or "en"
	Text string
}

// runs cuts a text where Chinese begins and ends, for texts of the program that
// carry words of a site or a rule. What belongs to neither stays with the run
// before it.
func runs(text string) []run {
	var out []run
	for _, r := range text {
		lang := ""
		switch {
		case unicode.Is(unicode.Han, r), r >= 0x3000 && r <= 0x303F, r >= 0xFF00 && r <= 0xFFEF:
			lang = "zh"
		case unicode.IsLetter(r):
			lang = "en"
		}
		if n := len(out); n > 0 && (lang == "" || out[n-1].Lang == lang) {
			out[n-1].Text += string(r)
			continue
		}
		if lang == "" {
			lang = "en"
		}
		out = append(out, run{lang, string(r)})
	}
	return out
}
