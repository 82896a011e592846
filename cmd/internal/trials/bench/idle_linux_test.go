package bench

import (
	"bytes"
	"crypto/ed25519"
	cryptorand "crypto/rand"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"handback/capability/signature"

	"github.com/creack/pty"
	"golang.org/x/crypto/ssh"
)

// Of a program that has nothing to do.
const (
	tick       = 10 * time.Millisecond // of the CPU time that /proc/PID/stat counts
	sharedIn   = 25                    // folders of the share that hold each case
	mostOfCore = 0.01                  // of a core that auto may take
)

// idleness is what a program took while it had nothing to do.
type idleness struct {
	took    time.Duration // that it was watched for
	cpu     time.Duration
	wakes   int64 // times that a thread went to sleep and was woken
	memory  int64 // resident at the end, bytes
	written int64 // to disks, bytes
}

func (i idleness) String() string {
	return fmt.Sprintf("%v\t%v\t%.2f %%\t%.1f\t%.1f MB\t%d", i.took.Round(time.Second), i.cpu, 100*i.share(),
		float64(i.wakes)/i.took.Seconds(), float64(i.memory)/(1<<20), i.written)
}

func (i idleness) share() float64 { return i.cpu.Seconds() / i.took.Seconds() }

// watch measures a program for a while.
func watch(t *testing.T, p *os.Process, took time.Duration) idleness {
	t.Helper()
	before := usageOf(t, p.Pid)
	time.Sleep(took)
	now := usageOf(t, p.Pid)
	return idleness{took, now.cpu - before.cpu, now.wakes - before.wakes, now.memory, now.written - before.written}
}

// usageOf is what a program took since it began, as proc(5) tells it.
func usageOf(t *testing.T, pid int) (u idleness) {
	t.Helper()
	proc := fmt.Sprintf("/proc/%d", pid)
	stat, err := os.ReadFile(proc + "/stat")
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	for _, ticks := range fields[11:13] { // utime, stime
		n, err := strconv.Atoi(ticks)
		if err != nil {
			t.Fatal(err)
		}
		u.cpu += time.Duration(n) * tick
	}
	threads, err := filepath.Glob(proc + "/task/*/status")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range threads {
		u.wakes += lineOf(name, "voluntary_ctxt_switches:")
	}
	u.memory, u.written = lineOf(proc+"/status", "VmRSS:")<<10, lineOf(proc+"/io", "write_bytes:")
	return u
}

// lineOf is the number of a line in a file of /proc; 0 when it has none: a thread may
// have ended.
func lineOf(name, key string) int64 {
	data, _ := os.ReadFile(name)
	for line := range strings.Lines(string(data)) {
		if rest, is := strings.CutPrefix(line, key); is {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n
		}
	}
	return 0
}

// autoIdles measures auto with a policy once it has nothing more to do with any of
// the devices, and checks that it writes nothing then.
func (f *floor) autoIdles(policy string, took time.Duration) idleness {
	f.t.Helper()
	if err := f.write("policy.toml", policy); err != nil {
		f.t.Fatal(err)
	}
	cmd := f.command("auto", "--policy", "policy.toml")
	if err := cmd.Start(); err != nil {
		f.t.Fatal(err)
	}
	defer func() {
		err := errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait())
		if err != nil {
			f.t.Error(err)
		}
	}()
	f.settle()
	before := f.tree()
	idle := watch(f.t, cmd.Process, took)
	known := strings.Split(before, "\n")
	for line := range strings.SplitSeq(f.tree(), "\n") {
		if !slices.Contains(known, line) {
			f.t.Errorf("auto wrote while it had nothing to do: %s", line)
		}
	}
	return idle
}

// settle waits until auto has left all devices alone for a while, and written nothing.
func (f *floor) settle() {
	f.t.Helper()
	const quiet = 5 * time.Second
	before := ""
	for since, end := time.Now(), time.Now().Add(2*time.Minute); time.Since(since) < quiet; time.Sleep(quiet / 10) {
		if now := f.tree(); !f.leftAlone() || now != before {
			since, before = time.Now(), now
		}
		if time.Now().After(end) {
			f.t.Fatal("auto never came to rest")
		}
	}
}

func (f *floor) leftAlone() bool {
	data, err := os.ReadFile(filepath.Join(f.laptop, "state", "auto", "status.json"))
	var status struct {
		State string
		Units []struct{ Verdict string }
	}
	if err != nil || json.Unmarshal(data, &status) != nil || status.State != "watching" || len(status.Units) < len(f.units) {
		return false
	}
	for _, u := range status.Units {
		if u.Verdict != "leaves" {
			return false
		}
	}
	return true
}

// tree tells all files of the laptop with their sizes and times.
func (f *floor) tree() string {
	f.t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(f.laptop, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			fmt.Fprintln(&all, name, info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return all.String()
}

// share puts the cases on the stick into a folder that colleagues share, signed and
// several times over, and gives how many there are.
func (f *floor) share() (cases int) {
	f.t.Helper()
	key := f.signer()
	found, err := filepath.Glob(filepath.Join(f.stick(), "HANDBACK", "*", "return.json"))
	if err != nil || len(found) == 0 {
		f.t.Fatalf("no case on the stick: %v", err)
	}
	for n := range sharedIn {
		for _, one := range found {
			to := filepath.Join(f.laptop, "share", fmt.Sprint(n), filepath.Base(filepath.Dir(one)))
			if err := errors.Join(os.MkdirAll(to, 0o755), os.CopyFS(to, os.DirFS(filepath.Dir(one)))); err != nil {
				f.t.Fatal(err)
			}
			data, err := os.ReadFile(one)
			var signed []byte
			if err == nil {
				signed, err = key.Sign(f.t.Context(), data, signature.Cases)
			}
			if err = errors.Join(err, os.WriteFile(filepath.Join(to, "return.json.sig"), signed, 0o644)); err != nil {
				f.t.Fatal(err)
			}
			cases++
		}
	}
	return cases
}

// signer makes the key of a colleague, whom the laptop knows.
func (f *floor) signer() *signature.Key {
	f.t.Helper()
	_, private, err := ed25519.GenerateKey(cryptorand.Reader)
	if err != nil {
		f.t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err == nil {
		err = f.write("colleague", string(pem.EncodeToMemory(block)))
	}
	if err != nil {
		f.t.Fatal(err)
	}
	key, err := signature.Load(f.t.Context(), filepath.Join(f.laptop, "colleague"), nil)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := errors.Join(f.write("signers", "colleague@example.com "+key.Public()+"\n"),
		f.write("handback.toml", "portal-keys = ['portal.pem']\ntrusted-signers = 'signers'\n")); err != nil {
		f.t.Fatal(err)
	}
	return key
}

// policies are those under which auto idles, by what it watches.
func (f *floor) policies() (all [][2]string) {
	ports, err := json.Marshal(f.ports)
	if err != nil {
		f.t.Fatal(err)
	}
	plain := fmt.Sprintf("models = [%q]\nthrough = 'folder'\nfolder = 'stick'\nports = %s\n", f.units[0].device.Vault().Device.Model, ports)
	cases := f.share()
	return [][2]string{
		{fmt.Sprintf("auto, %d ports", len(f.ports)), plain},
		{fmt.Sprintf("auto, and a share of %d cases", cases), plain + "cases = 'share'\n"},
		{"auto whose files go through that share", strings.Replace(plain, "'stick'", "'share'", 1)},
	}
}

// tioIdles measures tio(1), a terminal program for serial lines, on one port.
func (f *floor) tioIdles(took time.Duration) (idleness, bool) {
	f.t.Helper()
	tio, err := exec.LookPath("tio")
	if err != nil {
		f.t.Log("tio is not installed (package tio): auto stands alone in the table")
		return idleness{}, false
	}
	cmd := exec.Command(tio, f.ports[0])
	screen, err := pty.Start(cmd)
	if err != nil {
		f.t.Fatal(err)
	}
	time.Sleep(time.Second) // it has connected by then, or has ended
	idle := watch(f.t, cmd.Process, took)
	_ = cmd.Process.Kill() // it may have ended, which watch tells
	_, _ = cmd.Process.Wait()
	return idle, screen.Close() == nil
}
