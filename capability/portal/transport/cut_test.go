package transport

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"handback/capability/portal"
)

// witness is a server that answers and notes which requests it took whole, by
// their paths, and what the client made of each.
type witness struct {
	*httptest.Server
	mu    sync.Mutex
	taken map[string]int
	ends  map[string]error
}

func watch(t *testing.T, id *identity) *witness {
	w := &witness{taken: map[string]int{}, ends: map[string]error{}}
	w.Server = serve(t, id, func(answer http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err != nil || string(body) != "a request" {
			panic(http.ErrAbortHandler)
		}
		w.mu.Lock()
		w.taken[r.URL.Path]++
		w.mu.Unlock()
		answer.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(answer, "a response")
	})
	return w
}

// through makes a call over a line that breaks.
func (w *witness) through(t *testing.T, o Options, up, down int64) error {
	t.Helper()
	scheme, host, _ := strings.Cut(w.URL, "://")
	line := cut(t, host, up, down)
	defer line.close()
	path := fmt.Sprintf("/%05d/%05d", up, down)
	o.URL = scheme + "://" + line.address() + path
	answer, err := post(client(t, o))
	w.ends[path] = err
	switch {
	case err == nil && string(answer.Body) != "a response":
		t.Errorf("cut at %s: %q without an error", path, answer.Body)
	case err != nil && !errors.Is(err, portal.ErrNotSent) && !errors.Is(err, portal.ErrCutOff):
		t.Errorf("cut at %s: unexpected %v", path, err)
	}
	return err
}

// settle checks the one promise that all else rests on: what was not sent, nobody
// took; and nothing was sent twice. It waits until the server is done.
func (w *witness) settle(t *testing.T) {
	t.Helper()
	w.Close()
	for path, err := range w.ends {
		took := w.taken[path]
		if took > 1 || took == 1 && errors.Is(err, portal.ErrNotSent) || took == 0 && err == nil {
			t.Errorf("cut at %s: taken %d times, and the client says: %v", path, took, err)
		}
	}
}

// stages cuts further and further along until a call succeeds, and returns how
// many calls ended in each way. What is sent once never becomes unsent.
func stages(t *testing.T, step int64, try func(at int64) error) (notSent, cutOff int) {
	t.Helper()
	for at := int64(0); at < 8<<10; at += step {
		err := try(at)
		switch {
		case err == nil:
			return notSent, cutOff
		case errors.Is(err, portal.ErrNotSent) && cutOff > 0:
			t.Errorf("cut at %d: not sent, though less was cut off", at)
		case errors.Is(err, portal.ErrNotSent):
			notSent++
		default:
			cutOff++
		}
	}
	t.Fatal("no call succeeded")
	return 0, 0
}

func TestCutAtEveryByteOfTheAnswer(t *testing.T) {
	server := watch(t, nil)
	notSent, cutOff := stages(t, 1, func(at int64) error {
		return server.through(t, Options{}, -1, at)
	})
	if notSent != 0 || cutOff < 100 {
		t.Errorf("%d not sent, %d cut off", notSent, cutOff)
	}
	server.settle(t)
}

func TestCutAtEveryByteOfTheRequest(t *testing.T) {
	server := watch(t, nil)
	notSent, cutOff := stages(t, 1, func(at int64) error {
		return server.through(t, Options{}, at, -1)
	})
	if notSent != 0 || cutOff < 100 {
		t.Errorf("%d not sent, %d cut off", notSent, cutOff)
	}
	server.settle(t)
}

// TestCutUnderTLS: what breaks before the connection stands was not sent, be it
// cut in this direction or in that.
func TestCutUnderTLS(t *testing.T) {
	step := int64(11)
	if testing.Short() {
		step = 53
	}
	id := valid(t)
	server := watch(t, &id)
	for name, try := range map[string]func(at int64) error{
		"answer": func(at int64) error {
			return server.through(t, Options{CAFile: id.file}, -1, at)
		},
		"request": func(at int64) error {
			return server.through(t, Options{CAFile: id.file}, at, -1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			notSent, cutOff := stages(t, step, try)
			if notSent == 0 || cutOff == 0 {
				t.Errorf("%d not sent, %d cut off", notSent, cutOff)
			}
		})
	}
	server.settle(t)
}

// TestChunkedAnswerIsCutOff: without a length, the end is marked as well.
func TestChunkedAnswerIsCutOff(t *testing.T) {
	server := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "a part")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	if _, err := post(client(t, Options{URL: server.URL})); !errors.Is(err, portal.ErrCutOff) {
		t.Errorf("%v", err)
	}
}

// TestEndByClosing: the caller learns that a cut can't be seen.
func TestEndByClosing(t *testing.T) {
	server := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\na respon")
		conn.Close()
	})
	answer, err := post(client(t, Options{URL: server.URL}))
	if err != nil || answer.Ended || string(answer.Body) != "a respon" {
		t.Errorf("%q, ended %v, %v", answer.Body, answer.Ended, err)
	}
}
