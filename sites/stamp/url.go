package stamp

import (
	"net/url"
	"strings"
	"time"

	"newswatch"
)

// run is a number in a URL's path.
type run struct {
	value, width int
	start, end   int // in the path
}

// FromURL finds the day that an article's address carries, as nearly every
// system that publishes news writes one: /2022/0213/, /202601/t20260128_,
// /2017-09/26/, /20240520/, /12/0112/15/.
func FromURL(u *url.URL, loc *time.Location) (Stamp, bool) {
	if u == nil {
		return Stamp{}, false
	}
	path := u.Path
	runs := make([]run, 0, 12)
	for i := 0; i < len(path) && len(runs) < cap(runs); {
		if path[i] < '0' || path[i] > '9' {
			i++
			continue
		}
		r := run{start: i}
		for ; i < len(path) && '0' <= path[i] && path[i] <= '9'; i++ {
			if r.width < 9 {
				r.value = r.value*10 + int(path[i]-'0')
			}
			r.width++
		}
		r.end = i
		runs = append(runs, r)
	}
	for i := range runs {
		y, m, d, n := dayInRuns(path, runs[i:])
		if n == 0 || y < 1995 || y > 2099 || !validDay(y, m, d) {
			continue
		}
		from, to := runs[i].start, runs[i+n-1].end
		return Stamp{
			Time:      time.Date(y, time.Month(m), d, 0, 0, 0, 0, loc),
			Precision: newswatch.Day,
			Text:      path[from:to],
			Offset:    from,
		}, true
	}
	return Stamp{}, false
}

// dayInRuns reads a day from the first of the runs on, and says how many it took.
func dayInRuns(path string, r []run) (y, m, d, n int) {
	// joined reports whether runs i and i+1 stand apart by one sign only.
	joined := func(i int, signs string) bool {
		return i+1 < len(r) && r[i+1].start == r[i].end+1 && strings.IndexByte(signs, path[r[i].end]) >= 0
	}
	const signs = "/-_."
	v := r[0].value
	switch r[0].width {
	case 8:
		return v / 10000, v / 100 % 100, v % 100, 1
	case 12, 14: // with a time of day behind the date
		if day := digitsAt(path, r[0].start, 8); digitsAt(path, r[0].start+8, 2) < 24 && digitsAt(path, r[0].start+10, 2) < 60 {
			return day / 10000, day / 100 % 100, day % 100, 1
		}
	case 6:
		if joined(0, signs) && r[1].width <= 2 {
			return v / 100, v % 100, r[1].value, 2
		}
	case 4:
		switch {
		case joined(0, signs) && r[1].width == 4:
			return v, r[1].value / 100, r[1].value % 100, 2
		case joined(0, signs) && r[1].width <= 2 && joined(1, signs) && r[2].width <= 2:
			return v, r[1].value, r[2].value, 3
		}
	case 2:
		if r[0].start > 0 && path[r[0].start-1] == '/' && joined(0, "/") && r[1].width == 4 && joined(1, "/") {
			return 2000 + v, r[1].value / 100, r[1].value % 100, 2
		}
	}
	return 0, 0, 0, 0
}

func digitsAt(s string, from, n int) (v int) {
	for i := from; i < from+n; i++ {
		v = v*10 + int(s[i]-'0')
	}
	return v
}
