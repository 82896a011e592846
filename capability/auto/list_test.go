package auto

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/signature"

	"golang.org/x/crypto/ssh"
)

// person makes a key of a person, by whom the same name always has the same one.
func person(t *testing.T, name string) *signature.Key {
	t.Helper()
	secret := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{name[0]}, ed25519.SeedSize))
	block, err := ssh.MarshalPrivateKey(secret, "")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := signature.Load(context.Background(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, by *signature.Key, data []byte, n signature.Namespace) []byte {
	t.Helper()
	s, err := by.Sign(context.Background(), data, n)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAListCountsByTwoPersons(t *testing.T) {
	kim, lee, mal := person(t, "kim"), person(t, "lee"), person(t, "mal")
	known, err := signature.ReadSigners(strings.NewReader(fmt.Sprintf("kim@x %s\nlee@x %s\nkim@x %s\n",
		kim.Public(), lee.Public(), person(t, "two").Public())), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(List{Proposed: noon, By: "kim", Devices: []Device{wholeItem.Device}})
	if err != nil {
		t.Fatal(err)
	}
	until := noon.Add(day)
	approve := func(by *signature.Key, list []byte, until time.Time) []byte {
		a := Approval{List: capability.DigestOf(list), Until: until}
		a.Signature = string(sign(t, by, Statement(a.List, until), signature.Approvals))
		data, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	good := Signed{file, sign(t, kim, file, signature.Lists), approve(lee, file, until)}
	with := func(change func(*Signed)) Signed { s := good; change(&s); return s }
	longer := bytes.Replace(good.Approval, []byte("2026-03-03"), []byte("2026-04-03"), 1)
	changed := bytes.Replace(file, []byte(`"before":5`), []byte(`"before":6`), 1)
	for _, tt := range []struct {
		name string
		s    Signed
		now  time.Time
		want error
	}{
		{"good", good, noon, nil},
		{"its last moment", good, until.Add(-1), nil},
		{"ended", good, until, ErrEnded},
		{"a later end than was signed", with(func(s *Signed) { s.Approval = longer }), noon, signature.ErrWrong},
		{"a changed list", with(func(s *Signed) { s.List = changed }), noon, signature.ErrWrong},
		{"a changed list, signed again", with(func(s *Signed) { s.List, s.Signature = changed, sign(t, kim, changed, signature.Lists) }), noon, ErrOtherOne},
		{"one person", with(func(s *Signed) { s.Approval = approve(kim, file, until) }), noon, ErrAlone},
		{"one person with two keys", with(func(s *Signed) { s.Approval = approve(person(t, "two"), file, until) }), noon, ErrAlone},
		{"approved by a stranger", with(func(s *Signed) { s.Approval = approve(mal, file, until) }), noon, signature.ErrUnknown},
		{"proposed by a stranger", with(func(s *Signed) { s.Signature = sign(t, mal, file, signature.Lists) }), noon, signature.ErrUnknown},
		{"signed for another purpose", with(func(s *Signed) { s.Signature = sign(t, kim, file, signature.Cases) }), noon, signature.ErrNamespace},
		{"no approval", with(func(s *Signed) { s.Approval = []byte("yes") }), noon, ErrApproval},
		{"no list", with(func(s *Signed) { s.List = []byte("{}") }), noon, ErrList},
	} {
		items, err := tt.s.Items(known, tt.now)
		if !errors.Is(err, tt.want) || tt.want == nil && (err != nil || len(items) != 1 || items[0].Approver != "lee@x") {
			t.Errorf("%s: %+v, %v", tt.name, items, err)
		}
	}
}

func FuzzReadList(f *testing.F) {
	f.Add([]byte(`{"proposed":"2026-03-02T12:00:00Z","by":"kim","devices":[{"host":{"type":"STRING","id":"A"},"licenses":[{"activation_id":"ACT-1","before":5,"after":0}]}]}`))
	f.Add([]byte(`{"devices":[{}]} {}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadList(data)
		if err != nil && !errors.Is(err, ErrList) {
			t.Fatal(err)
		}
		if err == nil && (len(l.Devices) == 0 || l.Devices[0].check() != nil) {
			t.Fatalf("%+v", l)
		}
	})
}

func TestAUnitIsTakenOverAndGivenBack(t *testing.T) {
	f := FolderOf(t.TempDir())
	if marks, err := f.Taken(); err != nil || len(marks) > 0 {
		t.Errorf("%v, %v", marks, err)
	}
	for range 2 {
		if err := f.Take(Mark{Host: host, By: "kim", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	if marks, err := f.Taken(); err != nil || len(marks) != 1 || marks[0].Host != host {
		t.Errorf("%v, %v", marks, err)
	}
	for _, want := range []bool{true, false} {
		if was, err := f.Release(host); err != nil || was != want {
			t.Errorf("%v, %v", was, err)
		}
	}
	if err := os.WriteFile(f.Path("taken/x.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Taken(); err == nil {
		t.Error("whose the mark is nobody knows, and that was passed over")
	}
}

func TestOnlyOneRunsOnALedger(t *testing.T) {
	f := FolderOf(t.TempDir())
	if f.Runs() {
		t.Error("nobody does")
	}
	unlock, err := f.Lock()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Lock(); !errors.Is(err, ErrRuns) || !f.Runs() {
		t.Errorf("%v", err)
	}
	if err := unlock(); err != nil || f.Runs() {
		t.Errorf("%v", err)
	}
}
