package web

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Every answer must be what /openapi.json says of it.
func TestAnswersKeepTheirDescription(t *testing.T) {
	o := open(t, nil)
	o.file(t, 1, "湘湖添亲水平台", "湘湖今年GDP增长5.6%。")
	o.file(t, 2, "另一条", "没有关键词的一条。")
	_, b := o.ask(t, "GET", "/openapi.json", nil, "")
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var api struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			Responses   map[string]struct {
				Content map[string]struct {
					Schema struct {
						Ref string `json:"$ref"`
					}
				}
			}
		}
	}
	if err := json.Unmarshal(b, &api); err != nil || !strings.HasPrefix(api.OpenAPI, "3.1") {
		t.Fatalf("openapi %q: %v", api.OpenAPI, err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	validate := func(path, ref, kind string, body []byte) {
		t.Helper()
		schema, err := compiler.Compile("openapi.json" + ref)
		if err != nil {
			t.Fatalf("%s: %s: %v", path, ref, err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v: %s", path, err, body)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s (%s): %v\n%s", path, kind, err, body)
		}
	}
	checked := 0
	for path, methods := range api.Paths {
		op, ok := methods["get"]
		if !ok {
			continue
		}
		checked++
		resp, body := o.ask(t, "GET", strings.Replace(path, "{id}", "1", 1), nil, "")
		if resp.StatusCode != 200 {
			t.Errorf("%s: %d %s", path, resp.StatusCode, body)
			continue
		}
		validate(path, op.Responses["200"].Content["application/json"].Schema.Ref, "answer", body)
		if strings.Contains(path, "{id}") {
			_, body = o.ask(t, "GET", strings.Replace(path, "{id}", "99", 1), nil, "")
			validate(path, op.Responses["default"].Content["application/problem+json"].Schema.Ref, "error", body)
		}
	}
	if checked < 7 {
		t.Errorf("only %d operations are described", checked)
	}
}

func TestFeedsAreRead(t *testing.T) {
	o := open(t, nil)
	o.file(t, 1, "湘湖 <b>&", "正文")
	_, b := o.ask(t, "GET", "/feeds/xianghu.atom", nil, "")
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	for _, want := range []string{"<id>urn:newswatch:feed:xianghu</id>", `href="` + o.URL + `/feeds/xianghu.atom" rel="self"`, `<summary type="text">`, "<published>2026-02-15T20:03:01+08:00</published>"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in\n%s", want, b)
		}
	}
	if feed.FeedType != "atom" || len(feed.Items) != 1 || feed.Items[0].Title != "湘湖 <b>&" || feed.Items[0].GUID != "urn:newswatch:article:1" {
		t.Errorf("%+v", feed)
	}
}
