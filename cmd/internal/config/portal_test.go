package config

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/portal"
)

const onePortal = `[portal]
kind = "fno"
url = "https://site.example/flexnet/services/v3/ManageDeviceService"
user = "kim##plant"
secret-file = "token"
ca-file = "~/ca.pem"
timeout = "90s"
`

const twoPortals = `[portals.acme]
kind = "deviceservice"
url = "http://localhost:8443/deviceservices"
vendors = ["Acme"]

[portals.others]
kind = "folder"
outbox = "out"
inbox = "in"
wait = "5m"
`

func TestPortalOfAConfiguration(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	name := put(t, onePortal)
	c, err := Load(name)
	want := []Portal{{
		Kind: portal.FNO, URL: "https://site.example/flexnet/services/v3/ManageDeviceService", User: "kim##plant",
		SecretFile: filepath.Join(filepath.Dir(name), "token"), CAFile: filepath.Join(home, "ca.pem"), Timeout: Duration(90 * time.Second),
	}}
	if err != nil || !reflect.DeepEqual(c.Portals, want) || want[0].LoginWay() != LoginBasic {
		t.Errorf("%+v, %v", c.Portals, err)
	}
}

func TestPortalIsChosenByVendorOrModel(t *testing.T) {
	c, err := Parse(strings.NewReader(twoPortals))
	if err != nil {
		t.Fatal(err)
	}
	for vendor, want := range map[string]string{"acme": "acme", "Acme": "acme", "Other": "others", "": "others"} {
		if p, found, err := c.PortalFor(vendor, "X200"); err != nil || !found || p.Name != want {
			t.Errorf("%q goes to %q, %t, %v", vendor, p.Name, found, err)
		}
	}
	if _, found, err := Default().PortalFor("Acme", ""); found || err != nil {
		t.Errorf("no portal: %t, %v", found, err)
	}
	alike, err := Parse(strings.NewReader(strings.ReplaceAll(twoPortals, `vendors = ["Acme"]`, "")))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := alike.PortalFor("Acme", ""); !errors.Is(err, ErrValue) || !strings.Contains(err.Error(), "[portals.acme] and [portals.others]") {
		t.Error(err)
	}
}

func TestPortalThatCanNotBe(t *testing.T) {
	with := func(change ...string) string { return strings.NewReplacer(change...).Replace(onePortal) }
	tests := []struct{ name, text, says string }{
		{"no kind", "[portal]\nurl = 'https://x.example'\n", "portal.kind takes"},
		{"no address", with("url =", "namespace ="), "portal.url takes"},
		{"plain HTTP", with("https://", "http://"), "this computer only"},
		{"password in the address", with("https://", "https://kim:secret@"), "without a user"},
		{"secret in the file", with(`secret-file = "token"`, `secret = "hunter2"`), "never stands in this file"},
		{"two secrets", with(`secret-file`, "secret = 'keyring'\nsecret-file"), "one of the three"},
		{"no secret", with(`secret-file = "token"`, ""), "one of the three"},
		{"no user", with(`user = "kim##plant"`, ""), "portal.user takes"},
		{"unknown login", with("user", "login = 'kerberos'\nuser"), "portal.login takes"},
		{"SOAP header at a device endpoint", with("fno", "deviceservice", "user", "login = 'header'\nuser"), "portal.login takes"},
		{"time without a unit", with(`"90s"`, "90"), "portal.timeout takes a time"},
		{"endless time", with("90s", "90h"), "portal.timeout takes a time from"},
		{"client certificate alone", with("ca-file", "client-certificate"), "client-key"},
		{"folder without an inbox", "[portal]\nkind = 'folder'\noutbox = 'x'\n", "portal.inbox takes"},
		{"key of another table", with("user", "serials = []\nuser"), "portal.serials"},
		{"one of several", strings.ReplaceAll(twoPortals, "5m", "0.1s"), "portals.others.wait takes"},
		{"type of one of several", strings.ReplaceAll(twoPortals, `["Acme"]`, "'Acme'"), "portal.vendors takes a list"},
		{"publisher", with("user", "publisher = '\u202e'\nuser"), "portal.publisher takes"},
		{"SOAP action", with("user", "soap-action = 'x'\nuser"), "portal.soap-action takes"},
	}
	for _, tt := range tests {
		_, err := Parse(strings.NewReader(tt.text))
		if _, fault := errors.AsType[*capability.FileFault](err); !fault || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the secret is in the error", tt.name)
		}
	}
}
