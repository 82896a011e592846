package signature

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"handback/capability"
)

const sampleKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtlu8Tfd1g5HQWLtf1iRHWNLCqeafvwiVwCz1hUKHpq"

func TestBadLinesAreNamed(t *testing.T) {
	tests := []struct {
		text string
		line int
		says string
	}{
		{"kim", 1, "no key follows"},
		{"kim KEY\n\n# kim\nkim ssh-ed25519 AAAA\n", 4, "no key that is understood"},
		{"ssh-ed25519 " + strings.Fields(sampleKey)[1], 1, "no key"},
		{`"kim KEY`, 1, "quotes"},
		{"kim,,lee KEY", 1, "empty"},
		{"\"kim\x1b[2J\" KEY", 1, "can't be shown"},
		{"!kim KEY", 1, "nobody is named"},
		{"* KEY", 1, "nobody is named"},
		{"kim KEY\n!lee,?im,*@example.org KEY", 2, "nobody is named"},
		{"*@example.org cert-authority KEY", 1, "cert-authority is not supported"},
		{`kim namespaces="file",CERT-authority KEY`, 1, "cert-authority is not supported"},
		{"kim restrict KEY", 1, `"restrict" is not known`},
		{"kim namespaces=file KEY", 1, "quotes"},
		{`kim namespaces="a",namespaces="b" KEY`, 1, "twice"},
		{`kim namespaces="" KEY`, 1, "empty"},
		{`kim namespaces="a"b" KEY`, 1, ""},
		{`kim valid-after="yesterday" KEY`, 1, `"yesterday" is no time`},
		{`kim valid-after="2026030" KEY`, 1, "is no time"},
		{`kim valid-after="20261301" KEY`, 1, "is no time"},
		{`kim valid-after="00000101" KEY`, 1, "is no time"},
		{`kim valid-before="20260302ZZ" KEY`, 1, "is no time"},
		{`kim valid-before="20260302",valid-before="20260303" KEY`, 1, "twice"},
		{`kim valid-after="20260302",valid-before="20260302" KEY`, 1, "not later"},
		{strings.Repeat("kim KEY\n", maxSigners) + "kim KEY", maxSigners + 1, "more than"},
		{strings.Repeat("#", MaxList+1), 0, "bytes"},
	}
	for _, tt := range tests {
		_, err := ReadSigners(strings.NewReader(strings.ReplaceAll(tt.text, "KEY", sampleKey)), time.UTC)
		var at *LineError
		if !errors.As(err, &at) || !errors.Is(err, ErrSigners) || at.Line != tt.line || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%.60q: %v", tt.text, err)
		}
	}
}

// TestCertifiedKeysAreNotSupported: neither as a signer nor as an authority.
func TestCertifiedKeysAreNotSupported(t *testing.T) {
	name, _ := keyOf(t, "ed25519", "")
	mustCommand(t, nil, keygen, "-q", "-s", name, "-I", "kim", name+".pub")
	text, _, err := readFile(name + "-cert.pub")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSigners(strings.NewReader("kim "+string(text)), time.UTC); !errors.Is(err, ErrSigners) || !strings.Contains(err.Error(), "not supported") {
		t.Error(err)
	}
}

func TestReadingErrorComesThrough(t *testing.T) {
	if _, err := ReadSigners(iotest.ErrReader(io.ErrUnexpectedEOF), time.UTC); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}

// FuzzReadSigners: whatever is read has names that can be shown, and whatever
// is refused says in which line, in words that can be shown.
func FuzzReadSigners(f *testing.F) {
	for _, text := range []string{
		"kim " + sampleKey, "\ufeff# who\r\n\"kim,lee*\" " + sampleKey + " comment\r\n", "* cert-authority " + sampleKey,
		`kim namespaces="a,!b\"*",valid-after="20260302Z",valid-before="202612312359" ` + sampleKey,
		`kim valid-before="20200101",namespaces="` + "\n", "kim \x1b[2J=\"x\" " + sampleKey,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ReadSigners(strings.NewReader(text), time.UTC)
		var at *LineError
		if err != nil && (!errors.As(err, &at) || at.Line < 1 || at.Line > strings.Count(text, "\n")+1) {
			t.Fatal(err)
		}
		if err != nil && len(err.Error()) < capability.MaxPrintable && capability.Printable(err.Error()) != err.Error() {
			t.Fatalf("%q would be obeyed by a terminal", err)
		}
		for _, s := range l.lines {
			if s.name == "" || capability.Printable(s.name) != s.name || s.key == nil {
				t.Fatalf("%+v", s)
			}
		}
	})
}
