package main

import (
	"io"
	"net"
	"sync"
	"testing"
)

// front stands before the replica web's proxy, as the network does: it can be
// cut, and be back.
type front struct {
	t       *testing.T
	address string
	behind  string

	mu    sync.Mutex
	l     net.Listener
	conns map[net.Conn]bool
}

// newFront lets the bench's program reach its web only through the front.
func (b *bench) newFront() *front {
	b.t.Helper()
	f := &front{t: b.t, behind: b.proxy[len("http://"):], conns: map[net.Conn]bool{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	f.address = l.Addr().String()
	f.serve(l)
	b.t.Cleanup(f.cut)
	return f
}

func (f *front) serve(l net.Listener) {
	f.mu.Lock()
	f.l = l
	f.mu.Unlock()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go f.join(conn)
		}
	}()
}

// keep notes a connection until it is closed; false where the front is cut.
func (f *front) keep(conn net.Conn) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.l == nil {
		conn.Close()
		return false
	}
	f.conns[conn] = true
	return true
}

func (f *front) drop(conn net.Conn) {
	conn.Close()
	f.mu.Lock()
	delete(f.conns, conn)
	f.mu.Unlock()
}

func (f *front) join(conn net.Conn) {
	if !f.keep(conn) {
		return
	}
	defer f.drop(conn)
	to, err := net.Dial("tcp", f.behind)
	if err != nil || !f.keep(to) {
		return
	}
	defer f.drop(to)
	done := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{conn, to}, {to, conn}} {
		go func() {
			io.Copy(way[0], way[1])
			done <- struct{}{}
		}()
	}
	<-done // either side ended: so does the other
}

// cut ends every connection and takes no more.
func (f *front) cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.l != nil {
		f.l.Close()
		f.l = nil
	}
	for conn := range f.conns {
		conn.(*net.TCPConn).SetLinger(0) // a reset
		conn.Close()
	}
}

// mend lets the front take connections again, at the same address.
func (f *front) mend() {
	f.t.Helper()
	eventually(f.t, "the front's port is free again", func() bool {
		l, err := net.Listen("tcp", f.address)
		if err == nil {
			f.serve(l)
		}
		return err == nil
	})
}
