// Package postgrestest runs a PostgreSQL server for tests, on a socket in a
// folder of its own, and removes the folder afterwards. No program uses it.
package postgrestest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Server is a server that starts when it is first needed. The zero value is
// ready for use.
type Server struct {
	// Durable says that what is committed survives a crash. Else nothing waits for
	// the disk.
	Durable bool

	first   sync.Once
	err     error // why it did not start
	dir     string
	making  sync.Mutex // of schemas, and of what runs
	running *running
	made    int // schemas
}

// errMissing says that the programs of PostgreSQL are not on this machine.
var errMissing = errors.New("PostgreSQL is not installed here (Debian: apt-get install postgresql)")

// Address is the address of a new, empty schema. The test is skipped where
// PostgreSQL is missing, and in a short run.
func (s *Server) Address(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("left out of a short run: a server of PostgreSQL has to start")
	}
	s.first.Do(func() { s.err = s.start() })
	if errors.Is(s.err, errMissing) {
		t.Skip(s.err)
	}
	if s.err != nil {
		t.Fatal(s.err)
	}
	s.making.Lock()
	defer s.making.Unlock()
	s.made++
	schema := "books_" + strconv.Itoa(s.made)
	if _, err := s.running.conn.Exec(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	return s.address(schema)
}

func (s *Server) address(schema string) string {
	query := url.Values{"host": {s.dir}, "user": {superuser}, "search_path": {schema}}
	return "postgres:///postgres?" + query.Encode()
}

// Crash ends the server at once, as its own crash would, and starts it again.
// Addresses stay good.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	s.making.Lock()
	defer s.making.Unlock()
	ended := s.running.end()
	s.running = nil
	next, err := s.run()
	if err := errors.Join(ended, err); err != nil {
		t.Fatal(err)
	}
	s.running = next
}

// Stop ends the server, if it was started, and removes its folder.
func (s *Server) Stop() error {
	var err error
	if s.running != nil {
		err = s.running.end()
	}
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

const superuser = "postgres"

func (s *Server) start() error {
	initdb, err := program("initdb")
	if err != nil {
		return err
	}
	if s.dir, err = folder(); err != nil {
		return err
	}
	if err := give(s.dir); err != nil {
		return err
	}
	cmd, err := asUser(initdb, "--pgdata="+s.data(), "--username="+superuser, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
	if err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	s.running, err = s.run()
	return err
}

// folder is in memory where there is such a disk: the server ends, and never the
// machine.
func folder() (string, error) {
	const pattern = "pg-"
	if dir, err := os.MkdirTemp("/dev/shm", pattern); err == nil {
		return dir, nil
	}
	return os.MkdirTemp("", pattern)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// running is a process of the server. It ends with its standard input, so also
// when the test is killed.
type running struct {
	cmd   *exec.Cmd
	input io.Closer
	said  chan string // all that it said, when it ended
	conn  *pgx.Conn   // makes schemas: each further connection costs a process
}

// untilInputEnds runs a program until the standard input ends, and lets it die.
const untilInputEnds = `"$@" & read -r _; kill -QUIT $!; wait $!`

// run starts the server and waits until it takes connections.
func (s *Server) run() (*running, error) {
	postgres, err := program("postgres")
	if err != nil {
		return nil, err
	}
	args := []string{
		"-c", untilInputEnds, "sh", postgres, "-D", s.data(), "-k", s.dir, "-h", "",
		"-c", "max_connections=200", "-c", "autovacuum=off", "-c", "shared_buffers=32MB",
	}
	if !s.Durable {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	cmd, err := asUser("/bin/sh", args...)
	if err != nil {
		return nil, err
	}
	r := &running{cmd: cmd, said: make(chan string, 1)}
	if r.input, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ready := make(chan struct{})
	go r.listen(log, ready)
	select {
	case <-ready:
		r.conn, err = pgx.Connect(context.Background(), s.address("public"))
		if err != nil {
			return nil, errors.Join(err, r.end())
		}
		return r, nil
	case said := <-r.said:
		return nil, fmt.Errorf("the server did not start: %w: %s", cmd.Wait(), said)
	}
}

// listen reads the log to its end, and tells when the server is ready.
func (r *running) listen(log io.Reader, ready chan<- struct{}) {
	var all strings.Builder
	told := false
	for lines := bufio.NewScanner(log); lines.Scan(); {
		all.WriteString(lines.Text() + "\n")
		if !told && strings.Contains(lines.Text(), "ready to accept connections") {
			told = true
			close(ready)
		}
	}
	r.said <- all.String()
}

// end waits until all processes of the server have closed the log. The exit
// status says nothing: it was told to crash.
func (r *running) end() error {
	closed := r.input.Close()
	<-r.said
	if r.conn != nil { // nobody is left to take leave of
		_ = r.conn.Close(context.Background())
	}
	err := r.cmd.Wait()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		err = nil
	}
	return errors.Join(closed, err)
}

// program finds one of PostgreSQL, which Debian keeps out of PATH.
func program(name string) (string, error) {
	if runtime.GOOS == "windows" { // the tests use a socket and a shell
		return "", errMissing
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", errMissing
	}
	return slices.Max(found), nil
}

// unprivileged is who runs the server where the tests are run by root, which it
// refuses.
func unprivileged() (*user.User, error) {
	if who, err := user.Lookup("postgres"); err == nil {
		return who, nil
	}
	return user.Lookup("nobody")
}

// give makes a folder that of the user who runs the server.
func give(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	who, err := unprivileged()
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return err
	}
	return os.Chown(dir, uid, gid)
}

func asUser(name string, args ...string) (*exec.Cmd, error) {
	if os.Geteuid() == 0 {
		who, err := unprivileged()
		if err != nil {
			return nil, err
		}
		args = append([]string{"--reuid=" + who.Uid, "--regid=" + who.Gid, "--clear-groups", "--", name}, args...)
		name = "setpriv"
	}
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Dir = "/" // where that user may be
	return cmd, nil
}
