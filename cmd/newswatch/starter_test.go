package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"newswatch/alert"
	"newswatch/configs"
)

// The starter file shows a channel of each kind, and each works when the mark of
// the remark is taken off.
func TestStarterShowsEveryChannel(t *testing.T) {
	text := strings.Replace(string(configs.Starter()), "channels: []", "channels:  ", 1)
	text = regexp.MustCompile(`(?m)^#(  - \{ id: \w+, type: )`).ReplaceAllString(text, " $1")
	for _, m := range regexp.MustCompile(`\$\{(\w+)\}`).FindAllStringSubmatch(text, -1) {
		value := "secret"
		switch {
		case m[1] == "NAME":
			continue
		case m[1] == "BOT_TOKEN":
			value = "1:a"
		case strings.HasSuffix(m[1], "_URL"):
			value = "https://example.org/path/key"
		}
		t.Setenv(m[1], value)
	}
	file := filepath.Join(t.TempDir(), "newswatch.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"config", "check", "--config", file}, nil, &out, &errs); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if want := fmt.Sprintf("%d channels", len(alert.Kinds())); !strings.Contains(out.String(), want) {
		t.Errorf("%s, not %s", out.String(), want)
	}
	for _, kind := range alert.Kinds() {
		if !strings.Contains(text, "type: "+kind+",") {
			t.Errorf("no example of %s", kind)
		}
	}
}
