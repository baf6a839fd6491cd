package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"newswatch/configs/strict"
)

// globals are the flags that every command takes.
type globals struct {
	Config    string `help:"Configuration file (default: $$NEWSWATCH_CONFIG, ./newswatch.yaml, then the user's configuration folder, then the embedded default)." placeholder:"FILE"`
	DB        string `name:"db" help:"Database, instead of the configuration's." placeholder:"DSN"`
	LogLevel  string `help:"debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`
	LogFormat string `help:"text or json." enum:"text,json" default:"text"`
}

// commands is the table of everything that newswatch does.
type commands struct {
	globals

	Serve serveCmd `cmd:"" help:"Run the daemon: schedules, pipeline, delivery and the web server."`
	Crawl crawlCmd `cmd:"" help:"Crawl sites once, deliver what that raised, print a report."`

	Extract extractCmd `cmd:"" help:"Print the article of a page as newswatch reads it."`
	Match   matchCmd   `cmd:"" help:"Say which watches and targets a text would raise, and why."`
	Search  searchCmd  `cmd:"" help:"Search the archive."`
	Export  exportCmd  `cmd:"" help:"Stream the archive as JSON lines, CSV or WARC."`
	Explain explainCmd `cmd:"" help:"Tell one article's whole story."`

	Reextract reextractCmd `cmd:"" help:"Read the stored pages again after a selector fix, without the network."`
	Sites     sitesCmd     `cmd:"" help:"Show the sites known, check them live, draft new ones."`
	Alerts    alertsCmd    `cmd:"" help:"Show alerts and their deliveries; retry, acknowledge, silence, test."`
	Conf      configCmd    `cmd:"" name:"config" help:"Check, show and start a configuration."`

	Status      statusCmd      `cmd:"" help:"Show on one screen how things stand."`
	Doctor      doctorCmd      `cmd:"" help:"Check everything around newswatch: clock, network, disk, channels, database."`
	Healthcheck healthcheckCmd `cmd:"" help:"Probe a running daemon, for containers."`
	Backup      backupCmd      `cmd:"" help:"Write a consistent copy of the database while the daemon runs."`
	Demo        demoCmd        `cmd:"" help:"Show the whole program at work without any network."`
	Bench       benchCmd       `cmd:"" help:"Measure crawling on this machine, beside bare colly and the HTML parser."`
	Version     versionCmd     `cmd:"" help:"Print version, commit and Go version."`
}

const about = `newswatch reads Chinese news sites for you, and tells you within minutes when your names are in the news.

Start with:  newswatch demo                 see it at work, no network needed
             newswatch config init          write a commented newswatch.yaml
             newswatch crawl people         fetch one site now
             newswatch serve                run for good, dashboard on http://127.0.0.1:8420`

// dispatch parses the command line and runs the command that it names.
func dispatch(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) (err error) {
	var table commands
	ended := false
	parser, err := kong.New(&table,
		kong.Name("newswatch"), kong.Description(about),
		kong.UsageOnError(), kong.Writers(out, errs),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Exit(func(int) { ended = true }),
	)
	if err != nil {
		return fmt.Errorf("command table: %w", err)
	}
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help":
		args = append(args[1:], "--help")
	}
	parsed, err := parser.Parse(args)
	if ended { // help was printed
		return nil
	}
	if err != nil {
		return usage(fmt.Errorf("%s", explainUsage(err, args, parser)))
	}
	a := &app{globals: table.globals, in: &interruptible{ctx: ctx, in: in}, out: out, errs: errs}
	// net/http speaks of odd servers in the standard log: of use when debugging.
	log.SetFlags(0)
	log.SetOutput(slog.NewLogLogger(a.logger().Handler(), slog.LevelDebug).Writer())
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(a)
}

var unexpected = regexp.MustCompile(`unexpected argument (\S+)`)

// explainUsage turns the parser's words into ours: what was wrong, what to do.
func explainUsage(err error, args []string, parser *kong.Kong) string {
	var perr *kong.ParseError
	if !errors.As(err, &perr) {
		return err.Error()
	}
	node := perr.Context.Selected()
	if m := unexpected.FindStringSubmatch(err.Error()); m != nil && (node == nil || !node.Leaf()) {
		where, parent := "", parser.Model.Node
		if node != nil {
			where, parent = node.Name+" ", node
		}
		var names []string
		for _, child := range parent.Children {
			names = append(names, child.Name)
		}
		word := strings.Trim(m[1], `",`)
		hint := "; run newswatch " + where + "--help for the list"
		if s := strict.Suggest(word, names); strings.Contains(s, "did you mean") {
			hint = s
		} else if where == "" {
			hint = "; run newswatch help for the list"
		}
		return fmt.Sprintf("unknown command %q%s", where+word, hint)
	}
	help := "newswatch help"
	if node != nil {
		help = "newswatch " + node.FullPath()[len("newswatch "):] + " --help"
		if node.Parent == nil {
			help = "newswatch help"
		}
	}
	for _, arg := range args {
		// The parser takes such a word apart by bytes.
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(arg, "-")); arg != "" && arg[0] == '-' && r >= utf8.RuneSelf {
			return fmt.Sprintf("%q begins like a flag; put -- before it", arg)
		}
	}
	return fmt.Sprintf("%s; run %s", strings.TrimSuffix(err.Error(), "."), help)
}
