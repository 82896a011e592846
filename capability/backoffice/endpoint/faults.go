package endpoint

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// FaultKind is a bad day of a portal that can be played.
type FaultKind string

// The kinds.
const (
	Slow          FaultKind = "slow"
	Unauthorized  FaultKind = "401"
	HTML          FaultKind = "html"
	ServerFault   FaultKind = "fault"
	Cut           FaultKind = "cut"
	UnknownDevice FaultKind = "unknown-device"
	Duplicate     FaultKind = "duplicate"
	Stale         FaultKind = "stale"
	NoData        FaultKind = "no-data"
	Partial       FaultKind = "partial"
)

// FaultHelp is one line about a kind.
type FaultHelp struct {
	Kind FaultKind
	Text string
}

// FaultKinds lists the kinds with what each does.
func FaultKinds() []FaultHelp {
	return []FaultHelp{
		{Slow, "answers late; slow=2s says how late"},
		{Unauthorized, "accepts no login (status 401)"},
		{HTML, "a proxy answers with a page for people, with status 200"},
		{ServerFault, "fails before it does anything (a fault, status 500)"},
		{Cut, "does what was asked, and cuts its answer off in the middle"},
		{UnknownDevice, "knows no device (20022)"},
		{Duplicate, "refuses a request that it answered before"},
		{Stale, "answers with the response before the newest, where there is one"},
		{NoData, "does what was asked, reports success and sends no response"},
		{Partial, "leaves out the last of several records of a write, and calls it a part in any case (web service)"},
	}
}

// Fault is a bad day that is played.
type Fault struct {
	Kind  FaultKind
	Delay time.Duration // of Slow
	Times int           // for so many requests; 0: for all
}

// ErrFault says that a text names no fault.
var ErrFault = errors.New("no such fault")

// ParseFault reads KIND, slow=DURATION, and either with :TIMES behind it.
func ParseFault(text string) (Fault, error) {
	rest, times, counted := strings.Cut(text, ":")
	kind, delay, delayed := strings.Cut(rest, "=")
	f := Fault{Kind: FaultKind(kind)}
	known := slices.ContainsFunc(FaultKinds(), func(h FaultHelp) bool { return h.Kind == f.Kind })
	if !known || delayed != (f.Kind == Slow) {
		return f, fmt.Errorf("%w: %.40q", ErrFault, text)
	}
	var err error
	if delayed {
		if f.Delay, err = time.ParseDuration(delay); err != nil || f.Delay <= 0 {
			return f, fmt.Errorf("%w: %.40q is no duration, as 2s is", ErrFault, delay)
		}
	}
	if counted {
		if f.Times, err = strconv.Atoi(times); err != nil || f.Times < 1 {
			return f, fmt.Errorf("%w: %.40q is no number of requests", ErrFault, times)
		}
	}
	return f, nil
}

// faults are those that are still to be played.
type faults struct {
	mu   sync.Mutex
	left []Fault
}

func newFaults(all []Fault) *faults { return &faults{left: slices.Clone(all)} }

// take reports whether to play a fault now, and counts it.
func (f *faults) take(k FaultKind) bool {
	_, ok := f.next(k)
	return ok
}

func (f *faults) next(k FaultKind) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.left, func(one Fault) bool { return one.Kind == k })
	if i < 0 {
		return Fault{}, false
	}
	fault := f.left[i]
	switch fault.Times {
	case 0:
	case 1:
		f.left = slices.Delete(f.left, i, i+1)
	default:
		f.left[i].Times--
	}
	return fault, true
}

// around plays the faults of the way there and back.
func (f *faults) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slow, ok := f.next(Slow); ok {
			select {
			case <-time.After(slow.Delay):
			case <-r.Context().Done():
				return
			}
		}
		switch {
		case f.take(Unauthorized):
			unauthorized(w, "no login is accepted (played)")
		case f.take(HTML):
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>")
		case f.take(ServerFault):
			writeFault(w, &faultError{"Server", "the portal has failed (played)"})
		case f.take(Cut):
			whole := &recorder{header: w.Header()}
			next.ServeHTTP(whole, r)
			whole.cut(w)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// recorder keeps an answer back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header            { return r.header }
func (r *recorder) WriteHeader(status int)         { r.status = status }
func (r *recorder) Write(data []byte) (int, error) { return r.body.Write(data) }

// cut sends the first half of what was announced, and ends the connection.
func (r *recorder) cut(w http.ResponseWriter) {
	w.Header().Set("Content-Length", strconv.Itoa(r.body.Len()))
	if r.status != 0 {
		w.WriteHeader(r.status)
	}
	_, _ = w.Write(r.body.Bytes()[:r.body.Len()/2]) // the connection ends in any case
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // net/http's way to break a connection off
}
