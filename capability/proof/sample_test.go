package proof

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/capability/signature"
)

const testID capability.ReturnID = "R-7F3K2"

var (
	deviceKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	portalKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, ed25519.SeedSize))
	otherKey  = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))

	noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	host = capability.HostID{Type: "PUBLISHER_DEFINED", Value: "X200-SN0042"}
	held = []capability.License{
		{ActivationID: "ACT-DOPPLER", Feature: "Doppler", Version: "2", Count: 10},
		{ActivationID: "ACT-EXPORT", Feature: "Export \x1b[2J", Version: "1", Count: 1},
	}
	left = []capability.License{{ActivationID: "ACT-DOPPLER", Feature: "Doppler", Version: "2", Count: 3}}
)

func public(key ed25519.PrivateKey) capability.PublicKey {
	return capability.PublicKey(key[ed25519.PrivateKeySize-ed25519.PublicKeySize:])
}

func id(fill byte) message.ID { return message.ID(bytes.Repeat([]byte{fill}, 16)) }

func must(t testing.TB) func(data []byte, err error) []byte {
	return func(data []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
}

// course is a return from beginning to end, with the files that belong to it.
type course struct {
	facts []capability.Fact
	files map[capability.Digest][]byte
}

func (c *course) file(kind capability.ArtifactKind, data []byte, id message.ID) capability.Artifact {
	a := capability.NewArtifact(kind, data, id.String())
	c.files[a.SHA256] = data
	return a
}

// proved is a return that the portal's receipt, signed with that key, closed.
func proved(t testing.TB, key ed25519.PrivateKey) course {
	t.Helper()
	c := course{files: map[capability.Digest][]byte{}}
	ask, confirm := id(0xa1), id(0xa2)
	request := c.file(capability.ReturnRequest, must(t)(seal.Request(message.Request{
		ID: ask, Host: host, Clock: noon, Lines: []capability.Line{{ActivationID: "ACT-DOPPLER", Count: 3}, {ActivationID: "ACT-EXPORT"}},
	}, deviceKey)), ask)
	response := c.file(capability.PortalResponse, must(t)(seal.Response(message.Response{
		ID: id(0xb1), Host: host, Issued: noon, Seq: 2, Answers: &ask, Confirm: true, Rights: left,
		Notes: []message.Note{{ActivationID: "ACT-DOPPLER", Code: message.NoteRemoved, Text: "7 units"}},
	}, key)), id(0xb1))
	mark := capability.Mark{Seq: 2, SHA256: response.SHA256}
	confirmation := c.file(capability.ConfirmationRequest, must(t)(seal.Request(message.Request{ID: confirm, Host: host, Last: &mark}, deviceKey)), confirm)
	receipt := c.file(capability.PortalReceipt, must(t)(seal.Response(message.Response{
		ID: id(0xb2), Host: host, Issued: noon.Add(time.Hour), Seq: 3, Answers: &confirm, Rights: left,
		Notes: []message.Note{
			{ActivationID: "ACT-DOPPLER", Code: message.NoteCredited, Text: "7 units"},
			{ActivationID: "ACT-EXPORT", Code: message.NoteCredited, Text: "1 unit \x1b]52;c;ZQ==\x07"},
		},
	}, key)), id(0xb2))
	checked := &capability.Checked{Key: public(key), Source: capability.KeyConfigured}
	device := capability.Identity{Vendor: "Acme", Model: "X200", Serial: "SN0042", Firmware: "4.1", Host: host}
	after := device
	after.Last = &mark
	c.facts = []capability.Fact{
		capability.Opened{
			ID: testID, Way: capability.FromDevice, Reading: capability.Reading{Device: device, Licenses: held},
			Order: capability.Order{Lines: []capability.Line{{ActivationID: "ACT-DOPPLER", Count: 3}, {ActivationID: "ACT-EXPORT"}}},
		},
		capability.Intended{Act: capability.ActMakeRequest},
		capability.RequestMade{Artifact: request},
		capability.Saved{File: capability.ReturnRequest, SHA256: request.SHA256, Stick: "KINGSTON", Path: "1-return-request.bin"},
		capability.Uploaded{File: capability.ReturnRequest, SHA256: request.SHA256, Note: "ticket 7"},
		capability.ResponseFound{Artifact: response, Path: "2-response.bin", Answers: ask.String(), Seq: 2, Licenses: left, Checked: checked},
		capability.Intended{Act: capability.ActLoadResponse},
		capability.Loaded{Mark: mark},
		capability.LicensesRead{Reading: capability.Reading{Device: after, Licenses: left}},
		capability.Intended{Act: capability.ActMakeConfirmation},
		capability.RequestMade{Artifact: confirmation},
		capability.Saved{File: capability.ConfirmationRequest, SHA256: confirmation.SHA256, Stick: "KINGSTON", Path: "3.bin"},
		capability.Receipt{
			Artifact: receipt, Path: "4.bin", Answers: confirm.String(), Seq: 3, Checked: checked,
			Credited: []capability.ActivationID{"ACT-DOPPLER", "ACT-EXPORT"},
		},
	}
	return c
}

// contents writes the course down in a ledger, by that operator, and takes it
// out again.
func (c course) contents(t testing.TB, by string, keys ...Key) Contents {
	t.Helper()
	l, err := ledger.Open(t.TempDir(), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for n, fact := range c.facts {
		e := capability.Entry{At: noon.Add(time.Duration(n) * time.Minute), By: by, Fact: fact}
		if a, came := e.Artifact(); came {
			if err := l.Put(testID, a, c.files[a.SHA256]); err != nil {
				t.Fatal(err)
			}
		}
		if n == 0 {
			_, err = l.Create(e)
		} else {
			_, err = l.Append(testID, e)
		}
		if err != nil {
			t.Fatalf("%T: %v", fact, err)
		}
	}
	record, err := l.Export(t.Context(), testID)
	if err != nil {
		t.Fatal(err)
	}
	return Contents{Record: record, Keys: keys, Issued: noon.Add(24 * time.Hour), IssuedBy: by}
}

func portalAt(key ed25519.PrivateKey) Key { return Key{Portal, capability.KeyConfigured, public(key)} }

func deviceAt(key ed25519.PrivateKey) Key { return Key{Device, KeyGiven, public(key)} }

// usual is a bundle as it mostly is.
func usual(t testing.TB) Contents {
	t.Helper()
	return proved(t, portalKey).contents(t, "kim", portalAt(portalKey), deviceAt(deviceKey))
}

// signed has the certificate signed with a key of ssh-keygen's.
func signed(t testing.TB, c Contents) Contents {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	name := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", name).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	key, err := signature.Load(t.Context(), name, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, json, err := c.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	c.Signed = &Signatures{Key: key.Public()}
	c.Signed.Text = must(t)(key.Sign(t.Context(), text, signature.Certificates))
	c.Signed.JSON = must(t)(key.Sign(t.Context(), json, signature.Certificates))
	return c
}

func checked(t testing.TB, data []byte, portal, device ed25519.PrivateKey) Findings {
	t.Helper()
	var own [2][]capability.PublicKey
	for i, key := range []ed25519.PrivateKey{portal, device} {
		if key != nil {
			own[i] = []capability.PublicKey{public(key)}
		}
	}
	v, err := Check(data, own[0], own[1])
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func says(said []Statement, text string) bool {
	return slices.ContainsFunc(said, func(s Statement) bool { return strings.Contains(s.Text, text) })
}

// unpacked writes a bundle's files into a folder.
func unpacked(t *testing.T, data []byte) string {
	t.Helper()
	parts, err := unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, p := range parts {
		name := filepath.Join(dir, filepath.FromSlash(p.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, p.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
