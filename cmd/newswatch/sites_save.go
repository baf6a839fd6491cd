package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

type sitesSaveCmd struct {
	ID   string   `arg:"" help:"The site."`
	URLs []string `arg:"" name:"url" help:"Pages to store."`
	Dir  string   `help:"Folder of the fixtures." default:"testdata/sites" placeholder:"DIR"`
}

// Help is shown below the flags.
func (sitesSaveCmd) Help() string {
	return `Stores each page as DIR/ID/NAME.html, bytes as the site sent them, and its
address beside it as NAME.url. Replace sentences of real articles by your own
before you commit them; then write the goldens: go test ./sites -update`
}

func (c sitesSaveCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	if !regexp.MustCompile(`^[a-z0-9_-]{1,40}$`).MatchString(c.ID) {
		return usagef("%q is not a site's id; use lower case letters, digits, - and _", c.ID)
	}
	fetcher, err := s.fetcher(a.logger())
	if err != nil {
		return err
	}
	defer fetcher.Close()
	dir := filepath.Join(c.Dir, c.ID)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	failed := false
	for _, address := range c.URLs {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			return usagef("%q is not an address", address)
		}
		resp, err := fetcher.Get(ctx, u)
		if err != nil {
			fmt.Fprintf(a.errs, "%s: %v\n", address, err)
			failed = true
			continue
		}
		name, err := saveFixture(dir, fixtureName(u), resp.Body, resp.FinalURL.String())
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s: %d bytes\n", name, len(resp.Body))
	}
	if failed {
		return errFailed
	}
	return nil
}

// fixtureName is the last part of an address without its ending.
func fixtureName(u *url.URL) string {
	base := path.Base(u.Path)
	base = strings.TrimSuffix(base, path.Ext(base))
	base = regexp.MustCompile(`[^A-Za-z0-9_-]+`).ReplaceAllString(base, "_")
	if base == "" || base == "_" {
		base = "index"
	}
	return base
}

// saveFixture writes the pair under a name that is not taken yet.
func saveFixture(dir, name string, body []byte, address string) (string, error) {
	for n := 1; ; n++ {
		file := filepath.Join(dir, name)
		if n > 1 {
			file = fmt.Sprintf("%s_%d", file, n)
		}
		f, err := os.OpenFile(file+".html", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(body)
		if err = errors.Join(err, f.Close()); err != nil {
			return "", err
		}
		return file + ".html", os.WriteFile(file+".url", []byte(address+"\n"), 0o644)
	}
}
