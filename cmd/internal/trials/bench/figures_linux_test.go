package bench

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"handback/capability/message"
	"handback/capability/testkit"
	"handback/device/sim"
	"handback/device/sim/line"
)

var (
	figures = flag.Bool("figures", false, "measure the built program, and print one table")
	rounds  = flag.Int("figures.rounds", 3, "how often one and sixteen devices are measured, in turns")
	baud    = flag.Int("figures.baud", 115200, "of the lines, bits a second")
	other   = flag.String("figures.program", "", "the program that is measured, such as an older one; empty: it is built")
	idle    = flag.Duration("figures.idle", time.Minute, "how long programs are watched that have nothing to do")
	onDisk  = flag.Bool("figures.disk", false, "ledger and stick on the disk of TMPDIR, not in memory")
)

// TestFigures measures the built program, beside devices, lines and a portal that run
// in this process and do not count: what sixteen devices take beside one, from their
// licenses to the credit, and what auto takes that has nothing to do.
func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("it measures; see -figures")
	}
	program := built(t)
	many := map[int][]cost{}
	var last *floor
	for range *rounds {
		for _, devices := range []int{1, 16} {
			last = openFloor(t, program, devices)
			many[devices] = append(many[devices], last.giveBack())
		}
	}
	one, sixteen := middle(many[1]), middle(many[16])
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%d baud, the middle of %d rounds\twall\tCPU\tmost memory\n", *baud, *rounds)
	fmt.Fprintf(table, "one device\t%s\n", one)
	fmt.Fprintf(table, "sixteen devices\t%s\n", sixteen)
	fmt.Fprintf(table, "sixteen beside one\t%.3f\t%.2f\t%.2f\n\n", sixteen.wall.Seconds()/one.wall.Seconds(),
		sixteen.cpu.Seconds()/one.cpu.Seconds(), float64(sixteen.memory)/float64(one.memory))
	fmt.Fprintf(table, "nothing to do\twatched\tCPU\tof a core\twakes a second\tmemory\tbytes written\n")
	for _, policy := range last.policies() {
		took := last.autoIdles(policy[1], *idle)
		fmt.Fprintf(table, "%s\t%s\n", policy[0], took)
		if took.share() > mostOfCore {
			t.Errorf("%s: %v of CPU time in %v", policy[0], took.cpu, took.took)
		}
	}
	if took, is := last.tioIdles(*idle); is {
		fmt.Fprintf(table, "tio, one port\t%s\n", took)
	}
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", out.String())
	if most := int64(60 << 20); sixteen.memory > most {
		t.Errorf("the program took %d MB of memory", sixteen.memory>>20)
	}
}

// cost is what a program took.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // the most that was resident, bytes
}

func (c cost) String() string {
	return fmt.Sprintf("%v\t%v\t%.1f MB", c.wall.Round(time.Millisecond), c.cpu.Round(time.Millisecond), float64(c.memory)/(1<<20))
}

func (c cost) and(other cost) cost {
	return cost{c.wall + other.wall, c.cpu + other.cpu, max(c.memory, other.memory)}
}

// middle is the middle of each figure.
func middle(all []cost) (m cost) {
	of := func(compare func(a, b cost) int) cost {
		return slices.SortedFunc(slices.Values(all), compare)[len(all)/2]
	}
	m.wall = of(func(a, b cost) int { return cmp.Compare(a.wall, b.wall) }).wall
	m.cpu = of(func(a, b cost) int { return cmp.Compare(a.cpu, b.cpu) }).cpu
	m.memory = of(func(a, b cost) int { return cmp.Compare(a.memory, b.memory) }).memory
	return m
}

// built builds the program as releases are.
func built(t *testing.T) string {
	t.Helper()
	if *other != "" {
		return *other
	}
	program := filepath.Join(t.TempDir(), "handback")
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, "handback/cmd/handback")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// floor is a shop whose devices stand at pseudo terminals behind their lines, and the
// program beside it.
type floor struct {
	*shop
	program string
	laptop  string // the folder of its ledger and its configuration
	ports   []string
}

func openFloor(t *testing.T, program string, devices int) *floor {
	t.Helper()
	s := newShop(t, testkit.Dir(t))
	s.params, s.held = line.Params{Baud: *baud, Latency: time.Millisecond, USBTimer: 16 * time.Millisecond}, 40
	s.add(devices)
	f := &floor{shop: s, program: program, laptop: filepath.Join(s.dir, "laptop")}
	if *onDisk {
		f.laptop = t.TempDir()
	}
	for _, u := range s.units {
		f.ports = append(f.ports, f.plugIn(u))
	}
	s.media = filepath.Join(f.laptop, "stick")
	key, err := s.office.PublicKey()
	var known []byte
	if err == nil {
		known, err = message.MarshalPublicKey(key)
	}
	err = errors.Join(err, os.MkdirAll(f.stick(), 0o755), f.write("portal.pem", string(known)), f.write("handback.toml", "portal-keys = ['portal.pem']\n"),
		f.write("list.csv", "serial\n"+strings.Join(f.serials(), "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return f
}

// plugIn gives a unit a port.
func (f *floor) plugIn(u *unit) string {
	f.t.Helper()
	port := filepath.Join(f.dir, u.port)
	cable := line.OnTerminal(port, u.line.A)
	if err := cable.Plug(context.Background()); err != nil {
		f.t.Skipf("no pseudo terminal: %v", err)
	}
	f.t.Cleanup(func() { f.pull(cable) })
	return port
}

func (f *floor) pull(cable *sim.Cable) {
	if err := cable.Pull(); err != nil {
		f.t.Error(err)
	}
}

func (f *floor) serials() []string {
	var all []string
	for _, u := range f.units {
		all = append(all, u.device.Vault().Device.Serial)
	}
	return all
}

func (f *floor) write(name, text string) error {
	return os.WriteFile(filepath.Join(f.laptop, name), []byte(text), 0o600)
}

// giveBack does whole returns of all devices, and gives what the program took. What
// the portal takes does not count.
func (f *floor) giveBack() (sum cost) {
	f.t.Helper()
	sum = f.run(0, "start", "--batch", "list.csv")
	for _, status := range []int{3, 3, 0} { // twice the portal is next
		sum = sum.and(f.run(status, "next", "--do", "--all", "--yes", "--stick", f.stick()))
		if status > 0 {
			f.answer()
		}
	}
	f.checkBooks()
	return sum
}

// run runs the program to its end.
func (f *floor) run(status int, args ...string) cost {
	f.t.Helper()
	cmd := f.command(append(args, "--ports", strings.Join(f.ports, ","))...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	took := time.Since(began)
	if cmd.ProcessState.ExitCode() != status {
		f.t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return cost{took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), mostMemory(cmd.ProcessState)}
}

func (f *floor) command(args ...string) *exec.Cmd {
	cmd := exec.Command(f.program, append(args, "--config", "handback.toml", "--state", "state", "--operator", "technician", "--lang", "en")...)
	cmd.Dir = f.laptop
	return cmd
}

// mostMemory is the most that was resident, in bytes.
func mostMemory(ended *os.ProcessState) int64 {
	usage, _ := ended.SysUsage().(*syscall.Rusage)
	if usage == nil {
		return 0
	}
	return int64(usage.Maxrss) << 10
}
