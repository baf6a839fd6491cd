package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"newswatch"
)

// reachField is the field under which fits keeps that no list of a site can be
// read.
const reachField = "reach"

// A site counts as unreachable when so many runs in a row could read no list; one
// that is seldom run needs fewer, over a day.
const (
	outageRuns   = 3
	outageSeldom = 2 // over outageDay
	outageDay    = 24 * time.Hour
	// A site whose last run is longer ago is no longer crawled.
	outageForgotten = 3 * 24 * time.Hour
)

// outage is a site's failed runs since the last one that went well.
type outage struct {
	site  newswatch.SiteID
	runs  int
	since time.Time // start of the first of them
	fault string    // of the last
}

func (o *outage) lasting(now time.Time) bool {
	lasted := now.Sub(o.since)
	return o.runs >= outageRuns || o.runs >= outageSeldom && lasted >= outageDay
}

// CheckOutages raises site.failing for each site of which no list could be read
// for a while, and site.recovered for one that can be read again. Where that goes
// for all sites, it is most likely the network, and told once. It is to be called
// now and then.
func (s *Store) CheckOutages(ctx context.Context, now time.Time) error {
	return s.do(ctx, func(t *tx) error {
		all, err := t.outages(now)
		if err != nil {
			return err
		}
		told := map[newswatch.SiteID]bool{}
		err = t.each(`SELECT site FROM fits WHERE field = ? AND failing IS NOT NULL`, []any{reachField}, func(rows *sql.Rows) error {
			var site newswatch.SiteID
			err := rows.Scan(&site)
			told[site] = true
			return err
		})
		if err != nil {
			return err
		}
		var lasting []*outage
		for i := range all {
			o := &all[i]
			switch {
			case o.runs == 0 && told[o.site]:
				if err := t.tellOutage(o, recovered, fmt.Sprintf("%s：又能读到了", t.s.opt.SiteName(o.site)), now); err != nil {
					return err
				}
				delete(told, o.site)
			case o.lasting(now):
				lasting = append(lasting, o)
			}
		}
		if len(lasting) > 1 && len(lasting) == len(all) {
			if len(told) > 0 {
				return nil
			}
			o := lasting[0]
			return t.tellOutage(o, failed, fmt.Sprintf("全部 %d 个网站都读不到，请检查本机的网络和代理；%s 最近一次的错误：%s", len(all), t.s.opt.SiteName(o.site), o.fault), now)
		}
		for _, o := range lasting {
			if told[o.site] {
				continue
			}
			words := fmt.Sprintf("%s：已连续 %d 次（%s）读不到任何列表，最近一次的错误：%s", t.s.opt.SiteName(o.site), o.runs, hours(now.Sub(o.since)), o.fault)
			if err := t.tellOutage(o, failed, words, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// outages are the sites that are crawled, with the failed runs of each since the
// last that went well.
func (t *tx) outages(now time.Time) (all []outage, err error) {
	// There may be millions of runs: sites are found by one step of the index each.
	err = t.each(`WITH RECURSIVE known (site) AS (
			SELECT min(site) FROM runs UNION ALL SELECT (SELECT min(r.site) FROM runs r WHERE r.site > k.site) FROM known k WHERE k.site IS NOT NULL),
		crawled AS (SELECT k.site, ifnull((SELECT g.started FROM runs g WHERE g.site = k.site AND g.status IN ('ok', 'partial') ORDER BY g.started DESC LIMIT 1), 0) good
			FROM known k WHERE (SELECT l.started FROM runs l WHERE l.site = k.site ORDER BY l.started DESC LIMIT 1) >= ?1)
		SELECT c.site, count(r.id), min(r.started), (SELECT l.error FROM runs l WHERE l.site = c.site AND l.status = 'failed' ORDER BY l.started DESC LIMIT 1)
		FROM crawled c LEFT JOIN runs r ON r.site = c.site AND r.started > c.good AND r.status = 'failed' AND r.report IS NOT NULL
		GROUP BY c.site ORDER BY c.site`, []any{micros(now.Add(-outageForgotten))}, func(rows *sql.Rows) error {
		var o outage
		var fault sql.NullString
		err := rows.Scan(&o.site, &o.runs, stamp{&o.since}, &fault)
		o.fault = fault.String
		all = append(all, o)
		return err
	})
	return all, err
}

func (t *tx) tellOutage(o *outage, turned turn, message string, now time.Time) error {
	trouble := newswatch.SiteTrouble{ID: o.site, Name: t.s.opt.SiteName(o.site), Problem: "unreachable", Message: message}
	if err := t.raiseTrouble(turned, trouble); err != nil {
		return err
	}
	f := fit{}
	var data any
	if turned == failed {
		f.failing, data = now, trouble
	}
	_, err := t.exec(`INSERT OR REPLACE INTO fits (site, field, list, failing, data) VALUES (?, ?, '', ?, ?)`,
		string(o.site), reachField, micros(f.failing), jsonOf(data))
	return err
}

// hours says how long something lasts, in Chinese.
func hours(d time.Duration) string {
	if d < time.Minute {
		return "不到 1 分钟"
	}
	if d < 2*time.Hour {
		return fmt.Sprintf("%d 分钟", int(d.Minutes()))
	}
	return fmt.Sprintf("%d 小时", int(d.Hours()))
}
