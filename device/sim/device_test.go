package sim_test

import (
	"errors"
	"io/fs"
	"testing"

	"handback/capability"
	"handback/device/station"
)

func TestOnlyTheFileThatWasMeantIsLoaded(t *testing.T) {
	d := start(t, t.TempDir(), options(t))
	data := sealed(t, response(d.Vault().Device.Host, 1), portalKey())
	if _, err := d.Load(t.Context(), station.ResponseFile, int64(len(data)), capability.DigestOf(data)); !errors.Is(err, refusal(capability.FileDamaged)) {
		t.Errorf("before the upload: %v, want file missing", err)
	}
	if err := d.WriteFile(t.Context(), station.ResponseFile, data); err != nil {
		t.Fatal(err)
	}
	for name, load := range map[string]func() error{
		"another name": func() error {
			_, err := d.Load(t.Context(), "/etc/passwd", int64(len(data)), capability.DigestOf(data))
			return err
		},
		"another size": func() error {
			_, err := d.Load(t.Context(), station.ResponseFile, int64(len(data)-1), capability.DigestOf(data))
			return err
		},
		"another digest": func() error {
			_, err := d.Load(t.Context(), station.ResponseFile, int64(len(data)), capability.Digest{1})
			return err
		},
	} {
		if err := load(); !errors.Is(err, refusal(capability.FileDamaged)) {
			t.Errorf("%s: %v, want file damaged", name, err)
		}
	}
	if status, err := d.Status(t.Context()); err != nil || status.Error != capability.FileDamaged {
		t.Errorf("the status says %v, %v", status.Error, err)
	}
	if _, err := d.Load(t.Context(), station.ResponseFile, int64(len(data)), capability.DigestOf(data)); err != nil {
		t.Error(err)
	}
	if status, err := d.Status(t.Context()); err != nil || status.Error != 0 {
		t.Errorf("after the load the status says %v, %v", status.Error, err)
	}
}

func TestFilesOfTheDevice(t *testing.T) {
	d := start(t, t.TempDir(), options(t))
	for _, name := range []string{station.RequestFile, station.ResponseFile, "/lic/../../etc/passwd"} {
		if _, err := d.ReadFile(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, want ErrNotExist", name, err)
		}
	}
	if err := d.WriteFile(t.Context(), station.RequestFile, []byte("x")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("writing a request: %v, want ErrPermission", err)
	}
	if err := d.WriteFile(t.Context(), station.ResponseFile, make([]byte, station.MaxFile+1)); !errors.Is(err, refusal(capability.StorageFull)) {
		t.Errorf("a large file: %v, want storage full", err)
	}
	made, err := d.Make(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := d.ReadFile(t.Context(), made.Name)
	if err != nil || int64(len(data)) != made.Size || capability.DigestOf(data) != made.SHA256 {
		t.Errorf("the request is not the one that was made, %v", err)
	}
}
