package web_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/users"
	"handback/capability/backoffice/web"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/capability/testkit"
)

const password = "correct horse"

// portal is a server with its books, and a browser without scripts.
type portal struct {
	t      *testing.T
	office *backoffice.Office
	users  string // the file
	server *httptest.Server
	client *http.Client
	log    bytes.Buffer
}

// newPortal has the users anna, who may do all, and berta, who may only look.
func newPortal(t *testing.T) *portal {
	t.Helper()
	dir := testkit.Dir(t)
	p := &portal{t: t, users: filepath.Join(dir, "users.toml")}
	var err error
	if p.office, err = backoffice.Init(t.Context(), filepath.Join(dir, "books.db"), backoffice.Options{}); err != nil {
		t.Fatal(err)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("session_key = %q\n", strings.Repeat("A", 128))
	for name, roles := range map[string]string{"anna": `"upload", "remove", "obsolete"`, "berta": ``} {
		text += fmt.Sprintf("[[user]]\nname = %q\npassword = %q\nroles = [%s]\n", name, hash, roles)
	}
	if err := os.WriteFile(p.users, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := users.Open(p.users)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := web.New(web.Options{
		Office: p.office, Users: store, Now: time.Now, Address: func(*http.Request) string { return "here" },
		Log: slog.New(slog.NewTextHandler(&p.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.server = httptest.NewServer(handler)
	p.client = newClient(t)
	t.Cleanup(func() {
		p.server.Close()
		if err := p.office.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func newClient(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// device makes requests as a device does.
type device struct {
	t    *testing.T
	host capability.HostID
	key  ed25519.PrivateKey
	made byte
	last *capability.Mark
}

func (p *portal) newDevice(serial string) *device {
	p.t.Helper()
	d := &device{
		t: p.t, host: capability.HostID{Type: "STRING", Value: serial},
		key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{serial[len(serial)-1]}, ed25519.SeedSize)),
	}
	pub, err := seal.Public(d.key)
	if err != nil {
		p.t.Fatal(err)
	}
	_, err = p.office.Enroll(p.t.Context(), message.Enrollment{
		Device: capability.Identity{Vendor: "Acme", Model: "X200", Serial: serial, Host: d.host}, PublicKey: pub,
		Licenses: []capability.License{
			{ActivationID: capability.ActivationID("PUMP-" + serial), Feature: "pump control", Version: "2.0", Count: 5},
			{ActivationID: capability.ActivationID("LOG-" + serial), Feature: "data log", Version: "1.1", Count: 1},
		},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return d
}

func (d *device) pump() capability.ActivationID {
	return capability.ActivationID("PUMP-" + d.host.Value)
}

func (d *device) request(lines ...capability.Line) []byte {
	d.t.Helper()
	d.made++
	data, err := seal.Request(message.Request{ID: message.ID{d.made}, Host: d.host, Last: d.last, Lines: lines}, d.key)
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

func (d *device) load(response []byte) {
	d.t.Helper()
	m, err := message.Decode(response)
	if err != nil || m.Response == nil {
		d.t.Fatalf("no response: %v", err)
	}
	d.last = &capability.Mark{Seq: m.Response.Seq, SHA256: m.Digest}
}

// seen is a page as it came.
type seen struct {
	status int
	header http.Header
	path   string
	body   string
}

func (p *portal) do(r *http.Request) seen {
	p.t.Helper()
	response, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return seen{response.StatusCode, response.Header, response.Request.URL.Path, string(body)}
}

func (p *portal) get(path string) seen {
	p.t.Helper()
	return p.do(p.make(http.MethodGet, path, "", nil))
}

func (p *portal) make(method, path, kind string, body io.Reader) *http.Request {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.server.URL+path, body)
	if err != nil {
		p.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func (p *portal) post(path string, pairs ...string) seen {
	p.t.Helper()
	return p.do(p.make(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form(pairs...).Encode())))
}

func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

// logIn logs a user in and gives the page after it.
func (p *portal) logIn(name string) seen {
	p.t.Helper()
	s := p.post("/login", "token", p.get("/login").token(p.t), "name", name, "password", password)
	s.want(p.t, http.StatusOK, "Log out")
	return s
}

// file is one to upload.
type file struct {
	name string
	data []byte
}

func (p *portal) upload(token string, files ...file) seen {
	p.t.Helper()
	kind, body := multipartOf(p.t, [][2]string{{"token", token}}, "files", files...)
	return p.do(p.make(http.MethodPost, "/upload", kind, body))
}

func multipartOf(t *testing.T, fields [][2]string, field string, files ...file) (kind string, body io.Reader) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, field, f.name)}, "Content-Type": {"application/octet-stream"},
		})
		if err == nil {
			_, err = part.Write(f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &out
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// token is that of the page's forms.
func (s seen) token(t *testing.T) string {
	t.Helper()
	found := tokenField.FindStringSubmatch(s.body)
	if found == nil {
		t.Fatalf("no form on %s: %s", s.path, s.body)
	}
	return found[1]
}

// links are the addresses of that path on the page.
func (s seen) links(path string) []string {
	var all []string
	for _, found := range regexp.MustCompile(`href="(`+regexp.QuoteMeta(path)+`\?[^"]*)"`).FindAllStringSubmatch(s.body, -1) {
		all = append(all, strings.ReplaceAll(found[1], "&amp;", "&"))
	}
	return all
}

// want checks the status and that the page says this, whatever the markup.
func (s seen) want(t *testing.T, status int, parts ...string) {
	t.Helper()
	if s.status != status {
		t.Errorf("%s: status %d, want %d", s.path, s.status, status)
	}
	text := s.text()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s: %q is not in:\n%s", s.path, part, text)
		}
	}
}

var markup = regexp.MustCompile(`<[^>]*>|\s+`)

func (s seen) text() string {
	return strings.Join(strings.Fields(strings.ReplaceAll(markup.ReplaceAllString(s.body, " "), "&#39;", "'")), " ")
}
