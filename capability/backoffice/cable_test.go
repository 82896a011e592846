package backoffice_test

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// cable is what connects an office to its server, and can fail. The zero value is
// ready for use.
type cable struct {
	mu      sync.Mutex
	plugged []net.Conn
	gone    bool
	losing  loss
}

// loss is what becomes of a COMMIT.
type loss int

const (
	nothingLost loss = iota
	commandLost      // the server never hears of it
	answerLost       // the office never hears of it
	everything       // the server never hears of it, nor of the office again
)

var errCut = errors.New("the cable is cut")

// connect makes the connector for an address.
func (c *cable) connect(dsn string) (driver.Connector, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.gone {
			return nil, errCut
		}
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err == nil {
			c.plugged = append(c.plugged, conn)
		}
		return core{conn, c}, err
	}
	return stdlib.GetConnector(*config), nil
}

// cut ends all connections, and there will be no other.
func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = true
	for _, conn := range c.plugged {
		_ = conn.Close() // perhaps it was lost before
	}
}

// lose says what becomes of the next COMMIT. The connection ends with it.
func (c *cable) lose(what loss) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.losing = what
}

func (c *cable) loses() loss {
	c.mu.Lock()
	defer c.mu.Unlock()
	what := c.losing
	c.losing = nothingLost
	return what
}

// core is one connection.
type core struct {
	net.Conn
	cable *cable
}

// Close also ends one that was cut.
func (c core) Close() error {
	err := c.Conn.Close()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (c core) Write(p []byte) (int, error) {
	if !bytes.Contains(p, []byte("commit\x00")) {
		return c.Conn.Write(p)
	}
	switch c.cable.loses() {
	case commandLost:
		return 0, errors.Join(errCut, c.Close())
	case everything:
		c.cable.cut()
		return 0, errCut
	case answerLost:
		n, err := c.Conn.Write(p)
		return n, errors.Join(err, c.Close())
	default:
		return c.Conn.Write(p)
	}
}
