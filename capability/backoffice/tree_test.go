package backoffice_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
	"handback/capability/testkit"
)

const caseFolder = "HANDBACK/R-7F3K2_X200_SN0042"

func put(t testing.TB, stick, name string, data []byte) {
	t.Helper()
	full := filepath.Join(stick, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, stick, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(stick, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// tree processes a stick and gives the answers by path.
func tree(t *testing.T, office *backoffice.Office, stick string) map[string]backoffice.Answer {
	t.Helper()
	answers, err := office.ProcessTree(t.Context(), stick)
	if err != nil {
		t.Fatal(err)
	}
	byPath := make(map[string]backoffice.Answer, len(answers))
	for _, a := range answers {
		byPath[a.Path] = a
	}
	return byPath
}

func TestStickIsAnsweredStepByStep(t *testing.T) { onBoth(t, stickIsAnsweredStepByStep) }

func stickIsAnsweredStepByStep(t *testing.T, at place) {
	office, d, stick := newOffice(t, at), newDevice(t, "pump-1"), t.TempDir()
	enroll(t, office, d)
	put(t, stick, caseFolder+"/READ-ME-FIRST.txt", []byte("hello"))
	put(t, stick, caseFolder+"/1-return-request.bin", d.request(all()...))
	put(t, stick, "holiday/1-return-request.bin", []byte("not looked at"))

	got := tree(t, office, stick)
	if a := got[caseFolder+"/1-return-request.bin"]; a.Outcome != backoffice.Answered || a.Kept || a.Response != caseFolder+"/2-response.bin" {
		t.Errorf("the return request: %+v", a)
	}
	if a := got[caseFolder+"/READ-ME-FIRST.txt"]; a.Outcome != backoffice.Ignored || len(got) != 2 {
		t.Errorf("the text: %+v, %d answers", a, len(got))
	}
	d.load(get(t, stick, caseFolder+"/2-response.bin"))
	put(t, stick, caseFolder+"/3-confirmation-request.bin", d.request())

	for run, kept := range []bool{false, true} {
		got = tree(t, office, stick)
		a := got[caseFolder+"/3-confirmation-request.bin"]
		if a.Outcome != backoffice.Answered || a.Kept != kept || a.Response != caseFolder+"/4-confirmation-response.bin" {
			t.Errorf("run %d, the confirmation: %+v", run, a)
		}
		if a := got[caseFolder+"/1-return-request.bin"]; !a.Kept {
			t.Errorf("run %d, the return request: %+v", run, a)
		}
		if a := got[caseFolder+"/2-response.bin"]; a.Outcome != backoffice.Ignored || !errors.Is(a.Err, message.ErrKind) {
			t.Errorf("run %d, the response: %+v", run, a)
		}
	}
	if s := snapshot(t, office); credited(s) != 6 || s.Devices[0].Issued != 2 {
		t.Errorf("%d units credited, %d responses", credited(s), s.Devices[0].Issued)
	}
	entries, err := os.ReadDir(filepath.Join(stick, caseFolder))
	if err != nil || len(entries) != 5 {
		t.Errorf("%d files on the stick, want 5: %v", len(entries), entries)
	}
}

func TestNothingIsOverwritten(t *testing.T) { onBoth(t, nothingIsOverwritten) }

func nothingIsOverwritten(t *testing.T, at place) {
	office, d, stick := newOffice(t, at), newDevice(t, "pump-1"), t.TempDir()
	enroll(t, office, d)
	put(t, stick, caseFolder+"/1-return-request.bin", d.request(all()...))
	put(t, stick, caseFolder+"/2-response.bin", []byte("an older one"))
	if err := os.Mkdir(filepath.Join(stick, caseFolder, "2-response-2.bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for run, kept := range []bool{false, true} {
		a := tree(t, office, stick)[caseFolder+"/1-return-request.bin"]
		if a.Response != caseFolder+"/2-response-3.bin" || a.Kept != kept {
			t.Errorf("run %d: %+v", run, a)
		}
	}
	if got := get(t, stick, caseFolder+"/2-response.bin"); string(got) != "an older one" {
		t.Errorf("the older response became %q", got)
	}
}

func TestNamesOfResponses(t *testing.T) {
	t.Parallel()
	office, d := newOffice(t, file), newDevice(t, "pump-1")
	enroll(t, office, d)
	returning, confirming := d.request(all()...), d.request()
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"1-return-request.bin":       {returning, "2-response.bin"},
		"3-confirmation-request.bin": {confirming, "4-confirmation-response.bin"},
		"12-x.bin":                   {confirming, "4-confirmation-response.bin"},
		"request.bin":                {returning, "request.response.bin"},
		"request":                    {returning, "request.response.bin"},
		"42.bin":                     {returning, "42.response.bin"},
		"-.bin":                      {returning, "-.response.bin"},
	} {
		stick := t.TempDir()
		put(t, stick, name, c.data)
		if a := tree(t, office, stick)[name]; a.Response != c.want {
			t.Errorf("%s: %+v, want %s", name, a, c.want)
		}
	}
}

func TestHostileStick(t *testing.T) {
	t.Parallel()
	office, d, stick := newOffice(t, file), newDevice(t, "pump-1"), t.TempDir()
	enroll(t, office, d)
	request := d.request(all()...)
	outside := filepath.Join(t.TempDir(), "1-return-request.bin")
	if err := os.WriteFile(outside, request, 0o644); err != nil {
		t.Fatal(err)
	}
	dir := path.Join(stick, caseFolder)
	put(t, stick, caseFolder+"/response.bin", make([]byte, 10<<20))
	put(t, stick, caseFolder+"/long.bin", append(bytes.Clone(request), make([]byte, message.MaxSize)...))
	put(t, stick, caseFolder+"/half-request.bin", request[:len(request)-9])
	put(t, stick, caseFolder+"/empty.txt", nil)
	put(t, stick, caseFolder+"/1-return-request.bin", make([]byte, 812))
	put(t, stick, caseFolder+"/.backoffice-2-response.bin", request)
	put(t, stick, caseFolder+"/a/b/c/d/e/f/1-return-request.bin", request)
	put(t, stick, caseFolder+"/stranger.bin", newDevice(t, "pump-9").request())
	for link, target := range map[string]string{"file-request.bin": outside, "folder": filepath.Dir(outside), "itself": dir} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no links here:", err)
		}
	}

	got := tree(t, office, stick)
	for name, want := range map[string]backoffice.Outcome{
		"response.bin": backoffice.Ignored, "long.bin": backoffice.Damaged, "half-request.bin": backoffice.Damaged,
		"empty.txt": backoffice.Ignored, "1-return-request.bin": backoffice.Damaged, "stranger.bin": backoffice.Refused,
		".backoffice-2-response.bin": backoffice.Ignored, "file-request.bin": backoffice.Ignored,
		"folder": backoffice.Ignored, "itself": backoffice.Ignored, "a/b/c/d/e": backoffice.Ignored,
	} {
		if a := got[caseFolder+"/"+name]; a.Outcome != want || a.Err == nil {
			t.Errorf("%s: %s (%v), want %s", name, a.Outcome, a.Err, want)
		}
	}
	if len(got) != 11 {
		t.Errorf("%d answers, want 11", len(got))
	}
	if s := snapshot(t, office); s.Devices[0].Issued != 0 {
		t.Error("something was answered")
	}
}

func TestTooManyFiles(t *testing.T) {
	t.Parallel()
	testkit.Long(t, "ten thousand files")
	office, stick := newOffice(t, file), t.TempDir()
	put(t, stick, "00000", []byte("x"))
	for i := range 10_000 { // other names of one file are made faster than files
		name := fmt.Sprintf("%05d", i+1)
		if err := os.Link(filepath.Join(stick, "00000"), filepath.Join(stick, name)); err != nil {
			put(t, stick, name, []byte("x"))
		}
	}
	answers, err := office.ProcessTree(t.Context(), stick)
	if !errors.Is(err, backoffice.ErrTooMany) || len(answers) < 9_000 {
		t.Errorf("%d answers, %v; want ErrTooMany", len(answers), err)
	}
}

func TestOneFile(t *testing.T) { onBoth(t, oneFile) }

func oneFile(t *testing.T, at place) {
	office, d, stick := newOffice(t, at), newDevice(t, "pump-1"), t.TempDir()
	enroll(t, office, d)
	put(t, stick, "capabilityRequest.bin", d.request(capability.Line{ActivationID: "ACT-A", Count: 2}))
	put(t, stick, "notes.txt", []byte("x"))
	answers, err := office.ProcessTree(t.Context(), filepath.Join(stick, "capabilityRequest.bin"))
	if err != nil || len(answers) != 1 || answers[0].Outcome != backoffice.Answered {
		t.Fatalf("%+v, %v", answers, err)
	}
	if got := get(t, stick, answers[0].Response); !bytes.Equal(got, answers[0].Reply.Bytes) {
		t.Error("the response was not written as it was made")
	}
	answers, err = office.ProcessTree(t.Context(), filepath.Join(stick, "notes.txt"))
	if err != nil || answers[0].Outcome != backoffice.Damaged {
		t.Errorf("a text that was named as a request: %+v, %v", answers, err)
	}
	if _, err := office.ProcessTree(t.Context(), filepath.Join(stick, "none.bin")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
