package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"handback/capability"
)

// writerVar has the test program be a writer that only a kill ends, in the
// folder that the variable names.
const writerVar = "HANDBACK_TEST_WRITER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerVar); dir != "" {
		fmt.Fprintln(os.Stderr, writeForever(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func writeForever(dir string) error {
	l, err := Open(dir, Options{})
	if err != nil {
		return err
	}
	if _, err := l.Create(entry(0, opened(testID))); err != nil {
		return err
	}
	for n := 1; ; n++ {
		f := capability.LicensesRead{Reading: reading(testHeld)}
		if _, err := l.Append(testID, entry(n, f)); err != nil {
			return err
		}
		fmt.Println(n + 1) // facts that are safe
	}
}

func TestKilledWriterLeavesNoLockAndNoDamage(t *testing.T) {
	dir := stateDir(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerVar+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(out)
	safe := 0
	for safe < 20 && lines.Scan() {
		safe, _ = strconv.Atoi(lines.Text())
	}

	_, err = Open(dir, Options{})
	var locked *Locked
	if !errors.As(err, &locked) || !errors.Is(err, ErrLocked) || locked.PID != cmd.Process.Pid {
		t.Errorf("beside process %d: %v", cmd.Process.Pid, err)
	}
	if r, err := openToRead(t, dir).Return(testID); err != nil || len(r.Entries) < safe {
		t.Errorf("a reader beside the writer sees %d of %d facts, %v", len(r.Entries), safe, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		safe, _ = strconv.Atoi(lines.Text())
	}
	cmd.Wait()

	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r, err := l.Append(testID, entry(0, usual(testID)[1]))
	if err != nil || len(r.Entries) <= safe || len(r.Entries) > safe+2 {
		t.Errorf("%d facts after %d safe ones and one more, %v", len(r.Entries), safe, err)
	}
}

func TestOneWriterAtATime(t *testing.T) {
	dir := stateDir(t)
	at := time.Date(2026, 3, 2, 10, 40, 0, 0, time.UTC)
	first, err := Open(dir, Options{Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(dir, Options{})
	var locked *Locked
	if !errors.As(err, &locked) || *locked != (Locked{os.Getpid(), at}) || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Errorf("the second writer got %v", err)
	}
	openToRead(t, dir)
	if err := errors.Join(first.Close(), first.Close()); err != nil {
		t.Error(err)
	}
	second, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	second.Close()
}

func TestHolderThatCannotBeRead(t *testing.T) {
	dir := stateDir(t)
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, text := range []string{"", " not what it was", ` {"pid":"x"}`} {
		if err := os.WriteFile(filepath.Join(dir, lockName), []byte(text), fileMode); err != nil {
			t.Skip(err) // Windows keeps others off a locked file
		}
		_, err := Open(dir, Options{})
		var locked *Locked
		if !errors.As(err, &locked) || locked.PID != 0 {
			t.Errorf("%q: %v", text, err)
		}
	}
}
