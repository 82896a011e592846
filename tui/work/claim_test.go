package work

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"handback/tui/text"
)

func TestPhotoMustBeThere(t *testing.T) {
	there := filepath.Join(t.TempDir(), "label.jpg")
	if err := os.WriteFile(there, []byte("a photo"), 0o600); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]error{
		"": nil, "on the phone of Kim": nil, there: nil,
		there + ".nope": text.ErrNoPhoto, filepath.Dir(there): text.ErrNoPhoto,
	} {
		if err := checkPhoto(at); !errors.Is(err, want) {
			t.Errorf("%q: %v", at, err)
		}
	}
}
