package sites

import (
	"strings"
	"testing"
	"time"
)

func TestDeepNestingIsReadAndQuick(t *testing.T) {
	for name, page := range map[string]string{
		"closed":       strings.Repeat("<div>", 100000) + "<h1>标题在这里</h1><p>正文。</p>" + strings.Repeat("</div>", 100000),
		"never closed": strings.Repeat("<div><font>", 100000) + "<h1>标题在这里</h1><p>正文。</p>",
		"inline":       strings.Repeat("<b><i>", 50000) + "<h1>标题在这里</h1><p>正文。</p>",
		"tables":       strings.Repeat("<table><tr><td>", 40000) + "<h1>标题在这里</h1><p>正文。</p>",
		"lists":        strings.Repeat("<ul><li>", 40000) + "<h1>标题在这里</h1><p>正文。</p>",
		"svg":          strings.Repeat("<svg><g>", 40000) + "</svg><h1>标题在这里</h1><p>正文。</p>",
		"templates":    strings.Repeat("<template>", 40000) + "<h1>标题在这里</h1><p>正文。</p>",
	} {
		start := time.Now()
		doc, err := Parse([]byte(page))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, s := range append(Builtin(), Unknown()) {
			_, _ = s.Extract(mustURL("http://www.example.cn/a.html"), doc, testNow)
			_, _ = s.Gone(mustURL("http://www.example.cn/a.html"), doc)
		}
		if name != "svg" && name != "templates" && !strings.Contains(line(doc.Nodes[0]), "标题在这里") {
			t.Errorf("%s: the text was lost", name)
		}
		t.Logf("%s: %s", name, time.Since(start))
	}
}
