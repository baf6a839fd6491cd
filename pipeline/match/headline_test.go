package match

import (
	"testing"

	"newswatch"
	"newswatch/pipeline/fold"
)

// The lines above and below a headline are a part of it.
func TestKickerAndSubtitleBelongToTheHeadline(t *testing.T) {
	m, err := Compile([]newswatch.Watch{
		{ID: "anywhere", Kind: newswatch.Keyword, Any: []string{"湘湖"}},
		{ID: "title", Kind: newswatch.Keyword, Any: []string{"湘湖"}, In: []newswatch.Field{newswatch.FieldTitle}},
		{ID: "scope", Kind: newswatch.Keyword, Expr: "title:湘湖"},
		{ID: "text", Kind: newswatch.Keyword, Any: []string{"湘湖"}, In: []newswatch.Field{newswatch.FieldText}},
		{ID: "split", Kind: newswatch.Keyword, Any: []string{"湘湖吹响"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for field, doc := range map[newswatch.Field]*Doc{
		newswatch.FieldKicker:   {Kicker: fold.Fold("走进 湘 湖"), Title: fold.Fold("吹响集结号"), Text: fold.Fold("正文")},
		newswatch.FieldSubtitle: {Title: fold.Fold("吹响集结号"), Subtitle: fold.Fold("在湘湖"), Text: fold.Fold("正文")},
	} {
		var fired []string
		for _, h := range m.Match(doc) {
			fired = append(fired, h.ID)
			if len(h.Matches) != 1 || h.Matches[0].Field != field {
				t.Errorf("%s: %s matched %+v", field, h.ID, h.Matches)
			}
		}
		if len(fired) != 3 || fired[0] != "anywhere" || fired[1] != "title" || fired[2] != "scope" {
			t.Errorf("%s: %v fired", field, fired)
		}
	}
}
