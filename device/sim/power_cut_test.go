package sim

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/capability/testkit"
	"handback/device/station"
)

func cutOptions() Options {
	return Options{
		Portal: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public().(ed25519.PublicKey),
		Now:    func() time.Time { return time.Unix(1_772_000_000, 0).UTC() },
		Random: rand.NewChaCha8([32]byte{7}),
	}
}

// oneLess is a response for the device that leaves one license of the two.
func oneLess(t *testing.T, host capability.HostID) []byte {
	t.Helper()
	data, err := seal.Response(message.Response{
		Host: host, Issued: time.Unix(1_771_000_000, 0), Seq: 4, Rights: DefaultLicenses()[1:],
	}, ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// cuts tries an act on the device in a copy of the folder start: once as it
// is, then with the power cut at every step and every byte, with and without
// what was not synced, and calls check with the device started again; the last cut comes after the act.
func cuts(t *testing.T, start string, act func(*Device) error, check func(cut int, after, d *Device)) {
	t.Helper()
	t.Parallel()
	quick, calm := testkit.Dir(t), newCutDisk(-1)
	after, err := begin(start, filepath.Join(quick, "whole"), calm, act)
	if err != nil {
		t.Fatal(err)
	}
	for _, forgets := range []bool{false, true} {
		for cut := calm.steps; cut >= 0; cut -= stride() {
			dir, m := filepath.Join(quick, fmt.Sprint(forgets, cut)), newCutDisk(cut)
			if _, err := begin(start, dir, m, act); (err == nil) != (cut == calm.steps) {
				t.Fatalf("cut at step %d: %v", cut, err)
			}
			if forgets {
				if err := m.lose(); err != nil {
					t.Fatal(err)
				}
			}
			d, err := open(dir, cutOptions(), newCutDisk(-1))
			if err != nil {
				t.Fatalf("cut at step %d (forgets: %t): %v", cut, forgets, err)
			}
			if cut == calm.steps && !reflect.DeepEqual(d.Vault(), after.Vault()) {
				t.Error("what was done is undone by a cut after it")
			}
			check(cut, after, d)
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	t.Logf("power cut at %d of %d steps, twice", 1+calm.steps/stride(), 1+calm.steps)
}

// stride is how far the cuts are apart; each byte counts unless time is short.
func stride() int {
	if raceEnabled || testing.Short() {
		return 17
	}
	return 1
}

// begin does the act in a copy of start and gives the device, closed again.
func begin(start, dir string, f fileSystem, act func(*Device) error) (*Device, error) {
	if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
		return nil, err
	}
	d, err := open(dir, cutOptions(), f)
	if err != nil {
		return nil, err
	}
	return d, errors.Join(act(d), d.Close())
}

// built is the folder of a new device.
func built(t *testing.T) (dir string, v Vault) {
	t.Helper()
	dir = t.TempDir()
	d, err := open(dir, cutOptions(), newCutDisk(-1))
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir, d.Vault()
}

func nothing(*Device) error { return nil }

func TestFirstStartCutAnywhere(t *testing.T) {
	cuts(t, t.TempDir(), nothing, func(cut int, _, d *Device) {
		if !reflect.DeepEqual(d.Vault().Licenses, DefaultLicenses()) {
			t.Errorf("cut at step %d: it holds %v", cut, d.Vault().Licenses)
		}
		file, err := os.ReadFile(d.EnrollmentPath())
		if err != nil {
			t.Fatal(err)
		}
		told, err := message.ReadEnrollment(bytes.NewReader(file))
		if want, wrong := d.Enrollment(); err != nil || wrong != nil || !reflect.DeepEqual(told, want) {
			t.Errorf("cut at step %d: the back office is told %+v, %v", cut, told, err)
		}
	})
}

func TestMakeCutAnywhere(t *testing.T) {
	start, before := built(t)
	act := func(d *Device) error {
		_, err := d.Make(t.Context(), []capability.Line{{ActivationID: "ACT-DOPPLER-7Q4M"}})
		return err
	}
	cuts(t, start, act, func(cut int, after, d *Device) {
		v := d.Vault()
		if !reflect.DeepEqual(v, before) && !reflect.DeepEqual(v, after.Vault()) {
			t.Errorf("cut at step %d: it is neither as before nor as after", cut)
		}
		if err := act(d); err != nil {
			t.Errorf("cut at step %d, then made again: %v", cut, err)
		}
	})
}

// A response whose answer was lost with the power counts once: the device has
// it, and says so, or never had it.
func TestLoadCutAnywhere(t *testing.T) {
	start, before := built(t)
	response := oneLess(t, before.Device.Host)
	act := func(d *Device) error {
		if err := d.WriteFile(t.Context(), station.ResponseFile, response); err != nil {
			return err
		}
		_, err := d.Load(t.Context(), station.ResponseFile, int64(len(response)), capability.DigestOf(response))
		return err
	}
	cuts(t, start, act, func(cut int, after, d *Device) {
		v, again := d.Vault(), act(d)
		switch {
		case reflect.DeepEqual(v, before):
			if again != nil {
				t.Errorf("cut at step %d, before it counted, then: %v", cut, again)
			}
		case reflect.DeepEqual(v, after.Vault()):
			if !errors.Is(again, &capability.Refusal{Code: capability.AlreadyLoaded}) {
				t.Errorf("cut at step %d, after it counted, then: %v", cut, again)
			}
		default:
			t.Errorf("cut at step %d: it is neither as before nor as after", cut)
		}
		if !reflect.DeepEqual(d.Vault(), after.Vault()) {
			t.Errorf("cut at step %d: in the end it holds %v", cut, d.Vault().Licenses)
		}
		if left, err := leftovers(filepath.Dir(d.EnrollmentPath())); err != nil || again == nil && len(left) > 0 {
			t.Errorf("cut at step %d left %v, %v", cut, left, err)
		}
	})
}

var errCut = errors.New("the power is gone")

// cutDisk is a disk whose power is cut after some steps; each byte that is
// written is one. Nothing is done after that. What was not synced until then
// is on the disk or not: lose takes it away.
type cutDisk struct {
	left  int // steps until the cut; below 0: never
	steps int // that were made

	unsynced map[string]bool   // files with content that is not on the disk
	renamed  map[string][]byte // files with a new name that is not, and the old content
}

func newCutDisk(left int) *cutDisk {
	return &cutDisk{left: left, unsynced: map[string]bool{}, renamed: map[string][]byte{}}
}

func (c *cutDisk) step() error {
	if c.left == 0 {
		return errCut
	}
	c.left--
	c.steps++
	return nil
}

func (c *cutDisk) Create(path string) (syncedFile, error) {
	if err := c.step(); err != nil {
		return nil, err
	}
	file, err := os.Create(path)
	c.unsynced[path] = true
	return &cutFile{file, c}, err
}

func (c *cutDisk) Rename(from, to string) error {
	if err := c.step(); err != nil {
		return err
	}
	old, err := os.ReadFile(to)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	c.renamed[to] = old
	c.unsynced[to] = c.unsynced[from]
	delete(c.unsynced, from)
	return os.Rename(from, to)
}

func (c *cutDisk) Remove(path string) error {
	if err := c.step(); err != nil {
		return err
	}
	return os.Remove(path)
}

func (c *cutDisk) SyncDir(dir string) error {
	if err := c.step(); err != nil {
		return err
	}
	for path := range c.renamed {
		if filepath.Dir(path) == dir {
			delete(c.renamed, path)
		}
	}
	return nil
}

// lose takes away what was not synced: content, and then names.
func (c *cutDisk) lose() error {
	for path, unsynced := range c.unsynced {
		if !unsynced {
			continue
		}
		if err := os.Truncate(path, 0); err != nil {
			return err
		}
	}
	for path, old := range c.renamed {
		err := os.Rename(path, path+".new")
		if old != nil {
			err = errors.Join(err, os.WriteFile(path, old, 0o600))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type cutFile struct {
	*os.File
	on *cutDisk
}

func (f *cutFile) Write(data []byte) (int, error) {
	for n := range data {
		if err := f.on.step(); err != nil {
			_, written := f.File.Write(data[:n])
			return n, errors.Join(err, written)
		}
	}
	return f.File.Write(data)
}

func (f *cutFile) Sync() error {
	if err := f.on.step(); err != nil {
		return err
	}
	delete(f.on.unsynced, f.Name())
	return nil
}

// leftovers are the files in dir that a first start doesn't make.
func leftovers(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if !slices.Contains([]string{keyFile, vaultFile, lockFile, EnrollmentFile}, e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

func anyVault(t testing.TB) Vault {
	t.Helper()
	v, err := Factory{}.Build(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	v.Last, v.Issued = &capability.Mark{Seq: 3}, time.Unix(1_700_000_000, 0).UTC()
	v.Device.Model = "X200 <&> \u2028"
	v.Request = []byte("a request")
	return v
}

func TestVaultIsReadAsWritten(t *testing.T) {
	want := anyVault(t)
	data, err := encodeVault(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeVault(data, want.Key); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v; want %+v", got, err, want)
	}
}

// Without the key nobody writes a vault: what decodes is what was encoded.
func FuzzDecodeVault(f *testing.F) {
	want := anyVault(f)
	data, err := encodeVault(want)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("{}"))
	f.Add([]byte(`{"state":null,"hmac_sha256":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeVault(data, want.Key)
		if err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%q was read as %+v", data, got)
		}
	})
}
