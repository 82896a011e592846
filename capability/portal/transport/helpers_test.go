package transport

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"handback/capability/testkit"
)

// identity is a certificate that signs itself, so that it is also its authority.
type identity struct {
	tls.Certificate
	file, key string // PEM
}

// issue makes a certificate for this computer and the given names.
func issue(t *testing.T, from, to time.Time, names ...string) identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a test"}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, DNSNames: names,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if len(names) == 0 {
		form.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := testkit.Dir(t)
	id := identity{
		Certificate: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		file:        filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem"),
	}
	write(t, id.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	write(t, id.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}))
	return id
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func valid(t *testing.T) identity {
	return issue(t, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
}

// serve starts a server, with TLS when it has an identity.
func serve(t *testing.T, id *identity, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = silent()
	if id == nil {
		server.Start()
	} else {
		server.TLS = &tls.Config{Certificates: []tls.Certificate{id.Certificate}}
		server.StartTLS()
	}
	t.Cleanup(server.Close)
	return server
}

func client(t *testing.T, o Options) *Client {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func post(c *Client) (Answer, error) {
	return c.Do(context.Background(), Call{Method: http.MethodPost, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("a request")})
}

// cutter is a line to a server that breaks after a number of bytes.
type cutter struct {
	listener net.Listener
	to       string
	up, down int64 // bytes that pass; negative: all
	work     sync.WaitGroup
}

func cut(t *testing.T, to string, up, down int64) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{listener: l, to: to, up: up, down: down}
	c.work.Go(c.accept)
	return c
}

func (c *cutter) address() string { return c.listener.Addr().String() }

// close ends the line and waits until nothing of it runs.
func (c *cutter) close() {
	c.listener.Close()
	c.work.Wait()
}

func (c *cutter) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", c.to)
		if err != nil {
			near.Close()
			return
		}
		end := func() { near.Close(); far.Close() }
		c.work.Go(func() { pass(far, near, c.up); end() })
		c.work.Go(func() { pass(near, far, c.down); end() })
	}
}

func pass(to io.Writer, from io.Reader, most int64) {
	if most >= 0 {
		from = io.LimitReader(from, most)
	}
	_, _ = io.Copy(to, from) // the line is cut whatever ends it
}
