package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// systemd itself finds nothing wrong with the unit.
func TestUnitIsGood(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	program, err := exec.LookPath("newswatch") // as the tests' own
	if err != nil {
		t.Fatal(err)
	}
	unit, err := os.ReadFile("../../deploy/newswatch.service")
	if err != nil {
		t.Fatal(err)
	}
	const installed = "/usr/local/bin/newswatch"
	if !strings.Contains(string(unit), "ExecStart="+installed+" serve ") {
		t.Errorf("the unit does not start %s serve", installed)
	}
	name := filepath.Join(t.TempDir(), "newswatch.service")
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(string(unit), installed, program)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", name).CombinedOutput()
	if strings.Contains(string(out), "Failed to initialize manager") {
		t.Skipf("systemd-analyze does not work here: %s", out)
	}
	if err != nil || strings.Contains(string(out), name) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// What the container's files name is there, and they agree with each other.
func TestContainerFilesAgree(t *testing.T) {
	dockerfile, err := os.ReadFile("../../deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"CGO_ENABLED=0 go build", "./cmd/newswatch", "FROM scratch", "USER 65532:65532", "--chown=65532:65532",
		"ca-certificates.crt", `CMD ["/newswatch", "healthcheck"]`, `ENTRYPOINT ["/newswatch"]`, `CMD ["serve"`,
	} {
		if !strings.Contains(string(dockerfile), line) {
			t.Errorf("the Dockerfile lacks %s", line)
		}
	}
	text, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var compose struct {
		Services map[string]struct {
			Build    struct{ Context, Dockerfile string }
			ReadOnly bool `yaml:"read_only"`
			Volumes  []string
		}
	}
	if err := yaml.Unmarshal(text, &compose); err != nil {
		t.Fatal(err)
	}
	s := compose.Services["newswatch"]
	if _, err := os.Stat(filepath.Join("../../deploy", s.Build.Context, s.Build.Dockerfile)); err != nil {
		t.Errorf("compose builds from what is not there: %v", err)
	}
	config, ok := strings.CutPrefix(lineOf(string(dockerfile), "ENV NEWSWATCH_CONFIG="), "ENV NEWSWATCH_CONFIG=")
	mounted := false
	for _, v := range s.Volumes {
		mounted = mounted || strings.Contains(v, ":"+config)
	}
	if !ok || !mounted || !s.ReadOnly {
		t.Errorf("compose mounts %v; the image reads %s", s.Volumes, config)
	}
}

// lineOf is the first line of a text that begins so.
func lineOf(text, beginning string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, beginning) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
