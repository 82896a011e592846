package course_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"handback/device/console/course"
	"handback/device/console/profile"
	"handback/device/console/teach"
)

const log = `dev# show
Vendor: ACME
Model: X200
Serial number: SN0042
Host ID: ETHERNET 00A1B2C3D4E5
dev# list
ACT-1 5 permanent 1.0 Camera
dev# request -id ACT-1 -keep 1
/lic/r.bin 190 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
dev# sync
/lic/r.bin 190 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
dev# get /lic/r.bin base64
dev# put /lic/s.bin 57 base64
dev# load /lic/s.bin
`

func first() (*teach.Lesson, error) {
	s, err := teach.ReadSession([]byte(log))
	return teach.FromSession(s), err
}

// lead answers so many questions as is usual, and as the log needs it.
func lead(t *testing.T, c *course.Course, most int) {
	t.Helper()
	said := map[teach.Topic]string{teach.AskCheck: "-", teach.AskLast: "-", teach.AskFetch: "6"}
	for range most {
		q, more := c.Next()
		if !more {
			return
		}
		if _, err := c.Answer(t.Context(), nil, q, said[q.Topic]); err != nil {
			t.Fatalf("%s: %v", q.Topic, err)
		}
	}
}

// TestALessonIsTakenUpWhereItWasLeft, by the file beside the profile, which only its
// owner may read; the profile that comes of it can be loaded.
func TestALessonIsTakenUpWhereItWasLeft(t *testing.T) {
	out := filepath.Join(t.TempDir(), "my.toml")
	c, err := course.Begin(out, first)
	if err != nil {
		t.Fatal(err)
	}
	lead(t, c, 4)
	if _, err := c.Write(); !errors.Is(err, teach.ErrUnfinished) {
		t.Errorf("a profile of half a lesson: %v", err)
	}
	info, err := os.Stat(out + ".lesson")
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	again, err := course.Begin(out, func() (*teach.Lesson, error) { return nil, errors.New("begun anew") })
	if err != nil || len(again.Answers) != 4 {
		t.Fatalf("%d answers, %v", len(again.Answers), err)
	}
	lead(t, again, 40)
	w, err := again.Write()
	if err != nil || w.Path != out || w.Beside {
		t.Fatalf("%+v, %v", w, err)
	}
	if _, err := profile.Load(course.Path(w.Path)); err != nil {
		t.Error(err)
	}
}

// TestWhatAPersonChangedStays: the next profile is written beside it.
func TestWhatAPersonChangedStays(t *testing.T) {
	out := filepath.Join(t.TempDir(), "my.toml")
	c, err := course.Begin(out, first)
	if err != nil {
		t.Fatal(err)
	}
	lead(t, c, 40)
	for _, change := range []string{"", "# by hand\n", "# by hand\n"} {
		text, _ := os.ReadFile(out)
		if err := os.WriteFile(out, append(text, change...), 0o600); err != nil {
			t.Fatal(err)
		}
		if change == "" {
			if err := os.Remove(out); err != nil {
				t.Fatal(err)
			}
		}
		w, err := c.Write()
		if err != nil || w.Beside != (change != "") || w.Beside == (w.Path == out) {
			t.Fatalf("after %q: %+v, %v", change, w, err)
		}
	}
	if text, err := os.ReadFile(out); err != nil || strings.Count(string(text), "# by hand") != 2 {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestOthersFilesStay: what was not taught here is no place for a profile, and what is no
// lesson is none.
func TestOthersFilesStay(t *testing.T) {
	out := filepath.Join(t.TempDir(), "my.toml")
	if err := os.WriteFile(out, []byte("title = 'by hand'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := course.Begin(out, first); !errors.Is(err, course.ErrTaken) {
		t.Error(err)
	}
	if err := os.WriteFile(out+".lesson", []byte("cut off"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := course.Begin(out, first); !errors.Is(err, teach.ErrLesson) {
		t.Error(err)
	}
}

func TestPathIsNeverABuiltInName(t *testing.T) {
	for out, want := range map[string]string{"linux-fne": "./linux-fne", "my.toml": "my.toml", "/a/b": "/a/b", `c:\p`: `c:\p`} {
		if got := course.Path(out); got != want {
			t.Errorf("%q: %q", out, got)
		}
	}
}
