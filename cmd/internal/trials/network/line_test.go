package network

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
)

// whole lets all bytes pass.
const whole = -1

// line is the way to a server. The connections that come about while it is bad
// break after some bytes.
type line struct {
	net.Listener
	server *http.Server

	mu       sync.Mutex
	idle     sync.Cond
	open     int // connections that the server is not done with
	up, down int // bytes that pass of a request, of an answer
	broke    int // connections that broke
	mostUp   int // bytes of the longest request so far
	mostDown int // of the longest answer
}

// serve starts a server at the end of a line.
func serve(t testing.TB, handler http.Handler) *line {
	t.Helper()
	near, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{Listener: near, up: whole, down: whole}
	l.idle.L = &l.mu
	l.server = &http.Server{Handler: handler, ConnState: l.count}
	var work sync.WaitGroup
	work.Go(func() {
		if err := l.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		if err := l.server.Close(); err != nil {
			t.Error(err)
		}
		work.Wait()
	})
	return l
}

func (l *line) count(_ net.Conn, now http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch now {
	case http.StateNew:
		l.open++
	case http.StateClosed, http.StateHijacked:
		l.open--
		l.idle.Broadcast()
	}
}

// rest waits until the server is done with all that reached it.
func (l *line) rest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.open > 0 {
		l.idle.Wait()
	}
}

// breaksAfter says how the connections from now on break.
func (l *line) breaksAfter(up, down int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up, l.down = up, down
}

// Accept implements [net.Listener].
func (l *line) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return &brittle{Conn: c, line: l, up: l.up, down: l.down}, nil
}

// brittle is a connection, at the server's end, that breaks in both directions.
type brittle struct {
	net.Conn
	line      *line
	up, down  int // that still pass; negative: all
	sent, got int
	once      sync.Once
}

func (c *brittle) snap() {
	c.once.Do(func() {
		c.line.mu.Lock()
		c.line.broke++
		c.line.mu.Unlock()
	})
	_ = c.Conn.Close() // it breaks, whatever that says
}

// Read implements [net.Conn].
func (c *brittle) Read(p []byte) (int, error) {
	if c.up == 0 {
		c.snap()
		return 0, net.ErrClosed
	}
	if c.up > 0 {
		p = p[:min(len(p), c.up)]
	}
	n, err := c.Conn.Read(p)
	if c.up > 0 {
		c.up -= n
	}
	c.got += n
	c.line.note(c.got, 0)
	return n, err
}

// Write implements [net.Conn].
func (c *brittle) Write(p []byte) (int, error) {
	most := len(p)
	if c.down >= 0 {
		most = min(most, c.down)
		c.down -= most
	}
	n, err := c.Conn.Write(p[:most])
	c.sent += n
	c.line.note(0, c.sent)
	if err == nil && n < len(p) {
		c.snap()
		err = net.ErrClosed
	}
	return n, err
}

func (l *line) note(up, down int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mostUp, l.mostDown = max(l.mostUp, up), max(l.mostDown, down)
}

// broken counts the connections that broke.
func (l *line) broken() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broke
}

// longest is how many bytes the longest request and answer had so far.
func (l *line) longest() (up, down int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mostUp, l.mostDown
}
