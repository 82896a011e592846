//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/capability/testkit"
	"handback/device/sim"
	"handback/device/sim/simtest"
	"handback/device/smp"
)

// hostile is a text that must never reach a terminal: it writes into the
// clipboard, sets colors and the direction, and begins a line of its own.
const hostile = "<\x1b]52;c;ZXZpbA==\a\x1b[31m\u009b31m\u202e\u200b\b\r\nFAKE LINE\x7f\u2028>"

// mark is the part of it that every output may show.
const mark = "ZXZpbA=="

// The returns of the hostile ledger, by what they wait for.
const (
	toSave    = "R-ESCA2"
	toLoad    = "R-ESCB2"
	isClosed  = "R-ESCC2"
	isDead    = "R-ESCD2"
	isDamaged = "R-ESCE2"
	isOnStick = "R-ESCF2"
)

var hostileHost = capability.HostID{Type: "STRING", Value: "X200-SN0042"}

// hostileHarness is a ledger, a stick, a device and files that are all full of
// hostile words.
type hostileHarness struct {
	state, stick, port string
	response, profile  string // files
	session            string // a log of a console
	policy             string
	list               string // of devices
	portal             string // a configuration
	far                io.Writer
	shown              bool // a hostile word came out, made harmless
}

func newHostileHarness(t *testing.T) *hostileHarness {
	t.Helper()
	dir := testkit.Dir(t)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	h := &hostileHarness{
		state: filepath.Join(dir, "state"), stick: filepath.Join(dir, "STICK"+hostile),
		response: filepath.Join(dir, "answer"+hostile), profile: filepath.Join(dir, "profile"+hostile),
		list: filepath.Join(dir, "list"+hostile), policy: filepath.Join(dir, "policy"+hostile),
	}
	h.portal = hostilePortal(t)
	h.fillLedger(t)
	h.fillStick(t, filepath.Join(dir, "other"))
	write(t, h.response, hostileResponse(t))
	list := fmt.Appendf(nil, "host,serial,reason,activation\n%s,,,\nSTRING/none,S,r,A\n", hostileHost)
	write(t, h.list, list)
	write(t, filepath.Join(h.stick, "list"+hostile+".csv"), append(list, hostile+",a,b,c\n"...))
	write(t, h.policy, []byte("models = ['X200']\nthrough = 'folder'\nfolder = 'out'\nports = ['/nowhere']\n"))
	h.session = filepath.Join(dir, "session"+hostile)
	write(t, h.session, []byte("dev# show "+hostile+"\r\nModel: X"+hostile+"\r\ndev# list\r\nACT-1 5 "+hostile+"\r\n"))
	write(t, h.profile, []byte("format = 1\ntitle = \"\\u001b]52;c;ZXZpbA==\\u0007\"\n[login]\nuser-prompt = '('\n"))
	h.plugIn(t)
	return h
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func hostileReading() capability.Reading {
	return capability.Reading{
		Device: capability.Identity{Vendor: "V" + hostile, Model: "M" + hostile, Serial: "S" + hostile, Firmware: "F" + hostile, Host: hostileHost},
		Licenses: []capability.License{
			{ActivationID: "ACT" + hostile, Feature: "F" + hostile, Version: "V" + hostile, Count: 3},
			{ActivationID: "ACT-2", Feature: "imaging", Version: "1", Count: 1},
		},
	}
}

// hostileFacts are the facts that bring the return of that ID to its stage.
func hostileFacts(id capability.ReturnID) []capability.Fact {
	reading := hostileReading()
	request := capability.NewArtifact(capability.ReturnRequest, []byte("request"), "aa"+hostile)
	response := capability.NewArtifact(capability.PortalResponse, []byte("response"), "bb"+hostile)
	confirmation := capability.NewArtifact(capability.ConfirmationRequest, []byte("confirmation"), "cc"+hostile)
	after := reading
	after.Licenses = reading.Licenses[1:]
	saved := func(a capability.Artifact) capability.Fact {
		return capability.Saved{File: a.Kind, SHA256: a.SHA256, Stick: "STICK" + hostile, Path: "HANDBACK/" + hostile}
	}
	all := []capability.Fact{
		capability.Opened{
			ID: id, Way: capability.FromDevice, Reading: reading, Reason: "why" + hostile,
			Order: capability.Order{Lines: []capability.Line{{ActivationID: "ACT" + hostile}}},
		},
		capability.Flagged{Flag: "flag" + hostile, Text: "odd" + hostile},
		capability.Intended{Act: capability.ActMakeRequest},
		capability.RequestMade{Artifact: request},
		saved(request),
		capability.Uploaded{File: request.Kind, SHA256: request.SHA256, Note: "note" + hostile},
		capability.ResponseFound{
			Artifact: response, Path: "r" + hostile, Answers: request.MessageID, Seq: 1, Without: "no" + hostile, Licenses: after.Licenses,
		},
		capability.Intended{Act: capability.ActLoadResponse},
		capability.Loaded{Mark: capability.Mark{Seq: 1, SHA256: response.SHA256}},
		capability.LicensesRead{Reading: after},
		capability.Intended{Act: capability.ActMakeConfirmation},
		capability.RequestMade{Artifact: confirmation},
		saved(confirmation),
		capability.Receipt{
			Artifact: capability.NewArtifact(capability.PortalReceipt, []byte("receipt"), "dd"), Path: "p" + hostile,
			Answers: confirmation.MessageID, Credited: []capability.ActivationID{"ACT" + hostile},
		},
	}
	switch id {
	case toSave, isOnStick:
		return all[:4]
	case toLoad:
		return all[:7]
	case isDead:
		return append(all[:6:6], capability.Declared{
			Evidence: capability.Evidence{
				Cause: capability.NoBoot, Serial: "S" + hostile, Host: hostileHost, Source: "label" + hostile, Who: "W" + hostile,
				Photo: "p" + hostile, Remarks: "r" + hostile,
			},
			Declaration: capability.NewArtifact(capability.DeclarationFile, []byte("declaration"), ""),
		})
	default:
		return all
	}
}

// fillLedger writes one return of each kind, and one that is damaged.
func (h *hostileHarness) fillLedger(t *testing.T) {
	t.Helper()
	l, err := ledger.Open(h.state, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []capability.ReturnID{toSave, toLoad, isClosed, isDead, isDamaged} {
		fill(t, l, id)
	}
	journal := filepath.Join(l.Dir(isDamaged), "journal.jsonl")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, journal, []byte(hostile+"\n"))
}

func fill(t *testing.T, l *ledger.Ledger, id capability.ReturnID) {
	t.Helper()
	for n, f := range hostileFacts(id) {
		e := capability.Entry{At: time.Date(2026, 3, 2, 10, 40+n, 0, 0, time.UTC), By: "op" + hostile, Fact: f}
		var err error
		if n == 0 {
			_, err = l.Create(e)
		} else {
			_, err = l.Append(id, e)
		}
		if err != nil {
			t.Fatalf("%s, fact %d: %v", id, n+1, err)
		}
	}
	for kind, text := range map[capability.ArtifactKind]string{
		capability.ReturnRequest: "request", capability.PortalResponse: "response", capability.ConfirmationRequest: "confirmation",
		capability.PortalReceipt: "receipt", capability.DeclarationFile: "declaration",
	} {
		if err := l.Put(id, capability.NewArtifact(kind, []byte(text), ""), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
}

// fillStick writes the case of another laptop, and files with hostile names.
func (h *hostileHarness) fillStick(t *testing.T, other string) {
	t.Helper()
	if err := os.MkdirAll(h.stick, 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(other, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	fill(t, l, isOnStick)
	stick, err := media.Open(h.stick)
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(desk.Options{Ledger: l, Operator: "op" + hostile, Now: time.Now, Random: rand.Reader})
	if _, err := d.SaveAgain(t.Context(), isOnStick, stick, nil); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(h.stick, "response"+hostile+".bin"), []byte("a vendor's own"))
	write(t, filepath.Join(h.stick, "request"+hostile+".bin"), []byte("a vendor's own"))
	write(t, filepath.Join(h.stick, "answer"+hostile+".bin"), hostileResponse(t))
	if err := os.Symlink("/", filepath.Join(h.stick, "link"+hostile)); err != nil {
		t.Fatal(err)
	}
}

// hostileResponse is a portal's answer that says more than it should.
func hostileResponse(t *testing.T) []byte {
	t.Helper()
	data, err := seal.Response(message.Response{
		ID: message.ID{1}, Host: hostileHost, Issued: time.Unix(1_700_000_000, 0), Seq: 7, Confirm: true,
		Rights: []capability.License{{ActivationID: "ACT-2", Feature: "F" + hostile, Version: "V" + hostile, Count: 1}},
		Notes:  []message.Note{{ActivationID: "ACT-2", Code: message.NoteRemoved, Text: "note" + hostile}},
	}, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// plugIn puts a device behind a real PTY.
func (h *hostileHarness) plugIn(t *testing.T) {
	t.Helper()
	d := simtest.New()
	d.Identity = hostileReading().Device
	d.Held = hostileReading().Licenses[1:]
	d.Held[0].Feature, d.Held[0].Version = "F"+hostile, "V"+hostile
	h.port = filepath.Join(t.TempDir(), "port")
	lines := make(chan io.Writer, 1)
	cable := sim.NewCable(h.port, func(ctx context.Context, line io.ReadWriter) error {
		lines <- line
		return smp.Serve(ctx, line, d, smp.ServerOptions{})
	})
	switch err := cable.Plug(context.Background()); {
	case errors.Is(err, sim.ErrNoTerminal):
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cable.Pull(); err != nil && !strings.Contains(err.Error(), "closed") {
			t.Error(err)
		}
	})
	h.far = <-lines
}
