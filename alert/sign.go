package alert

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"newswatch"
)

func mac(key, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return h.Sum(nil)
}

// signDingTalk is the 加签 of DingTalk's robots: the secret is the key, and stands
// in the message too. The query it returns is appended to the robot's address.
func signDingTalk(secret string, now time.Time) url.Values {
	ms := strconv.FormatInt(now.UnixMilli(), 10)
	sum := mac([]byte(secret), []byte(ms+"\n"+secret))
	return url.Values{"timestamp": {ms}, "sign": {base64.StdEncoding.EncodeToString(sum)}}
}

// signFeishu is the 签名 of Feishu's robots: time and secret together are the key
// of an empty message. Both values go into the body.
func signFeishu(secret string, now time.Time) (timestamp, sign string) {
	timestamp = strconv.FormatInt(now.Unix(), 10)
	sum := mac([]byte(timestamp+"\n"+secret), nil)
	return timestamp, base64.StdEncoding.EncodeToString(sum)
}

// signGitHub is the value of X-Hub-Signature-256.
func signGitHub(secret string, body []byte) string {
	return "sha256=" + hex.EncodeToString(mac([]byte(secret), body))
}

// The headers of Standard Webhooks 1.0.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

// webhookKey is the key that a Standard Webhooks secret stands for: what follows
// whsec_ in Base64, or, without that prefix, the text itself.
func webhookKey(secret string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(strings.TrimSpace(secret), "whsec_")
	if !ok {
		return []byte(secret), nil
	}
	key, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil || len(key) == 0 {
		return nil, errors.New("begins with whsec_ but is not Base64 after it")
	}
	return key, nil
}

func signWebhook(key []byte, id string, at time.Time, body []byte) string {
	head := fmt.Sprintf("%s.%d.", id, at.Unix())
	return "v1," + base64.StdEncoding.EncodeToString(mac(key, append([]byte(head), body...)))
}

// Tolerance is how far a webhook's timestamp may be from the receiver's clock.
const Tolerance = 5 * time.Minute

// ErrSignature is wrapped by what [Verify] returns.
var ErrSignature = errors.New("webhook not verified")

// Verify checks a received webhook by Standard Webhooks 1.0: that one of its
// signatures was made with this secret over these bytes, and that it was sent
// within [Tolerance] of now. Receivers should also drop a webhook-id that they
// have seen. The error wraps [ErrSignature].
func Verify(secret string, h http.Header, body []byte, now time.Time) error {
	key, err := webhookKey(secret)
	if err != nil {
		return fmt.Errorf("%w: the secret %w", ErrSignature, err)
	}
	id, stamp, signatures := h.Get(headerID), h.Get(headerTimestamp), h.Get(headerSignature)
	if id == "" || stamp == "" || signatures == "" {
		return fmt.Errorf("%w: it lacks webhook-id, webhook-timestamp or webhook-signature", ErrSignature)
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return fmt.Errorf("%w: webhook-timestamp %q is not a number of seconds", ErrSignature, stamp)
	}
	sent := time.Unix(seconds, 0)
	if off := now.Sub(sent); off > Tolerance || off < -Tolerance {
		return fmt.Errorf("%w: sent at %s, too far from now", ErrSignature, sent.UTC().Format(time.RFC3339))
	}
	right := signWebhook(key, id, sent, body)
	for given := range strings.FieldsSeq(signatures) {
		if hmac.Equal([]byte(given), []byte(right)) {
			return nil
		}
	}
	return fmt.Errorf("%w: no signature fits", ErrSignature)
}

func ackSign(key []byte, id newswatch.ID) string {
	return base64.RawURLEncoding.EncodeToString(mac(key, []byte("newswatch acknowledge "+id.String())))
}

// AckURL is the address where people acknowledge an alert without logging in:
// base/ack/ID?sig=…, base being where they reach the web server. It is empty
// where base is. The page it leads to must ask before it acknowledges, since
// chat programs and mail filters open links on their own.
func AckURL(base string, key []byte, id newswatch.ID) string {
	if base == "" || len(key) == 0 {
		return ""
	}
	return strings.TrimRight(base, "/") + "/ack/" + id.String() + "?sig=" + ackSign(key, id)
}

// VerifyAck reports whether sig came from [AckURL] with this key and alert.
func VerifyAck(key []byte, id newswatch.ID, sig string) bool {
	return len(key) > 0 && hmac.Equal([]byte(sig), []byte(ackSign(key, id)))
}
