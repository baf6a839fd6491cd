package newswatch

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestArticleKeepsItsPublicForm(t *testing.T) {
	china := time.FixedZone("", 8*60*60)
	value := 5.6
	a := Article{
		ID: 7, Site: "people", URL: "http://a/1", CanonicalURL: "http://a/1", Title: "题",
		Published: time.Date(2025, 5, 28, 0, 0, 0, 0, china), PublishedPrecision: Day,
		Text: "文", Fetched: time.Date(2025, 5, 28, 9, 0, 0, 0, china), Template: "C", Revision: 1, StoryID: 3,
		Watches: []string{"w"}, Figures: []Figure{{Indicator: "GDP", Value: &value, Unit: "%", Kind: Goal}},
	}
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"7","site":"people","url":"http://a/1","canonical_url":"http://a/1","title":"题",` +
		`"published":"2025-05-28T00:00:00+08:00","published_precision":"day","source":"","author":"","editor":"","channel":"",` +
		`"text":"文","language":"","fetched":"2025-05-28T09:00:00+08:00","template":"C","revision":1,"withdrawn":false,` +
		`"story_id":"3","duplicate_of":null,"watches":["w"],"targets":[],` +
		`"figures":[{"subject":"","indicator":"GDP","value":5.6,"unit":"%","qualifier":"","kind":"goal","text":"","field":"","offset":0,"length":0,"period":null}]}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	var back Article
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	a.Targets = []string{}
	if diff := cmp.Diff(a, back, cmp.Comparer(func(x, y time.Time) bool { return x.Equal(y) })); diff != "" {
		t.Errorf("what is written reads differently: %s", diff)
	}
}

func TestFoundKeepsItsHighlights(t *testing.T) {
	b, err := json.Marshal(Found{Article: Article{ID: 1}, Highlights: []Highlight{{FieldTitle, 2, 2}}})
	if err != nil || !json.Valid(b) || !strings.Contains(string(b), `"highlights":[{"field":"title","offset":2,"length":2}]`) {
		t.Errorf("%s, %v", b, err)
	}
}

func TestIDRefusesWhatIsNone(t *testing.T) {
	for _, s := range []string{"", "0", "-1", "x", "1.5", "99999999999999999999"} {
		if _, err := ParseID(s); err == nil {
			t.Errorf("%q passes for an id", s)
		}
	}
	var id ID
	if err := json.Unmarshal([]byte(`12`), &id); err == nil {
		t.Error("a bare number passes for an id")
	}
}

func TestAlertsOfOneStoryShareAKey(t *testing.T) {
	raised := func(watch string, story ID) *Alert {
		return &Alert{Type: AlertRaised, Watch: &WatchRef{ID: watch}, Story: &StoryRef{ID: story}}
	}
	first, again := raised("a", 1).Key(), raised("a", 1).Key()
	if first != again || first == raised("a", 2).Key() || first == raised("b", 1).Key() {
		t.Error("keys tell watches and stories apart wrongly")
	}
	if (&Alert{Type: AlertWithdrawn, Watch: &WatchRef{ID: "a"}, Story: &StoryRef{ID: 1}}).Key() != "" {
		t.Error("a withdrawal has a key, so that a second one would be lost")
	}
}

// Whoever reads an alert gets all of its times in one zone, and the item that the
// archive keeps stays as it was.
func TestAlertItemInAZone(t *testing.T) {
	at := time.Date(2026, 2, 15, 12, 3, 0, 0, time.UTC)
	zone := time.FixedZone("CST", 8*60*60)
	item := AlertItem{
		Created: at, Acked: &at,
		Deliveries: []Delivery{{ID: 1, NextAttempt: &at}, {ID: 2}},
		Tries:      map[ID][]Attempt{1: {{At: at}}},
	}
	got := item.In(zone)
	for what, shown := range map[string]time.Time{"created": got.Created, "acked": *got.Acked, "next attempt": *got.Deliveries[0].NextAttempt, "attempt": got.Tries[1][0].At} {
		if shown.Format(time.RFC3339) != "2026-02-15T20:03:00+08:00" {
			t.Errorf("%s is %s", what, shown)
		}
	}
	if item.Deliveries[0].NextAttempt.Location() != time.UTC || item.Tries[1][0].At.Location() != time.UTC {
		t.Error("the item itself was changed")
	}
}

// A bare day is shown as the day that the page gave, wherever people read it.
func TestADayStaysItsDay(t *testing.T) {
	newYork := time.FixedZone("EST", -5*60*60)
	for _, site := range []int{8, 9, 0, -5, -10, 13, 5} {
		printed := time.Date(2026, 11, 20, 0, 0, 0, 0, time.FixedZone("", site*60*60))
		a := Article{Published: printed.UTC(), PublishedPrecision: Day}.In(newYork)
		if got := a.Published.Format(time.DateOnly + " 15:04"); got != "2026-11-20 00:00" {
			t.Errorf("of a site at %+d: %s", site, got)
		}
	}
	a := Article{Published: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC), PublishedPrecision: Minute}.In(newYork)
	if got := a.Published.Format(time.RFC3339); got != "2026-11-19T21:00:00-05:00" {
		t.Errorf("a minute reads %s", got)
	}
}
