package endpoint_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/backoffice/endpoint"
	"handback/capability/backoffice/users"
	"handback/capability/message"
)

func TestDeviceEndpoint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	request := b.request(capability.Line{ActivationID: "ACT-A"})
	response := b.send(b.device(request))
	response.want(t, http.StatusOK)
	if response.header.Get("Content-Type") != "application/octet-stream" || response.header.Get("Date") == "" {
		t.Errorf("header %v", response.header)
	}
	if again := b.send(b.device(request)); again.body != response.body {
		t.Error("the same request got other bytes")
	}
	b.load([]byte(response.body))
	b.load([]byte(b.send(b.device(b.request())).body))
	if r, err := b.office.Record(t.Context(), b.host); err != nil || r.Books.Proved == nil || r.Books.Waiting("ACT-A") != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	b.send(newGet(b, "/deviceservices/ping")).want(t, http.StatusOK, "ready")
}

func newGet(b *bench, path string) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func TestDeviceEndpointRefuses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	stranger := b.seal(message.Request{Host: capability.HostID{Type: "STRING", Value: "pump-9"}})
	for name, c := range map[string]struct {
		data   []byte
		status int
		text   string
	}{
		"nothing":    {nil, http.StatusBadRequest, "truncated"},
		"no request": {[]byte("hello"), http.StatusBadRequest, "not a Handback message"},
		"too large":  {make([]byte, message.MaxSize+1), http.StatusRequestEntityTooLarge, "65536"},
		"a stranger": {stranger, http.StatusUnprocessableEntity, "20022:"},
	} {
		t.Run(name, func(t *testing.T) { b.send(b.device(c.data)).want(t, c.status, c.text) })
	}
	if _, err := b.office.ObsoleteOnWord(t.Context(), b.host, "anna"); err != nil {
		t.Fatal(err)
	}
	b.send(b.device(b.request())).want(t, http.StatusUnprocessableEntity, "20026:")
	b.send(newGet(b, "/deviceservices")).want(t, http.StatusMethodNotAllowed)
}

// What breaks off on the way gets no answer, and changes nothing.
func TestRequestThatDoesNotArriveWhole(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	request := b.request(capability.Line{ActivationID: "ACT-A", Count: 2})
	for path, head := range map[string]string{
		"/deviceservices":                       "Content-Type: application/octet-stream\r\n",
		"/flexnet/services/ManageDeviceService": "Content-Type: text/xml\r\nSOAPAction: \"\"\r\n",
	} {
		for _, sent := range []int{0, 1, len(request) - 1} {
			conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", b.server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: portal.test\r\n%sContent-Length: %d\r\n\r\n%s", path, head, len(request), request[:sent])
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			if answer, err := io.ReadAll(conn); len(answer) > 0 {
				t.Errorf("%s, %d bytes: %q, %v", path, sent, answer, err)
			}
			conn.Close()
		}
	}
	if r, err := b.office.Record(t.Context(), b.host); err != nil || r.Books.Seq != 0 {
		t.Errorf("%+v, %v", r.Books, err)
	}
}

// A whole return by the web service, in each namespace.
func TestReturnByWebService(t *testing.T) {
	t.Parallel()
	for _, space := range []string{plain, first, third} {
		b := newBench(t)
		call := func(data []byte) answer {
			inner := "<request>\n" + base64.StdEncoding.EncodeToString(data) + "\n</request>"
			a := b.send(b.soap(space, "generateCapabilityResponse", inner))
			a.want(t, http.StatusOK, `<generateCapabilityResponseResponse xmlns="`+space+`">`, "<statusInfo><status>SUCCESS</status></statusInfo>",
				"<responseData><device>"+pump+"<addonLicense>")
			return a
		}
		b.load(call(b.request(capability.Line{ActivationID: "ACT-A", Count: 2})).license(t))
		call(b.request())
		if r, err := b.office.Record(t.Context(), b.host); err != nil || r.Books.Proved == nil || r.Books.Licenses[0].Count != 2 {
			t.Errorf("%s: %+v, %v", space, r, err)
		}
		events, err := b.office.Events(t.Context(), b.host, 0, 1)
		if err != nil || !strings.HasPrefix(events[0].Text, "by robot") {
			t.Errorf("%+v, %v", events, err)
		}
	}
}

func TestLogins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token, err := users.NewToken(b.users, "robot")
	if err != nil {
		t.Fatal(err)
	}
	body := `<s:Body><getDeviceRequest xmlns="` + third + `"><deviceId><id>pump-1</id></deviceId></getDeviceRequest></s:Body>`
	inHeader := func(name, word string) string {
		return `<s:Header><UserId xmlns="urn:com.macrovision:flexnet/platform">` + name + `</UserId><UserPassword xmlns="urn:com.macrovision:flexnet/platform">` +
			base64.StdEncoding.EncodeToString([]byte(word)) + `</UserPassword></s:Header>`
	}
	basic := func(name, word string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(name, word) }
	}
	bearer := func(token string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
	}
	none := func(*http.Request) {}
	for name, c := range map[string]struct {
		header string
		login  func(*http.Request)
		status int
	}{
		"basic":             {"", basic("robot", password), http.StatusOK},
		"basic with domain": {"", basic("robot##FLEXnet", password), http.StatusOK},
		"bearer":            {"", bearer(token), http.StatusOK},
		"in the header":     {inHeader("robot", password), none, http.StatusOK},
		"none":              {"", none, http.StatusUnauthorized},
		"wrong password":    {"", basic("robot", "wrong"), http.StatusUnauthorized},
		"wrong token":       {"", bearer("wrong"), http.StatusUnauthorized},
		"wrong in header":   {inHeader("robot", "wrong"), none, http.StatusUnauthorized},
		"no program":        {"", basic("berta", password), http.StatusForbidden},
	} {
		r := b.envelope(c.header + body)
		c.login(r)
		a := b.send(r)
		if a.status != c.status || (a.status == http.StatusUnauthorized) != (a.header.Get("WWW-Authenticate") != "") {
			t.Errorf("%s: status %d, want %d: %s", name, a.status, c.status, a.body)
		}
	}
}

func TestRights(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for operation, inner := range map[string]string{
		"deleteAddonLineItems": list(item("<activationId>ACT-A</activationId>")), "decrementAddonLineItems": list(item("<activationId>ACT-A</activationId><count>1</count>")),
		"obsoleteHost": "<host>" + strings.ReplaceAll(pump, "deviceIdentifier", "hostIdentifier") + "</host>",
	} {
		r := b.soap(third, operation, inner)
		r.SetBasicAuth("anna", password)
		b.send(r).want(t, http.StatusForbidden, "no right")
	}
	if r, err := b.office.Record(t.Context(), b.host); err != nil || r.Books.Seq != 0 {
		t.Errorf("something changed: %+v, %v", r, err)
	}
}

func TestWhatIsNoCall(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	deep := strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20)
	for name, c := range map[string]struct {
		envelope, text string
	}{
		"no body":            {"", "a body with one element"},
		"two operations":     {"<s:Body><a/><b/></s:Body>", "a body with one element"},
		"unknown operation":  {`<s:Body><returnAllRequest xmlns="` + plain + `"/></s:Body>`, "no operation"},
		"unknown namespace":  {`<s:Body><getDeviceRequest xmlns="urn:x"/></s:Body>`, "no operation"},
		"getDevice in v1":    {`<s:Body><getDeviceRequest xmlns="` + first + `"/></s:Body>`, "no operation"},
		"unqualified parts":  {`<s:Body><x:generateCapabilityResponseRequest xmlns:x="` + plain + `"><request>AA==</request></x:generateCapabilityResponseRequest></s:Body>`, "not expected here"},
		"wrong order":        {`<s:Body><generateCapabilityResponseRequest xmlns="` + plain + `"><request>AA==</request><device/></generateCapabilityResponseRequest></s:Body>`, "element device"},
		"no base64":          {`<s:Body><generateCapabilityResponseRequest xmlns="` + plain + `"><request>?</request></generateCapabilityResponseRequest></s:Body>`, "base64"},
		"not closed":         {"<s:Body>", "no XML"},
		"a DTD":              {`<!DOCTYPE a [<!ENTITY b "c">]>`, "DTD"},
		"too deep":           {"<s:Body>" + deep + "</s:Body>", "in each other"},
		"header behind body": {"<s:Body><a/></s:Body><s:Header/>", "element Header"},
	} {
		r := b.envelope(c.envelope)
		r.SetBasicAuth("robot", password)
		a := b.send(r)
		if a.status != http.StatusInternalServerError || !strings.Contains(a.part("faultstring"), c.text) || a.part("faultcode") != "soapenv:Client" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	r := b.post("/flexnet/services/v2/ManageDeviceService", "text/xml", []byte(`<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"/>`))
	b.send(r).want(t, http.StatusInternalServerError, "VersionMismatch")
	b.send(b.post("/flexnet/services/ManageDeviceService", "application/json", nil)).want(t, http.StatusUnsupportedMediaType)
}

func TestGenerateReportsEachRecord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	good := b.request(capability.Line{ActivationID: "ACT-A"})
	stranger := b.seal(message.Request{Host: capability.HostID{Type: "STRING", Value: "pump-9"}})

	b.send(b.generate(good, stranger)).want(t, http.StatusOK, "<status>PARTIAL_FAILURE</status><reason>20022:", "<failedData><failedDevice><deviceIdentifier><deviceType>CLIENT</deviceType><deviceId>pump-9<", "<addonLicense>")
	b.send(b.generate(stranger)).want(t, http.StatusOK, "<status>FAILURE</status><reason>20022:")
	b.send(b.generate([]byte("junk"))).want(t, http.StatusOK, "<status>FAILURE</status>", "<failedDevice><reason>not a Handback message")

	stored := strings.ReplaceAll(pump, "deviceIdentifier>", "device>")
	a := b.send(b.soap(plain, "generateCapabilityResponse", stored))
	if want := b.send(b.device(good)); !bytes.Equal(a.license(t), []byte(want.body)) {
		t.Error("the stored response is another one")
	}
	many := make([][]byte, 26)
	for i := range many {
		many[i] = b.request()
	}
	b.send(b.generate(many...)).want(t, http.StatusOK, "<status>FAILURE</status><reason>26 records, at most 25")
	b.send(b.generate(many[:25]...)).want(t, http.StatusOK, "<status>SUCCESS</status>")
}

func TestRemovals(t *testing.T) {
	t.Parallel()
	a := "<activationId>ACT-A</activationId>"
	for name, c := range map[string]struct {
		operation, inner string
		parts            []string
		remain           int // of ACT-A
	}{
		"all":            {"deleteAddonLineItems", list(item(a)), []string{"<status>SUCCESS</status>", "<responseData>" + pump}, 0},
		"some":           {"decrementAddonLineItems", list(item(a + "<count>2</count>")), []string{"<status>SUCCESS</status>"}, 3},
		"too many units": {"decrementAddonLineItems", list(item(a + "<count>6</count>")), []string{"<status>FAILURE</status>", "can&#39;t be removed", "<failAddon>" + pump + item(a)}, 5},
		"no count":       {"decrementAddonLineItems", list(item(a)), []string{"FAILURE", "count is missing"}, 5},
		"a part": {
			"deleteAddonLineItems", list(item(a) + item("<activationId>ACT-X</activationId>")),
			[]string{"<status>PARTIAL_FAILURE</status>", "<activationId>ACT-X<", "<responseData>"},
			0,
		},
		"a stranger": {"deleteAddonLineItems", strings.ReplaceAll(list(item(a)), "pump-1", "pump-9"), []string{"FAILURE", "20022:"}, 5},
		"26 lines":   {"deleteAddonLineItems", list(strings.Repeat(item(a), 26)), []string{"FAILURE", "26 records"}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.send(b.soap(third, c.operation, c.inner)).want(t, http.StatusOK, c.parts...)
			r, err := b.office.Record(t.Context(), b.host)
			if err != nil || r.Books.Licenses[0].Count != c.remain {
				t.Errorf("%d remain, want %d; %v", r.Books.Licenses[0].Count, c.remain, err)
			}
		})
	}
}

func TestRemovalsThatAreNoCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, inner := range map[string]string{
		"nothing": "", "no line": list(""), "no device": "<requestList>" + item("") + "</requestList>",
		"no device type": strings.Replace(list(item("")), "CLIENT", "TOASTER", 1),
		"no number":      list(item("<activationId>ACT-A</activationId><count>many</count>")),
		"minus one":      list(item("<activationId>ACT-A</activationId><count>-1</count>")),
	} {
		if a := b.send(b.soap(third, "decrementAddonLineItems", inner)); a.status != http.StatusInternalServerError {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func TestGetDevice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ask := func(inner string) answer { return b.send(b.soap(third, "getDevice", inner)) }
	const id = "<deviceId><id>pump-1</id><idType>STRING</idType><publisherName>acme</publisherName><deviceClass>X</deviceClass></deviceId>"
	if a := ask(id); strings.Contains(a.body, "addonLicense") || strings.Contains(a.body, "lastSync") {
		t.Errorf("before any response: %s", a.body)
	}
	response := b.send(b.device(b.request(capability.Line{ActivationID: "ACT-A", Count: 2})))
	a := ask(id)
	a.want(t, http.StatusOK, "<addon><activationId>ACT-A</activationId><entitlementId>ACT-A</entitlementId><requestedCopies>2</requestedCopies>"+
		"<consumedCopies>5</consumedCopies><generatedCopies>2</generatedCopies><licenseState>COPIES_DECREASING</licenseState></addon>", "<lastRequestTime>20")
	if !bytes.Equal(a.license(t), []byte(response.body)) || strings.Contains(a.body, "lastSyncTime") {
		t.Errorf("after the response: %s", a.body)
	}
	b.load([]byte(response.body))
	b.send(b.device(b.request()))
	ask(id).want(t, http.StatusOK, "<licenseState>LICENSE_GENERATED</licenseState>", "<lastSyncTime>20")

	a = ask(id + "<responseConfig><addOnState>true</addOnState><lastSyncTime>false</lastSyncTime></responseConfig>")
	if a.want(t, http.StatusOK, "<addon><licenseState>"); strings.Contains(a.body, "lastSync") || strings.Contains(a.body, "addonLicense") {
		t.Errorf("more than was asked for: %s", a.body)
	}
	ask("<deviceId><id>pump-9</id></deviceId>").want(t, http.StatusOK, "<status>FAILURE</status><reason>20022:", "<failedDevice>")
	ask("").want(t, http.StatusInternalServerError)
}

func TestObsoleteHost(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	host := "<host>" + strings.ReplaceAll(pump, "deviceIdentifier", "hostIdentifier") + "</host>"
	b.send(b.soap(third, "obsoleteHost", host)).want(t, http.StatusOK, "<obsoleteHostResponse", "SUCCESS")
	b.send(b.soap(third, "obsoleteHost", host)).want(t, http.StatusOK, "FAILURE", "20026:", "<failedHost><hostIdentifier>")
	b.send(b.soap(third, "returnHost", "")).want(t, http.StatusOK, "NOT_SUPPORTED")
	b.send(b.soap(third, "getDevice", "<deviceId><id>pump-1</id></deviceId>")).want(t, http.StatusOK, "<status>OBSOLETE</status>", "<licenseState>OBSOLETE<")
	b.send(b.generate(b.request())).want(t, http.StatusOK, "FAILURE", "20026:")
	if err := b.office.Audit(t.Context()); err != nil {
		t.Error(err)
	}
}

func FuzzEnvelope(f *testing.F) {
	f.Add(`<s:Envelope xmlns:s="` + soapNS + `"><s:Body><a/></s:Body></s:Envelope>`)
	f.Add(fmt.Sprintf(`<s:Envelope xmlns:s=%q><s:Header/><s:Body><generateCapabilityResponseRequest xmlns=%q><request>AA==</request></generateCapabilityResponseRequest></s:Body></s:Envelope>`, soapNS, plain))
	f.Add(`<!DOCTYPE a><a/>`)
	path := filepath.Join(f.TempDir(), "users.toml")
	writeUsers(f, path)
	store, err := users.Open(path)
	if err != nil {
		f.Fatal(err)
	}
	handler := endpoint.New(endpoint.Options{Users: store, Address: func(*http.Request) string { return "" }, Log: slog.New(slog.DiscardHandler)})
	f.Fuzz(func(t *testing.T, text string) {
		r := httptest.NewRequest(http.MethodPost, "/flexnet/services/ManageDeviceService", strings.NewReader(text))
		r.Header.Set("Content-Type", "text/xml")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusInternalServerError, http.StatusUnauthorized, http.StatusTooManyRequests:
		default:
			t.Errorf("status %d without a login", w.Code)
		}
	})
}
