//go:build linux

package line_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"golang.org/x/sys/unix"

	"handback/device/sim/line"
	"handback/device/smp"
)

const (
	transferTimeout = 60 * time.Second // for one transfer; on a good line it takes 6 to 12 s
	parallel        = 6                // transfers side by side: they mostly wait
	tableBaud       = 115200
)

// mover is a program, or Handback, and how it moves a file.
type mover struct {
	name     string
	missing  bool
	transfer func(ctx context.Context, p line.Params, w way) (float64, error)
}

func movers() []mover {
	var all []mover
	for _, own := range []struct {
		name   string
		server smp.ServerOptions
	}{
		{"Handback, 384-byte buffer", smp.ServerOptions{BufSize: 384}},
		{"Handback, 1024-byte buffer", smp.ServerOptions{BufSize: 1024}},
		{"Handback, fast framing", smp.ServerOptions{BufSize: 1024, Fast: true}},
	} {
		all = append(all, mover{name: own.name, transfer: func(ctx context.Context, p line.Params, w way) (float64, error) {
			return setup{params: p, server: own.server}.transfer(ctx, w)
		}})
	}
	for _, p := range peers() {
		all = append(all, mover{name: p.name, missing: !p.installed(), transfer: p.transfer})
	}
	return all
}

// condition is what a line is like.
type condition struct {
	name   string
	params line.Params
	seeds  []uint64 // of a run each; the mean is shown
}

// The table can be cut down to one kind of line, with more runs of each.
var (
	tableOnly = flag.String("table.only", "", "the one column of the table to measure, such as 'BER 1e-5'")
	tableRuns = flag.Uint64("table.runs", 3, "runs on a line of bit error rate 1e-5")
)

func conditions() []condition {
	return slices.DeleteFunc(allConditions(), func(c condition) bool { return !strings.Contains(c.name, *tableOnly) })
}

func allConditions() []condition {
	clean := []uint64{1}
	var noisy []uint64
	for seed := range *tableRuns {
		noisy = append(noisy, seed+1)
	}
	latency := 5 * time.Millisecond
	return []condition{
		{"0 ms", line.Params{}, clean},
		{"5 ms", line.Params{Latency: latency}, clean},
		{"5 ms, USB 16 ms", line.Params{Latency: latency, USBTimer: 16 * time.Millisecond}, clean},
		{"5 ms, BER 1e-5", line.Params{Latency: latency, BitErrors: 1e-5}, noisy},
		{"5 ms, BER 1e-4", line.Params{Latency: latency, BitErrors: 1e-4}, clean},
	}
}

// cell is a transfer of the table, several times with other errors.
type cell struct {
	mover     mover
	way       way
	condition condition

	shares []float64
	failed error
}

func (c *cell) run(ctx context.Context) {
	for _, seed := range c.condition.seeds {
		p := c.condition.params
		p.Baud, p.Seed = tableBaud, seed
		ctx, cancel := context.WithTimeout(ctx, transferTimeout)
		share, err := c.mover.transfer(ctx, p, c.way)
		cancel()
		if err != nil {
			c.failed = err
			return
		}
		c.shares = append(c.shares, share)
	}
}

func (c *cell) String() string {
	switch {
	case c.mover.missing:
		return "-"
	case c.failed != nil:
		return "failed"
	}
	sum := 0.0
	for _, share := range c.shares {
		sum += share
	}
	return fmt.Sprintf("%.2f", sum/float64(len(c.shares)))
}

// BenchmarkTable moves 64 KiB by each program over each line, in real time,
// and prints which share of the line's speed it reached. It takes minutes.
func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		printTable(os.Stdout, runTable(b))
	}
}

func runTable(b *testing.B) []*cell {
	var cells []*cell
	for _, m := range movers() {
		for _, w := range []way{up, down} {
			for _, c := range conditions() {
				cells = append(cells, &cell{mover: m, way: w, condition: c})
			}
		}
	}
	free := make(chan struct{}, parallel)
	var all sync.WaitGroup
	for _, c := range cells {
		if c.mover.missing {
			continue
		}
		free <- struct{}{}
		all.Go(func() {
			c.run(b.Context())
			<-free
		})
	}
	all.Wait()
	return cells
}

// printTable prints a row for each program and way.
func printTable(out io.Writer, cells []*cell) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\n64 KiB at %d baud: share of what the line can carry\n\t", tableBaud)
	for _, c := range conditions() {
		fmt.Fprintf(w, "\t%s", c.name)
	}
	for i, c := range cells {
		if i%len(conditions()) == 0 {
			fmt.Fprintf(w, "\n%s\t%s", c.mover.name, c.way)
		}
		fmt.Fprintf(w, "\t%s", c)
	}
	fmt.Fprintln(w, "\n\nfailed: gave up, or another file arrived; -: not installed.")
	fmt.Fprintln(w, "Handback's shares count the whole act with its digest, those of the others")
	fmt.Fprintln(w, "the time from the first to the last byte on the line.")
	for _, c := range cells {
		if c.failed != nil {
			fmt.Fprintf(w, "%s, %s, %s: %v\n", c.mover.name, c.way, c.condition.name, c.failed)
		}
	}
	_ = w.Flush() // a table that can't be printed is not missed
}

// peer is another program that carries files over a serial line.
type peer struct {
	name          string
	send, receive []string // how it is started, where there is a file in
}

const fileName = "file.bin"

// peers are the programs that are measured beside Handback's own client.
func peers() []peer {
	return []peer{
		{"sz, rz (ZMODEM)", []string{"sz", "-bq", fileName}, []string{"rz", "-bqy"}},
		{"sz -w 4096, rz", []string{"sz", "-bq", "-w", "4096", fileName}, []string{"rz", "-bqy"}},
		{"sx -k, rx (XMODEM-1K)", []string{"sx", "-kq", fileName}, []string{"rx", "-cq", fileName}},
		{"gkermit", []string{"gkermit", "-iqs", fileName}, []string{"gkermit", "-iqwr"}},
		{"gkermit -S", []string{"gkermit", "-iqSs", fileName}, []string{"gkermit", "-iqwr"}},
	}
}

// installed reports whether both programs are.
func (p peer) installed() bool {
	_, sender := exec.LookPath(p.send[0])
	_, receiver := exec.LookPath(p.receive[0])
	return sender == nil && receiver == nil
}

var errOtherFile = errors.New("another file arrived")

// transfer moves fileSize bytes and returns the share of the line's speed that
// was reached between the first byte and the last on the line: most peers
// sleep for a second when they are done.
func (p peer) transfer(ctx context.Context, params line.Params, direction way) (share float64, err error) {
	from, err := os.MkdirTemp("", "line")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(from)
	to := filepath.Join(from, "to")
	want := random(fileSize)
	if err := errors.Join(os.Mkdir(to, 0o700), os.WriteFile(filepath.Join(from, fileName), want, 0o600)); err != nil {
		return 0, err
	}
	l := line.New(params)
	sending, receiving := l.A(), l.B()
	if direction == down {
		sending, receiving = receiving, sending
	}
	ends := make(chan error, 2)
	go func() { ends <- runOn(ctx, receiving, to, p.receive) }()
	go func() { ends <- runOn(ctx, sending, from, p.send) }()
	if err := errors.Join(<-ends, <-ends); err != nil {
		return 0, err
	}
	got, err := os.ReadFile(filepath.Join(to, fileName))
	if err != nil {
		return 0, err
	}
	if len(got) < len(want) || !bytes.Equal(got[:len(want)], want) { // XMODEM fills up the last block
		return 0, errOtherFile
	}
	there, back := l.Counts(line.AToB), l.Counts(line.BToA)
	took := latest(there.Last, back.Last).Sub(earliest(there.First, back.First))
	return fileSize / took.Seconds() / params.BytesPerSecond(), nil
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// pipes are a program's input and output.
type pipes struct {
	io.Reader
	io.Writer
}

// runOn runs a program whose input and output are an end. They are pipes: on a
// pseudo terminal lrzsz loses its last bytes, because it flushes and exits. The
// one that it writes to is as small as a terminal's buffer.
func runOn(ctx context.Context, end *line.End, dir string, command []string) error {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal to ask
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := shrink(out); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	joined := line.Join(ctx, end, pipes{out, in})
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w", command[0], err)
	}
	if errors.Is(joined, syscall.EPIPE) {
		return nil // the program had read enough
	}
	return joined
}

// shrink leaves a page of a pipe's buffer.
func shrink(pipe io.ReadCloser) error {
	file, is := pipe.(*os.File)
	if !is {
		return errors.ErrUnsupported
	}
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { _, failed = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, os.Getpagesize()) })
	return errors.Join(err, failed)
}
