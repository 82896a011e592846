//go:build unix

package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// hostilePortal is a portal whose every word is hostile, and the configuration that
// leads there. It refuses all but questions.
func hostilePortal(t *testing.T) (configuration string) {
	t.Helper()
	var word strings.Builder
	if err := xml.EscapeText(&word, []byte(hostile)); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		operation := "generateCapabilityResponse"
		for _, other := range []string{"getDevice", "deleteAddonLineItems", "decrementAddonLineItems", "obsoleteHost"} {
			if strings.Contains(string(asked), other+"Request") {
				operation = other
			}
		}
		body := fmt.Sprintf(`<statusInfo><status>FAILURE</status><reason>20099:%s</reason></statusInfo>`, word.String())
		if operation == "getDevice" {
			body = fmt.Sprintf(`<statusInfo><status>SUCCESS</status></statusInfo><device><deviceId><id>%s</id><idType>%s</idType></deviceId><name>%s</name>
				<addon><activationId>ACT-2</activationId><entitlementId>E%[3]s</entitlementId><requestedCopies>1</requestedCopies><consumedCopies>1</consumedCopies><licenseState>S%[3]s</licenseState></addon></device>`,
				hostileHost.Value, hostileHost.Type, word.String())
		}
		w.Header().Set("Content-Type", "text/xml")
		if err == nil {
			_, _ = fmt.Fprintf(w, `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><%sResponse xmlns="urn:v3.fne.webservices.operations.flexnet.com">%s</%[1]sResponse></e:Body></e:Envelope>`, operation, body)
		}
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "secret"), []byte("secret"))
	configuration = filepath.Join(dir, "handback.toml")
	write(t, configuration, fmt.Appendf(nil, "[portal]\nkind = \"fno\"\nurl = %q\nuser = \"kim\"\nsecret-file = \"secret\"\nobsolete = true\n", server.URL+"/x"))
	return configuration
}
