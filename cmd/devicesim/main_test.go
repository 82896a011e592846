package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability/message"
)

// portalKeyFile writes the public key of a portal.
func portalKeyFile(t *testing.T) string {
	t.Helper()
	text, err := message.MarshalPublicKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return file(t, "portal.pem", string(text))
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEnrollOnly(t *testing.T) {
	dir := t.TempDir()
	licenses := file(t, "licenses.toml", "[[license]]\nactivation_id = \"A-1\"\nfeature = \"Pump\"\ncount = 3\n")
	args := []string{"--state", dir, "--enroll-only", "--serial", "SN7", "--model", "P1", "--licenses", licenses}
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), args, &stdout, &stderr); code != exitDone {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	opened, err := os.Open(filepath.Join(dir, "enroll.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	e, err := message.ReadEnrollment(opened)
	if err != nil || e.Device.Serial != "SN7" || e.Device.Model != "P1" || len(e.Licenses) != 1 || e.Licenses[0].Count != 3 {
		t.Errorf("enrolls %+v, %v", e, err)
	}
	if !strings.HasPrefix(stdout.String(), "devicesim: P1 SN7 PUBLISHER_DEFINED/") {
		t.Errorf("says %q", &stdout)
	}
}

func TestWrongUseIsTold(t *testing.T) {
	dir := t.TempDir()
	key := portalKeyFile(t)
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing":          {nil, exitUsage, "--state is missing"},
		"no key":           {[]string{"--state", dir, "--link", "x"}, exitUsage, "--portal-key is missing"},
		"no link":          {[]string{"--state", dir, "--portal-key", key}, exitUsage, "--link is missing"},
		"an argument":      {[]string{"run"}, exitUsage, `"run"`},
		"unknown flag":     {[]string{"--loud"}, exitUsage, "--loud"},
		"unknown fault":    {[]string{"--state", dir, "--enroll-only", "--fault", "loud"}, exitUsage, `"loud"`},
		"unknown face":     {[]string{"--state", dir, "--face", "web"}, exitUsage, `"web"`},
		"fast console":     {[]string{"--state", dir, "--face", "console", "--fast"}, exitUsage, "--fast is for --face smp"},
		"password for SMP": {[]string{"--state", dir, "--password", "x"}, exitUsage, "--password is for --face console"},
		"group too large":  {[]string{"--state", dir, "--group", "70000"}, exitUsage, "70000"},
		"key that is none": {[]string{"--state", dir, "--link", "x", "--portal-key", file(t, "k", "k")}, exitFailed, "not an Ed25519 public key"},
		"key not there":    {[]string{"--state", dir, "--link", "x", "--portal-key", filepath.Join(dir, "absent.pem")}, exitFailed, "absent.pem"},
		"bad licenses":     {[]string{"--state", dir, "--enroll-only", "--licenses", file(t, "l", "x")}, exitFailed, "not a license file"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), c.args, &stdout, &stderr)
			if code != c.code || !strings.Contains(stderr.String(), c.says) {
				t.Errorf("status %d, says %q; want %d and %q", code, &stderr, c.code, c.says)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"--help"}, &stdout, &stderr); code != exitDone {
		t.Errorf("status %d", code)
	}
	for _, flag := range []string{"--state", "--portal-key", "--link", "--serial", "--licenses", "--face", "--password", "--fast", "--clock-back", "--fault", "--enroll-only"} {
		if !strings.Contains(stdout.String(), flag) {
			t.Errorf("the help does not tell of %s", flag)
		}
	}
}
