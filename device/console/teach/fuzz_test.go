package teach

import (
	"encoding/json"
	"strings"
	"testing"

	"handback/device/console/profile"
)

// FuzzLesson: whatever a log holds and a person answers, a lesson takes it or says
// why not, can be taken up again, and makes only profiles that can be read.
func FuzzLesson(f *testing.F) {
	f.Add([]byte(posixSession), "\n\n\n\n\n2 = 5\n\n")
	f.Add([]byte("a> x\nM: 1\na> y\nA-1 5\n"), "1\n1\nvendor = V\nmodel 1.1\nserial 1.2\nhost = H\nhost_type = T\n\n2\nid 1.1\ncount 1.2\n\nx A-1 5\ny\n-\nn\nSIZE SHA256\n\nz\n1\nput /a.b 1\n1\n2\n-\nl\n\n\nt\n")
	f.Add([]byte("no prompt at all\n"), "p\n3-900\n=\n= =\n")
	f.Fuzz(func(t *testing.T, log []byte, said string) {
		s, err := ReadSession(log)
		if err != nil || len(log) > 8<<10 {
			return
		}
		l := FromSession(s)
		answers := strings.Split(said, "\n")
		for i := range min(len(answers), 40) {
			q, more := l.Next()
			if !more {
				break
			}
			if err := l.Take(Answer{Topic: q.Topic, Text: answers[i]}); err != nil && err.Error() == "" {
				t.Fatal("a refusal without words")
			}
		}
		kept, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadLesson(kept)
		if err != nil || len(back.Answers) != len(l.Answers) {
			t.Fatalf("%v: %d answers of %d", err, len(back.Answers), len(l.Answers))
		}
		text, _, err := l.Profile()
		if err != nil {
			return
		}
		if _, err := profile.Parse(text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if shared, _, _, err := Share(text); err != nil || len(shared) == 0 {
			t.Fatal(err)
		}
	})
}
