package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"newswatch"
)

// batchJob is a line of extract --batch's input.
type batchJob struct {
	ID   batchID `json:"id"`
	URL  string  `json:"url"`
	Path string  `json:"html_gz_path"`
}

// batchID is given back as it came: a text, a number, or nothing.
type batchID struct{ json.RawMessage }

// MarshalJSON writes the id as it was read; a missing one is an empty text.
func (id batchID) MarshalJSON() ([]byte, error) {
	if len(id.RawMessage) == 0 {
		return []byte(`""`), nil
	}
	return id.RawMessage, nil
}

// batchLine is a line of its output.
type batchLine struct {
	ID        batchID             `json:"id"`
	URL       string              `json:"url"`
	Title     string              `json:"title"`
	Published *time.Time          `json:"published"`
	Precision newswatch.Precision `json:"published_precision"`
	Author    string              `json:"author"`
	Source    string              `json:"source"`
	Editor    string              `json:"editor"`
	Channel   string              `json:"channel"`
	Text      string              `json:"text"`
	Template  string              `json:"template"`
}

// batchError is the line of a page that holds no article.
type batchError struct {
	ID    batchID `json:"id"`
	Error string  `json:"error"`
}

// maxBatchLine bounds one line of the input, in bytes.
const maxBatchLine = 1 << 20

// batch reads pages on all processors and writes the answers in input order.
func (c extractCmd) batch(ctx context.Context, a *app, s *setup) error {
	in := a.in
	if c.Page != "" && c.Page != "-" {
		f, err := os.Open(c.Page)
		if err != nil {
			return describeOpen(err)
		}
		defer f.Close()
		in = f
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// One slot per answer keeps the order; its capacity bounds what is in memory.
	answers := make(chan chan any, 4*runtime.GOMAXPROCS(0))
	var readErr error
	go func() {
		defer close(answers)
		readErr = eachLine(in, func(line []byte) error {
			slot := make(chan any, 1)
			select {
			case answers <- slot:
			case <-ctx.Done():
				return ctx.Err()
			}
			line = bytes.Clone(line)
			go func() { slot <- s.batchOne(line, c.Site) }()
			return nil
		})
	}()
	w := bufio.NewWriterSize(a.out, 1<<16)
	lines := jsonLines(w)
	for slot := range answers {
		select {
		case answer := <-slot:
			if err := lines.Encode(answer); err != nil {
				return err
			}
		case <-ctx.Done():
			return errors.Join(ctx.Err(), w.Flush())
		}
		if len(answers) == 0 {
			if err := w.Flush(); err != nil { // a reader may wait for each answer
				return err
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return readErr
}

// eachLine calls f with every line that is not blank.
func eachLine(r io.Reader, f func([]byte) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), maxBatchLine)
	n := 0
	for sc.Scan() {
		n++
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		if err := f(sc.Bytes()); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

func (s *setup) batchOne(line []byte, siteID string) (answer any) {
	var job batchJob
	// A page that breaks the reading must not take the others with it.
	defer func() {
		if p := recover(); p != nil {
			answer = batchError{job.ID, fmt.Sprintf("reading broke: %v", p)}
		}
	}()
	if err := json.Unmarshal(line, &job); err != nil {
		return batchError{job.ID, fmt.Sprintf("not a JSON line with id, url and html_gz_path: %v", err)}
	}
	if job.Path == "" {
		return batchError{job.ID, "html_gz_path is missing; it names the page's file, gzipped or plain"}
	}
	body, err := os.ReadFile(job.Path)
	if err == nil {
		body, err = gunzip(body)
	}
	if err != nil {
		return batchError{job.ID, err.Error()}
	}
	u, err := pageURL(job.URL)
	if err != nil {
		return batchError{job.ID, fmt.Sprintf("url: %q is not an address", job.URL)}
	}
	ex, _, err := s.extract(rawPage{url: u, body: body}, siteID, time.Now())
	if err != nil {
		return batchError{job.ID, err.Error()}
	}
	x := ex.Article
	out := batchLine{
		ID: job.ID, URL: job.URL, Title: x.Title, Precision: x.PublishedPrecision,
		Author: x.Author, Source: x.Source, Editor: x.Editor, Channel: x.Channel, Text: x.Text, Template: x.Template,
	}
	if !x.Published.IsZero() {
		out.Published = &x.Published
	}
	return out
}
