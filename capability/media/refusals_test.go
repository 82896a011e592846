package media

import (
	"errors"
	"strings"
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

func TestEjectsThatFailOnAMac(t *testing.T) {
	for said, want := range map[string]error{
		"Volume WORK on disk4s1 failed to unmount: dissented by PID 432 (/Applications/Preview.app/Contents/MacOS/Preview)\nDissenter parent PPID 1 (/sbin/launchd)": ErrBusy,
		"Unmount of disk4 failed: at least one volume could not be unmounted":                                                                                        ErrBusy,
		"Unable to find disk for disk4\n":        ErrGone,
		"Volume failed to eject: not privileged": ErrPermission,
		"Disk disk4 is not ejectable":            errStaysOn,
		"Volume timed out\nmore":                 ErrKept,
		"":                                       ErrKept,
	} {
		if err := ejectRefusal(said); !errors.Is(err, want) {
			t.Errorf("%q: %v", said, err)
		}
	}
	err := ejectRefusal("dissented by PID 432 (/usr/bin/vim)")
	if busy := new(BusyError); !errors.As(err, &busy) || busy.Holder != "vim (432)" {
		t.Errorf("held by %v", err)
	}
	if err := ejectRefusal("odd\x1b[2J\nsecond"); strings.Contains(err.Error(), "\x1b") || strings.Contains(err.Error(), "second") {
		t.Errorf("%q", err)
	}
}
