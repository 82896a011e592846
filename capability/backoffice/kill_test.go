package backoffice_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"modernc.org/sqlite"

	"handback/capability/backoffice"
)

// These name the folder, the command and the point for a test program that is a
// back office which is killed.
const (
	killedIn = "BACKOFFICE_KILLED_IN"
	killedAs = "BACKOFFICE_KILLED_AS"
	killedAt = "BACKOFFICE_KILLED_AT"
)

// freshBooks names the books that tests begin with, which are made once.
const freshBooks = "BACKOFFICE_FRESH_BOOKS"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killedIn); dir != "" {
		os.Exit(die(dir, os.Getenv(killedAs), os.Getenv(killedAt)))
	}
	os.Exit(withFreshBooks(m.Run))
}

func withFreshBooks(run func() int) int {
	dir, err := os.MkdirTemp("", "backoffice-")
	if err != nil {
		return 3
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "books.db")
	office, err := backoffice.Init(context.Background(), path, hasty())
	if err != nil || errors.Join(office.Close(), os.Setenv(freshBooks, path)) != nil {
		return 4
	}
	return run()
}

// die runs the command until it comes to the point, which is counted.
func die(dir, name, at string) int {
	point, err := strconv.Atoi(at)
	if err != nil {
		return 3
	}
	s := site{dir: dir, tell: func(string) {
		if point--; point == 0 {
			kill()
		}
	}}
	ctx := context.Background()
	s.office, err = backoffice.Init(ctx, s.books(), told(sqlite.NewConnector, s.tell))
	if err != nil {
		return 4
	}
	if _, err := commands()[name].run(ctx, s); err != nil {
		return 5
	}
	return 0 // it was not killed
}

// kill ends the process as a power cut does: nothing after it is run.
func kill() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {}
}

// killedAtCommit kills a process that runs the command right before and right
// after the COMMIT.
func (k *course) killedAtCommit(t *testing.T, name string) {
	before, after := k.commit()
	deaths := []int{before, after}
	if raced {
		deaths = deaths[1:]
	}
	for _, at := range deaths {
		dir := k.start.lay(t)
		victim := exec.CommandContext(t.Context(), os.Args[0])
		victim.Env = append(os.Environ(), killedIn+"="+dir, killedAs+"="+name, killedAt+"="+strconv.Itoa(at))
		err := victim.Run()
		if exit := new(exec.ExitError); !errors.As(err, &exit) || (exit.Exited() && exit.ExitCode() != 1) {
			t.Fatalf("it was to be killed: %v", err)
		}
		if done := k.survives(t, imageOf(t, dir), "killed at point "+strconv.Itoa(at)); done != (at == after) && !k.idle() {
			t.Errorf("killed at point %d it is done: %t", at, done)
		}
	}
}
