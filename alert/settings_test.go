package alert

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"newswatch"
)

func TestFaultsAreReportedAllAtOnceByKey(t *testing.T) {
	_, err := New("webhook", "desk", json.RawMessage(`{"id":"desk","type":"webhook","url":"ftp://x","sevrity":"high","severity":"loud",
		"hours":"always","rate":"fast","digest":"daily","language":"de","timezone":"Mars/Base","template":"{{.Titel}}","timeout":-3,"secret":["a"],"escalate_after":"15m"}`), Env{})
	if err == nil {
		t.Fatal("taken")
	}
	var keys []string
	for _, f := range SettingErrors(err) {
		keys = append(keys, f.Key)
		if f.Msg == "" || strings.Contains(f.Msg, "ftp://") {
			t.Errorf("%s: %q", f.Key, f.Msg)
		}
	}
	slices.Sort(keys)
	want := []string{"digest", "escalate_after", "hours", "language", "rate", "secret", "severity", "sevrity", "template", "timeout", "timezone", "url"}
	if !slices.Equal(slices.Compact(keys), want) {
		t.Errorf("faults at %v, want %v", keys, want)
	}
}

func TestMissingAddressSaysWhatToPaste(t *testing.T) {
	for kind, words := range map[string][2]string{
		"webhook": {"url", "paste"}, "dingtalk": {"url", "oapi.dingtalk.com"}, "wecom": {"url", "qyapi.weixin.qq.com"}, "feishu": {"url", "open.feishu.cn"},
		"slack": {"url", "hooks.slack.com"}, "telegram": {"token", "BotFather"}, "ntfy": {"url", "ntfy.sh"}, "bark": {"url", "api.day.app"}, "email": {"host", "smtp"},
	} {
		_, err := New(kind, "x", nil, Env{})
		found := false
		for _, f := range SettingErrors(err) {
			found = found || f.Key == words[0] && strings.Contains(f.Msg, "is missing") && strings.Contains(f.Msg, words[1])
		}
		if !found {
			t.Errorf("%s without settings: %v", kind, err)
		}
	}
	_, err := New("pigeon", "x", nil, Env{})
	var s *SettingError
	if !errors.As(err, &s) || s.Key != "type" || !strings.Contains(s.Msg, "dingtalk") {
		t.Errorf("unknown kind: %v", err)
	}
}

func TestEscalationNamesChannels(t *testing.T) {
	c := testChannel(t, "webhook", "desk", `"escalate_after":"5m","escalate_to":["phone","desk","nobody"]`, nil)
	err := c.CheckEscalation(func(id string) bool { return id == "phone" || id == "desk" })
	if got := SettingErrors(err); len(got) != 1 || got[0].Key != "escalate_to" {
		t.Errorf("%v", err)
	}
}

func TestSettingsAreDescribed(t *testing.T) {
	all := Settings()
	for _, kind := range Kinds() {
		if all[kind] == nil {
			t.Errorf("%s has no settings", kind)
		}
	}
	if want := []string{"bark", "dingtalk", "email", "feishu", "ntfy", "slack", "telegram", "webhook", "wecom"}; !slices.Equal(Kinds(), want) {
		t.Errorf("kinds %v, want %v", Kinds(), want)
	}
}

func TestWrittenForms(t *testing.T) {
	var got struct {
		A, B, C Duration
		L, M    List
		N       Name
		S       Secret
	}
	if err := json.Unmarshal([]byte(`{"A":"90s","B":"7d","C":0,"L":"x","M":["x",138000],"N":-100123,"S":123456}`), &got); err != nil {
		t.Fatal(err)
	}
	if got.A != Duration(90*time.Second) || got.B != Duration(7*24*time.Hour) || got.C != 0 || !slices.Equal(got.L, List{"x"}) ||
		!slices.Equal(got.M, List{"x", "138000"}) || got.N != "-100123" || string(got.S) != "123456" {
		t.Errorf("%+v %q", got, string(got.S))
	}
	for _, bad := range []string{`"soon"`, `"-3s"`, `true`, `12`} {
		if err := json.Unmarshal([]byte(bad), &got.A); err == nil {
			t.Errorf("duration %s is taken", bad)
		}
	}
}

func TestTemplates(t *testing.T) {
	for kind, options := range map[string]string{
		"webhook":  `,"template":"{\"t\":{{json .Title}},\"n\":{{.Outlets}}}"`,
		"dingtalk": `,"title":"T {{.Name}}","template":"### {{.Title}}\n{{range .Excerpts}}{{mark \"<<\" \">>\" .}}{{end}} 提醒 {{join \"+\" .Terms}}"`,
	} {
		s, err := robots[kind].stand(kind, options)
		if err != nil {
			t.Fatal(err)
		}
		a := Samples(robotClock)[0]
		if r := s.channel.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "m", Alert: &a}}); r.Verdict != newswatch.VerdictDelivered {
			t.Fatalf("%+v", r)
		}
		body := string(s.bodies[0])
		for _, want := range map[string][]string{
			"webhook":  {`{"t":"样例城举办第一届“读报”活动 <b>& 其他</b>","n":3}`},
			"dingtalk": {`"title":"T 样例"`, `### 样例城举办`, `一场<<读报>>活动`, `提醒 读报`},
		}[kind] {
			if !strings.Contains(body, want) {
				t.Errorf("%s: body lacks %q: %s", kind, want, body)
			}
		}
	}
	for _, bad := range []string{`{{`, `{{.Nothing}}`, `{{.Alert.Article.Title}}`, `{{range $i, $x := .Items}}{{index $.Terms 5}}{{end}}`} {
		raw, _ := json.Marshal(map[string]string{"url": "https://oapi.dingtalk.com/robot/send?access_token=x", "template": bad})
		if _, err := New("dingtalk", "d", raw, Env{}); err == nil || SettingErrors(err)[0].Key != "template" {
			t.Errorf("template %q: %v", bad, err)
		}
	}
	if _, err := New("webhook", "d", json.RawMessage(`{"url":"https://x.example","template":"{{.Title}}"}`), Env{}); err == nil {
		t.Error("a webhook template that gives no JSON is taken")
	}
}

// A template may write more than a message holds: it is split at lines, and a
// line that is too long loses its links before it is cut.
func TestLongTemplatesAreSplit(t *testing.T) {
	s, err := robots["wecom"].stand("wecom", `,"template":"{{range .Items}}**{{.Title}}** [链接]({{.URL}})\n{{end}}"`)
	if err != nil {
		t.Fatal(err)
	}
	a := crowd(60)
	if n := sendAllParts(t, s.channel, a, 0); n < 2 || n > maxPages {
		t.Errorf("%d messages", n)
	}
	long := Samples(robotClock)[0]
	s, err = robots["wecom"].stand("wecom", `,"template":"[{{.Title}}{{.Title}}{{.Title}}{{.Title}}{{.Title}}{{.Title}}{{.Title}}{{.Title}}]({{.URL}})"`)
	if err != nil {
		t.Fatal(err)
	}
	long.Article.Title = strings.Repeat("湖", 400)
	sendAllParts(t, s.channel, long, 1)
	if len(s.faults) > 0 {
		t.Errorf("%v", s.faults)
	}
}

func TestDaysAreNeverMidnight(t *testing.T) {
	day := time.Date(2025, 5, 28, 0, 0, 0, 0, china).UTC() // as a database gives it back
	for _, zone := range []*time.Location{china, time.UTC, time.FixedZone("UTC-7", -7*3600)} {
		w := languages["zh"]
		for p, want := range map[newswatch.Precision]string{newswatch.Day: "2025-05-28"} {
			if got := w.stamp(&day, p, zone); got != want {
				t.Errorf("%s in %v: %q, want %q", p, zone, got, want)
			}
		}
	}
	noon := time.Date(2025, 5, 28, 12, 34, 56, 0, china)
	for p, want := range map[newswatch.Precision]string{newswatch.Hour: "2025-05-28 12时", newswatch.Minute: "2025-05-28 12:34", newswatch.Second: "2025-05-28 12:34"} {
		if got := languages["zh"].stamp(&noon, p, china); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
	if languages["zh"].stamp(nil, "", china) != "" {
		t.Error("no stamp is shown as one")
	}
	ref := newswatch.ArticleRef{Published: &day, Precision: newswatch.Day}
	a := inZone(newswatch.Alert{Article: &ref}, time.UTC)
	if got := a.Article.Published.Format(time.RFC3339); got != "2025-05-28T00:00:00+08:00" {
		t.Errorf("a day in a webhook reads %s", got)
	}
}

func TestAddressesThatMayStandInAMessage(t *testing.T) {
	for in, want := range map[string]string{
		"https://news.example/a_b-c?x=1&y=2#z":    "https://news.example/a_b-c?x=1&y=2#z",
		"http://[::1]:8080/a(1)[2]?q=<b>":         "http://[::1]:8080/a%281%29%5B2%5D?q=%3Cb%3E",
		" https://news.example/湘湖 一.html\n":       "https://news.example/%E6%B9%98%E6%B9%96%20%E4%B8%80.html",
		"https://user:pw@news.example/%E6%B9%98":  "https://news.example/%E6%B9%98",
		"javascript:alert(1)":                     "",
		"//news.example/x":                        "",
		"https:///x":                              "",
		"https://news.example/\x01":               "",
		"https://news.example/?q=a|b\"c'd`e*f\\g": "https://news.example/?q=a%7Cb%22c%27d%60e%2Af%5Cg",
	} {
		if got := webURL(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestTermsAreMarked(t *testing.T) {
	for _, c := range []struct{ text, term, want string }{
		{"杭州镜湖吹响集结号", "镜湖", "杭州「镜湖」吹响集结号"},
		{"镜 湖与镜\u200b湖", "镜湖", "「镜 湖」与「镜\u200b湖」"},
		{"增长的ＧＤＰ和gdp", "GDP", "增长的「ＧＤＰ」和「gdp」"},
		{"没有", "镜湖", "没有"},
		{"镜湖镜湖", "镜湖", "「镜湖镜湖」"},
		{"镜而湖", "镜湖", "镜而湖"},
	} {
		if got := plainText.excerpt(mark(c.text, []string{c.term}), 100); got != "> "+c.want {
			t.Errorf("%q in %q: %q, want %q", c.term, c.text, got, c.want)
		}
	}
	long := mark(strings.Repeat("前", 200)+"镜湖"+strings.Repeat("后", 200), []string{"镜湖"})
	if got := plainText.excerpt(long, 60); !strings.Contains(got, "「镜湖」") || len([]rune(got)) > 66 {
		t.Errorf("shortened to %q", got)
	}
}

func TestClientGuards(t *testing.T) {
	hits := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits++
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			return
		}
		_, _ = w.Write(make([]byte, maxBody*4))
	}))
	defer s.Close()
	client := NewClient(5 * time.Second)
	c := caller{client: client, now: time.Now}
	if a, _, ok := c.post(t.Context(), s.URL+"/moved", nil, nil); !ok || a.status != 307 || hits != 1 {
		t.Errorf("a redirect gives status %d after %d requests", a.status, hits)
	}
	if a, _, ok := c.post(t.Context(), s.URL+"/long", nil, nil); !ok || len(a.body) > maxBody {
		t.Errorf("%d bytes of an answer were read", len(a.body))
	}
	for _, bad := range []string{
		"http://169.254.169.254/latest", "http://[fe80::1%25lo]/", "http://[fd00:ec2::254]/", "http://100.100.100.200/", "http://metadata.google.internal/",
		"http://[::ffff:169.254.169.254]/",
	} {
		if _, r, ok := c.post(t.Context(), bad, nil, nil); ok || r.Verdict != newswatch.VerdictConfig || !strings.Contains(r.Message, "never sent to") {
			t.Errorf("%s: %+v", bad, r)
		}
	}
	if _, err := Dial(t.Context(), "tcp", "169.254.10.10:80"); !errors.Is(err, ErrForbidden) {
		t.Errorf("dialling a link-local address: %v", err)
	}
	if _, err := New("webhook", "x", json.RawMessage(`{"url":"http://169.254.169.254/hook"}`), Env{}); err == nil {
		t.Error("a metadata address is taken as a webhook")
	}
	self := httptest.NewTLSServer(http.NotFoundHandler())
	defer self.Close()
	if _, r, ok := c.post(t.Context(), self.URL, nil, nil); ok || !strings.Contains(r.Message, "certificate") {
		t.Errorf("a server with an unknown certificate: %+v", r)
	}
}

func TestAlertmanagerShape(t *testing.T) {
	s, err := robots["webhook"].stand("webhook", `,"format":"alertmanager"`)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range Samples(robotClock) {
		if r := s.channel.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "m", Alert: &a}}); r.Verdict != newswatch.VerdictDelivered {
			t.Fatalf("%+v", r)
		}
	}
	var m struct {
		Version, Status, Receiver, GroupKey string
		TruncatedAlerts                     *int
		CommonLabels                        map[string]string
		Alerts                              []struct {
			Status              string
			Labels, Annotations map[string]string
			StartsAt            time.Time
			GeneratorURL        string
			Fingerprint         string
		}
	}
	if err := json.Unmarshal(s.bodies[0], &m); err != nil {
		t.Fatal(err)
	}
	if m.Version != "4" || m.Status != "firing" || len(m.Alerts) != 1 || m.TruncatedAlerts == nil || m.Alerts[0].Labels["watch"] != "sample" ||
		m.Alerts[0].Labels["alertname"] != "alert.raised" || m.Alerts[0].GeneratorURL == "" || m.Alerts[0].Fingerprint == "" || m.Alerts[0].StartsAt.IsZero() {
		t.Errorf("%s", s.bodies[0])
	}
}
