package store

import (
	"context"
	"fmt"
	"testing"

	"newswatch"
)

// A stock phrase makes nobody a likely copy of everybody; a copy that kept one
// passage of a story that all outlets have is found all the same.
func TestOfACrowdTheNearestAreCandidates(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	const phrase, day = 7, 20000
	err := s.do(ctx, func(t *tx) error {
		for id := range int64(20) {
			bands := []uint64{phrase, uint64(1000 + id)}
			if _, err := t.exec(`INSERT INTO bands (band, day, article_id) SELECT value, ?, ? FROM json_each(?)`, day-id, id+1, jsonOf(signed(bands))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		bands []uint64
		want  []newswatch.ID
	}{
		{[]uint64{1, phrase, 2}, []newswatch.ID{1, 2}},
		{[]uint64{1, phrase, 1015}, []newswatch.ID{16, 1, 2}}, // shares another band with one of them
		{[]uint64{1003, 1004, 2}, []newswatch.ID{4, 5}},
	} {
		err := s.do(ctx, func(tx *tx) error {
			list, err := tx.candidates(c.bands, day)
			if err != nil {
				return err
			}
			if len(list) != len(c.want) {
				return fmt.Errorf("bands %v: %+v", c.bands, list)
			}
			for i, id := range c.want {
				if list[i].id != id {
					return fmt.Errorf("bands %v: %+v", c.bands, list)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Fingerprints have any number of bands; a kept statement for each number would
// take tens of megabytes.
func TestFewStatementsServeAllFingerprints(t *testing.T) {
	s := open(t, Options{})
	err := s.do(context.Background(), func(t *tx) error {
		for n := range 250 {
			bands := make([]uint64, n)
			for i := range bands {
				bands[i] = uint64(i)
			}
			if _, err := t.candidates(bands, 20000); err != nil {
				return err
			}
		}
		if len(t.w.lookups) > bandChunk/bandStep {
			return fmt.Errorf("%d statements", len(t.w.lookups))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
