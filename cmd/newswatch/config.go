package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"newswatch/alert"
	"newswatch/configs"
)

type configCmd struct {
	Check  configCheckCmd  `cmd:"" help:"Validate the configuration: every fault with file, line and column."`
	Show   configShowCmd   `cmd:"" help:"Print the effective configuration, secrets masked."`
	Schema configSchemaCmd `cmd:"" help:"Print the JSON Schema of newswatch.yaml."`
	Init   configInitCmd   `cmd:"" help:"Write a commented starter file."`
}

type configCheckCmd struct{}

func (configCheckCmd) Run(a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	for _, w := range s.warnings {
		fmt.Fprintf(a.errs, "%s (warning)\n", w)
	}
	enabled := 0
	for _, site := range s.sites.All() {
		if site.Enabled {
			enabled++
		}
	}
	fmt.Fprintf(a.out, "%s: ok: %d sites (%d enabled), %d watches and targets, %d channels\n",
		s.cfg.Name(), len(s.sites.All()), enabled, len(s.watches), len(s.channels))
	return nil
}

type configShowCmd struct{}

func (configShowCmd) Run(a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	out, err := s.cfg.Show()
	if err != nil {
		return err
	}
	_, err = a.out.Write(out)
	return err
}

type configSchemaCmd struct{}

func (configSchemaCmd) Run(a *app) error {
	out, err := configs.Schema(alert.Settings())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s\n", out)
	return err
}

type configInitCmd struct {
	File  string `arg:"" optional:"" default:"newswatch.yaml" help:"Where to write it."`
	Force bool   `help:"Overwrite a file that is there."`
}

func (c configInitCmd) Run(a *app) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if c.Force {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(c.File, flags, 0o600) // it may come to hold secrets
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; name another file, or give --force to overwrite it", c.File)
	}
	if err != nil {
		return err
	}
	if _, err = f.Write(configs.Starter()); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "wrote %s; edit it, then run: newswatch config check\n", c.File)
	return nil
}
