package warc

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxBlock bounds a record's block, in bytes; pages are far smaller.
const maxBlock = 256 << 20

// Fault is a record that is not what was written.
type Fault struct {
	Record int    // from 1, the warcinfo record included
	URL    string // as the record says; "" where it has none
	Msg    string
}

func (f Fault) String() string {
	if f.URL == "" {
		return fmt.Sprintf("record %d: %s", f.Record, f.Msg)
	}
	return fmt.Sprintf("record %d (%s): %s", f.Record, f.URL, f.Msg)
}

// Verify recomputes every digest of a file and returns the number of records
// and those that were tampered with. The error is for a file that cannot be
// read to its end as WARC.
func Verify(r io.Reader) (records int, faults []Fault, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	var chain [sha256.Size]byte
	for {
		headers, block, err := readRecord(in)
		if errors.Is(err, io.EOF) {
			if records == 0 {
				return 0, nil, errors.New("holds no record; a WARC file begins with " + version)
			}
			return records, faults, nil
		}
		records++
		if err != nil {
			return records, faults, fmt.Errorf("record %d: %w", records, err)
		}
		url := value(headers, "WARC-Target-URI")
		bad := func(format string, args ...any) {
			faults = append(faults, Fault{records, url, fmt.Sprintf(format, args...)})
		}
		if want := value(headers, "WARC-Block-Digest"); digest(block) != want {
			bad("its content was changed: it is %s and should be %s", digest(block), want)
		} else if want := value(headers, "WARC-Payload-Digest"); want != "" {
			if _, body, ok := bytes.Cut(block, []byte("\r\n\r\n")); !ok || digest(body) != want {
				bad("its page was changed: the digest does not fit")
			}
		}
		var own []string
		for _, h := range headers {
			if !strings.HasPrefix(h, "WARC-Record-ID: ") && !strings.HasPrefix(h, chainHeader+": ") {
				own = append(own, h)
			}
		}
		sum := link(chain, own)
		if want := value(headers, chainHeader); hexDigest(sum) != want {
			bad("its headers were changed, or the record before it is missing")
			// Go on from what the record says, so that one change is one fault.
			if b, ok := parseDigest(want); ok {
				sum = b
			}
		}
		if value(headers, "WARC-Record-ID") != "<urn:uuid:"+uuid(sum)+">" {
			bad("its record id was changed")
		}
		chain = sum
	}
}

func readRecord(in *bufio.Reader) (headers []string, block []byte, err error) {
	line, err := readLine(in)
	if err != nil {
		return nil, nil, err
	}
	if line != version {
		return nil, nil, fmt.Errorf("begins with %.40q and not with %s", line, version)
	}
	for {
		if line, err = readLine(in); err != nil {
			return nil, nil, cutShort(err)
		}
		if line == "" {
			break
		}
		headers = append(headers, line)
	}
	n, err := strconv.ParseInt(value(headers, "Content-Length"), 10, 64)
	if err != nil || n < 0 || n > maxBlock {
		return nil, nil, fmt.Errorf("content-length %.20q is not a size up to %d", value(headers, "Content-Length"), maxBlock)
	}
	var buf bytes.Buffer
	if _, err := io.CopyN(&buf, in, n); err != nil {
		return nil, nil, cutShort(err)
	}
	end := make([]byte, 4)
	if _, err := io.ReadFull(in, end); err != nil {
		return nil, nil, cutShort(err)
	}
	if string(end) != "\r\n\r\n" {
		return nil, nil, errors.New("is longer or shorter than its content-length says")
	}
	return headers, buf.Bytes(), nil
}

func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("is cut short")
	}
	return err
}

func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		if line != "" && errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func value(headers []string, name string) string {
	for _, h := range headers {
		if v, ok := strings.CutPrefix(h, name+": "); ok {
			return v
		}
	}
	return ""
}

func parseDigest(s string) (sum [sha256.Size]byte, ok bool) {
	var b []byte
	n, err := fmt.Sscanf(s, "sha256:%x", &b)
	if n != 1 || err != nil || len(b) != sha256.Size {
		return sum, false
	}
	return [sha256.Size]byte(b), true
}
