package serial

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/sys/unix"
)

// process adds a process with open files to a tree of /proc.
func process(proc fstest.MapFS, pid, name string, files ...string) {
	proc[pid+"/comm"] = &fstest.MapFile{Data: []byte(name + "\n")}
	for i, file := range files {
		proc[pid+"/fd/"+string(rune('0'+i))] = &fstest.MapFile{Data: []byte(file), Mode: fs.ModeSymlink | 0o777}
	}
}

func TestHolders(t *testing.T) {
	port := filepath.Join(t.TempDir(), "ttyUSB0")
	if err := os.WriteFile(port, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "by-id")
	if err := os.Symlink(port, link); err != nil {
		t.Fatal(err)
	}
	flock := "1: FLOCK  ADVISORY  WRITE 812 " + inodeOf(port) + " 0 EOF\n2: POSIX  ADVISORY  READ 5 00:05:1 0 EOF\nrubbish\n"
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	tests := map[string]struct {
		proc, locks fstest.MapFS
		want        string
	}{
		"nobody":                  {want: ""},
		"an open file":            {proc: fstest.MapFS{"71/fd/5": {Data: []byte(port), Mode: fs.ModeSymlink}}, want: "tio, process 71"},
		"this program itself":     {proc: fstest.MapFS{"42/fd/5": {Data: []byte(port), Mode: fs.ModeSymlink}}, want: ""},
		"a lock of another user":  {proc: fstest.MapFS{"locks": file(flock)}, want: "ModemManager, process 812"},
		"a lock file of minicom":  {locks: fstest.MapFS{"LCK..ttyUSB0": file("       812 minicom root\n")}, want: "ModemManager, process 812"},
		"a bare lock file":        {locks: fstest.MapFS{"LCK..ttyUSB0": file("812")}, want: "ModemManager, process 812"},
		"an empty lock file":      {locks: fstest.MapFS{"LCK..ttyUSB0": file("")}, want: ""},
		"a lock file of the dead": {locks: fstest.MapFS{"LCK..ttyUSB0": file("       999\n")}, want: ""},
		"a pipe for a lock file":  {locks: fstest.MapFS{"LCK..ttyUSB0": {Data: []byte("812\n"), Mode: fs.ModeNamedPipe}}, want: ""},
		"a lock file of rubbish":  {locks: fstest.MapFS{"LCK..ttyUSB0": file("../812\n")}, want: ""},
	}
	for name, tt := range tests {
		proc := fstest.MapFS{}
		process(proc, "42", "handback", "/dev/null")
		process(proc, "71", "tio", "/dev/null")
		process(proc, "812", "ModemManager")
		for path, f := range tt.proc {
			proc[path] = f
		}
		h := &holders{proc: proc, locks: tt.locks, self: "42"}
		ports := []Port{{Path: port}, {Path: link}, {Path: "/dev/none"}}
		got := h.of(ports, time.Now())
		if got[port] != tt.want || got[link] != tt.want || got["/dev/none"] != "" {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// A process may call itself whatever it likes.
func TestAHoldersNameIsFitToBeShown(t *testing.T) {
	proc := fstest.MapFS{}
	process(proc, "7", "tio\x1b[2J\x07")
	if got := (&holders{proc: proc}).program("7"); got != "tio[2J, process 7" {
		t.Errorf("held by %q", got)
	}
}

func TestHolderIsForgottenAtOnceAndScannedForSeldom(t *testing.T) {
	port := filepath.Join(t.TempDir(), "ttyUSB0")
	if err := os.WriteFile(port, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	proc := fstest.MapFS{}
	process(proc, "71", "tio", port)
	h := &holders{proc: proc, locks: fstest.MapFS{}, self: "42"}
	ports, now := []Port{{Path: port}}, time.Unix(1000, 0)
	steps := []struct {
		after time.Duration
		do    func()
		want  string
	}{
		{0, func() {}, "tio, process 71"},
		{time.Second, func() { delete(proc, "71/fd/0") }, ""},
		{time.Second, func() { process(proc, "72", "picocom", port) }, ""},
		{scanEvery, func() {}, "picocom, process 72"},
	}
	for i, s := range steps {
		s.do()
		now = now.Add(s.after)
		if got := h.of(ports, now)[port]; got != s.want {
			t.Errorf("step %d: held by %q, want %q", i, got, s.want)
		}
	}
}

// BenchmarkScanOfADesk is a scan of 300 processes with 60 open files each.
func BenchmarkScanOfADesk(b *testing.B) {
	proc, port := b.TempDir(), filepath.Join(b.TempDir(), "ttyUSB0")
	if err := os.WriteFile(port, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	for pid := range 300 {
		dir := filepath.Join(proc, strconv.Itoa(1000+pid), "fd")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.Fatal(err)
		}
		for fd := range 60 {
			if err := os.Symlink("/dev/null", filepath.Join(dir, strconv.Itoa(fd))); err != nil {
				b.Fatal(err)
			}
		}
	}
	for b.Loop() {
		h := &holders{proc: os.DirFS(proc), locks: os.DirFS(proc), self: "1"}
		h.of([]Port{{Path: port}}, time.Now())
	}
}

func BenchmarkList(b *testing.B) {
	l := NewLister()
	for b.Loop() {
		if _, err := l.List(nil, false); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListWithAScan(b *testing.B) {
	for b.Loop() {
		if _, err := List(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestHolderOfAPTY: whoever plays a port has it open himself, which counts
// nothing; a lock counts.
func TestHolderOfAPTY(t *testing.T) {
	_, path := openPTY(t)
	h := newHolders()
	h.self = "0" // this process counts
	ports := []Port{{Path: path}}
	if got := h.of(ports, time.Now())[path]; got != "" {
		t.Errorf("held by %q", got)
	}
	mustOpen(t, path)
	if got := h.of(ports, time.Now())[path]; !strings.HasSuffix(got, ", process "+strconv.Itoa(os.Getpid())) {
		t.Errorf("held by %q", got)
	}
	if got := Holder(path); got != "" {
		t.Errorf("this program holds it against itself: %q", got)
	}
}

func TestTerminalOf(t *testing.T) {
	for stat, want := range map[string]int{
		"71 (agetty) S 1 71 71 1088 71 4194560": 4<<8 | 64,
		"72 (a) ) name) R 1 72 72 34817 72":     136<<8 | 1,
		"73 (kworker/0:1) I 2 0 0 0 -1":         0,
		"":                                      0,
		"74 (x":                                 0,
		"75 (x) S 1 2 3 many":                   0,
	} {
		if got := terminalOf(stat); got != want {
			t.Errorf("%q: %d, want %d", stat, got, want)
		}
	}
}

// TestLookingOpensNothing: neither a list nor a look opens a port, which could
// disturb a session of somebody else.
func TestLookingOpensNothing(t *testing.T) {
	_, path := openPTY(t)
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK)
	if err != nil {
		t.Skipf("this system doesn't tell who opens what: %v", err)
	}
	defer unix.Close(fd)
	if _, err := unix.InotifyAddWatch(fd, path, unix.IN_OPEN); err != nil {
		t.Fatal(err)
	}
	opened := func() bool {
		n, _ := unix.Read(fd, make([]byte, 4096))
		return n > 0
	}
	l := NewLister()
	for range 2 {
		if _, err := l.Stat(path); err != nil {
			t.Fatal(err)
		}
		if _, err := l.List(nil, false); err != nil {
			t.Fatal(err)
		}
	}
	if opened() {
		t.Error("the port was opened")
	}
	mustOpen(t, path)
	if !opened() {
		t.Error("the test can't see that a port is opened")
	}
}
