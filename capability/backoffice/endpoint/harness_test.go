package endpoint_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/endpoint"
	"handback/capability/backoffice/users"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/capability/testkit"
)

const password = "correct horse"

// bench is a portal with users and one device.
type bench struct {
	t      *testing.T
	office *backoffice.Office
	server *httptest.Server
	users  string // the file
	key    ed25519.PrivateKey
	host   capability.HostID
	made   byte
	last   *capability.Mark
}

func newBench(t *testing.T, played ...string) *bench {
	t.Helper()
	return newBenchAt(t, time.Now, played...)
}

// newBenchAt is a bench whose portal has a clock of its own.
func newBenchAt(t *testing.T, now func() time.Time, played ...string) *bench {
	t.Helper()
	dir := testkit.Dir(t)
	b := &bench{
		t: t, users: filepath.Join(dir, "users.toml"), host: capability.HostID{Type: "STRING", Value: "pump-1"},
		key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize)),
	}
	var err error
	if b.office, err = backoffice.Init(t.Context(), filepath.Join(dir, "books.db"), backoffice.Options{Now: now}); err != nil {
		t.Fatal(err)
	}
	b.enroll()
	writeUsers(t, b.users)
	store, err := users.Open(b.users)
	if err != nil {
		t.Fatal(err)
	}
	var faults []endpoint.Fault
	for _, text := range played {
		fault, err := endpoint.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		faults = append(faults, fault)
	}
	b.server = httptest.NewServer(endpoint.New(endpoint.Options{
		Office: b.office, Users: store, Address: func(*http.Request) string { return "here" },
		Log: slog.New(slog.DiscardHandler), Faults: faults,
	}))
	t.Cleanup(func() {
		b.server.Close()
		if err := b.office.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func (b *bench) enroll() {
	b.t.Helper()
	pub, err := seal.Public(b.key)
	if err != nil {
		b.t.Fatal(err)
	}
	_, err = b.office.Enroll(b.t.Context(), message.Enrollment{
		Device: capability.Identity{Model: "X200", Serial: "SN0042", Host: b.host}, PublicKey: pub,
		Licenses: []capability.License{
			{ActivationID: "ACT-A", Feature: "pump", Version: "1.0", Count: 5},
			{ActivationID: "ACT-B", Feature: "valve", Version: "2.1", Count: 1},
		},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// writeUsers: robot may do all, anna may upload, berta is no program.
func writeUsers(t testing.TB, path string) {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("session_key = %q\n", strings.Repeat("A", 128))
	for name, roles := range map[string]string{
		"robot": `"upload", "remove", "obsolete", "webservice"`, "anna": `"upload", "webservice"`, "berta": `"upload"`,
	} {
		text += fmt.Sprintf("[[user]]\nname = %q\npassword = %q\nroles = [%s]\n", name, hash, roles)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) request(lines ...capability.Line) []byte {
	b.t.Helper()
	b.made++
	return b.seal(message.Request{ID: message.ID{b.made}, Host: b.host, Last: b.last, Lines: lines})
}

func (b *bench) seal(r message.Request) []byte {
	b.t.Helper()
	data, err := seal.Request(r, b.key)
	if err != nil {
		b.t.Fatal(err)
	}
	return data
}

// load is the device loading a response.
func (b *bench) load(data []byte) {
	b.t.Helper()
	m, err := message.Decode(data)
	if err != nil || m.Response == nil {
		b.t.Fatalf("no response: %v", err)
	}
	b.last = &capability.Mark{Seq: m.Response.Seq, SHA256: m.Digest}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *bench) send(r *http.Request) answer {
	b.t.Helper()
	a, err := b.try(r)
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (b *bench) try(r *http.Request) (answer, error) {
	response, err := b.server.Client().Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(body)}, err
}

func (b *bench) post(path, kind string, body []byte) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+path, bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	return r
}

func (b *bench) device(data []byte) *http.Request {
	return b.post("/deviceservices", "application/octet-stream", data)
}

// The namespaces of the service.
const (
	plain  = "urn:com.macrovision:flexnet/opsembedded"
	first  = "urn:v1.fne.webservices.operations.flexnet.com"
	third  = "urn:v3.fne.webservices.operations.flexnet.com"
	soapNS = "http://schemas.xmlsoap.org/soap/envelope/"
)

// soap is a call of an operation with what is in it, by robot.
func (b *bench) soap(space, operation, inner string) *http.Request {
	b.t.Helper()
	r := b.envelope(`<s:Body><` + operation + `Request xmlns="` + space + `">` + inner + `</` + operation + `Request></s:Body>`)
	r.SetBasicAuth("robot", password)
	return r
}

func (b *bench) envelope(inner string) *http.Request {
	b.t.Helper()
	text := `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="` + soapNS + `">` + inner + `</s:Envelope>`
	r := b.post("/flexnet/services/ManageDeviceService", "text/xml; charset=utf-8", []byte(text))
	r.Header.Set("SOAPAction", `""`)
	return r
}

func (b *bench) generate(data ...[]byte) *http.Request {
	b.t.Helper()
	var inner strings.Builder
	for _, d := range data {
		inner.WriteString("<request>" + base64.StdEncoding.EncodeToString(d) + "</request>")
	}
	return b.soap(plain, "generateCapabilityResponse", inner.String())
}

// part is the text between two tags, the first time.
func (a answer) part(tag string) string {
	_, rest, _ := strings.Cut(a.body, "<"+tag+">")
	text, _, _ := strings.Cut(rest, "</"+tag+">")
	return text
}

// license is the response that an answer of the web service has.
func (a answer) license(t *testing.T) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(a.part("addonLicense"))
	if err != nil || len(data) == 0 {
		t.Fatalf("no response in %s", a.body)
	}
	return data
}

// want checks the status, and what is in the text.
func (a answer) want(t *testing.T, status int, parts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d: %s", a.status, status, a.body)
	}
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			t.Errorf("%q is not in: %s", part, a.body)
		}
	}
}

const pump = `<deviceIdentifier><deviceType>CLIENT</deviceType><deviceId>pump-1</deviceId><deviceIdType>STRING</deviceIdType></deviceIdentifier>`

// list is a requestList for pump-1 with one line.
func list(item string) string { return "<requestList>" + pump + item + "</requestList>" }

func item(inner string) string {
	return "<lineItem><lineItemIdentifier>" + inner + "</lineItemIdentifier></lineItem>"
}
