package stamp

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"newswatch"
)

var (
	beijing = time.FixedZone("", 8*3600)
	now     = time.Date(2026, 11, 20, 9, 30, 15, 0, beijing)
)

const form = "2006-01-02T15:04:05"

func TestFind(t *testing.T) {
	for _, c := range []struct {
		text, want string // wall clock and precision; several are joined by "; ", "" is none
	}{
		{"2022年02月15日20:03", "2022-02-15T20:03:00 minute"},
		{"2018年1月20日 19:8", "2018-01-20T19:08:00 minute"},
		{"2016年2月3日上午9点", "2016-02-03T09:00:00 hour"},
		{"2016年2月3日 下午3:05", "2016-02-03T15:05:00 minute"},
		{"2016年2月3日晚8点半", "2016-02-03T20:30:00 minute"},
		{"2016年2月3日凌晨12点05分", "2016-02-03T00:05:00 minute"},
		{"2016年2月3日中午12:10", "2016-02-03T12:10:00 minute"},
		{"2026年02月23日12时", "2026-02-23T12:00:00 hour"},
		{"2026年02月23日12时05分06秒", "2026-02-23T12:05:06 second"},
		{"2012 年 01 月 12 日 11:39", "2012-01-12T11:39:00 minute"},
		{"2012年01月12日11:2121世纪某网", "2012-01-12T11:21:00 minute"},
		{"2012年01月12日11:39来源：某报", "2012-01-12T11:39:00 minute"},
		{"2012年01月12日　星期四　11：39：05", "2012-01-12T11:39:05 second"},
		{"２０１２年１月１２日 １１：３９", "2012-01-12T11:39:00 minute"},
		{"2012年1月12日&nbsp;&nbsp;11:39", "2012-01-12T11:39:00 minute"},
		{"2012年1月12号", "2012-01-12T00:00:00 day"},
		{"12年1月12日", "2012-01-12T00:00:00 day"},
		{"二〇二六年十一月二十日", "2026-11-20T00:00:00 day"},
		{"二○一一年十二月三十一日", "2011-12-31T00:00:00 day"},
		{"二零二四年一月五日", "2024-01-05T00:00:00 day"},
		{"民國101年1月12日", "2012-01-12T00:00:00 day"},
		{"中華民國一百零一年一月十二日", "2012-01-12T00:00:00 day"},
		{"101年1月12日 下午 03:05", "2012-01-12T15:05:00 minute"},
		{"101/01/12 16:04", "2012-01-12T16:04:00 minute"},
		{"2011-12-15 22:29:17", "2011-12-15T22:29:17 second"},
		{"2011-12-15 22:29:17.0", "2011-12-15T22:29:17 second"},
		{"2012-1-5 8:05", "2012-01-05T08:05:00 minute"},
		{"2011/12/15", "2011-12-15T00:00:00 day"},
		{"2011.12.15", "2011-12-15T00:00:00 day"},
		{"(2012/01/12 03:55)", "2012-01-12T03:55:00 minute"},
		{"2012.01.12 03:55 pm", "2012-01-12T15:55:00 minute"},
		{"2012/01/12-11:39", "2012-01-12T11:39:00 minute"},
		{"2012-01-12 (四) 11:39", "2012-01-12T11:39:00 minute"},
		{"2012-01-12，11:39", "2012-01-12T11:39:00 minute"},
		{"2012 - 01 - 12 11:39", "2012-01-12T11:39:00 minute"},
		{"2012-01-12 24:00", "2012-01-13T00:00:00 minute"},
		{"20111215", "2011-12-15T00:00:00 day"},
		{"20111215222917", "2011-12-15T22:29:17 second"},
		{"20111215T222917Z", "2011-12-16T06:29:17 second"},
		{"20111215 22:29", "2011-12-15T22:29:00 minute"},
		{"08-10 07:30", "2026-08-10T07:30:00 minute"},
		{"11月20日 07:30", "2026-11-20T07:30:00 minute"},
		{"11月20日 10:30", "2025-11-20T10:30:00 minute"},
		{"12月31日", "2025-12-31T00:00:00 day"},
		{"2月29日", "2024-02-29T00:00:00 day"},
		{"[08-10]", "2026-08-10T00:00:00 day"},
		{"昨天 18:20", "2026-11-19T18:20:00 minute"},
		{"今天 08:01", "2026-11-20T08:01:00 minute"},
		{"今天", "2026-11-20T00:00:00 day"},
		{"前天", "2026-11-18T00:00:00 day"},
		{"3小时前", "2026-11-20T06:00:00 hour"},
		{"3 個小時前", "2026-11-20T06:00:00 hour"},
		{"5分钟前", "2026-11-20T09:25:00 minute"},
		{"半小时前", "2026-11-20T09:00:00 minute"},
		{"2天前", "2026-11-18T00:00:00 day"},
		{"刚刚", "2026-11-20T09:30:00 minute"},
		{"2012-01-12T11:39:00+08:00", "2012-01-12T11:39:00 second"},
		{"2012-01-12T03:39:00.000Z", "2012-01-12T11:39:00 second"},
		{"2012-01-12T11:39", "2012-01-12T11:39:00 minute"},
		{"2012-01-12T11:39:00+0900", "2012-01-12T10:39:00 second"},
		{"2012-01-12 11:39:00 GMT+8", "2012-01-12T11:39:00 second"},
		{"2012-01-11T22:39:00-05:00", "2012-01-12T11:39:00 second"},
		{"Thu, 12 Jan 2012 03:39:00 GMT", "2012-01-12T11:39:00 second"},
		{"Thu, 12 Jan 2012 11:39:00 +0800", "2012-01-12T11:39:00 second"},
		{"Thu Jan 12 11:39:00 CST 2012", "2012-01-12T11:39:00 second"},
		{"Jan 12, 2012 3:05 PM", "2012-01-12T15:05:00 minute"},
		{"January 12, 2012", "2012-01-12T00:00:00 day"},
		{"11:39 2012-01-12", "2012-01-12T11:39:00 minute"},
		{"11:39 | 2012年1月12日", "2012-01-12T11:39:00 minute"},
		{"25/12/2011 10:00", "2011-12-25T10:00:00 minute"},
		{"更新时间：2023-01-30 08:47:18    内容来源:某日报 发布：2023-01-29", "2023-01-30T08:47:18 second; 2023-01-29T00:00:00 day"},

		{"2012-01-12 9:30-11:30", "2012-01-12T09:30:00 minute"},
		{"2027-01-12", "2027-01-12T00:00:00 day"}, // the caller rejects what lies ahead
		{"2012年02月30日", ""},
		{"2012-13-01", ""},
		{"2012-01-12 25:61", "2012-01-12T00:00:00 day"},
		{"2010-2012", ""},
		{"1.2.3", ""},
		{"3-2", "2026-03-02T00:00:00 day"},
		{"主队3-2获胜", ""},
		{"0571-85051234", ""},
		{"共20111299条", ""},
		{"今日头条", ""},
		{"三月的春天", ""},
		{"第十二届一月一期", ""},
		{"May be", ""},
		{"", ""},
	} {
		var got []string
		for _, s := range Find(c.text, now, beijing) {
			got = append(got, s.Time.Format(form)+" "+string(s.Precision))
			if c.text[s.Offset:s.Offset+len(s.Text)] != s.Text {
				t.Errorf("%q: text %q is not at %d", c.text, s.Text, s.Offset)
			}
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, layout, want string }{
		{"1326339540", "", "2012-01-12T11:39:00 second"},
		{" 1326339540000 ", "", "2012-01-12T11:39:00 second"},
		{"时间：2012-01-12 11:39 评论(0)", "", "2012-01-12T11:39:00 minute"},
		{"2012 01-12 11:39", "2006 01-02 15:04", "2012-01-12T11:39:00 minute"},
		{"2012 1-2 9:5", "2006 01-02 15:04", "2012-01-02T09:05:00 minute"},
		{"2012　01-12  11:39 来源", "2006 01-02 15:04", "2012-01-12T11:39:00 minute"},
		{"2012年01月12日", "2006年01月02日", "2012-01-12T00:00:00 day"},
		{"12/31 09:05", "01/02 15:04", "2025-12-31T09:05:00 minute"},
		{"02/29", "01/02", "2024-02-29T00:00:00 day"},
		{"20120112113900", "20060102150405", "2012-01-12T11:39:00 second"},
		{"2012-01-12 11", "2006-01-02 15", "2012-01-12T11:00:00 hour"},
		{"2012-01-12T03:39:00Z", time.RFC3339, "2012-01-12T11:39:00 second"},
	} {
		s, err := Parse(c.text, c.layout, now, beijing)
		if got := s.Time.Format(form) + " " + string(s.Precision); err != nil || got != c.want {
			t.Errorf("%q by %q: %q, %v; want %q", c.text, c.layout, got, err, c.want)
		}
	}
	for _, c := range []struct{ text, layout string }{
		{"没有日期", ""}, {"", ""}, {"12345", ""},
		{"昨天", "2006-01-02"}, {"2012-02-30", "2006-01-02"}, {"", "2006"},
	} {
		if s, err := Parse(c.text, c.layout, now, beijing); err == nil {
			t.Errorf("%q by %q: %v, want an error", c.text, c.layout, s.Time)
		}
	}
}

func TestFromURL(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"/n2/2022/0213/c360307-35131671.html", "2022-02-13"},
		{"/xsw/xwzx/202601/t20260128_6608416.shtml", "2026-01-28"},
		{"/content/2017-09/26/content_6671333.htm", "2017-09-26"},
		{"/20240520/5012641.shtml", "2024-05-20"},
		{"/2024-05/20/content_37330990.htm", "2024-05-20"},
		{"/system/2016/04/05/012345678.shtml", "2016-04-05"},
		{"/gn/2012/01-12/3600000.shtml", "2012-01-12"},
		{"/c/2019-09-07/doc-iicezzrq4076655.shtml", "2019-09-07"},
		{"/12/0112/15/7NJ4C2VB00014JB6.html", "2012-01-12"},
		{"/rmrb/pc/content/202405/10/content_1.html", "2024-05-10"},
		{"/hzrb/2014/05/10/article_detail_1_20140510A041.html", "2014-05-10"},
		{"/a/20120112/000123.htm", "2012-01-12"},
		{"/p/20120112113900123.html", ""},
		{"/v/20120112113900.html", "2012-01-12"},
		{"/news/2018_1/2816811.shtml", ""},
		{"/GB/16620518.html", ""},
		{"/content_1999.html", ""},
		{"/2012/1345/x.html", ""},
		{"/", ""},
	} {
		s, ok := FromURL(&url.URL{Path: c.path}, beijing)
		got := ""
		if ok {
			got = s.Time.Format(time.DateOnly)
		}
		if got != c.want || ok && s.Precision != newswatch.Day {
			t.Errorf("%s: %q %s, want %q", c.path, got, s.Precision, c.want)
		}
	}
	if _, ok := FromURL(nil, beijing); ok {
		t.Error("no URL has a day")
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"2022年02月15日20:03", "Thu Jan 12 11:39:00 CST 2012", "昨天 18:20", "2012-01-12T11:39:00+08:00", "二〇二六年十一月二十日", "3小时前", "民國101年1月12日", "\xff2012-1-1 1:1"} {
		f.Add(s, "2006-01-02 15:04")
	}
	f.Fuzz(func(t *testing.T, text, layout string) {
		end := 0
		for _, s := range Find(text, now, beijing) {
			if s.Offset < end || text[s.Offset:s.Offset+len(s.Text)] != s.Text || s.Text == "" {
				t.Errorf("%q: stamp %q at %d, after %d", text, s.Text, s.Offset, end)
			}
			end = s.Offset + len(s.Text)
			if utf8.ValidString(text) && !utf8.ValidString(s.Text) {
				t.Errorf("%q: stamp %q cuts a character", text, s.Text)
			}
			if s.IsZero() || s.Time.Year() < 1899 || s.Time.Year() > 2200 || s.Precision == newswatch.Day && !s.Guessed && s.Time.Format("15:04:05") != "00:00:00" {
				t.Errorf("%q: %v %q", text, s.Time, s.Precision)
			}
		}
		if s, err := Parse(text, layout, now, beijing); err == nil && s.IsZero() {
			t.Errorf("%q by %q: neither stamp nor error", text, layout)
		}
		FromURL(&url.URL{Path: text}, beijing)
	})
}
