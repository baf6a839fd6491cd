package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"newswatch/crawler"
	"newswatch/sites"
	"newswatch/sites/charset"
	"newswatch/sites/draft"
)

type sitesNewCmd struct {
	URL      string `arg:"" help:"A list page of the site: its news, or a column."`
	Articles int    `help:"How many articles to look at." default:"5"`
}

// Help is shown below the flags.
func (sitesNewCmd) Help() string {
	return `Prints a definition, ready to edit, with what each selector gives on three
articles as comments:
  newswatch sites new https://www.example.cn/news/ > sites.d/example.yaml`
}

func (c sitesNewCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" {
		return usagef("%q is not an address", c.URL)
	}
	if c.Articles < 1 || c.Articles > 20 {
		return usagef("--articles: %d is out of range; give 1 to 20", c.Articles)
	}
	fetcher, err := s.fetcher(a.logger())
	if err != nil {
		return err
	}
	defer fetcher.Close()
	list, err := draftPage(ctx, fetcher, u)
	if err != nil {
		return fmt.Errorf("%s: %w", c.URL, err)
	}
	found, err := draft.ReadList(list)
	if err != nil {
		return err
	}
	var articles []draft.Page
	for _, address := range found.Articles {
		if len(articles) == c.Articles {
			break
		}
		p, err := draftPage(ctx, fetcher, address)
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			fmt.Fprintf(a.errs, "%s: %v\n", address, err)
			continue
		}
		articles = append(articles, p)
	}
	d, err := draft.New(list, found, articles, time.Now())
	if err != nil {
		return err
	}
	_, err = a.out.Write(d.YAML)
	return err
}

func draftPage(ctx context.Context, f *crawler.Fetcher, u *url.URL) (draft.Page, error) {
	resp, err := f.Get(ctx, u)
	if err != nil {
		return draft.Page{}, err
	}
	doc, err := sites.Parse(charset.Decode(resp.Body, resp.Header.Get("Content-Type"), "").HTML)
	return draft.Page{URL: resp.FinalURL, Doc: doc}, err
}
