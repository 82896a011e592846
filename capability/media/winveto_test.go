package media

import (
	"errors"
	"testing"
)

func TestVetoes(t *testing.T) {
	for name, tt := range map[string]struct {
		veto   veto
		want   error
		holder string
	}{
		"an open file":     {veto{vetoOutstandingOpen, `STORAGE\Volume\1`}, ErrBusy, ""},
		"a program":        {veto{vetoWindowsApp, "WINWORD.EXE"}, ErrBusy, "WINWORD.EXE"},
		"a service":        {veto{vetoWindowsService, "WSearch"}, ErrBusy, "the service WSearch"},
		"rights":           {veto{kind: vetoInsufficientRights}, ErrPermission, ""},
		"no such thing":    {veto{kind: 8}, ErrKept, ""},
		"a kind to come":   {veto{kind: 99}, ErrKept, ""},
		"no word about it": {veto{}, ErrKept, ""},
	} {
		err := tt.veto.err()
		var busy *BusyError
		holder := ""
		if errors.As(err, &busy) {
			holder = busy.Holder
		}
		if !errors.Is(err, tt.want) || holder != tt.holder {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInstanceOfAnInterface(t *testing.T) {
	for path, want := range map[string]string{
		`\\?\usbstor#disk&ven_kingston&prod_x&rev_1#60a44c&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}`: `USBSTOR\DISK&VEN_KINGSTON&PROD_X&REV_1\60A44C&0`,
		`\\?\usbstor#disk`: "",
		``:                 "",
	} {
		if got := instanceOf(path); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
