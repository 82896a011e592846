package ledger

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"handback/capability"
)

func TestEveryFileThatEverCameIsKept(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	texts := []string{"first response", "second response", "first response"}
	for _, text := range texts {
		if err := l.Put(testID, capability.NewArtifact(capability.PortalResponse, []byte(text), ""), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	l.Close()
	r := openToRead(t, dir)
	for _, text := range texts {
		if got, err := r.Get(testID, capability.DigestOf([]byte(text))); err != nil || string(got) != text {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
	}
	first := filepath.Join(l.Dir(testID), "2-response-"+capability.DigestOf([]byte(texts[0])).Short()+".bin")
	if got, err := os.ReadFile(first); err != nil || string(got) != texts[0] {
		t.Errorf("%s holds %q, %v", first, got, err)
	}
	if names, err := os.ReadDir(l.Dir(testID)); err != nil || len(names) != 3 {
		t.Errorf("the folder holds %v, %v", names, err)
	}
}

func TestPutTakesOnlyWhatTheArtifactSays(t *testing.T) {
	l, _ := open(t, stateDir(t))
	keep(t, l, testID, opened(testID))
	big := make([]byte, MaxFile+1)
	other := requestFile
	other.Kind = "../../escape"
	tests := []struct {
		name string
		id   capability.ReturnID
		a    capability.Artifact
		data []byte
		want error
	}{
		{"other bytes", testID, requestFile, bytes.ToUpper(requestData), ErrNotFile},
		{"other size", testID, requestFile, requestData[1:], ErrNotFile},
		{"unknown kind", testID, other, requestData, ErrNotFile},
		{"too large", testID, capability.NewArtifact(capability.PortalResponse, big, ""), big, ErrTooLarge},
		{"no such return", "R-22222", requestFile, requestData, ErrNoReturn},
		{"as it should be", testID, requestFile, requestData, nil},
	}
	for _, tt := range tests {
		if err := l.Put(tt.id, tt.a, tt.data); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestChangedAndForeignFilesAreNotGiven(t *testing.T) {
	secret := filepath.Join(stateDir(t), "secret")
	if err := os.WriteFile(secret, requestData, fileMode); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		make func(path string) error
		want error
	}{
		{"none", func(string) error { return nil }, ErrNoFile},
		{"byte flipped", func(path string) error { return os.WriteFile(path, bytes.ToUpper(requestData), fileMode) }, errDigest},
		{"cut", func(path string) error { return os.WriteFile(path, requestData[:5], fileMode) }, errDigest},
		{"endless", func(path string) error {
			return errors.Join(os.WriteFile(path, nil, fileMode), os.Truncate(path, 100<<20))
		}, ErrTooLarge},
		{"folder", func(path string) error { return os.Mkdir(path, dirMode) }, ErrNotPlain},
		{"link", func(path string) error { return os.Symlink(secret, path) }, ErrNotPlain},
	}
	for _, tt := range tests {
		l, _ := open(t, stateDir(t))
		keep(t, l, testID, usual(testID)[:3]...)
		if err := tt.make(filepath.Join(l.Dir(testID), FileName(requestFile))); err != nil {
			t.Skip(err) // Windows wants a privilege for links
		}
		data, err := l.Get(testID, requestFile.SHA256)
		if !errors.Is(err, tt.want) || (tt.want != ErrNoFile) != errors.Is(err, ErrDamaged) || len(data) > 0 && err == nil {
			t.Errorf("%s: %q, %v", tt.name, data, err)
		}
		c, err := l.Verify(t.Context(), testID)
		var d *Damage
		if !errors.As(err, &d) || d.File != FileName(requestFile) || c.Facts != 3 || c.Files != 0 {
			t.Errorf("%s: verified as %+v, %v", tt.name, c, err)
		}
	}
}

func TestPutMakesADamagedFileGood(t *testing.T) {
	l, _ := open(t, stateDir(t))
	keep(t, l, testID, opened(testID))
	if err := os.WriteFile(filepath.Join(l.Dir(testID), FileName(requestFile)), []byte("odd"), fileMode); err != nil {
		t.Fatal(err)
	}
	if err := l.Put(testID, requestFile, requestData); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Get(testID, requestFile.SHA256); err != nil || !bytes.Equal(got, requestData) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestVerifyCountsWhatIsInOrder(t *testing.T) {
	l, _ := open(t, stateDir(t))
	keep(t, l, testID, usual(testID)...)
	files := map[*capability.Artifact][]byte{
		&requestFile: requestData, &responseFile: responseData, &confirmationFile: confirmationData, &receiptFile: receiptData,
	}
	for a, data := range files {
		if err := l.Put(testID, *a, data); err != nil {
			t.Fatal(err)
		}
	}
	data := journal(t, usual(testID)...)
	lastLine := data[bytes.LastIndexByte(data[:len(data)-1], '\n')+1:]
	want := Check{Facts: 13, Files: 4, LastHash: capability.DigestOf(lastLine)}
	if got, err := l.Verify(t.Context(), testID); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := l.Verify(ended, testID); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := l.Verify(t.Context(), "R-22222"); !errors.Is(err, ErrNoReturn) {
		t.Errorf("got %v", err)
	}
}

func TestVerifyNamesEveryFileThatIsNotWhole(t *testing.T) {
	l, _ := open(t, stateDir(t))
	keep(t, l, testID, usual(testID)...)
	files := map[*capability.Artifact][]byte{&requestFile: requestData, &confirmationFile: confirmationData, &receiptFile: receiptData}
	for a, data := range files {
		if err := l.Put(testID, *a, data); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range []capability.Artifact{requestFile, receiptFile} {
		if err := os.WriteFile(filepath.Join(l.Dir(testID), FileName(a)), []byte("odd"), fileMode); err != nil {
			t.Fatal(err)
		}
	}
	c, err := l.Verify(t.Context(), testID)
	if !errors.Is(err, ErrDamaged) || c.Facts != 13 || c.Files != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if changed := []string{FileName(requestFile), FileName(receiptFile)}; !slices.Equal(c.Changed, changed) {
		t.Errorf("changed are %v, want %v", c.Changed, changed)
	}
	if missing := []string{FileName(responseFile)}; !slices.Equal(c.Missing, missing) {
		t.Errorf("missing are %v, want %v", c.Missing, missing)
	}
}

func TestDeclarationOfADeadDeviceIsKeptAndVerified(t *testing.T) {
	l, _ := open(t, stateDir(t))
	text := []byte(`{"handback_declaration": 1}`)
	declared := capability.Declared{
		Evidence:    capability.Evidence{Cause: capability.NoBoot, Serial: "SN0042", Host: reading(nil).Device.Host, Source: "label", Who: "kim"},
		Declaration: capability.NewArtifact(capability.DeclarationFile, text, ""),
	}
	keep(t, l, testID, opened(testID))
	if err := l.Put(testID, declared.Declaration, text); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(testID, entry(1, declared)); err != nil {
		t.Fatal(err)
	}
	if c, err := l.Verify(t.Context(), testID); err != nil || c.Files != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if name := FileName(declared.Declaration); !strings.HasPrefix(name, "5-declaration-") || !strings.HasSuffix(name, ".json") {
		t.Error(name)
	}
	if all := list(t, l); !all[0].Declared || all[0].Stage != capability.StageDeclared {
		t.Errorf("%+v", all[0])
	}
}

func TestDraftIsKeptUntilItIsTakenAway(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	for _, text := range []string{"", "first", "second", "", "third"} {
		if err := l.SetDraft(testID, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := openToRead(t, dir).Draft(testID); err != nil || string(got) != text {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
	}
	if check, err := l.Verify(t.Context(), testID); err != nil || check.Files != 0 {
		t.Errorf("a draft counts as %d files: %v", check.Files, err)
	}
}

func TestDraftThatIsNoneIsNotGiven(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	if err := l.SetDraft(testID, make([]byte, MaxFile+1)); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if err := l.SetDraft("R-22222", []byte("x")); !errors.Is(err, ErrNoReturn) {
		t.Error(err)
	}
	if err := openToRead(t, dir).SetDraft(testID, []byte("x")); !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
	name := filepath.Join(l.Dir(testID), draftName)
	if err := os.WriteFile(name, bytes.Repeat([]byte("x"), MaxFile+1), fileMode); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Draft(testID); !errors.Is(err, ErrTooLarge) || !errors.Is(err, ErrDamaged) {
		t.Errorf("too large: %v", err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", name); err != nil {
		t.Skip(err)
	}
	if _, err := l.Draft(testID); !errors.Is(err, ErrNotPlain) {
		t.Errorf("a link: %v", err)
	}
}
