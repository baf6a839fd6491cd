package store

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"newswatch"
)

// holder is what the lock file says of who holds the database.
type holder struct {
	Who   string    `json:"who"`
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// Lock takes the lock that only one daemon has on a database, until release is
// called or the process ends, even by kill -9. The error wraps
// [newswatch.ErrLocked] and names the holder. Reading, and one-shot crawls,
// need no lock.
func (s *Store) Lock(who string) (release func(), err error) {
	name := s.path + ".lock"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, s.explain(fmt.Errorf("lock file: %w", err))
	}
	if err := lockFile(f); err != nil {
		defer f.Close()
		var h holder
		text, _ := io.ReadAll(io.LimitReader(f, 4096))
		if json.Unmarshal(text, &h) != nil || h.PID == 0 {
			return nil, fmt.Errorf("%w: another process holds %s", newswatch.ErrLocked, s.path)
		}
		return nil, fmt.Errorf("%w: %s is held by %s, process %d on %s since %s; stop it first, or give this one another database",
			newswatch.ErrLocked, s.path, h.Who, h.PID, h.Host, h.Since.Local().Format("2006-01-02 15:04:05"))
	}
	text, err := json.Marshal(holder{who, os.Getpid(), s.host, s.now().UTC()})
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = f.WriteAt(append(text, '\n'), 0)
	}
	if err != nil {
		f.Close()
		return nil, s.explain(fmt.Errorf("lock file: %w", err))
	}
	// The file stays: removing it would let two processes lock two files of one name.
	return sync.OnceFunc(func() {
		f.Truncate(0)
		f.Close()
	}), nil
}
