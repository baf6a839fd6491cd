package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/configs"
	"newswatch/configs/strict"
	"newswatch/store"
)

type alertsCmd struct {
	List    alertsListCmd    `cmd:"" help:"List alerts and their deliveries."`
	Show    alertsShowCmd    `cmd:"" help:"Show one alert with every attempt to deliver it."`
	Retry   alertsRetryCmd   `cmd:"" help:"Queue dead deliveries again."`
	Ack     alertsAckCmd     `cmd:"" help:"Acknowledge an alert."`
	Silence alertsSilenceCmd `cmd:"" help:"Hold a watch's alerts for a while."`
	Test    alertsTestCmd    `cmd:"" help:"Send a test message to a channel."`
}

type alertsListCmd struct {
	State   string `help:"pending, delivered or dead." enum:"pending,delivered,dead," default:""`
	Channel string `help:"Only deliveries of this channel." placeholder:"ID"`
	Watch   string `help:"Only alerts of this watch or target." placeholder:"ID"`
	Type    string `help:"Only this event, such as alert.raised." placeholder:"EVENT"`
	Since   string `help:"Not before: a date, or a duration back." placeholder:"TIME"`
	Limit   int    `help:"How many at most." default:"50"`
	Cursor  string `help:"Go on where the page before ended (next_cursor)."`
	Format  string `help:"text or json." enum:"text,json" default:"text"`
}

func (c alertsListCmd) Run(ctx context.Context, a *app) error {
	s, st, err := a.archive(ctx, true)
	if err != nil {
		return err
	}
	defer st.Close()
	q := newswatch.AlertQuery{State: newswatch.DeliveryState(c.State), Channel: c.Channel, Watch: c.Watch, Type: newswatch.EventType(c.Type), Limit: c.Limit, Cursor: c.Cursor}
	if c.Since != "" {
		if q.Since, err = parseSince(c.Since, time.Now(), s.zone); err != nil {
			return usagef("--since: %v", err)
		}
	}
	page, err := st.Alerts(ctx, q)
	if err != nil {
		return err
	}
	page.Items = orEmpty(page.Items)
	for i := range page.Items {
		page.Items[i] = page.Items[i].In(s.zone)
		page.Items[i].Deliveries = orEmpty(page.Items[i].Deliveries)
	}
	if c.Format == "json" {
		return printJSON(a.out, page)
	}
	if len(page.Items) == 0 {
		fmt.Fprintln(a.out, "no alerts")
	}
	for _, item := range page.Items {
		printAlert(a.out, item)
	}
	return nil
}

// archive loads the configuration and opens its database.
func (a *app) archive(ctx context.Context, readOnly bool) (*setup, *store.Store, error) {
	s, err := a.load()
	if err != nil {
		return nil, nil, err
	}
	st, err := a.open(ctx, s, readOnly)
	return s, st, err
}

func printAlert(w io.Writer, item newswatch.AlertItem) {
	what, address := "", ""
	if item.Watch != nil {
		what = item.Watch.Name + ": "
	}
	if item.Article != nil {
		what, address = what+item.Article.Title, item.Article.URL
	}
	acked := ""
	if item.Acked != nil {
		acked = "  acknowledged"
	}
	fmt.Fprintf(w, "%s  %s  %s  %s  %s%s\n", item.ID, item.Created.Format("2006-01-02 15:04"), item.Type, item.Severity, clean(what), acked)
	if address != "" {
		fmt.Fprintf(w, "    %s\n", clean(address))
	}
	for _, d := range item.Deliveries {
		line := fmt.Sprintf("    %s: %s after %s", d.Channel, d.State, attempts(d.Attempts))
		if d.LastCode != 0 {
			line += fmt.Sprintf(", last code %d", d.LastCode)
		}
		if d.LastError != "" {
			line += ", " + clean(d.LastError)
		}
		if d.Held != "" {
			line += ", waits for " + clean(d.Held)
		}
		fmt.Fprintln(w, line)
	}
}

func attempts(n int) string {
	if n == 1 {
		return "1 attempt"
	}
	return fmt.Sprintf("%d attempts", n)
}

type alertsShowCmd struct {
	ID     string `arg:"" help:"The alert."`
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// alertDetail is alerts show --format json.
type alertDetail struct {
	newswatch.AlertItem
	Data     *newswatch.Alert               `json:"data"`
	Attempts map[string][]newswatch.Attempt `json:"attempts"`
}

func (c alertsShowCmd) Run(ctx context.Context, a *app) error {
	id, err := newswatch.ParseID(c.ID)
	if err != nil {
		return usage(err)
	}
	s, st, err := a.archive(ctx, true)
	if err != nil {
		return err
	}
	defer st.Close()
	item, err := st.Alert(ctx, id)
	if err != nil {
		return fmt.Errorf("alert %s: %w", id, err)
	}
	item = item.In(s.zone)
	if c.Format == "json" {
		detail := alertDetail{item, item.Alert, map[string][]newswatch.Attempt{}}
		for delivery, tries := range item.Tries {
			detail.Attempts[delivery.String()] = tries
		}
		return printJSON(a.out, detail)
	}
	printAlert(a.out, item)
	for _, d := range item.Deliveries {
		for _, t := range item.Tries[d.ID] {
			fmt.Fprintf(a.out, "        %s  %s  %s  code %d  %s\n", t.At.Format("01-02 15:04:05"), d.Channel, t.Verdict, t.Code, clean(t.Message))
		}
	}
	if item.Alert != nil {
		for _, m := range item.Alert.Matches {
			fmt.Fprintf(a.out, "    %s %d: …%s…\n", m.Field, m.Offset, clean(m.Excerpt))
		}
		for _, ch := range item.Alert.Changes {
			fmt.Fprintf(a.out, "    %s changed\n", ch.Field)
			for _, span := range ch.Diff {
				if span.Op != "=" {
					fmt.Fprintf(a.out, "        %s %s\n", span.Op, clean(span.Text))
				}
			}
		}
	}
	return nil
}

type alertsRetryCmd struct {
	ID      string `arg:"" optional:"" help:"One alert; all dead ones without it."`
	Since   string `help:"Only what was raised since: a date, or a duration back." placeholder:"TIME"`
	Channel string `help:"Only this channel's." placeholder:"ID"`
	Format  string `help:"text or json." enum:"text,json" default:"text"`
}

func (c alertsRetryCmd) Run(ctx context.Context, a *app) error {
	s, st, err := a.archive(ctx, false)
	if err != nil {
		return err
	}
	defer st.Close()
	var n int
	if c.ID != "" {
		id, err := newswatch.ParseID(c.ID)
		if err != nil {
			return usage(err)
		}
		if err := st.RetryAlert(ctx, id); err != nil {
			return fmt.Errorf("alert %s: %w", id, err)
		}
		n = 1
	} else {
		if c.Channel != "" && !slices.ContainsFunc(s.channels, func(ch *alert.Channel) bool { return ch.ID == c.Channel }) {
			return usagef("--channel: no channel %q is configured, so nothing can be sent to it", c.Channel)
		}
		var since time.Time
		if c.Since != "" {
			if since, err = parseSince(c.Since, time.Now(), s.zone); err != nil {
				return usagef("--since: %v", err)
			}
		}
		if n, err = st.Retry(ctx, since, c.Channel); err != nil {
			return err
		}
	}
	if n > 0 {
		if err := s.dispatcher(st, a.logger()).Drain(ctx); err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return printJSON(a.out, map[string]int{"queued": n})
	}
	fmt.Fprintf(a.out, "%d queued again; newswatch alerts list --state pending shows what waits\n", n)
	return nil
}

type alertsAckCmd struct {
	ID     string `arg:"" help:"The alert."`
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

func (c alertsAckCmd) Run(ctx context.Context, a *app) error {
	id, err := newswatch.ParseID(c.ID)
	if err != nil {
		return usage(err)
	}
	_, st, err := a.archive(ctx, false)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Ack(ctx, id, time.Now()); err != nil {
		return fmt.Errorf("alert %s: %w", id, err)
	}
	if c.Format == "json" {
		return printJSON(a.out, map[string]any{"id": id, "acked": true})
	}
	fmt.Fprintf(a.out, "alert %s is acknowledged\n", id)
	return nil
}

type alertsSilenceCmd struct {
	Watch  string           `arg:"" help:"The watch or target."`
	For    configs.Duration `help:"How long; 0 ends a silence." default:"2h"`
	Format string           `help:"text or json." enum:"text,json" default:"text"`
}

func (c alertsSilenceCmd) Run(ctx context.Context, a *app) error {
	s, st, err := a.archive(ctx, false)
	if err != nil {
		return err
	}
	defer st.Close()
	var ids []string
	for _, w := range s.watches {
		ids = append(ids, w.ID)
	}
	if !slices.Contains(ids, c.Watch) {
		return usagef("no watch or target %q%s", c.Watch, strict.Suggest(c.Watch, ids))
	}
	until := time.Now().Add(time.Duration(c.For)).In(s.zone)
	if err := st.Silence(ctx, c.Watch, until); err != nil {
		return err
	}
	if c.Format == "json" {
		return printJSON(a.out, map[string]any{"watch": c.Watch, "until": until})
	}
	fmt.Fprintf(a.out, "%s is silent until %s; what it finds is kept and sent then\n", c.Watch, until.Format("2006-01-02 15:04"))
	return nil
}

type alertsTestCmd struct {
	Channel string `arg:"" help:"The channel."`
	Format  string `help:"text or json." enum:"text,json" default:"text"`
}

func (c alertsTestCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	var target *alert.Channel
	var ids []string
	for _, ch := range s.channels {
		ids = append(ids, ch.ID)
		if ch.ID == c.Channel {
			target = ch
		}
	}
	if target == nil {
		if len(ids) == 0 {
			return usagef("no channel %q; none is configured, add it under channels in %s", c.Channel, s.cfg.Name())
		}
		return usagef("no channel %q%s", c.Channel, strict.Suggest(c.Channel, ids))
	}
	st, err := a.open(ctx, s, false)
	if err != nil {
		return err
	}
	defer st.Close()
	id, err := st.Raise(ctx, alert.TestAlert(time.Now()), []string{c.Channel})
	if err != nil {
		return err
	}
	only := s.dispatcher(st, a.logger())
	only.Only = target.ID
	if err := only.Drain(ctx); err != nil {
		return err
	}
	item, err := st.Alert(ctx, id)
	if err != nil {
		return err
	}
	item = item.In(s.zone)
	if c.Format == "json" {
		err = printJSON(a.out, item)
	} else {
		printAlert(a.out, item)
	}
	if err == nil && (len(item.Deliveries) == 0 || item.Deliveries[0].State != newswatch.Delivered) {
		return errFailed
	}
	return err
}
