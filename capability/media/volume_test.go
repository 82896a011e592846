package media

import (
	"slices"
	"strings"
	"testing"
)

// tracePoints is a trace as the log of the model has it.
func tracePoints(t *testing.T, points []string) string {
	t.Helper()
	words := map[string]string{"sync folder": "syncdir", "sync stick": "syncfs", "read back": "read"}
	var done []string
	for n := 0; n < len(points); n += 2 {
		point, found := strings.CutPrefix(points[n], "media: before ")
		if !found || points[n+1] != "media: after "+point {
			t.Fatalf("%q is followed by %q", points[n], points[n+1])
		}
		if word := words[point]; word != "" {
			point = word
		}
		done = append(done, point)
	}
	return strings.Join(done, " ")
}

func TestTraceNamesEveryStepBeforeAndAfter(t *testing.T) {
	m := used()
	m.seen[testCase().Dir()+"/"+tempName()] = &modelFile{data: []byte("cut off")}
	var points []string
	stick := m.stick().Traced(func(point string) { points = append(points, point) })
	if _, err := stick.Save(t.Context(), testCase(), testFiles(), nil); err != nil {
		t.Fatal(err)
	}
	m.log = slices.DeleteFunc(m.log, func(op string) bool { return op == "open" })
	if got, want := tracePoints(t, points), m.order(); got != want {
		t.Errorf("traced\n%s, done was\n%s", got, want)
	}
}

// stopped is what a program that ends at a point leaves undone.
type stopped struct{}

func TestSaveEndedAtEveryPoint(t *testing.T) {
	most := 0
	if _, err := used().stick().Traced(func(string) { most++ }).Save(t.Context(), testCase(), testFiles(), nil); err != nil {
		t.Fatal(err)
	}
	for at := range most {
		m := used()
		endAt(m.stick(), at, func(s *Stick) error {
			_, err := s.Save(t.Context(), testCase(), testFiles(), nil)
			return err
		})
		checkWhole(t, m, nil)
		checkAgain(t, m, at)
	}
	t.Logf("ended at each of %d points", most)
}

// endAt does something with a stick and ends it at a point, as a kill would.
func endAt(s *Stick, at int, do func(*Stick) error) {
	defer func() {
		if cause := recover(); cause != nil && cause != any(stopped{}) {
			panic(cause)
		}
	}()
	_ = do(s.Traced(func(string) { // the panic is its end
		if at--; at < 0 {
			panic(stopped{})
		}
	}))
}
