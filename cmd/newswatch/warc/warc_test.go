package warc

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

func file(t testing.TB, pages int) []byte {
	t.Helper()
	var b bytes.Buffer
	day := time.Date(2026, 2, 15, 12, 3, 0, 0, time.UTC)
	w, err := NewWriter(&b, "newswatch test", day)
	if err != nil {
		t.Fatal(err)
	}
	for i := range pages {
		err := w.Write(Page{
			URL: fmt.Sprintf("http://news.example/%d.html", i), Date: day, Status: 200,
			Header: map[string][]string{"Content-Type": {"text/html; charset=gbk"}, "X-Trick": {"a\r\nWARC-Type: request"}},
			Body:   []byte(strings.Repeat("湘湖", i) + "\x00\xff\r\n\r\nWARC/1.1"),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestAFileAsWrittenIsWhole(t *testing.T) {
	n, faults, err := Verify(bytes.NewReader(file(t, 5)))
	if n != 6 || len(faults) != 0 || err != nil {
		t.Errorf("%d records, faults %v, error %v", n, faults, err)
	}
}

// Any one changed byte must show, wherever it stands.
func TestEveryChangedByteShows(t *testing.T) {
	whole := file(t, 3)
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 0x01
		_, faults, err := Verify(bytes.NewReader(changed))
		if len(faults) == 0 && err == nil {
			t.Errorf("byte %d of %q can be changed unseen", i, whole[max(0, i-30):min(len(whole), i+10)])
		}
	}
}

func TestTheTamperedRecordIsNamed(t *testing.T) {
	changed := bytes.Replace(file(t, 4), []byte("湘湖湘湖\x00"), []byte("湘湖西湖\x00"), 1)
	_, faults, err := Verify(bytes.NewReader(changed))
	if err != nil || len(faults) != 1 || faults[0].URL != "http://news.example/2.html" {
		t.Errorf("faults %v, error %v", faults, err)
	}
}

func TestAMissingRecordShows(t *testing.T) {
	whole := file(t, 3)
	first := bytes.Index(whole, []byte(version+"\r\nWARC-Record-ID"))
	second := first + 1 + bytes.Index(whole[first+1:], []byte("\r\n\r\n"+version+"\r\nWARC-Record-ID")) + 4
	third := second + 1 + bytes.Index(whole[second:], []byte("\r\n\r\n"+version+"\r\nWARC-Record-ID")) + 3
	cut := append(bytes.Clone(whole[:second]), whole[third:]...)
	n, faults, err := Verify(bytes.NewReader(cut))
	if err != nil || n != 3 || len(faults) != 1 {
		t.Errorf("%d records, faults %v, error %v", n, faults, err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(file(f, 1))
	f.Add([]byte("WARC/1.1\r\nContent-Length: 99999999999\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) { Verify(bytes.NewReader(b)) })
}
