package fallback

import (
	"net/url"
	"strings"
	"time"

	"newswatch"
	"newswatch/sites/stamp"
)

// dated is a stamp, how much speaks for it, and where it was found.
type dated struct {
	stamp.Stamp
	score float64
	block int
	from  string
}

// around is how many lines before the headline and behind the text may hold the
// article's stamp.
const around = 8

// published picks the article's stamp among the lines around the headline and
// the text, the metadata and the address. What the page prints goes before what
// its metadata says, as coarse as it may be.
func (p *page) published(title, first, last int, u *url.URL, now time.Time, loc *time.Location) dated {
	fromURL, inURL := stamp.FromURL(u, loc)
	inURL = inURL && !fromURL.Time.After(now)
	meta := p.metaStamp(now, loc)
	var best dated
	consider := func(d dated) {
		for _, full := range [...]stamp.Stamp{fromURL, meta.Stamp} {
			d.inYearOf(full)
		}
		if d.Time.After(now) {
			return
		}
		if inURL && sameDay(d.Time, fromURL.Time) {
			d.score += 2
		}
		if d.block >= 0 && !meta.IsZero() && sameDay(d.Time, meta.Time) {
			d.score += 1.5
		}
		if best.IsZero() || d.score > best.score {
			best = d
		}
	}
	from := max(title-around, 0)
	if title < 0 {
		from = max(first-2*around, 0)
	}
	for i := from; i < len(p.blocks) && i < last+around; i++ {
		for _, d := range p.stampsOf(i, title, first, last, now, loc) {
			consider(d)
		}
	}
	if !meta.IsZero() {
		meta.score += 3
		consider(meta)
	}
	told := best.block >= first && best.block < last && best.score < 3 // in the text, without a label
	if told {
		if s, ok := p.scriptStamp(now, loc); ok {
			return dated{Stamp: s, block: -1, from: "script"}
		}
	}
	if best.score <= 0 || best.score < 1 && inURL { // days that the text tells of, at most
		best = dated{}
		if s, ok := p.scriptStamp(now, loc); ok {
			return dated{Stamp: s, block: -1, from: "script"}
		}
		if inURL {
			return dated{Stamp: fromURL, block: -1, from: "url"}
		}
	}
	return best
}

// inYearOf gives a stamp that was printed without a year the year of a full one
// of the same day.
func (d *dated) inYearOf(full stamp.Stamp) {
	if !d.Guessed || full.IsZero() || d.Time.Month() != full.Time.Month() || d.Time.Day() != full.Time.Day() {
		return
	}
	d.Time = d.Time.AddDate(full.Time.Year()-d.Time.Year(), 0, 0)
	d.Guessed = false
}

func sameDay(a, b time.Time) bool {
	y, m, d := a.Date()
	y2, m2, d2 := b.Date()
	return y == y2 && m == m2 && d == d2
}

// stamps finds the stamps of a line.
func (p *page) stamps(i int) []stamp.Stamp {
	return stamp.Find(p.blocks[i].text, p.now, p.loc)
}

// mayBeStamp is a quick no for lines without digits.
func (p *page) mayBeStamp(s string) bool {
	return strings.ContainsAny(s, "0123456789") || strings.Contains(s, "年") || strings.Contains(s, "前")
}

// stampsOf weighs the stamps of one line. title is the headline's block, first
// to last are the text's. The weights were set on pages whose stamps people
// wrote down; what matters is which outdoes which.
func (p *page) stampsOf(i, title, first, last int, now time.Time, loc *time.Location) []dated {
	b := &p.blocks[i]
	if b.runes < 3 || i == title {
		return nil
	}
	inText := i >= first && i < last
	text := b.text
	if inText && i > first+3 && i < last-3 {
		return nil
	}
	const head = 400 // bytes: a longer line is prose
	if len(text) > head {
		if i > first+1 {
			return nil
		}
		text = cutRunes(text, head/4)
	} else if i+1 < len(p.blocks) && isClock(p.blocks[i+1].text) {
		text += " " + p.blocks[i+1].text // the time has a line of its own
	}
	var found []dated
	for _, s := range stamp.Find(text, now, loc) {
		if s.Guessed {
			s = inYearBefore(s, text)
		}
		d := dated{Stamp: s, block: i, from: "line"}
		if s.Precision != newswatch.Day {
			d.score += 2
		}
		if s.Guessed {
			d.score -= 2
		}
		before, after := text[:s.Offset], text[s.Offset+len(s.Text):]
		if labelsDate(before) {
			d.score += 2
		}
		if len(before)+len(after) == 0 {
			d.score += .7
		}
		if b.plain() > 60 && b.marks > 2 || b.mass > 0 && b.marks > 1 && endsSentence(b.text) { // prose tells of other days
			d.score -= 3
		}
		if strings.Contains(before, "©") || strings.Contains(text, "Copyright") || strings.Contains(text, "版权所有") {
			d.score -= 4
		}
		switch {
		case title >= 0 && i > title && i <= first:
			d.score += 3
		case title >= 0 && i < title:
			d.score += 1 - float64(title-i)*.1
			if s.Precision == newswatch.Day && strings.Contains(text, "星期") {
				d.score -= 2 // today's date in the page's head
			}
		case inText && i <= first+3:
			d.score += 2
		case i >= last:
			d.score -= float64(i-last) * .2
			if b.linked > 0 {
				d.score -= 2
			}
		}
		if p.elems[b.elem].hidden {
			d.score -= 1.5
		}
		found = append(found, d)
	}
	return found
}

func labelsDate(before string) bool {
	const near = 24 // bytes: a label, a colon and a blank
	if len(before) > near {
		before = before[len(before)-near:]
	}
	for _, w := range [...]string{"出生", "截止", "截至", "报名", "報名", "活动", "活動", "会议", "會議", "比赛", "比賽", "上映", "演出", "举办", "舉辦", "考试", "考試", "开始", "開始", "营业", "開放", "开放", "施工", "播出", "开庭", "停水", "停电"} {
		if strings.Contains(before, w) { // the time of something else
			return false
		}
	}
	for _, w := range [...]string{"时间", "時間", "日期", "发布", "發布", "發佈", "发表", "發表", "更新", "发稿", "刊登", "入稿"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// metaNames are the names under which pages put the time of publication, best first.
var metaNames = [...]string{
	"article:published_time", "datepublished", "og:published_time", "og:release_date", "bytedance:published_time", "weibo: article:create_at", "weibo:article:create_at",
	"pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publish_time", "publishtime", "pubtime", "apub:time", "releasedate", "date", "dc.date", "dc.date.issued", "createdate", "firstpublishedtime",
}

func (p *page) metaStamp(now time.Time, loc *time.Location) dated {
	try := func(value, from string) dated {
		s, err := stamp.Parse(value, "", now, loc)
		if err != nil || s.Time.After(now) || s.Guessed {
			return dated{}
		}
		d := dated{Stamp: s, block: -1, from: from}
		if s.Precision != newswatch.Day {
			d.score = 1
		}
		return d
	}
	var day dated
	for _, name := range metaNames {
		if v := p.metas[name]; v != "" {
			if d := try(v, "meta["+name+"]"); d.score > 0 {
				return d
			} else if day.IsZero() {
				day = d
			}
		}
	}
	for _, script := range p.ld {
		if v := jsonString(script, "datePublished"); v != "" {
			if d := try(v, "JSON-LD datePublished"); !d.IsZero() && (d.score > 0 || day.IsZero()) {
				return d
			}
		}
	}
	return day
}

// jsonString gives the first string under a key, without reading the whole.
func jsonString(s, key string) string {
	_, rest, ok := strings.Cut(s, `"`+key+`"`)
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, " \t\r\n:")
	if len(rest) == 0 || rest[0] != '"' {
		return ""
	}
	value, _, _ := strings.Cut(rest[1:], `"`)
	return value
}

// scriptStamp looks for the time of publication among the variables of inline
// scripts, where pages that are drawn by their script keep it.
func (p *page) scriptStamp(now time.Time, loc *time.Location) (stamp.Stamp, bool) {
	for _, script := range p.scripts {
		for _, name := range [...]string{"publish_time", "publishTime", "pubtime", "pubTime", "pub_time", "publishDate", "publish_date", "pubDate", "datePublished", "var ct", "createTime", "ptime"} {
			_, rest, ok := strings.Cut(script, name)
			if !ok {
				continue
			}
			rest = strings.TrimLeft(rest[:min(len(rest), 60)], "\"' :=\t")
			value, _, _ := strings.Cut(rest, `"`)
			value, _, _ = strings.Cut(value, `'`)
			value, _, _ = strings.Cut(value, `,`)
			if s, err := stamp.Parse(value, "", now, loc); err == nil && !s.Guessed && !s.Time.After(now) {
				return s, true
			}
		}
	}
	return stamp.Stamp{}, false
}

// cutRunes cuts a text to n characters.
func cutRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
