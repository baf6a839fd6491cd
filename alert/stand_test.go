package alert

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"newswatch"
)

// stand is a fake set up with a channel that speaks to it.
type stand struct {
	channel *Channel
	answer  reply
	faults  []string // what the fake found wrong
	bodies  [][]byte
}

func (f fakeRobot) stand(kind, more string) (*stand, error) {
	s := &stand{answer: f.ok}
	client := &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
		body, _ := io.ReadAll(r.Body)
		s.bodies = append(s.bodies, body)
		if err := f.check(r, body); err != nil {
			s.faults = append(s.faults, err.Error())
		}
		if s.answer.status == 0 {
			return nil
		}
		return answerWith(r, s.answer, body)
	})}
	settings := strings.TrimSuffix(f.settings, "}") + more + "}"
	c, err := New(kind, "desk", json.RawMessage(settings), Env{
		Client: client, Now: func() time.Time { return robotClock }, Location: china,
		AckURL: func(id newswatch.ID) string {
			return "https://news.example.org/ack/" + strconv.Itoa(int(id)) + "?sig=AbC_1-x"
		},
	})
	s.channel = c
	return s, err
}
