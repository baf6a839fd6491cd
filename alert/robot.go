package alert

import (
	"context"
	"net/http"
	"strings"

	"newswatch"
)

// robot is what chat robots have in common: an alert becomes one or more texts
// below a size, each is posted, and the answer's own code says what became of it.
type robot struct {
	caller
	kit    *kit
	markup *markup
	limit  int                            // of size
	size   func(message) int              // of a message, as the robot counts
	pack   func(message) (request, error) // what is posted
	judge  func(answer, request) Result   // of an answer; never called without one
}

type request struct {
	address string
	header  http.Header
	body    []byte
}

// bodySize counts a message by the bytes posted.
func (r *robot) bodySize(m message) int {
	q, err := r.pack(m)
	if err != nil {
		return 1 << 30
	}
	return len(q.body)
}

// Notify posts the task's part.
func (r *robot) Notify(ctx context.Context, t Task) Result {
	limit := r.limit >> t.Shrink
	list, err := r.kit.messages(t.Delivery.Alert, r.markup, func(m message) bool { return r.size(m) <= limit })
	if err != nil {
		return unencodable(err)
	}
	if t.Part >= len(list) { // it has become shorter since its first parts went out
		return Result{Verdict: newswatch.VerdictDelivered}
	}
	q, err := r.pack(list[t.Part])
	if err != nil {
		return unencodable(err)
	}
	a, result, ok := r.post(ctx, q.address, q.header, q.body)
	if !ok {
		return result
	}
	result = r.judge(a, q)
	result.More = result.Verdict == newswatch.VerdictDelivered && t.Part+1 < len(list)
	return result
}

// verdicts says what a vendor's codes mean.
type verdicts map[int]newswatch.Verdict

func codes(v newswatch.Verdict, list ...int) verdicts {
	m := verdicts{}
	for _, c := range list {
		m[c] = v
	}
	return m
}

func allOf(several ...verdicts) verdicts {
	m := verdicts{}
	for _, one := range several {
		for c, v := range one {
			m[c] = v
		}
	}
	return m
}

// byCode judges by a code that the body gave. One that is not known is never
// taken as delivered.
func (c caller) byCode(a answer, code int, message string, table verdicts) Result {
	r := Result{Verdict: newswatch.VerdictUnknown, Code: code, Message: c.say(message), After: c.after(a)}
	if v, ok := table[code]; ok {
		r.Verdict = v
	}
	if r.Verdict == newswatch.VerdictDelivered {
		r.Code = a.status
		r.After = 0
		if a.status >= 300 {
			r.Verdict = newswatch.VerdictUnknown
		}
	}
	return r
}

// withKeyword adds a robot's keyword where a text lacks it: robots that are
// guarded by one refuse every other message.
func withKeyword(text, keyword, line string) string {
	if keyword == "" || strings.Contains(text, keyword) {
		return text
	}
	return text + line + keyword
}
