package store

import (
	"encoding/json"
	"testing"

	"newswatch"
)

func TestStoredFiguresAreTheirJSON(t *testing.T) {
	value := 12.5
	figures := []newswatch.Figure{
		{Subject: "萧山区", Indicator: "订单<额>", Value: &value, Unit: "%", Kind: newswatch.Result, Period: "前三季度", Text: "12.5%", Field: newswatch.FieldText, Offset: 3, Length: 5},
		{Indicator: "客流", Min: &value, Max: &value, Unit: "person", Kind: newswatch.Goal, Last: &value, Sentence: "说“是”。"},
	}
	want, err := json.Marshal(figures)
	if err != nil {
		t.Fatal(err)
	}
	if got := jsonOf(figureRows(figures)); got != string(want) {
		t.Errorf("stored as %s\nwant %s", got, want)
	}
	if got := jsonOf(figureRows(nil)); got != nil {
		t.Errorf("no figures are stored as %v", got)
	}
}
