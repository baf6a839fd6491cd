package newswatch

import "encoding/json"

// FigureKind says what a stated number is to those who state it.
type FigureKind string

// The kinds of figure.
const (
	Goal   FigureKind = "goal"   // wanted, planned, promised
	Result FigureKind = "result" // reached, counted, happened
	Other  FigureKind = "other"  // a property that nobody strives for
)

// Figure is a number with a unit that an article states. Either Value is set,
// or, for a range, Min and Max. Values are in the plain Unit: 1.1亿元 is
// 110000000 "CNY".
type Figure struct {
	Subject   string     `json:"subject"`   // whose figure it is; "" where unknown
	Indicator string     `json:"indicator"` // what is measured, short, simplified
	Value     *float64   `json:"value,omitempty"`
	Min       *float64   `json:"min,omitempty"`
	Max       *float64   `json:"max,omitempty"`
	Unit      string     `json:"unit"`      // %, pp, CNY, person, km2 …, else the measure word
	Qualifier string     `json:"qualifier"` // as written: 超, 近, 不低于 …; "" where none
	Kind      FigureKind `json:"kind"`
	Period    string     `json:"period" nullable:"true"` // as stated: 前三季度, 到2026年底; "" where none
	Text      string     `json:"text"`                   // the number with its unit, as written
	Field     Field      `json:"field"`
	Offset    int        `json:"offset"` // of Text in the field, in runes
	Length    int        `json:"length"`
	Sentence  string     `json:"sentence,omitempty"`
	// Last is the value that was stated last, before this article, for the same
	// subject, indicator and period; nil where that was the same, or nothing.
	// Only the figures of a hit have it.
	Last *float64 `json:"last,omitempty"`
}

// MarshalJSON writes the figure with null for a period that nobody stated.
func (f Figure) MarshalJSON() ([]byte, error) {
	type plain Figure
	var period *string
	if f.Period != "" {
		period = &f.Period
	}
	return json.Marshal(struct {
		plain
		Period *string `json:"period"`
	}{plain(f), period})
}
