//go:build unix

package main_test

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPretend puts something else where the portal should be, and the configuration
// that leads to it into portal.toml: a server whose certificate is from an authority
// that nobody knows, or is for another name; or one that sends to another host.
func cmdPretend(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: pretend authority|name|redirect")
	}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ts.Logf("%s %s came to the host of the redirect", r.Method, r.URL)
		_ = os.WriteFile(ts.MkAbs("went-elsewhere"), nil, 0o600) // the story looks for it
	}))
	ts.Defer(elsewhere.Close)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if args[0] != "redirect" {
			_ = os.WriteFile(ts.MkAbs("went-elsewhere"), nil, 0o600)
		}
		_, _ = io.Copy(io.Discard, r.Body) // the line may break
		http.Redirect(w, r, elsewhere.URL+"/login?from="+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that fail, as they shall
	ts.Defer(server.Close)
	more := ""
	if args[0] == "redirect" {
		server.Start()
	} else {
		server.StartTLS()
	}
	url := server.URL
	if args[0] == "name" { // the certificate is good, for an address of this computer and for example.com
		block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
		ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), pem.EncodeToMemory(block), 0o600))
		more, url = "ca-file = \"ca.pem\"\n", "https://localhost"+url[strings.LastIndex(url, ":"):]
	}
	ts.Check(addUser(ts))
	text := fmt.Sprintf("[portal]\nkind = \"fno\"\nurl = %q\nuser = \"kim\"\nsecret-file = \"secret\"\n%s", url+"/flexnet/services/v3/ManageDeviceService", more)
	ts.Check(os.WriteFile(ts.MkAbs("portal.toml"), []byte(text), 0o600))
}
