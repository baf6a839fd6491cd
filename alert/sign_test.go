package alert

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// The vectors were computed apart from this program, from the vendors'
// descriptions; those of Standard Webhooks and GitHub are their own.
func TestSignaturesOfTheVendors(t *testing.T) {
	q := signDingTalk("SEC0123456789abcdef", time.UnixMilli(1577262236757))
	if got, want := q.Get("sign"), "Pgr6tpIpjVrMPPJUPkaI9sivFPPTYOy5zIOMF2GPFMA="; got != want {
		t.Errorf("dingtalk signs %s, want %s", got, want)
	}
	if e := q.Encode(); !strings.HasSuffix(strings.Split(e, "&")[0], "%3D") || strings.Contains(e, "%25") {
		t.Errorf("dingtalk's sign is not encoded exactly once: %s", e)
	}
	if _, got := signFeishu("demo", time.Unix(1599360473, 0)); got != "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=" {
		t.Errorf("feishu signs %s", got)
	}
	if got := signGitHub("It's a Secret to Everybody", []byte("Hello, World!")); got != "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" {
		t.Errorf("github signs %s", got)
	}
	key, err := webhookKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := signWebhook(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("standard webhooks signs %s", got)
	}
}

func TestVerifyAgreesWithTheReferenceLibrary(t *testing.T) {
	now := time.Now()
	body := []byte(`{"type":"alert.test"}`)
	for _, secret := range []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "any text at all", "whsec_c2hvcnQ"} {
		key, err := webhookKey(secret)
		if err != nil {
			t.Fatal(err)
		}
		reference, _ := standardwebhooks.NewWebhookRaw(key)
		ours := http.Header{}
		ours.Set(headerID, "msg_1")
		ours.Set(headerTimestamp, strconv.FormatInt(now.Unix(), 10))
		ours.Set(headerSignature, signWebhook(key, "msg_1", now, body))
		if err := reference.Verify(body, ours); err != nil {
			t.Errorf("secret %q: the reference refuses our signature: %v", secret, err)
		}
		theirs := ours.Clone()
		sign, _ := reference.Sign("msg_1", now, body)
		theirs.Set(headerSignature, "v1a,xyz "+sign)
		if err := Verify(secret, theirs, body, now); err != nil {
			t.Errorf("secret %q: we refuse the reference's signature: %v", secret, err)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	now := time.Unix(1700000000, 0)
	body := []byte("{}")
	sign := signWebhook([]byte("key"), "msg_1", now, body)
	good := func() http.Header {
		return http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {"1700000000"}, "Webhook-Signature": {sign}}
	}
	if err := Verify("key", good(), body, now); err != nil {
		t.Fatal(err)
	}
	with := func(name, value string) http.Header {
		h := good()
		h.Set(name, value)
		return h
	}
	for what, err := range map[string]error{
		"another body":        Verify("key", good(), []byte("{} "), now),
		"another secret":      Verify("Key", good(), body, now),
		"another id":          Verify("key", with(headerID, "msg_2"), body, now),
		"another time":        Verify("key", with(headerTimestamp, "1700000001"), body, now),
		"no time":             Verify("key", with(headerTimestamp, "soon"), body, now),
		"no signature":        Verify("key", with(headerSignature, ""), body, now),
		"another version":     Verify("key", with(headerSignature, "v2"+sign[2:]), body, now),
		"an old message":      Verify("key", good(), body, now.Add(Tolerance+time.Second)),
		"a future message":    Verify("key", good(), body, now.Add(-Tolerance-time.Second)),
		"a secret in no code": Verify("whsec_!", good(), body, now),
	} {
		if !errors.Is(err, ErrSignature) {
			t.Errorf("%s: got %v", what, err)
		}
	}
}

func TestAckLinks(t *testing.T) {
	key := []byte("0123456789abcdef")
	link := AckURL("https://news.example.org/", key, 42)
	sig, ok := strings.CutPrefix(link, "https://news.example.org/ack/42?sig=")
	if !ok || !VerifyAck(key, 42, sig) {
		t.Fatalf("link %q is not verified", link)
	}
	if VerifyAck(key, 43, sig) || VerifyAck([]byte("other"), 42, sig) || VerifyAck(nil, 42, ackSign(nil, 42)) || VerifyAck(key, 42, "") {
		t.Error("a sign was taken for another alert, another key, no key or nothing")
	}
	if AckURL("", key, 42) != "" || AckURL("https://x.example", nil, 42) != "" {
		t.Error("a link without base or key")
	}
}
