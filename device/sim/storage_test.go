package sim_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/device/sim"
)

func TestEverythingSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	d, err := sim.Open(dir, options(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := load(t, d, sealed(t, response(d.Vault().Device.Host, 4), portalKey())); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Make(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	before := d.Vault()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if after := once(t, dir, options(t)); !reflect.DeepEqual(after, before) {
		t.Errorf("before the restart %+v, after it %+v", before, after)
	}
}

func TestFirstStartWritesTheEnrollment(t *testing.T) {
	dir := t.TempDir()
	d := start(t, dir, options(t))
	file, err := os.Open(d.EnrollmentPath())
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := message.ReadEnrollment(file)
	if err != nil {
		t.Fatal(err)
	}
	want, err := d.Enrollment()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the file says %+v, the device %+v, %v", got, want, err)
	}
}

func TestTwoDevicesAreNotTheSame(t *testing.T) {
	random := randomness()
	o := options(t)
	o.Random = random
	a, b := once(t, t.TempDir(), o), once(t, t.TempDir(), o)
	if a.Device.Host == b.Device.Host || bytes.Equal(a.Key, b.Key) {
		t.Errorf("both are %s", a.Device.Host)
	}
}

func TestDamagedStorageIsRefused(t *testing.T) {
	vault := func(dir string) string { return filepath.Join(dir, "vault.json") }
	rewrite := func(path string, change func(data []byte) []byte) error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, change(data), 0o600)
	}
	for name, damage := range map[string]func(dir string) error{
		"more licenses": func(dir string) error {
			return rewrite(vault(dir), func(data []byte) []byte {
				return bytes.Replace(data, []byte(`"count":5`), []byte(`"count":9`), 1)
			})
		},
		"torn": func(dir string) error {
			return rewrite(vault(dir), func(data []byte) []byte { return data[:len(data)/2] })
		},
		"empty": func(dir string) error { return os.Truncate(vault(dir), 0) },
		"zeros": func(dir string) error {
			return rewrite(vault(dir), func(data []byte) []byte { return make([]byte, len(data)) })
		},
		"huge":        func(dir string) error { return os.Truncate(vault(dir), 1<<30) },
		"taken away":  func(dir string) error { return os.Remove(vault(dir)) },
		"a torn key":  func(dir string) error { return os.Truncate(filepath.Join(dir, "device.key"), 20) },
		"a huge key":  func(dir string) error { return os.Truncate(filepath.Join(dir, "device.key"), 1<<20) },
		"another key": func(dir string) error { return swapKey(t, dir) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			once(t, dir, options(t))
			if err := damage(dir); err != nil {
				t.Fatal(err)
			}
			d, err := sim.Open(dir, options(t))
			if !errors.Is(err, sim.ErrTampered) || d != nil {
				t.Errorf("got %v, want ErrTampered", err)
			}
		})
	}
}

// swapKey puts the key of another device in.
func swapKey(t *testing.T, dir string) error {
	other, o := t.TempDir(), options(t)
	o.Random = strings.NewReader(strings.Repeat("another", 20))
	once(t, other, o)
	key, err := os.ReadFile(filepath.Join(other, "device.key"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "device.key"), key, 0o600)
}

func TestStartsThatWereCutShort(t *testing.T) {
	t.Run("before the key was written", func(t *testing.T) {
		dir := t.TempDir()
		once(t, dir, options(t))
		if err := os.Remove(filepath.Join(dir, "device.key")); err != nil {
			t.Fatal(err)
		}
		if v := once(t, dir, options(t)); len(v.Licenses) != 2 {
			t.Errorf("holds %v", v.Licenses)
		}
	})
	t.Run("before the enrollment was written", func(t *testing.T) {
		dir := t.TempDir()
		once(t, dir, options(t))
		if err := os.Remove(filepath.Join(dir, sim.EnrollmentFile)); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(start(t, dir, options(t)).EnrollmentPath()); err != nil {
			t.Error(err)
		}
	})
	t.Run("while the vault was replaced", func(t *testing.T) {
		dir := t.TempDir()
		before := once(t, dir, options(t))
		if err := os.WriteFile(filepath.Join(dir, "vault.json.new"), []byte(`{"state":`), 0o600); err != nil {
			t.Fatal(err)
		}
		d := start(t, dir, options(t))
		if !reflect.DeepEqual(d.Vault(), before) {
			t.Error("the vault is not what it was")
		}
		if _, err := d.Make(t.Context(), nil); err != nil {
			t.Errorf("the next change: %v", err)
		}
	})
}

// A full disk is told, and the device is as it was.
func TestAStorageThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	d := start(t, dir, options(t))
	before := d.Vault()
	if err := os.MkdirAll(filepath.Join(dir, "vault.json.new", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := load(t, d, sealed(t, response(before.Device.Host, 4), portalKey())); !errors.Is(err, refusal(capability.StorageFull)) {
		t.Errorf("load: %v, want storage full", err)
	}
	if _, err := d.Make(t.Context(), nil); !errors.Is(err, refusal(capability.StorageFull)) {
		t.Errorf("make: %v, want storage full", err)
	}
	if !reflect.DeepEqual(d.Vault(), before) {
		t.Error("the device changed")
	}
}

func TestOneSimulatorAtATime(t *testing.T) {
	dir := t.TempDir()
	start(t, dir, options(t))
	if _, err := sim.Open(dir, options(t)); !errors.Is(err, sim.ErrInUse) {
		t.Errorf("got %v, want ErrInUse", err)
	}
}

func TestADirectoryKeepsItsDevice(t *testing.T) {
	dir := t.TempDir()
	o := options(t)
	o.Serial = "SN0001"
	once(t, dir, o)
	o.Serial = "SN0002"
	if _, err := sim.Open(dir, o); !errors.Is(err, sim.ErrOtherDevice) || !strings.Contains(err.Error(), "SN0001") {
		t.Errorf("got %v, want ErrOtherDevice naming SN0001", err)
	}
	o.Serial = ""
	o.Now = func() time.Time { return noon().AddDate(1, 0, 0) }
	if v := once(t, dir, o); v.Device.Serial != "SN0001" {
		t.Errorf("it is %s now", v.Device.Serial)
	}
}
