//go:build unix

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

var update = flag.Bool("update", false, "record the return of the README anew")

// recordingFile plays with asciinema, and needs no network.
const recordingFile = "../../.github/return.cast"

// turns are the keys of a whole return, what each leads to, and the time that a
// person needs to read that.
var turns = []struct {
	key, shows string
	read       time.Duration
}{
	{"", "Another place", 3 * time.Second},
	{"\r", "The device holds 2 licenses", 3 * time.Second},
	{"\r", "0 of 2 chosen", 2 * time.Second},
	{"a", "2 of 2 chosen", 2 * time.Second},
	{"\r", "Reason (optional)", 3 * time.Second},
	{"\r", "Opened R-", 4 * time.Second},
	{"\r", "The device made the return request", 4 * time.Second},
	{"\r", "and read back", 4 * time.Second},
	{"p", "The portal answered", 4 * time.Second},
	{"\r", "The response was found", 4 * time.Second},
	{"\r", "▶ No, not now", 4 * time.Second},
	{"\x1b[B", "▶ Yes, load it", 2 * time.Second},
	{"\r", "The device loaded the response", 4 * time.Second},
	{"\r", "what was returned is gone", 3 * time.Second},
	{"\r", "The device made the confirmation request", 3 * time.Second},
	{"\r", "3-confirmation-request.bin.", 3 * time.Second},
	{"p", "4-confirmation-response.bin", 3 * time.Second},
	{"\r", "credited", 5 * time.Second},
}

// keyNames are those that a mark has, where a key has no letter.
var keyNames = map[string]string{"\r": "enter", "\x1b[B": "down"}

const (
	columns, rows = 80, 24

	quiet   = 150 * time.Millisecond // a screen that stays so long is whole
	longest = time.Minute            // until a screen comes
)

// event is one of an asciicast, version 2
// (https://docs.asciinema.org/manual/asciicast/v2/): "o" is output, "m" a mark,
// here one before each key.
type event struct {
	at   time.Duration
	kind string
	data string
}

// TestRecordingIsCurrent walks the whole return on the real screens, and compares
// each with that of the kept recording. Names, sizes and times differ.
func TestRecordingIsCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole return takes seconds")
	}
	recorded := record(t)
	if *update {
		if err := os.WriteFile(recordingFile, cast(t, recorded), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept := readCast(t)
	now, then := screensOf(t, recorded), screensOf(t, kept)
	if len(then) != len(now) {
		t.Fatalf("the recording shows %d screens, the return %d: go test ./cmd/demo -update", len(then), len(now))
	}
	for i := range now {
		if now[i] != then[i] {
			t.Errorf("screen %d is now\n%s\nand in the recording\n%s\ngo test ./cmd/demo -update records anew", i+1, now[i], then[i])
		}
	}
}

// record runs the demonstration in a terminal and presses its keys.
func record(t *testing.T) []event {
	t.Helper()
	t.Setenv("TERM", "xterm-256color")
	t.Setenv("COLORTERM", "")
	t.Setenv("LC_ALL", "C.UTF-8")
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	defer master.Close()
	if err := pty.Setsize(master, &pty.Winsize{Cols: columns, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("handback-%06x", rand.N(1<<24))) // its length counts on the screens
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"--dir", dir}, slave, slave, slave)
		_ = slave.Close()
	}()
	r := newRecorder(master)
	read := make(chan struct{})
	go func() { defer close(read); r.read() }()
	for _, turn := range turns {
		if turn.key != "" {
			r.mark(turn.key)
			if _, err := master.WriteString(turn.key); err != nil {
				t.Fatal(err)
			}
		}
		if !r.await(turn.shows) {
			t.Fatalf("after %q never came %q:\n%s", turn.key, turn.shows, r.terminal)
		}
		r.pause(turn.read)
	}
	r.mark("q")
	if _, err := master.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	if status := <-ended; status != 0 {
		t.Errorf("the demonstration ends with status %d", status)
	}
	<-read
	return r.events
}

// recorder keeps what a program sends its terminal. The clock of the recording
// goes with the program's, but a wait is short, and a person's time is added.
type recorder struct {
	master   *os.File
	terminal vt10x.Terminal

	mu      sync.Mutex
	events  []event
	clock   time.Duration
	last    time.Time // of an output
	changed chan struct{}
}

func newRecorder(master *os.File) *recorder {
	return &recorder{
		master: master, terminal: vt10x.New(vt10x.WithWriter(master), vt10x.WithSize(columns, rows)),
		last: time.Now(), changed: make(chan struct{}, 1),
	}
}

// asks is what a program asks its terminal. Played again, nobody would read the
// answer.
var asks = regexp.MustCompile("\x1b\\[6n|\x1b\\[c|\x1b\\]1[01];\\?(\x07|\x1b\\\\)")

// read takes the output until the program has left.
func (r *recorder) read() {
	var rest []byte // the beginning of a character
	chunk := make([]byte, 1<<16)
	for {
		n, err := r.master.Read(chunk)
		if err != nil {
			return
		}
		rest = append(rest, chunk[:n]...)
		if !utf8.Valid(rest) {
			continue
		}
		_, _ = r.terminal.Write(rest) // it never fails
		r.keep(asks.ReplaceAllString(string(rest), ""))
		rest = nil
	}
}

func (r *recorder) keep(output string) {
	const longestWait = 300 * time.Millisecond
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clock += min(time.Since(r.last), longestWait)
	r.last = time.Now()
	r.events = append(r.events, event{r.clock, "o", output})
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

func (r *recorder) mark(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event{r.clock, "m", cmp.Or(keyNames[key], key)})
}

func (r *recorder) pause(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clock, r.last = r.clock+d, time.Now()
}

// await waits until the terminal shows the words, and then until it is quiet.
func (r *recorder) await(words string) bool {
	late := time.NewTimer(longest)
	defer late.Stop()
	for {
		var still <-chan time.Time
		if strings.Contains(flat(r.terminal.String()), words) {
			still = time.After(quiet)
		}
		select {
		case <-r.changed:
		case <-still:
			return true
		case <-late.C:
			return false
		}
	}
}

// flat is a screen without its layout.
func flat(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// cast is a recording as a file.
func cast(t *testing.T, events []event) []byte {
	t.Helper()
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	lines.SetEscapeHTML(false)
	write := func(v any) {
		if err := lines.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	write(map[string]any{"version": 2, "width": columns, "height": rows, "title": "A whole return of licenses, with Handback"})
	for _, e := range events {
		write([]any{json.Number(fmt.Sprintf("%.3f", e.at.Seconds())), e.kind, e.data})
	}
	return out.Bytes()
}

// readCast reads the kept recording.
func readCast(t *testing.T) []event {
	t.Helper()
	data, err := os.ReadFile(recordingFile)
	if err != nil {
		t.Fatal(err)
	}
	var events []event
	for i, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		if i == 0 {
			continue
		}
		var at float64
		var e event
		if err := json.Unmarshal(line, &[]any{&at, &e.kind, &e.data}); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		events = append(events, e)
	}
	return events
}

// differs is what no two returns have alike.
var differs = regexp.MustCompile(`/tmp…[^ │]*|R-[2-9A-Z]{5}|PUBLISHER_DEFINED/[0-9A-F]+|handback-[0-9a-f]{6}|\d\d:\d\d|\d{4}-\d\d-\d\d|[\d.]+ [kMGT]?B\b|\b[0-9A-Fa-f]{8,}\b`)

// screensOf plays a recording, and gives the screen before each key.
func screensOf(t *testing.T, events []event) []string {
	t.Helper()
	terminal := vt10x.New(vt10x.WithSize(columns, rows))
	var screens []string
	for _, e := range events {
		switch e.kind {
		case "o":
			_, _ = terminal.Write([]byte(e.data)) // it never fails
		case "m":
			screens = append(screens, differs.ReplaceAllString(flat(terminal.String()), "*"))
		}
	}
	return screens
}
