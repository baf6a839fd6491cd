package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"newswatch"
)

// Observe keeps how the definitions fitted the pages of a run, in all and by
// day, and raises site.failing once for each field or list that no longer fits, site.recovered
// once it fits again.
func (s *Store) Observe(ctx context.Context, seen []newswatch.Observation) error {
	if len(seen) == 0 {
		return nil
	}
	return s.do(ctx, func(t *tx) error {
		w := watching{fits: map[fitKey]*fit{}, days: map[fitDay]tally{}}
		for i := range seen {
			if err := t.observe(&seen[i], &w); err != nil {
				return err
			}
		}
		sites := map[newswatch.SiteID]bool{}
		for key, f := range w.fits {
			sites[key.site] = true
			if err := t.keepFit(key, f); err != nil {
				return err
			}
		}
		for site := range sites {
			if err := t.dropUnread(site); err != nil {
				return err
			}
		}
		return t.keepDays(w.days)
	})
}

// watching is what a run's observations come to.
type watching struct {
	fits map[fitKey]*fit
	days map[fitDay]tally
}

func (w *watching) count(key fitDay, there bool) {
	n := w.days[key]
	if there {
		n.good++
	} else {
		n.bad++
	}
	w.days[key] = n
}

// fitKey names a row of fits.
type fitKey struct {
	site  newswatch.SiteID
	field string
	list  string // URL of a list page, where field is linksField
}

func (t *tx) observe(o *newswatch.Observation, w *watching) error {
	day, kept := t.s.dayIn(o.Seen), false
	note := func(field, list string, there bool, selector string) error {
		key := fitKey{o.Site, field, list}
		f := w.fits[key]
		if f == nil {
			var err error
			if f, err = t.fit(key); err != nil {
				return err
			}
			w.fits[key] = f
		}
		w.count(fitDay{o.Site, field, day}, there)
		was := *f
		f.plain = o.Plain
		turned := f.see(list != "", there, o.URL, selector, o.Seen)
		if o.Page != nil && !kept && !there && f.firstBad == o.URL {
			kept = true
			if err := t.keepUnread(o); err != nil {
				return err
			}
		}
		if turned == steady {
			return nil
		}
		if turned == failed {
			if _, err := t.exec(`UPDATE unread_pages SET failed = 1 WHERE url = ?`, f.firstBad); err != nil {
				return err
			}
		}
		told := f
		if turned == recovered {
			told = &was // names the page that was bad
			told.lastGood = o.URL
		}
		return t.raiseTrouble(turned, told.trouble(o.Site, t.s.opt.SiteName(o.Site), field, list, turned))
	}
	if o.List {
		return note(linksField, o.URL, o.Links > 0, o.Missing[linksField]+o.Fields[linksField])
	}
	for field, selector := range o.Fields {
		if _, missing := o.Missing[field]; missing {
			continue
		}
		if err := note(field, "", true, selector); err != nil {
			return err
		}
	}
	for field, selector := range o.Missing {
		if err := note(field, "", false, selector); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) fit(key fitKey) (*fit, error) {
	f := &fit{}
	err := t.get(`SELECT good, bad, odd, streak, selector, last_good, first_bad, failing FROM fits WHERE site = ? AND field = ? AND list = ?`,
		[]any{string(key.site), key.field, key.list},
		&f.good, &f.bad, &f.odd, &f.streak, &f.selector, &f.lastGood, &f.firstBad, stamp{&f.failing})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return f, err
}

func (t *tx) keepFit(key fitKey, f *fit) error {
	var trouble any
	if !f.failing.IsZero() {
		trouble = f.trouble(key.site, t.s.opt.SiteName(key.site), key.field, key.list, failed)
	}
	_, err := t.exec(`INSERT OR REPLACE INTO fits (site, field, list, good, bad, odd, streak, selector, last_good, first_bad, failing, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(key.site), key.field, key.list,
		f.good, f.bad, f.odd, f.streak, f.selector, f.lastGood, f.firstBad, micros(f.failing), jsonOf(trouble))
	return err
}

func (t *tx) raiseTrouble(turned turn, trouble newswatch.SiteTrouble) error {
	a := newswatch.Alert{Type: newswatch.SiteFailing, Created: t.now.UTC(), Severity: newswatch.Normal, Site: &trouble}
	if turned == recovered {
		a.Type = newswatch.SiteRecovered
	}
	_, err := t.raise(&a, t.s.opt.TroubleChannels)
	return err
}

// silentField is the field under which fits keeps that a site is silent.
const silentField = "silent"

// CheckSilence raises site.failing for each site that is crawled well and yet
// had no new article for several times its usual gap, and site.recovered for one
// that has again. It is to be called now and then.
func (s *Store) CheckSilence(ctx context.Context, now time.Time) error {
	return s.do(ctx, func(t *tx) error {
		var sites []newswatch.SiteID
		err := t.each(`SELECT s.site FROM sites s WHERE EXISTS (SELECT 1 FROM runs r WHERE r.site = s.site AND r.started >= ? AND r.status IN ('ok', 'partial'))`,
			[]any{micros(now.Add(-24 * time.Hour))}, func(rows *sql.Rows) error {
				var site newswatch.SiteID
				err := rows.Scan(&site)
				sites = append(sites, site)
				return err
			})
		if err != nil {
			return err
		}
		for _, site := range sites {
			if err := t.silent(site, now.UTC()); err != nil {
				return err
			}
		}
		return nil
	})
}

// silentSample is how many of a site's latest articles say what is usual.
const silentSample = 60

func (t *tx) silent(site newswatch.SiteID, now time.Time) error {
	var seen []time.Time
	var lastURL string
	err := t.each(`SELECT fetched, url FROM articles WHERE site = ? AND late = 0 ORDER BY place DESC LIMIT ?`,
		[]any{string(site), silentSample}, func(rows *sql.Rows) error {
			var at time.Time
			var url string
			err := rows.Scan(stamp{&at}, &url)
			if seen = append(seen, at); len(seen) == 1 {
				lastURL = url
			}
			return err
		})
	if err != nil || len(seen) == 0 {
		return err
	}
	slices.SortFunc(seen, func(a, b time.Time) int { return b.Compare(a) })
	usual := silence(seen)
	quiet := now.Sub(seen[0])
	key := fitKey{site: site, field: silentField}
	f, err := t.fit(key)
	if err != nil || usual == 0 {
		return err
	}
	name := t.s.opt.SiteName(site)
	trouble := newswatch.SiteTrouble{ID: site, Name: name, Problem: "silent", LastGood: lastURL}
	switch {
	case f.failing.IsZero() && quiet > usual:
		f.failing, f.lastGood = now, lastURL
		trouble.Message = fmt.Sprintf("%s：已有 %d 小时没有新文章，通常间隔要短得多", name, int(quiet.Hours()))
		err = t.raiseTrouble(failed, trouble)
	case !f.failing.IsZero() && quiet <= usual:
		f.failing = time.Time{}
		trouble.Message = fmt.Sprintf("%s：又有新文章了", name)
		err = t.raiseTrouble(recovered, trouble)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	var data any
	if !f.failing.IsZero() {
		data = trouble
	}
	_, err = t.exec(`INSERT OR REPLACE INTO fits (site, field, list, last_good, failing, data) VALUES (?, ?, '', ?, ?, ?)`,
		string(site), silentField, f.lastGood, micros(f.failing), jsonOf(data))
	return err
}

// nth is the n-th smallest of a list, which it sorts.
func nth(list []time.Duration, n int) time.Duration {
	slices.Sort(list)
	return list[min(n, len(list)-1)]
}
