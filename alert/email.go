package alert

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"newswatch"
)

// EmailSettings are the settings of a mail server and the people to write to.
type EmailSettings struct {
	Common
	Host     string `json:"host" jsonschema:"required,description=SMTP server such as smtp.qq.com"`
	Port     int    `json:"port,omitempty" jsonschema:"default=465"`
	TLS      string `json:"tls,omitempty" jsonschema:"enum=implicit,enum=starttls,enum=none,description=by the port where it is not given: 465 implicit and others starttls"`
	User     string `json:"username,omitempty" jsonschema:"description=often the whole address"`
	Password Secret `json:"password,omitempty" jsonschema:"type=string,description=often an 授权码 and not the mailbox's own"`
	From     string `json:"from,omitempty" jsonschema:"description=sender; default: the user name"`
	To       List   `json:"to" jsonschema:"required,oneof_type=string;array,description=recipients"`
}

var _ = register("email", kind{
	settings: func() settings { return &EmailSettings{} },
	rate:     "30/min", items: 200,
})

// maxEmail bounds the text part, in bytes.
const maxEmail = 1 << 20

type email struct {
	caller
	kit    *kit
	s      *EmailSettings
	from   *netmail.Address
	to     []*netmail.Address
	tls    *tls.Config
	domain string
}

func (s *EmailSettings) open(k *kit) (Notifier, error) {
	var bad faults
	if s.Host == "" {
		bad.add("host", "is missing; give the mail server, such as smtp.qq.com")
	} else if forbiddenHost(s.Host) || strings.ContainsAny(s.Host, "/: ") {
		bad.add("host", "%q is not a mail server's name; give one such as smtp.qq.com", s.Host)
	}
	if s.Port == 0 {
		s.Port = 465
	}
	if s.Port < 0 || s.Port > 65535 {
		bad.add("port", "%d is not a port; usual are 465 and 587", s.Port)
	}
	switch s.TLS {
	case "":
		s.TLS = "starttls"
		if s.Port == 465 {
			s.TLS = "implicit"
		}
	case "implicit", "starttls":
	case "none":
		if s.Password != "" {
			bad.add("tls", "none would send the password in the clear; use implicit or starttls")
		}
	default:
		bad.add("tls", "%q is none of implicit, starttls, none", s.TLS)
	}
	if (s.User == "") != (s.Password == "") {
		bad.add("username", "belongs together with password; give both or none")
	}
	e := &email{caller: k.caller(s.Password, Secret(base64.StdEncoding.EncodeToString([]byte(s.Password)))), kit: k, s: s}
	e.tls = &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
	var err error
	if e.from, err = netmail.ParseAddress(orText(s.From, s.User)); err != nil {
		bad.add("from", "%q is not an address; give one such as newswatch@example.org", orText(s.From, s.User))
	} else {
		_, e.domain, _ = strings.Cut(e.from.Address, "@")
	}
	if len(s.To) == 0 {
		bad.add("to", "is missing; give the addresses to write to")
	}
	for _, to := range s.To {
		a, err := netmail.ParseAddress(to)
		if err != nil {
			bad.add("to", "%q is not an address", to)
			continue
		}
		e.to = append(e.to, a)
	}
	return e, bad.err()
}

// Notify writes one mail to all recipients. It counts as delivered where the
// server takes it for at least one of them.
func (e *email) Notify(ctx context.Context, t Task) Result {
	msg, err := e.message(t)
	if err != nil {
		return unencodable(err)
	}
	c, err := e.dial(ctx)
	if err != nil {
		return e.smtpFailed("", err)
	}
	defer c.Close()
	if err := c.Mail(e.from.Address); err != nil {
		return e.smtpFailed("MAIL", err)
	}
	var refused error
	taken := 0
	for _, to := range e.to {
		if err := c.Rcpt(to.Address); err != nil {
			refused = err
			continue
		}
		taken++
	}
	if taken == 0 {
		return e.smtpFailed("RCPT", refused)
	}
	w, err := c.Data()
	if err != nil {
		return e.smtpFailed("DATA", err)
	}
	if _, err := msg.WriteTo(w); err != nil {
		return e.smtpFailed("DATA", err)
	}
	if err := w.Close(); err != nil {
		return e.smtpFailed("DATA", err)
	}
	_ = c.Quit() // the mail has been taken
	r := Result{Verdict: newswatch.VerdictDelivered, Code: 250}
	if refused != nil {
		r.Message = fmt.Sprintf("%d of %d recipients refused: %s", len(e.to)-taken, len(e.to), e.say(refused.Error()))
	}
	return r
}

// dial connects, encrypts and logs in.
func (e *email) dial(ctx context.Context) (*smtp.Client, error) {
	timeout := 30 * time.Second
	if end, ok := ctx.Deadline(); ok {
		timeout = max(time.Millisecond, time.Until(end))
	}
	policy := mail.NoTLS
	if e.s.TLS == "starttls" {
		policy = mail.TLSMandatory
	}
	options := []mail.Option{
		mail.WithPort(e.s.Port), mail.WithTimeout(timeout), mail.WithTLSPolicy(policy), mail.WithTLSConfig(e.tls),
		mail.WithHELO("[127.0.0.1]"), mail.WithoutSMTPUTF8(),
		mail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := Dial(ctx, network, address)
			if err != nil || e.s.TLS != "implicit" {
				return conn, err
			}
			secure := tls.Client(conn, e.tls)
			if err := secure.HandshakeContext(ctx); err != nil {
				conn.Close()
				return nil, err
			}
			return secure, nil
		}),
	}
	if e.s.User != "" {
		options = append(options, mail.WithUsername(e.s.User), mail.WithPassword(string(e.s.Password)),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthCramMD5))
	}
	c, err := mail.NewClient(e.s.Host, options...)
	if err != nil {
		return nil, err
	}
	return c.DialToSMTPClientWithContext(ctx)
}

// smtpFailed judges an error at a step of the conversation; "" is before MAIL.
func (e *email) smtpFailed(step string, err error) Result {
	r := e.failed(err)
	var reply *textproto.Error
	var untrusted *tls.CertificateVerificationError
	var name x509.HostnameError
	switch {
	case errors.As(err, &reply):
		r.Code = reply.Code
		r.Message = e.say(reply.Error())
	case errors.As(err, &untrusted), errors.As(err, &name), errors.Is(err, smtp.ErrUnencrypted),
		errors.Is(err, mail.ErrNoSupportedAuthDiscovered), strings.Contains(err.Error(), "does not support"):
		r.Verdict = newswatch.VerdictConfig // no TLS, no login, or not who it claims to be
		return r
	default:
		return r
	}
	switch c := reply.Code; {
	case c < 500: // 4xx: later
	case c == 552 || c == 523: // too large
		r.Verdict = newswatch.VerdictSplit
	case step == "DATA":
		r.Verdict = newswatch.VerdictPayload // this mail is not liked
	default:
		r.Verdict = newswatch.VerdictConfig // login, sender or recipients
	}
	return r
}

// message makes the mail: text and HTML, in the thread of its story.
func (e *email) message(t Task) (*mail.Msg, error) {
	a := t.Delivery.Alert
	limit := maxEmail >> t.Shrink
	if t.Shrink > 0 && len(a.Alerts) > 0 { // the server's limit is not ours to know
		short := *a
		short.Alerts = a.Alerts[:max(1, len(a.Alerts)>>t.Shrink)]
		a = &short
	}
	list, err := e.kit.messages(a, &plainText, func(m message) bool { return len(m.Text) <= limit })
	if err != nil {
		return nil, err
	}
	one := list[0]
	html, err := e.html(one)
	if err != nil {
		return nil, err
	}
	msg := mail.NewMsg(mail.WithEncoding(mail.EncodingB64))
	if err := msg.From(e.from.String()); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	var to []string
	for _, who := range e.to {
		to = append(to, who.String())
	}
	if err := msg.To(to...); err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	msg.Subject(one.Title)
	msg.SetDateWithValue(e.now().In(e.kit.Location))
	// The same on every try, so that mailboxes can drop repeats.
	msg.SetMessageIDWithValue(t.Delivery.WebhookID + "@" + e.domain)
	if a.Story != nil {
		// All mails about a story answer to one that nobody wrote: readers then show
		// them as one conversation.
		root := fmt.Sprintf("<newswatch-story-%d@%s>", a.Story.ID, e.domain)
		msg.SetGenHeaderPreformatted(mail.HeaderReferences, root)
		msg.SetGenHeaderPreformatted(mail.HeaderInReplyTo, root)
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if one.View.High {
		msg.SetImportance(mail.ImportanceHigh)
	}
	msg.SetBodyString(mail.TypeTextPlain, one.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, html)
	return msg, nil
}
