package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice/users"
	"handback/capability/message"
)

func TestLoginLeadsBack(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	s := p.get("/devices?q=x")
	s.want(t, http.StatusOK, "Log in", "Password")
	if s.path != "/login" || !strings.Contains(s.body, `name="next" value="/devices?q=x"`) {
		t.Errorf("%s: %s", s.path, s.body)
	}
	p.post("/login", "token", s.token(t), "name", "anna", "password", "wrong").want(t, http.StatusUnauthorized, "not right")
	s = p.post("/login", "token", p.get("/login").token(t), "name", "anna", "password", password, "next", "/devices?q=x")
	if s.want(t, http.StatusOK, "No device matches", "anna"); s.path != "/devices" {
		t.Errorf("led to %s", s.path)
	}
	if strings.Contains(p.log.String(), password) || !strings.Contains(p.log.String(), "login failed") {
		t.Errorf("log: %s", &p.log)
	}
	p.post("/logout", "token", s.token(t))
	if s := p.get("/devices"); s.path != "/login" {
		t.Errorf("after the logout: %s", s.path)
	}
}

func TestLoginLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, next := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "evil", "/\t/evil.example", ""} {
		s := p.post("/login", "token", p.get("/login").token(t), "name", "anna", "password", password, "next", next)
		if s.status != http.StatusSeeOther || s.header.Get("Location") != "/" {
			t.Errorf("%q: %d to %q", next, s.status, s.header.Get("Location"))
		}
	}
}

func TestCookieAndHeaders(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	s := p.get("/login")
	for _, part := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(s.header.Get("Set-Cookie"), part) {
			t.Errorf("%s is not in %s", part, s.header.Get("Set-Cookie"))
		}
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
		if s.header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if csp := s.header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || strings.Contains(csp, "script-src") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("%s", csp)
	}
	if strings.Contains(s.body, "<script") || strings.Contains(s.body, " style=") {
		t.Error("the page has a script, or a style of its own")
	}
	p.get("/static/style.css").want(t, http.StatusOK, "light dark")
}

// A new session begins with the login, and ends with another password and with
// the user.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	base, err := url.Parse(p.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.get("/login")
	before := p.client.Jar.Cookies(base)[0].Value
	p.logIn("anna")
	if p.client.Jar.Cookies(base)[0].Value == before {
		t.Error("the session before the login goes on")
	}
	text, err := os.ReadFile(p.users)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(text, []byte("$2a$04$"), []byte("$2b$04$"), -1)
	if err := os.WriteFile(p.users, append(changed, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := p.get("/devices"); s.path != "/login" {
		t.Errorf("after another password: %s", s.path)
	}
	p.logIn("anna")
	if err := users.Delete(p.users, "anna"); err != nil {
		t.Fatal(err)
	}
	if s := p.get("/devices"); s.path != "/login" {
		t.Errorf("after she left: %s", s.path)
	}
}

func TestFormsNeedTheirToken(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	d := p.newDevice("SN0041")
	p.logIn("anna")
	other := newClient(t)
	p.client, other = other, p.client
	foreign := p.logIn("anna").token(t) // of another session of hers
	p.client = other
	for _, token := range []string{"", "x", foreign} {
		p.post("/remove", "token", token, "host", d.host.String(), "id", string(d.pump()), "quantity", "1", "seq", "0").want(t, http.StatusForbidden, "too old")
		p.upload(token, file{"1-return-request.bin", d.request()}).want(t, http.StatusForbidden, "too old")
		p.post("/logout", "token", token).want(t, http.StatusForbidden)
		p.post("/responses.zip", "token", token).want(t, http.StatusForbidden)
	}
	r := p.make(http.MethodPost, "/login", "application/x-www-form-urlencoded", strings.NewReader(form("token", p.get("/upload").token(t)).Encode()))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	p.do(r).want(t, http.StatusForbidden, "another site")
	if r, err := p.office.Record(t.Context(), d.host); err != nil || r.Books.Seq != 0 {
		t.Errorf("something was done: %+v, %v", r, err)
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	d := p.newDevice("SN0041")
	s := p.logIn("berta")
	if s.path != "/devices" || strings.Contains(s.body, `href="/upload"`) {
		t.Errorf("%s: %s", s.path, s.body)
	}
	page := p.get("/device?host=" + d.host.String())
	if page.want(t, http.StatusOK, "SN0041"); strings.Contains(page.body, "/remove") || strings.Contains(page.body, "/obsolete") || strings.Contains(page.body, "/response") {
		t.Error("she is offered what she may not do")
	}
	for _, path := range []string{"/upload", "/remove?host=" + d.host.String(), "/obsolete?host=" + d.host.String(), "/response?host=" + d.host.String()} {
		p.get(path).want(t, http.StatusForbidden, "You are not allowed to do that")
	}
	for _, path := range []string{"/remove", "/obsolete", "/responses.zip", "/upload"} {
		p.post(path, "token", s.token(t)).want(t, http.StatusForbidden, "You are not allowed to do that")
	}
}

// A whole return of two devices: two requests up, a zip back, and the
// confirmations.
func TestUploadAWholeStick(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	a, b := p.newDevice("SN0041"), p.newDevice("SN0042")
	token := p.logIn("anna").token(t)
	s := p.upload(token,
		file{"HANDBACK/R-7F3K2_X200_SN0041/1-return-request.bin", a.request(capability.Line{ActivationID: a.pump(), Count: 2})},
		file{"HANDBACK/R-7F3K2_X200_SN0041/READ-ME-FIRST.txt", []byte("hello")},
		file{`HANDBACK\R-8G4L3_X200_SN0042\1-return-request.bin`, b.request(capability.Line{ActivationID: b.pump()})},
		file{"", nil})
	s.want(t, http.StatusOK, "2 requests answered, 1 other file left alone.", "Return request of STRING/SN0041.",
		"PUMP-SN0041 removed, waiting for confirmation: 3 units.", "the device has to load the response and confirm", "READ-ME-FIRST.txt: not a Handback message")

	packed := p.zipOf(s)
	first, second := packed["HANDBACK/R-7F3K2_X200_SN0041/2-response.bin"], packed["HANDBACK/R-8G4L3_X200_SN0042/2-response.bin"]
	if len(packed) != 2 || first == nil || second == nil {
		t.Fatalf("the zip has %d files", len(packed))
	}
	links := s.links("/response")
	one := p.get(links[0])
	if one.body != string(first) || !strings.Contains(one.header.Get("Content-Disposition"), "filename=2-response.bin") {
		t.Errorf("%v", one.header)
	}
	a.load(first)
	s = p.upload(token, file{"3-confirmation-request.bin", a.request()})
	s.want(t, http.StatusOK, "1 request answered.", "Confirmation request of STRING/SN0041.", "PUMP-SN0041 credited: 3 units.", "Nothing waits")
	if one := p.get(s.links("/response")[0]); !strings.Contains(one.header.Get("Content-Disposition"), "4-confirmation-response.bin") {
		t.Errorf("%v", one.header)
	}
	events, err := p.office.Events(t.Context(), a.host, 0, 1)
	if err != nil || !strings.HasPrefix(events[0].Text, "by anna") {
		t.Errorf("%+v, %v", events, err)
	}
}

// zipOf downloads all responses of a result as its page does.
func (p *portal) zipOf(s seen) map[string][]byte {
	p.t.Helper()
	values := []string{"token", s.token(p.t)}
	for _, link := range s.links("/response") {
		u, err := url.Parse(link)
		if err != nil {
			p.t.Fatal(err)
		}
		values = append(values, "host", u.Query().Get("host"), "seq", u.Query().Get("seq"), "path", u.Query().Get("as"))
	}
	got := p.post("/responses.zip", values...)
	got.want(p.t, http.StatusOK)
	archive, err := zip.NewReader(strings.NewReader(got.body), int64(len(got.body)))
	if err != nil {
		p.t.Fatal(err)
	}
	packed := map[string][]byte{}
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			p.t.Fatal(err)
		}
		if packed[f.Name], err = io.ReadAll(in); err != nil {
			p.t.Fatal(err)
		}
	}
	return packed
}

func TestUploadTellsOfEachFile(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	d := p.newDevice("SN0041")
	token := p.logIn("anna").token(t)
	good := d.request()
	p.upload(token, file{"request.bin", good}).want(t, http.StatusOK, "1 request answered.", "Nothing had to change.")
	p.upload(token, file{"request.bin", good}, file{"1-return-request.bin", good[:40]}, file{"x.bin", p.stranger()},
		file{"1-return-request.bin", make([]byte, message.MaxSize+100)}).
		want(t, http.StatusOK, "1 request answered, 1 refused, 2 damaged.", "answered before: this is the same response again", "not enrolled", "truncated")
	p.upload(token).want(t, http.StatusBadRequest, "No file was chosen")
	p.post("/upload", "token", token).want(t, http.StatusBadRequest)
}

func (p *portal) stranger() []byte {
	d := p.newDevice("SN0049")
	d.host.Value = "SN9999"
	return d.request()
}

func TestZipNames(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	d := p.newDevice("SN0041")
	token := p.logIn("anna").token(t)
	p.upload(token, file{"1-return-request.bin", d.request()})
	values := []string{"token", token}
	for _, path := range []string{"2-response.bin", "2-RESPONSE.bin", "../../etc/passwd", `C:\x\2-response.bin`, "/a/./b//c.bin", "a\x1b\u202eb.bin", ""} {
		values = append(values, "host", d.host.String(), "seq", "1", "path", path)
	}
	got := p.post("/responses.zip", values...)
	archive, err := zip.NewReader(strings.NewReader(got.body), int64(len(got.body)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	want := "2-response.bin 2-RESPONSE-2.bin etc/passwd C_/x/2-response.bin a/b/c.bin ab.bin unnamed"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	p.post("/responses.zip", "token", token).want(t, http.StatusBadRequest)
	p.post("/responses.zip", "token", token, "host", "x", "seq", "1", "path", "a").want(t, http.StatusBadRequest)
	p.post("/responses.zip", "token", token, "host", d.host.String(), "seq", "9", "path", "a").want(t, http.StatusConflict, "No such response")
}

func TestUploadsAreSlowedDown(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	token := p.logIn("anna").token(t)
	for range 30 {
		p.upload(token).want(t, http.StatusBadRequest)
	}
	if s := p.upload(token); s.status != http.StatusTooManyRequests || s.header.Get("Retry-After") == "" {
		t.Errorf("status %d", s.status)
	}
}

func TestRemove(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	d := p.newDevice("SN0041")
	p.logIn("anna")
	address := "/remove?" + form("host", d.host.String(), "id", string(d.pump()), "quantity", "2").Encode()
	s := p.get(address)
	s.want(t, http.StatusOK, "On the device now 5", "You TAKE AWAY − 2", "Remain on the device 3", "Take 2 units away")
	values := []string{"token", s.token(t), "host", d.host.String(), "id", string(d.pump()), "quantity", "2", "seq", "0"}
	done := p.post("/remove", values...)
	done.want(t, http.StatusOK, "2 units of PUMP-SN0041 taken away; 3 remain on the device", "Not finished")
	p.post("/remove", values...).want(t, http.StatusConflict, "changed meanwhile") // the button was pressed twice
	d.load([]byte(p.get(done.links("/response")[0]).body))

	p.get("/device?host="+d.host.String()).want(t, http.StatusOK, "2 units of PUMP-SN0041 taken away by response 1, for less than a minute", "COPIES_DECREASING", "by anna")
	p.get("/devices?waiting=1").want(t, http.StatusOK, "2 units for less than a minute")
	p.get(address).want(t, http.StatusOK, "On the device now 3", "2 units taken away earlier wait")
	for query, title := range map[string]string{
		"id=PUMP-SN0041&quantity=9": "That many", "id=PUMP-SN0041&quantity=0": "not complete", "id=PUMP-SN0041&quantity=x": "not complete", "id=X&quantity=1": "Nothing is left",
	} {
		if s := p.get("/remove?host=" + d.host.String() + "&" + query); s.status < 400 || !strings.Contains(s.text(), title) {
			t.Errorf("%s: %d %s", query, s.status, s.text())
		}
	}
}

func TestObsolete(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	d, other := p.newDevice("SN0041"), p.newDevice("SN0042")
	p.logIn("anna")
	s := p.get("/obsolete?host=" + d.host.String())
	s.want(t, http.StatusOK, "This is for ever", "6 units on it and 0 units that wait", message.DeclarationStatement)
	send := func(sure string, declaration []byte) seen {
		fields := [][2]string{{"token", s.token(t)}, {"host", d.host.String()}, {"sure", sure}}
		kind, body := multipartOf(t, fields, "declaration", file{"5-declaration.json", declaration})
		return p.do(p.make(http.MethodPost, "/obsolete", kind, body))
	}
	send("", declaration(t, d)).want(t, http.StatusBadRequest, "not ticked")
	send("yes", []byte("{}")).want(t, http.StatusBadRequest, "not a declaration")
	send("yes", declaration(t, other)).want(t, http.StatusBadRequest, "another device")
	send("yes", declaration(t, d)).want(t, http.StatusOK, "STRING/SN0041 is obsolete", "5 units of PUMP-SN0041 released")
	send("yes", declaration(t, d)).want(t, http.StatusConflict, "The device is obsolete")
	p.get("/device?host="+d.host.String()).want(t, http.StatusOK, "This device is obsolete", "written off with the device")
	p.get("/response?host="+d.host.String()).want(t, http.StatusConflict, "obsolete")
	if err := p.office.Audit(t.Context()); err != nil {
		t.Error(err)
	}
}

func declaration(t *testing.T, d *device) []byte {
	t.Helper()
	var text bytes.Buffer
	err := message.Declaration{
		Return: "R-7F3K2", Device: capability.Identity{Model: "X200", Host: d.host},
		Evidence: capability.Evidence{Cause: capability.Destroyed, Serial: d.host.Value, Host: d.host, Source: "label", Who: "the owner"},
		Declared: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Stage: capability.StageRequestSaved,
	}.Write(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func TestDevicesAndEvents(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.newDevice("SN0041")
	p.newDevice(`SN<b>"0042`)
	p.logIn("anna")
	s := p.get("/devices")
	if s.want(t, http.StatusOK, "2 devices"); strings.Contains(s.body, "<b>") {
		t.Error("a name was taken for markup")
	}
	p.get("/devices?q=sn0041").want(t, http.StatusOK, "1 device ", "SN0041")
	link := s.links("/device")[1]
	p.get(link).want(t, http.StatusOK, "Nothing waits", "pump control 2.0")

	for range 60 {
		if err := p.office.SetSkipConfirmation(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	s = p.get("/events")
	s.want(t, http.StatusOK, "skip confirmation: true")
	p.get(s.links("/events")[0]).want(t, http.StatusOK, "enrolled with the device")
	for _, path := range []string{"/device?host=x", "/device", "/events?before=x", "/events?host=x", "/response?host=x", "/response?host=A/b&seq=x"} {
		p.get(path).want(t, http.StatusBadRequest)
	}
	p.get("/device?host=STRING/none").want(t, http.StatusConflict, "No such device")
	if s := p.get("/nothing"); s.status != http.StatusNotFound {
		t.Errorf("status %d", s.status)
	}
}
