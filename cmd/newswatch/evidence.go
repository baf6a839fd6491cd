package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"newswatch"
	"newswatch/cmd/newswatch/warc"
	"newswatch/store"
)

// exportWARC writes the page snapshots of what a query finds.
func exportWARC(ctx context.Context, w io.Writer, st *store.Store, q newswatch.Query) error {
	out, err := warc.NewWriter(w, "newswatch "+version, time.Now())
	if err != nil {
		return err
	}
	return st.EachSnapshot(ctx, q, func(_ newswatch.Article, p newswatch.Page) error {
		return out.Write(warc.Page{URL: p.FinalURL, Date: p.Fetched, Status: p.Status, Header: p.Header, Body: p.Body})
	})
}

// verifyWARC checks a file and names each record that was tampered with.
func verifyWARC(out io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return describeOpen(err)
	}
	defer f.Close()
	n, faults, err := warc.Verify(f)
	for _, fault := range faults {
		fmt.Fprintln(out, clean(fault.String()))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(faults) > 0 {
		return &exitError{exitFailed, fmt.Errorf("%s: %d of %d records were tampered with", name, len(faults), n)}
	}
	fmt.Fprintf(out, "%s: %d records, every digest is right\n", name, n)
	return nil
}
