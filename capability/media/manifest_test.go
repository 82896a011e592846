package media

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
)

func TestManifest(t *testing.T) {
	root := testkit.Dir(t)
	dir := filepath.Join(root, testCase().Dir())
	stick := open(t, root)
	save(t, stick, File{Name: "1-return-request.bin", Data: []byte("request")}, File{Name: "old.txt", Data: []byte("old")})
	put(t, "response", dir, "2-response.bin")      // of others
	put(t, "damaged", dir, "1-return-request.bin") // since then
	if err := os.Remove(filepath.Join(dir, "old.txt")); err != nil {
		t.Fatal(err)
	}
	save(t, stick, File{Name: "3-confirmation-request.bin", Data: []byte("confirmation")})
	want := capability.DigestOf([]byte("request")).String() + "  1-return-request.bin\n" +
		capability.DigestOf([]byte("confirmation")).String() + "  3-confirmation-request.bin\n"
	if got := content(t, dir, Manifest); got != want {
		t.Errorf("the manifest is\n%s, want\n%s", got, want)
	}
}

func TestManifestOfOthersIsUntrusted(t *testing.T) {
	digest := capability.DigestOf([]byte("x")).String()
	text := strings.Join([]string{
		digest + "  a.bin", digest + " *b.bin\r", digest + "  ../c.bin", digest[1:] + "  d.bin",
		"\x1b[31m", "", digest, digest + "  SHA256SUMS", digest + "  e\u202e.bin",
	}, "\n")
	got := parseManifest([]byte(text))
	if len(got) != 2 || got["a.bin"].String() != digest || got["b.bin"].String() != digest {
		t.Errorf("parsed %v", got)
	}
	if got := parseManifest(make([]byte, maxManifest+1)); len(got) != 0 {
		t.Errorf("parsed %d lines of zeros", len(got))
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(capability.DigestOf(nil).String() + "  1-return-request.bin\n"))
	f.Add([]byte("\x00\n  \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		sums := parseManifest(text)
		again := parseManifest(formatManifest(sums))
		if len(again) != len(sums) {
			t.Errorf("%d names became %d", len(sums), len(again))
		}
		for name := range sums {
			if err := CheckName(name); err != nil {
				t.Error(err)
			}
		}
	})
}
