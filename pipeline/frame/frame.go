// Package frame knows what sites put around an article: the line that names its
// maker, the lists of other articles, disclaimers, share buttons in words.
package frame

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"newswatch/pipeline/fold"
)

//go:embed data/frames.txt
var frameData string

// patterns are how lines of a frame begin, and what they hold.
type patterns struct{ begins, holds *Finder }

var lines = sync.OnceValue(func() patterns {
	var begins, holds []string
	for line := range strings.Lines(frameData) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		rest := fold.String(line[1:])
		switch line[0] {
		case '^':
			begins = append(begins, rest)
		case '~':
			holds = append(holds, rest)
		}
	}
	return patterns{NewFinder(begins), NewFinder(holds)}
})

// Longer lines are no frame, whatever they begin with or hold: in bytes.
const (
	maxBegins = 240
	maxHolds  = 1200
)

// Is reports whether a folded line belongs to a frame.
func Is(line string) bool {
	f := lines()
	if isCounter(line) {
		return true
	}
	if len(line) <= maxBegins && (f.begins.Begins(line) || byline(line)) {
		return true
	}
	return len(line) <= maxHolds && f.holds.In(line)
}

// byline reports whether a line does no more than name who wrote it.
func byline(line string) bool {
	rest := strings.TrimLeft(line, "■□●○◎▲◆本报网台首席见习实-/:〇")
	if !strings.HasPrefix(rest, "记者") && !strings.HasPrefix(rest, "通讯员") {
		return false
	}
	return utf8.RuneCountInString(line) <= 24 && !strings.ContainsAny(line, "。,;!?")
}

// newsroom are words of which a dateline holds at least one.
var newsroom = []string{"本报", "本网", "本台", "本社", "社", "网", "报", "台", "通讯", "记者", "中新", "客户端", "在线", "卫视", "频道"}

// agencies send reports without a date, too.
var agencies = []string{"新华社", "中新社", "中新网", "新华网"}

// CutDateline cuts off a folded line where and by whom a report was sent:
// 本报讯(记者 …), 新华社杭州2月5日电, (记者 …).
func CutDateline(line string) string {
	const limit = 120 // bytes
	head := line
	if len(head) > limit {
		head = head[:limit]
		for len(head) > 0 && !utf8.RuneStart(line[len(head)]) {
			head = head[:len(head)-1]
		}
	}
	for _, end := range []string{"讯", "电", "消息", "报道"} {
		i := strings.Index(head, end)
		if i < 0 {
			continue
		}
		before := head[:i+len(end)]
		rest := line[i+len(end):]
		switch {
		case strings.Count(before, "(") != strings.Count(before, ")"):
			continue // inside of a bracket
		case end == "消息" && !strings.HasPrefix(rest, ",") && !strings.HasPrefix(rest, ":"):
			continue
		case end == "电" && !strings.HasSuffix(before, "日电") && !containsAny(before, agencies), strings.HasSuffix(before, "通讯"):
			continue
		case end == "报道" && !strings.Contains(before, "记者"):
			continue
		}
		if strings.ContainsAny(before, "。,;!?:\"") || !containsAny(before, newsroom) || utf8.RuneCountInString(strip(before)) > 22 {
			continue
		}
		return cutCredit(cutNames(strings.TrimLeft(rest, ":,-| ")))
	}
	return cutCredit(line)
}

// strip leaves brackets and what they hold out.
func strip(s string) string {
	for {
		i := strings.IndexByte(s, '(')
		j := strings.IndexByte(s, ')')
		if i < 0 || j < i {
			return s
		}
		s = s[:i] + s[j+1:]
	}
}

// credits are words by which a bracket names who made the report.
var credits = []string{"记者", "通讯员", "摄", "供图", "编辑", "责编", "来源:", "作者", "实习生"}

// cutCredit cuts a bracket that names the makers off the beginning of a line.
func cutCredit(line string) string {
	if strings.HasPrefix(line, "(") {
		if j := strings.IndexByte(line, ')'); j > 0 && j <= 150 && containsAny(line[:j], credits) {
			return strings.TrimLeft(line[j+1:], ":,-| ")
		}
	}
	return line
}

// cutNames cuts a short bracket off, such as the names that follow 电.
func cutNames(line string) string {
	if strings.HasPrefix(line, "(") {
		if j := strings.IndexByte(line, ')'); j > 0 && j <= 40 {
			return line[j+1:]
		}
	}
	return line
}

// CutSignature cuts a bracket that names the makers off the end of a folded
// line.
func CutSignature(line string) string {
	if !strings.HasSuffix(line, ")") {
		return line
	}
	if i := strings.LastIndexByte(line, '('); i > 0 && len(line)-i <= 150 && containsAny(line[i:], credits) {
		return line[:i]
	}
	return line
}

func containsAny(s string, list []string) bool {
	for _, p := range list {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
