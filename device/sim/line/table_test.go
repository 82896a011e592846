//go:build linux

package line_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"handback/device/sim/line"
	"handback/device/smp"
)

const (
	patience  = 60 * time.Second // for one transfer; on a good line it takes 6 to 12 s
	atOnce    = 6                // transfers side by side: they mostly wait
	benchRate = 115200
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
			return rig{params: p, server: own.server}.transfer(ctx, w)
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
		p.Baud, p.Seed = benchRate, seed
		ctx, cancel := context.WithTimeout(ctx, patience)
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
	free := make(chan struct{}, atOnce)
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
	fmt.Fprintf(w, "\n64 KiB at %d baud: share of what the line can carry\n\t", benchRate)
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
