package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// Every list goes on at next_cursor and heeds the filters that it names.
func TestListsShareTheirForm(t *testing.T) {
	o := open(t, func(o *Options) {
		o.Sites = func() (all []Site) {
			for i := range 5 {
				all = append(all, Site{ID: newswatch.SiteID(fmt.Sprintf("s%d", i)), Name: fmt.Sprintf("第%d网", i)})
			}
			return all
		}
	})
	o.file(t, 1, "湘湖新添步道", "正文说到码头")
	o.file(t, 2, "湘湖新添码头", "正文")
	from := "since=2026-02-01"
	for path, want := range map[string]int{
		"/api/v1/sites":                             5,
		"/api/v1/sites?limit=2":                     2,
		"/api/v1/sites?limit=2&cursor=4":            1,
		"/api/v1/sites?site=s1,s3":                  2,
		"/api/v1/sites?q=" + "%E7%AC%AC4":           1,
		"/api/v1/trends?" + from:                    1,
		"/api/v1/trends?watch=xianghu&" + from:      1,
		"/api/v1/trends?watch=other&" + from:        0,
		"/api/v1/trends?site=other&" + from:         0,
		"/api/v1/alerts":                            2,
		"/api/v1/alerts?site=people":                2,
		"/api/v1/alerts?site=xsnet":                 0,
		"/api/v1/alerts?q=%E7%A0%81%E5%A4%B4":       2,
		"/api/v1/alerts?q=%E6%AD%A5%E9%81%93":       1,
		"/api/v1/alerts?q=%E6%97%A0%E6%AD%A4%E8%AF": 0,
	} {
		resp, b := o.ask(t, "GET", path, nil, "")
		var list struct {
			Items []json.RawMessage
			Next  *string `json:"next_cursor"`
		}
		if err := json.Unmarshal(b, &list); err != nil || resp.StatusCode != 200 || list.Next == nil || list.Items == nil || len(list.Items) != want {
			t.Errorf("%s: %d, %d items and not %d, %v: %.200s", path, resp.StatusCode, len(list.Items), want, err, b)
		}
	}
}

func TestTimesOfSitesAreInTheZone(t *testing.T) {
	at := time.Date(2026, 2, 15, 12, 0, 0, 0, time.UTC)
	s := newswatch.SiteState{LastRun: &at}.In(time.FixedZone("", 8*60*60))
	if b, _ := json.Marshal(s); !strings.Contains(string(b), `"last_run":"2026-02-15T20:00:00+08:00"`) || at.Location() != time.UTC {
		t.Errorf("%s", b)
	}
}

// A call by another method is told which would do, in the form of all errors.
func TestCallsThatLeadNowhere(t *testing.T) {
	o := open(t, nil)
	for call, want := range map[string]string{
		"DELETE /api/v1/articles":        "405 GET",
		"GET /api/v1/sites/people/crawl": "405 POST",
		"POST /api/v1/nothing":           "404 ",
		"GET /api/v2/articles":           "404 ",
	} {
		method, path, _ := strings.Cut(call, " ")
		resp, b := o.ask(t, method, path, nil, "")
		got := fmt.Sprintf("%d %s", resp.StatusCode, resp.Header.Get("Allow"))
		if got != want || resp.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s, %s, %s", call, got, resp.Header.Get("Content-Type"), b)
		}
	}
}
