package message_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

func TestPublicKeyFiles(t *testing.T) {
	pub := publicOf(t, portalKey())
	text, err := message.MarshalPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	back, err := message.ParsePublicKey(text)
	if err != nil || !back.Equal(pub) {
		t.Errorf("read back %x, %v", back, err)
	}
	private, err := seal.MarshalKey(portalKey())
	if err != nil {
		t.Fatal(err)
	}
	rsa := "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJB\n-----END PUBLIC KEY-----\n"
	for name, bad := range map[string][]byte{
		"empty": nil, "text": []byte("ssh-ed25519 AAAA"), "private key": private, "broken": []byte(rsa),
	} {
		if _, err := message.ParsePublicKey(bad); !errors.Is(err, message.ErrPublicKey) {
			t.Errorf("%s: %v, want ErrPublicKey", name, err)
		}
	}
}

func TestIDText(t *testing.T) {
	want := id(0xa1)
	var got message.ID
	if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
		t.Errorf("read back %s, %v", got, err)
	}
	for _, bad := range []string{"", "a1", want.String() + "a1", "g" + want.String()[1:]} {
		if err := new(message.ID).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q was read as an ID", bad)
		}
	}
}

func enrollment(t testing.TB) message.Enrollment {
	t.Helper()
	return message.Enrollment{
		Device: capability.Identity{
			Vendor: "Example", Model: "X200", Serial: "SN0042", Firmware: "4.1", Host: host(),
		},
		PublicKey: publicOf(t, deviceKey()),
		Licenses:  fullResponse().Rights,
	}
}

func TestEnrollmentIsReadAsWritten(t *testing.T) {
	want := enrollment(t)
	running := want
	running.Device.Clock, running.Device.Last = noon(), &capability.Mark{Seq: 1}
	var file bytes.Buffer
	if err := running.Write(&file); err != nil {
		t.Fatal(err)
	}
	golden(t, "enroll.json", file.Bytes())
	got, err := message.ReadEnrollment(&file)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v; want %+v", got, err, want)
	}
}

func TestEnrollmentsThatAreRefused(t *testing.T) {
	var file bytes.Buffer
	if err := enrollment(t).Write(&file); err != nil {
		t.Fatal(err)
	}
	good := file.String()
	for name, text := range map[string]string{
		"empty":       "",
		"not JSON":    "ACT-1",
		"cut":         good[:len(good)/2],
		"trailing":    good + "{}",
		"another":     `{"name": "x"}`,
		"endless":     `{"device": "` + strings.Repeat("x", message.MaxEnrollment) + `"}`,
		"no host":     strings.Replace(good, host().Value, "", 1),
		"short key":   strings.Replace(good, `"public_key": "`, `"public_key": "","x": "`, 1),
		"same twice":  strings.Replace(good, "ACT-TRIAL-09", "ACT-EXPORT-07", 1),
		"long serial": strings.Replace(good, "SN0042", strings.Repeat("S", message.MaxText+1), 1),
	} {
		if text == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := message.ReadEnrollment(strings.NewReader(text)); !errors.Is(err, message.ErrEnrollment) {
			t.Errorf("%s: %v, want ErrEnrollment", name, err)
		}
	}
}

func FuzzReadEnrollment(f *testing.F) {
	var file bytes.Buffer
	if err := enrollment(f).Write(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := message.ReadEnrollment(bytes.NewReader(data))
		if err != nil {
			return
		}
		if err := e.Write(&bytes.Buffer{}); err != nil {
			t.Errorf("read but not written: %v", err)
		}
	})
}
