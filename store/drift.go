package store

import (
	"fmt"
	"math"
	"time"

	"newswatch"
)

// When a site's definition no longer fits. One bad page is not drift: sites
// have odd articles. A field that used to be there and is missing in several
// articles running is, and so is a list that yields nothing at two looks, or at
// one where the links are plain to see.
const (
	badArticles = 3 // running, that lack a field which none lacked before
	goodEnough  = 3 // articles that had it before, in all
	badLists    = 2 // running, without a link
	goodAgain   = 2 // articles running that have it again, after which it counts as mended
)

// linksField is the field that a list page's links count as.
const linksField = "links"

// fit is how one field of a site, or one list page, has fitted so far.
type fit struct {
	good, bad int
	odd       int // bad ones that were not part of a failure: how often it is missing anyhow
	streak    int // bad ones since the last good one; below zero: good ones since it failed
	selector  string
	lastGood  string // URL
	firstBad  string // URL, of the streak
	failing   time.Time
	plain     bool // this page shows by itself that a list's selector no longer fits
}

// turn is what an observation changed.
type turn int

const (
	steady turn = iota
	failed
	recovered
)

// see takes one page into account: whether the field was there.
func (f *fit) see(list, there bool, url, selector string, at time.Time) turn {
	if selector != "" {
		f.selector = selector
	}
	if there {
		f.good++
		f.lastGood = url
		if f.failing.IsZero() {
			f.odd += f.streak
			f.streak, f.firstBad = 0, ""
			return steady
		}
		f.streak = min(f.streak, 0) - 1
		if !list && -f.streak < goodAgain {
			return steady
		}
		f.streak, f.firstBad, f.failing = 0, "", time.Time{}
		return recovered
	}
	f.bad++
	if f.streak <= 0 {
		f.streak = 0
		if f.failing.IsZero() {
			f.firstBad = url
		}
	}
	f.streak++
	if !f.failing.IsZero() {
		return steady
	}
	if list && (f.streak >= badLists || f.plain) && f.good > 0 || !list && f.good >= goodEnough && f.unusual() {
		f.failing = at
		return failed
	}
	return steady
}

// chance is how unlikely so many bad articles running must be for a field that
// some articles lack at all times, such as the author.
const chance = 1e-4

// unusual reports whether a field is missing for longer than it does by chance.
func (f *fit) unusual() bool {
	if f.streak < badArticles || f.odd == 0 {
		return f.streak >= badArticles
	}
	missing := float64(f.odd+1) / float64(f.good+f.odd+2)
	return math.Pow(missing, float64(f.streak)) < chance
}

// trouble says in words what a fit has come to.
func (f *fit) trouble(site newswatch.SiteID, name, field, list string, t turn) newswatch.SiteTrouble {
	trouble := newswatch.SiteTrouble{ID: site, Name: name, Problem: "field missing", Field: field,
		Selector: f.selector, LastGood: f.lastGood, FirstBad: f.firstBad}
	switch {
	case t == recovered && list != "":
		trouble.Problem = "no links"
		trouble.Message = fmt.Sprintf("%s：列表页 %s 又能读到链接了", name, list)
	case t == recovered:
		trouble.Message = fmt.Sprintf("%s：又能读到%s了", name, named(field))
	case list != "" && f.plain:
		trouble.Problem = "no links"
		trouble.Message = fmt.Sprintf("%s：列表页 %s 有文章链接，选择器 %s 却一条也读不到，可能已失效", name, list, f.selector)
	case list != "":
		trouble.Problem = "no links"
		trouble.Message = fmt.Sprintf("%s：列表页 %s 连续 %d 次读不到链接，选择器 %s 可能已失效", name, list, f.streak, f.selector)
	default:
		trouble.Message = fmt.Sprintf("%s：连续 %d 篇读不到%s，选择器 %s 可能已失效", name, f.streak, named(field), f.selector)
	}
	return trouble
}

// fieldNames are what people call the fields of articles.
var fieldNames = map[string]string{
	"title": "标题", "kicker": "肩题", "subtitle": "副题", "published": "发布时间", "source": "来源", "author": "作者", "editor": "编辑",
	"channel": "栏目", "keywords": "关键词", "body": "正文", "page": "版面",
}

// named is a field as messages tell it, with its name in definitions.
func named(field string) string {
	if name, ok := fieldNames[field]; ok {
		return name + "（" + field + "）"
	}
	return "字段 " + field
}

// silentFactor is how many of its usual gaps a site may let pass without a new
// article; leastSilence keeps busy sites from being called silent overnight.
const (
	silentFactor = 4
	leastSilence = 12 * time.Hour
	leastGaps    = 8 // fewer tell nothing about what is usual
)

// silence judges the times at which a site's latest articles were first seen,
// newest first: how long it may be silent, zero where they tell too little. The
// usual gap is the longest tenth's: nights and weekends are usual.
func silence(seen []time.Time) time.Duration {
	if len(seen) <= leastGaps {
		return 0
	}
	gaps := make([]time.Duration, 0, len(seen)-1)
	for i := 1; i < len(seen); i++ {
		gaps = append(gaps, max(seen[i-1].Sub(seen[i]), 0))
	}
	return max(silentFactor*nth(gaps, len(gaps)*9/10), leastSilence)
}
