package alert

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
)

// smtpServer is a small mail server. At a step named in answers it says that
// instead of yes.
type smtpServer struct {
	t        *testing.T
	listener net.Listener
	tls      *tls.Config
	implicit bool
	auth     bool
	answers  map[string]string // "AUTH", "MAIL", "RCPT bad@x", "DATA", "."

	mu    sync.Mutex
	mails [][]byte
	login []string
}

func (s *smtpServer) start() (port int) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.listener = l
	s.t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *smtpServer) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	if s.implicit {
		conn = tls.Server(conn, s.tls)
	}
	r := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	if a := s.answers["HELLO"]; a != "" {
		say(a)
		return
	}
	say("220 mail.example ESMTP")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		verb, rest, _ := strings.Cut(line, " ")
		step := strings.ToUpper(verb)
		if step == "RCPT" {
			step += " " + strings.Trim(strings.TrimPrefix(rest, "TO:"), "<>")
		}
		if a := s.answers[step]; a != "" {
			say(a)
			continue
		}
		switch strings.ToUpper(verb) {
		case "EHLO":
			say("250-mail.example")
			if s.tls != nil && !s.implicit {
				say("250-STARTTLS")
			}
			if s.auth {
				say("250-AUTH LOGIN PLAIN")
			}
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go")
			conn = tls.Server(conn, s.tls)
			r = bufio.NewReader(conn)
		case "AUTH":
			s.mu.Lock()
			s.login = append(s.login, rest)
			s.mu.Unlock()
			say("235 in")
		case "DATA":
			say("354 send")
			var mail bytes.Buffer
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				mail.WriteString(strings.TrimPrefix(line, "."))
			}
			if a := s.answers["."]; a != "" {
				say(a)
				continue
			}
			s.mu.Lock()
			s.mails = append(s.mails, mail.Bytes())
			s.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *smtpServer) mail(i int) *netmail.Message {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.mails) <= i {
		s.t.Fatalf("%d mails arrived", len(s.mails))
	}
	m, err := netmail.ReadMessage(bytes.NewReader(s.mails[i]))
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// parts are a mail's texts by media type, decoded.
func parts(t *testing.T, m *netmail.Message) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q, %v", m.Header.Get("Content-Type"), err)
	}
	out := map[string]string{}
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if err != nil {
			t.Fatal(err)
		}
		out[kind] = string(body)
	}
}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func mailChannel(t *testing.T, port int, more string) *Channel {
	t.Helper()
	raw := fmt.Sprintf(`{"host":"127.0.0.1","port":%d,"from":"监测 <watch@desk.example>","to":["a@desk.example","b@desk.example"]%s}`, port, more)
	c, err := New("email", "mail", json.RawMessage(raw), Env{Location: china, AckURL: func(newswatch.ID) string { return "https://news.example.org/ack/7?sig=x" }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMailReadsWellAndThreads(t *testing.T) {
	s := &smtpServer{t: t}
	c := mailChannel(t, s.start(), `,"tls":"none"`)
	for i, a := range Samples(start)[:2] {
		r := c.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: fmt.Sprintf("msg_%d", i), Alert: &a}})
		if r.Verdict != newswatch.VerdictDelivered || r.Code != 250 {
			t.Fatalf("%+v", r)
		}
	}
	m := s.mail(0)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "【重要】样例 · 新报道：样例城举办第一届“读报”活动 <b>& 其他</b>" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if id := m.Header.Get("Message-Id"); id != "<msg_0@desk.example>" {
		t.Errorf("message id %q", id)
	}
	if m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("Date") == "" {
		t.Errorf("header %v", m.Header)
	}
	thread := m.Header.Get("References")
	if thread == "" || thread != s.mail(1).Header.Get("References") {
		t.Errorf("references %q and %q: two mails about one story are not one thread", thread, s.mail(1).Header.Get("References"))
	}
	p := parts(t, m)
	for _, want := range []string{"样例城昨天举办了一场「读报」活动", "样例网 · 2026-03-10 09:00", "https://news.example.org/2026/sample.html", "https://news.example.org/ack/7?sig=x"} {
		if !strings.Contains(p["text/plain"], want) {
			t.Errorf("the text lacks %q:\n%s", want, p["text/plain"])
		}
	}
	for _, want := range []string{`<mark style="background:#fff3a3">读报</mark>`, "&lt;b&gt;&amp; 其他&lt;/b&gt;", `href="https://news.example.org/2026/sample.html"`, "3 家媒体"} {
		if !strings.Contains(p["text/html"], want) {
			t.Errorf("the HTML lacks %q:\n%s", want, p["text/html"])
		}
	}
}

func TestMailDigestShowsGroupsLevelsAndFigures(t *testing.T) {
	s := &smtpServer{t: t}
	port := s.start()
	raw := fmt.Sprintf(`{"host":"127.0.0.1","port":%d,"tls":"none","from":"w@x.example","to":"a@x.example"}`, port)
	c, err := New("email", "mail", json.RawMessage(raw), Env{Location: china, Level: func(newswatch.SiteID) string { return "市级" }})
	if err != nil {
		t.Fatal(err)
	}
	a := crowd(40)
	if r := c.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "msg_1", Alert: &a}}); r.Verdict != newswatch.VerdictDelivered {
		t.Fatalf("%+v", r)
	}
	p := parts(t, s.mail(0))
	for _, want := range []string{"镜湖 (14)", "市级 40", "镜湖区游客 3.2万人次", "首发 示例网、2 篇转载", "&lt;b&gt;粗&lt;/b&gt; (13)"} {
		if !strings.Contains(p["text/html"], want) {
			t.Errorf("the HTML lacks %q", want)
		}
	}
	for i := range 40 {
		if want := fmt.Sprintf("第%d条", i); !strings.Contains(p["text/html"], want) || !strings.Contains(p["text/plain"], want) {
			t.Errorf("alert %d is missing", i)
		}
	}
	if strings.Contains(p["text/html"], "<script>") {
		t.Error("a title's tag stands in the HTML")
	}
}

func TestMailServerVerdicts(t *testing.T) {
	for _, c := range []struct {
		step, answer string
		want         newswatch.Verdict
		code         int
	}{
		{"", "", newswatch.VerdictDelivered, 250},
		{"RCPT b@desk.example", "550 no such user", newswatch.VerdictDelivered, 250}, // the other one gets it
		{"HELLO", "421 busy", newswatch.VerdictRetry, 421},
		{"MAIL", "451 try later", newswatch.VerdictRetry, 451},
		{".", "452 no room", newswatch.VerdictRetry, 452},
		{".", "552 message size exceeds the limit", newswatch.VerdictSplit, 552},
		{"AUTH", "535 5.7.8 authentication failed for hunter-2-password", newswatch.VerdictConfig, 535},
		{"MAIL", "553 sender must be the user", newswatch.VerdictConfig, 553},
		{"RCPT", "550 no such user", newswatch.VerdictConfig, 550},
		{".", "554 refused as spam", newswatch.VerdictPayload, 554},
	} {
		serverTLS, pool := certificate(t)
		s := &smtpServer{t: t, tls: serverTLS, auth: true, answers: map[string]string{c.step: c.answer}}
		if c.step == "RCPT" {
			s.answers = map[string]string{"RCPT a@desk.example": c.answer, "RCPT b@desk.example": c.answer}
		}
		ch := mailChannel(t, s.start(), `,"tls":"starttls","username":"watch","password":"hunter-2-password"`)
		ch.Notifier.(*email).tls.RootCAs = pool
		a := Samples(start)[0]
		r := ch.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "msg_1", Alert: &a}})
		if r.Verdict != c.want || r.Code != c.code {
			t.Errorf("%s answers %q: %+v, want %s with code %d", c.step, c.answer, r, c.want, c.code)
		}
		if strings.Contains(r.Message, "hunter-2") {
			t.Errorf("the password stands in %q", r.Message)
		}
	}
}

func TestMailIsEncryptedAndTrusted(t *testing.T) {
	serverTLS, pool := certificate(t)
	a := Samples(start)[0]
	task := Task{Delivery: newswatch.Delivery{WebhookID: "msg_1", Alert: &a}}
	for _, mode := range []string{"implicit", "starttls"} {
		s := &smtpServer{t: t, tls: serverTLS, implicit: mode == "implicit", auth: true}
		c := mailChannel(t, s.start(), `,"tls":"`+mode+`","username":"watch","password":"pw"`)
		if r := c.Notify(t.Context(), task); r.Verdict != newswatch.VerdictConfig || len(s.login) > 0 {
			t.Errorf("%s: a server with an unknown certificate: %+v, logins %v", mode, r, s.login)
		}
		c.Notifier.(*email).tls.RootCAs = pool
		if r := c.Notify(t.Context(), task); r.Verdict != newswatch.VerdictDelivered || len(s.login) != 1 {
			t.Errorf("%s: %+v, logins %v", mode, r, s.login)
		}
	}
	plain := &smtpServer{t: t, auth: true}
	c := mailChannel(t, plain.start(), `,"tls":"starttls","username":"watch","password":"pw"`)
	if r := c.Notify(t.Context(), task); r.Verdict != newswatch.VerdictConfig || len(plain.login) > 0 || len(plain.mails) > 0 {
		t.Errorf("a server without TLS: %+v", r)
	}
	if _, err := New("email", "m", json.RawMessage(`{"host":"mail.example","tls":"none","username":"u@x.example","password":"pw","to":"a@x.example"}`), Env{}); err == nil {
		t.Error("a password in the clear is taken")
	}
}
