package media

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// systemEjector is the configuration manager, which ejects what "Safely remove
// hardware" of the task bar does, and asks no administrator.
func systemEjector() ejector { return configManager{} }

type configManager struct{}

// Results of cfgmgr32.h.
const (
	crSuccess      = 0x00
	crNoSuchDevice = 0x0D
	crRemoveVetoed = 0x17
	crAccessDenied = 0x33
)

// A veto may be of a program that looks at everything new, so it is asked again.
const (
	ejectTries = 5
	ejectPause = 300 * time.Millisecond
)

// Unmount takes the whole device out of use. Windows writes everything before.
func (configManager) Unmount(ctx context.Context, device string) error {
	node, err := deviceToEject(device)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		no, err := requestEject(node)
		if err != nil || no == nil {
			return err
		}
		if try == ejectTries || !no.passing() {
			return no.err()
		}
		select {
		case <-time.After(ejectPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// PowerOff: Unmount did what Windows does, and it tells of no power.
func (configManager) PowerOff(context.Context, string) error { return errStaysOn }

// mountDevice can't mount: Windows gives letters to volumes by itself, and
// only an administrator does otherwise.
func mountDevice(context.Context, string) (string, error) { return "", ErrNoService }

// diskInterface is GUID_DEVINTERFACE_DISK of winioctl.h.
func diskInterface() *windows.GUID {
	return &windows.GUID{
		Data1: 0x53f56307, Data2: 0xb6bf, Data3: 0x11d0,
		Data4: [8]byte{0x94, 0xf2, 0x00, 0xa0, 0xc9, 0x1e, 0xfb, 0x8b},
	}
}

// deviceToEject is the device to eject for a volume: of USB what is plugged in, which
// the disk hangs on, else the disk.
func deviceToEject(volume string) (windows.DEVINST, error) {
	number := diskNumber(volume)
	if number == noDisk {
		return 0, fmt.Errorf("%w: its disk has no number", ErrNoService)
	}
	paths, err := windows.CM_Get_Device_Interface_List("", diskInterface(), windows.CM_GET_DEVICE_INTERFACE_LIST_PRESENT)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNoService, err)
	}
	for _, path := range paths {
		if diskNumber(path) != number {
			continue
		}
		disk, err := locate(instanceOf(path))
		if err != nil {
			return 0, err
		}
		if plug, onUSB := usbParent(disk); onUSB {
			return plug, nil
		}
		return disk, nil
	}
	return 0, fmt.Errorf("%w: the system lists its disk no more", ErrGone)
}

// config calls a function of the configuration manager.
func config(name string, args ...uintptr) uintptr {
	result, _, _ := windows.NewLazySystemDLL("cfgmgr32.dll").NewProc(name).Call(args...)
	return result
}

func locate(instance string) (windows.DEVINST, error) {
	name, err := windows.UTF16PtrFromString(instance)
	if err != nil {
		return 0, err
	}
	var node windows.DEVINST
	if got := config("CM_Locate_DevNodeW", uintptr(unsafe.Pointer(&node)), uintptr(unsafe.Pointer(name)), 0); got != crSuccess {
		return 0, fmt.Errorf("%w: the device is not found (%#x)", ErrGone, got)
	}
	return node, nil
}

// usbParent is the device of the USB bus that a disk hangs on.
func usbParent(disk windows.DEVINST) (plug windows.DEVINST, onUSB bool) {
	if config("CM_Get_Parent", uintptr(unsafe.Pointer(&plug)), uintptr(disk), 0) != crSuccess {
		return 0, false
	}
	var id [windows.MAX_PATH + 1]uint16
	if config("CM_Get_Device_IDW", uintptr(plug), uintptr(unsafe.Pointer(&id[0])), uintptr(len(id)), 0) != crSuccess {
		return 0, false
	}
	return plug, strings.HasPrefix(strings.ToUpper(windows.UTF16ToString(id[:])), `USB\`)
}

// requestEject asks once; a veto says no.
func requestEject(node windows.DEVINST) (*veto, error) {
	var no veto
	var name [windows.MAX_PATH + 1]uint16
	got := config("CM_Request_Device_EjectW", uintptr(node), uintptr(unsafe.Pointer(&no.kind)),
		uintptr(unsafe.Pointer(&name[0])), uintptr(len(name)), 0)
	switch got {
	case crSuccess:
		return nil, nil
	case crRemoveVetoed:
		no.name = windows.UTF16ToString(name[:])
		return &no, nil
	case crAccessDenied:
		return nil, ErrPermission
	case crNoSuchDevice:
		return nil, ErrGone
	default:
		return nil, fmt.Errorf("%w: the configuration manager says %#x", ErrKept, got)
	}
}
