package sites

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// checkSchedule says what is wrong with a cron expression: five fields, or a
// descriptor such as @hourly or "@every 10m", either after CRON_TZ=zone. The
// grammar is that of robfig/cron's standard parser, which runs the schedules.
func checkSchedule(spec string) error {
	if strings.HasPrefix(spec, "CRON_TZ=") || strings.HasPrefix(spec, "TZ=") {
		zone, rest, _ := strings.Cut(spec[strings.IndexByte(spec, '=')+1:], " ")
		if _, err := time.LoadLocation(zone); err != nil {
			return fmt.Errorf("time zone %q is unknown; give a name such as Asia/Shanghai", zone)
		}
		spec = strings.TrimSpace(rest)
	}
	if strings.HasPrefix(spec, "@") {
		return checkDescriptor(spec)
	}
	fields := strings.Fields(spec)
	if len(fields) != 5 {
		return fmt.Errorf("%q has %d fields; give five (minute hour day month weekday), such as \"*/10 * * * *\"", spec, len(fields))
	}
	for i, f := range fields {
		for part := range strings.SplitSeq(f, ",") {
			if err := cronFields[i].check(part); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkDescriptor(spec string) error {
	switch spec {
	case "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly":
		return nil
	}
	if every, ok := strings.CutPrefix(spec, "@every "); ok {
		d, err := time.ParseDuration(every)
		if err != nil || d <= 0 {
			return fmt.Errorf("%q is not a duration; give one such as \"@every 10m\"", every)
		}
		return nil
	}
	return fmt.Errorf("%q is unknown; give @hourly, @daily, @weekly, @monthly, @yearly or @every with a duration", spec)
}

// cronField is the range of one field of a cron expression, and its names.
type cronField struct {
	name     string
	min, max int
	names    []string // of min, min+1, …
}

var cronFields = [5]cronField{
	{name: "minute", min: 0, max: 59},
	{name: "hour", min: 0, max: 23},
	{name: "day", min: 1, max: 31},
	{name: "month", min: 1, max: 12, names: []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	{name: "weekday", min: 0, max: 6, names: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
}

// check reads one part of a field: *, ?, n, n-m, each perhaps with /step.
func (f cronField) check(part string) error {
	span, step, stepped := strings.Cut(part, "/")
	if stepped {
		if n, err := strconv.Atoi(step); err != nil || n <= 0 {
			return fmt.Errorf("%s step %q is not a positive number", f.name, step)
		}
	}
	if span == "*" || span == "?" {
		return nil
	}
	from, to, ranged := strings.Cut(span, "-")
	first, err := f.value(from)
	if err != nil || !ranged {
		return err
	}
	last, err := f.value(to)
	if err == nil && last < first {
		err = fmt.Errorf("%s range %q runs backwards", f.name, span)
	}
	return err
}

func (f cronField) value(s string) (int, error) {
	for i, name := range f.names {
		if strings.EqualFold(s, name) {
			return f.min + i, nil
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < f.min || n > f.max {
		return 0, fmt.Errorf("%s %q is out of range; give %d to %d", f.name, s, f.min, f.max)
	}
	return n, nil
}
