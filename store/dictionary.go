package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"newswatch"
)

// The pages of a site are mostly the same: menus, scripts, lists of other
// articles. Each is packed against an earlier one, its dictionary, which takes a
// third of the room and less time. Dictionaries are rows of their own, never
// changed, and stay for as long as a snapshot needs them.
const (
	// maxDictionary is how much of a page serves, in bytes; leastPage is what is
	// worth packing so.
	maxDictionary = 96 << 10
	leastPage     = 4 << 10
	// Where so many pages in turn hardly gain by their dictionary, the site looks
	// otherwise by now, and the last of them becomes the next one.
	maxMisfits = 8
	leastGain  = 0.25
	// dictionaryAge is after which time the newest one is looked up again, since
	// another process may have made it, and the least between two.
	dictionaryAge = time.Hour
	// maxDictionaries bounds those at hand, which hold nearly a megabyte each.
	maxDictionaries = 12
	// dictionaryID stands in the packed pages; which one it is says the row.
	dictionaryID = 1
)

// dictionaries are those at hand, by site.
type dictionaries struct {
	mu    sync.Mutex
	sites map[newswatch.SiteID]*dictionary
	turn  int
}

// dictionary packs the pages of one site.
type dictionary struct {
	mu      sync.Mutex // held while it is looked up or made
	id      int64
	zip     *zstd.Encoder
	alone   float64   // what part of its size a page has when it is packed alone
	made    time.Time // the zero time where there is none yet
	looked  time.Time
	misfits int
	turn    int // of its last use; guarded by dictionaries.mu
}

// of is a site's place among them; the one that was used least lately goes.
func (d *dictionaries) of(site newswatch.SiteID) *dictionary {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn++
	found := d.sites[site]
	if found == nil {
		if d.sites == nil {
			d.sites = map[newswatch.SiteID]*dictionary{}
		}
		if len(d.sites) >= maxDictionaries {
			var oldest newswatch.SiteID
			for id, e := range d.sites {
				if oldest == "" || e.turn < d.sites[oldest].turn {
					oldest = id
				}
			}
			delete(d.sites, oldest)
		}
		found = &dictionary{}
		d.sites[site] = found
	}
	found.turn = d.turn
	return found
}

// pack packs a page of a site. It returns the dictionary's id, or 0 where the
// page is packed alone: a dictionary that cannot be had is no reason to fail.
func (s *Store) pack(ctx context.Context, site newswatch.SiteID, body []byte) (packed []byte, dictionary int64) {
	room := make([]byte, 0, len(body)/4)
	if s.write == nil || len(body) < leastPage {
		return s.zip.EncodeAll(body, room), 0
	}
	d := s.pages.of(site)
	zip, id, alone, err := d.ready(ctx, s, site, body)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("a page is packed alone", "site", string(site), "err", s.explain(err))
		}
		return s.zip.EncodeAll(body, room), 0
	}
	packed = zip.EncodeAll(body, room)
	d.judge(id, float64(len(packed)) > (1-leastGain)*alone*float64(len(body)))
	return packed, id
}

// judge counts the pages in turn that do not fit.
func (d *dictionary) judge(id int64, misfit bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.id != id:
	case misfit:
		d.misfits++
	default:
		d.misfits = 0
	}
}

// ready looks the site's newest dictionary up, or makes one of this page.
func (d *dictionary) ready(ctx context.Context, s *Store, site newswatch.SiteID, body []byte) (*zstd.Encoder, int64, float64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := s.now()
	var err error
	if d.zip == nil || now.Sub(d.looked).Abs() > dictionaryAge {
		if err = d.look(ctx, s, site); err == nil {
			d.looked = now
		}
	}
	if err == nil && (d.zip == nil || d.misfits >= maxMisfits && now.Sub(d.made).Abs() > dictionaryAge) {
		err = d.make(ctx, s, site, body[:min(len(body), maxDictionary)], now)
	}
	if d.zip != nil {
		return d.zip, d.id, d.alone, nil // what there is serves until another can be had
	}
	return nil, 0, 0, err
}

func (d *dictionary) look(ctx context.Context, s *Store, site newswatch.SiteID) error {
	var id int64
	var packed []byte
	var made time.Time
	err := s.get(ctx, `SELECT id, made, body FROM dictionaries WHERE site = ? ORDER BY id DESC LIMIT 1`, []any{string(site)}, &id, stamp{&made}, &packed)
	if errors.Is(err, newswatch.ErrNotFound) || err == nil && id == d.id {
		return nil
	}
	if err != nil {
		return err
	}
	body, err := s.unzip.DecodeAll(packed, nil)
	if err != nil {
		return fmt.Errorf("dictionary %d: %w", id, err)
	}
	return d.use(id, body, len(packed), made)
}

func (d *dictionary) make(ctx context.Context, s *Store, site newswatch.SiteID, body []byte, now time.Time) error {
	packed := s.zip.EncodeAll(body, nil)
	var id newswatch.ID
	err := s.do(ctx, func(t *tx) (err error) {
		id, err = t.insert(`INSERT INTO dictionaries (site, made, body) VALUES (?, ?, ?)`, string(site), micros(now), packed)
		return err
	})
	if err != nil {
		return err
	}
	return d.use(int64(id), body, len(packed), now)
}

func (d *dictionary) use(id int64, body []byte, packed int, made time.Time) error {
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(1<<18), zstd.WithEncoderDictRaw(dictionaryID, body))
	if err != nil {
		return fmt.Errorf("dictionary %d: %w", id, err)
	}
	d.id, d.zip, d.made, d.misfits = id, zip, made, 0
	d.alone = float64(packed) / float64(len(body))
	return nil
}

// unpack gives a stored page back; dictionary is what it was packed against, as
// it is stored, or nil.
func (s *Store) unpack(packed, dictionary []byte) ([]byte, error) {
	if dictionary == nil {
		return s.unzip.DecodeAll(packed, nil)
	}
	known, err := s.unzip.DecodeAll(dictionary, nil)
	if err != nil {
		return nil, fmt.Errorf("its dictionary: %w", err)
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<28), zstd.WithDecoderDictRaw(dictionaryID, known))
	if err != nil {
		return nil, fmt.Errorf("its dictionary: %w", err)
	}
	defer r.Close()
	return r.DecodeAll(packed, nil)
}

// dropDictionaries removes those that no snapshot needs, and that none will: a
// process uses another at the latest an hour after that was made.
func (t *tx) dropDictionaries() error {
	_, err := t.exec(`DELETE FROM dictionaries WHERE EXISTS (SELECT 1 FROM dictionaries n WHERE n.site = dictionaries.site AND n.id > dictionaries.id AND n.made < ?)
		AND NOT EXISTS (SELECT 1 FROM snapshots WHERE dictionary = dictionaries.id)`, micros(t.now.Add(-24*dictionaryAge)))
	return err
}
