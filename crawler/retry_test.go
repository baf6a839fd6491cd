package crawler

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 2, 15, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		after string
		date  string
		want  time.Duration
		ok    bool
	}{
		{"no header", "", "", 0, false},
		{"seconds", "120", "", 2 * time.Minute, true},
		{"blanks around", " 3 ", "", 3 * time.Second, true},
		{"a part of a second, as some send", "0.5", "", 500 * time.Millisecond, true},
		{"zero", "0", "", 0, true},
		{"negative", "-1", "", 0, false},
		{"not a number", "NaN", "", 0, false},
		{"for ever", "99999999999", "", longestRest, true},
		{"a date", "Sun, 15 Feb 2026 12:00:30 GMT", "", 30 * time.Second, true},
		{"a date by the server's slow clock", "Sun, 15 Feb 2026 11:00:30 GMT", "Sun, 15 Feb 2026 11:00:00 GMT", 30 * time.Second, true},
		{"a date that has passed", "Sun, 15 Feb 2026 11:00:00 GMT", "", 0, true},
		{"words", "soon", "", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{"Retry-After": {tt.after}}
			if tt.date != "" {
				h.Set("Date", tt.date)
			}
			if got, ok := retryAfter(h, now); got != tt.want || ok != tt.ok {
				t.Errorf("retryAfter = %v, %v; want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestBackoffGrowsAndIsBounded(t *testing.T) {
	for n := range 40 {
		most := min(time.Second<<min(n, 16), longestWait)
		for range 20 {
			if got := backoff(time.Second, n); got < most/2 || got > most {
				t.Fatalf("backoff before try %d is %v, want %v to %v", n+2, got, most/2, most)
			}
		}
	}
}
