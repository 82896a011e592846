package transport

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"handback/capability/portal"
)

// witness answers and counts how often it took a whole request.
func witness(t *testing.T, id *identity) (*httptest.Server, *atomic.Int64) {
	var taken atomic.Int64
	return serve(t, id, func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil && string(body) == "a request" {
			taken.Add(1)
		}
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, "a response")
	}), &taken
}

// through makes a call over a line that breaks, and checks the one promise that
// all else rests on: what was not sent, nobody took.
func through(t *testing.T, server *httptest.Server, taken *atomic.Int64, o Options, up, down int64) (Answer, error) {
	t.Helper()
	scheme, host, _ := strings.Cut(server.URL, "://")
	line := cut(t, host, up, down)
	o.URL = scheme + "://" + line.address()
	before := taken.Load()
	answer, err := post(client(t, o))
	line.close()
	took := taken.Load() - before
	switch {
	case err == nil && (string(answer.Body) != "a response" || took != 1):
		t.Errorf("cut at %d, %d: %q without an error", up, down, answer.Body)
	case errors.Is(err, portal.ErrNotSent) && took != 0:
		t.Errorf("cut at %d, %d: taken %d times, yet %v", up, down, took, err)
	case took > 1:
		t.Errorf("cut at %d, %d: sent %d times", up, down, took)
	case err != nil && !errors.Is(err, portal.ErrNotSent) && !errors.Is(err, portal.ErrCutOff):
		t.Errorf("cut at %d, %d: unexpected %v", up, down, err)
	}
	return answer, err
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
	server, taken := witness(t, nil)
	notSent, cutOff := stages(t, 1, func(at int64) error {
		_, err := through(t, server, taken, Options{}, -1, at)
		return err
	})
	if notSent != 0 || cutOff < 100 {
		t.Errorf("%d not sent, %d cut off", notSent, cutOff)
	}
}

func TestCutAtEveryByteOfTheRequest(t *testing.T) {
	server, taken := witness(t, nil)
	notSent, cutOff := stages(t, 1, func(at int64) error {
		_, err := through(t, server, taken, Options{}, at, -1)
		return err
	})
	if notSent != 0 || cutOff < 100 {
		t.Errorf("%d not sent, %d cut off", notSent, cutOff)
	}
}

// TestCutUnderTLS: what breaks before the connection stands was not sent, be it
// cut in this direction or in that.
func TestCutUnderTLS(t *testing.T) {
	step := int64(5)
	if testing.Short() {
		step = 31
	}
	id := valid(t)
	server, taken := witness(t, &id)
	for name, try := range map[string]func(at int64) error{
		"answer": func(at int64) error {
			_, err := through(t, server, taken, Options{CAFile: id.file}, -1, at)
			return err
		},
		"request": func(at int64) error {
			_, err := through(t, server, taken, Options{CAFile: id.file}, at, -1)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			notSent, cutOff := stages(t, step, try)
			if notSent == 0 || cutOff == 0 {
				t.Errorf("%d not sent, %d cut off", notSent, cutOff)
			}
		})
	}
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
