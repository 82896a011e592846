package network

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"handback/capability/portal"
	"handback/capability/portal/transport"
	"handback/capability/testkit"
)

// pretender is a server that shows a certificate of its own, good for so long; with
// the file of that certificate. Nothing may reach it.
func pretender(t *testing.T, until time.Time, names ...string) (address, file string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: until.Add(-time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		DNSNames: names, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if len(names) == 0 {
		form.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("something was sent") }))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	file = filepath.Join(testkit.Dir(t), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return server.URL, file
}

// TestWrongCertificate: nothing is sent, and a person reads what is wrong with it.
func TestWrongCertificate(t *testing.T) {
	soon, past := time.Now().Add(time.Hour/2), time.Now().Add(-time.Minute)
	for name, tt := range map[string]struct {
		until   time.Time
		names   []string
		trusted bool
		says    string
	}{
		"unknown authority": {soon, nil, false, "it comes from an authority that this computer does not know"},
		"expired":           {past, nil, true, "it has expired"},
		"another name":      {soon, []string{"other.test"}, true, "it is for another name: other.test"},
	} {
		for _, kind := range []portal.Kind{portal.FNO, portal.DeviceService} {
			t.Run(name+", "+string(kind), func(t *testing.T) {
				address, file := pretender(t, tt.until, tt.names...)
				var o transport.Options
				if tt.trusted {
					o.CAFile = file
				}
				b := newBench(t)
				s := b.newSite(nil)
				defer s.close()
				r := s.start()
				_, err := s.advance(t.Context(), r.ID, b.reach(kind, address, o))
				s.wants(err, portal.ErrCertificate, "The portal's certificate can't be trusted: "+tt.says)
				s.mended(r.ID, kind)
			})
		}
	}
}
