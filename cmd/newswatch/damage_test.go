package main

import (
	"bytes"
	"strings"
	"testing"
)

// Whatever is asked of a damaged database, the answer names it and says what to
// do; nothing is sent or filed from it.
func TestADamagedDatabaseIsNamed(t *testing.T) {
	for _, args := range [][]string{{"crawl"}, {"serve"}, {"search", "萧山"}, {"export"}, {"status"}, {"backup", "copy.db"}} {
		t.Run(args[0], func(t *testing.T) {
			b := newTown(t, "")
			g := b.gazette("chenbao", nil)
			for i := range 12 {
				g.brief(i)
			}
			b.crawl()
			b.tear("news.db")
			g.brief(12)
			cmd := b.command(t.Context(), args...)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			err := cmd.Run()
			if err == nil || !strings.Contains(errs.String(), "news.db: the database is damaged; stop newswatch and restore a backup") {
				t.Errorf("%v: %s", err, errs.String())
			}
		})
	}
}
