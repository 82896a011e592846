package signature

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func signed(t *testing.T, name string, n Namespace, data []byte) []byte {
	t.Helper()
	k, err := Load(t.Context(), name, nil)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := k.Sign(t.Context(), data, n)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// TestVerdicts: each line of a list gives the same verdict here and from
// ssh-keygen, and ours says why.
func TestVerdicts(t *testing.T) {
	name, key := keyOf(t, "ed25519", "")
	_, other := keyOf(t, "ed25519", "")
	data := []byte("what was signed\n")
	sig := signed(t, name, Cases, data)
	tests := []struct {
		list string
		want error
		name string // of the signer, when it isn't kim
	}{
		{"kim KEY", nil, ""},
		{"kim KEY a comment\r\n", nil, ""},
		{"# who may sign\n\n \t\nlee OTHER\nkim\t KEY", nil, ""},
		{`"kim" KEY`, nil, ""},
		{"kim,kim@example.org KEY", nil, ""},
		{"k*,lee KEY", nil, "lee"},
		{"!lee,kim KEY", nil, ""},
		{"", ErrUnknown, ""},
		{"kim OTHER", ErrUnknown, ""},
		{`kim namespaces="handback-case" KEY`, nil, ""},
		{`kim namespaces="file,handback-*" KEY`, nil, ""},
		{`kim NameSpaces="handback?case" KEY`, nil, ""},
		{`kim namespaces="handback" KEY`, ErrNamespace, ""},
		{`kim namespaces="*,!handback-case" KEY`, ErrNamespace, ""},
		{`kim namespaces="hand.*" KEY`, ErrNamespace, ""},
		{`kim valid-after="20260302" KEY`, nil, ""},
		{`kim valid-after="20260302Z",valid-before="202603021201" KEY`, nil, ""},
		{`kim valid-before="20260302120000Z" KEY`, nil, ""},
		{`kim valid-after="202603021200" KEY`, nil, ""},
		{`kim valid-before="20260302" KEY`, ErrExpired, ""},
		{`kim valid-after="20260302120001" KEY`, ErrExpired, ""},
		{`kim valid-after="20270101Z" KEY`, ErrExpired, ""},
		{"kim namespaces=\"file\" KEY\nkim KEY", nil, ""},
		{"kim valid-before=\"20200101\" KEY\nkim namespaces=\"file\" KEY", ErrExpired, ""},
	}
	for _, tt := range tests {
		list := strings.NewReplacer("KEY", key, "OTHER", other).Replace(tt.list)
		who, err := signersOf(t, list).Verify(data, sig, Cases, noon)
		want := tt.name
		if want == "" && tt.want == nil {
			want = "kim"
		}
		if !errors.Is(err, tt.want) || who.Name != want {
			t.Errorf("%q: %+v, %v", tt.list, who, err)
		}
		if testing.Short() {
			continue // a process for each
		}
		theirs := theirVerdict(t, list, Cases, data, sig, "-O", "verify-time="+noon.Format("20060102150405"))
		if (theirs == nil) != (tt.want == nil) {
			t.Errorf("%q: ssh-keygen says %v", tt.list, theirs)
		}
	}
}

func TestTimesWithoutZAreOfTheZone(t *testing.T) {
	name, key := keyOf(t, "ed25519", "")
	sig := signed(t, name, Cases, nil)
	east := time.FixedZone("", 3600)
	for list, want := range map[string]error{
		`kim valid-before="202603021230" KEY`:  ErrExpired, // 11:30 in UTC
		`kim valid-before="202603021230Z" KEY`: nil,
	} {
		l, err := ReadSigners(strings.NewReader(strings.ReplaceAll(list, "KEY", key)), east)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Verify(nil, sig, Cases, noon); !errors.Is(err, want) {
			t.Errorf("%s: %v", list, err)
		}
	}
}

func TestWrongSignaturesAreToldApart(t *testing.T) {
	name, key := keyOf(t, "ed25519", "")
	data := []byte("what was signed\n")
	sig := signed(t, name, Cases, data)
	list := signersOf(t, "kim "+key)
	if _, err := list.Verify(append(data, '\n'), sig, Cases, noon); !errors.Is(err, ErrWrong) || !strings.Contains(err.Error(), "kim") {
		t.Error(err)
	}
	if _, err := list.Verify(data, sig, Certificates, noon); !errors.Is(err, ErrNamespace) {
		t.Error(err)
	}
	for _, text := range [][]byte{nil, data, bytes.Repeat(sig, 100), sig[:len(sig)/2], bytes.Replace(sig, []byte("U1NIU0lH"), []byte("U1NIU0lI"), 1)} {
		if _, err := list.Verify(data, text, Cases, noon); !errors.Is(err, ErrForm) {
			t.Errorf("%v:\n%s", err, text)
		}
	}
	var nobody Signers
	if _, err := nobody.Verify(data, sig, Cases, noon); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
}

func FuzzVerify(f *testing.F) {
	list := signersOf(f, "kim "+sampleKey)
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n"))
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n"))
	f.Fuzz(func(t *testing.T, sig []byte) {
		if who, err := list.Verify([]byte("never signed"), sig, Cases, noon); err == nil {
			t.Errorf("%+v signed it", who)
		}
	})
}
