package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// diskCache keeps the disks as they were when devices and mounts last changed:
// asking for them starts programs, which is too slow for every second.
type diskCache struct {
	devices string // with the mounts
	disks   []macDisk
	system  string // the disk that / is on
}

func (m *diskCache) plugged(ctx context.Context) ([]Stick, error) {
	devices, system, err := listDevices()
	if err != nil {
		return nil, err
	}
	if devices != m.devices {
		disks, err := askDisks(ctx)
		if err != nil {
			return nil, err
		}
		*m = diskCache{devices, disks, system}
	}
	var found []Stick
	for _, d := range m.disks {
		if s, is := d.stick(m.system); is {
			s.checkMount(statFS)
			found = append(found, s)
		}
	}
	return found, ctx.Err()
}

// describeTime bounds the questions about a folder that is opened.
const describeTime = 10 * time.Second

// describe adds what is known about the stick that an opened folder is on.
func describe(s *Stick) {
	var st unix.Statfs_t
	if unix.Statfs(s.Path, &st) != nil {
		return
	}
	device := unix.ByteSliceToString(st.Mntfromname[:])
	if !strings.HasPrefix(device, "/dev/") {
		s.Folder = true // a network place
		return
	}
	_, system, err := listDevices()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), describeTime)
	defer cancel()
	d, err := diskInfo(ctx, device)
	if err != nil {
		return
	}
	if u, ok := askUSB(ctx)[d.Whole]; ok {
		d.join(u)
	}
	if on, is := d.stick(system); is {
		s.addDisk(on)
	} else {
		s.Folder = true
	}
}

// listDevices lists the disk devices and the mounts, and finds the disk under /.
func listDevices() (devices, system string, err error) {
	entries, err := os.ReadDir("/dev")
	if err != nil {
		return "", "", err
	}
	var all strings.Builder
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "disk") {
			fmt.Fprintln(&all, e.Name())
		}
	}
	count, err := unix.Getfsstat(nil, unix.MNT_NOWAIT)
	if err != nil {
		return "", "", err
	}
	mounts := make([]unix.Statfs_t, count+8)
	if count, err = unix.Getfsstat(mounts, unix.MNT_NOWAIT); err != nil {
		return "", "", err
	}
	for _, m := range mounts[:min(count, len(mounts))] {
		from, on := unix.ByteSliceToString(m.Mntfromname[:]), unix.ByteSliceToString(m.Mntonname[:])
		fmt.Fprintln(&all, from, on, m.Flags)
		if on == "/" {
			system = wholeDisk(strings.TrimPrefix(from, "/dev/"))
		}
	}
	return all.String(), system, nil
}

func askDisks(ctx context.Context) ([]macDisk, error) {
	text, err := run(ctx, "diskutil", "list", "-plist")
	if err != nil {
		return nil, err
	}
	names, err := parseDiskList(text)
	if err != nil {
		return nil, err
	}
	usb := askUSB(ctx)
	var disks []macDisk
	for _, name := range names {
		d, err := diskInfo(ctx, name)
		if err != nil {
			continue // pulled meanwhile
		}
		if u, ok := usb[d.Whole]; ok {
			d.join(u)
		}
		disks = append(disks, d)
	}
	return disks, ctx.Err()
}

func diskInfo(ctx context.Context, name string) (macDisk, error) {
	text, err := run(ctx, "diskutil", "info", "-plist", name)
	if err != nil {
		return macDisk{}, err
	}
	return parseDiskInfo(text)
}

// askUSB asks about the USB devices. Without them, sticks have no serial number.
func askUSB(ctx context.Context) map[string]macUSB {
	text, err := run(ctx, "ioreg", "-a", "-r", "-l", "-c", "IOUSBHostDevice")
	if err != nil {
		return nil
	}
	usb, err := parseUSB(text)
	if err != nil {
		return nil // no USB device at all gives no list
	}
	return usb
}

// maxOutput bounds what is read of a program, in bytes.
const maxOutput = 64 << 20

// run starts a program of the system and gives what it prints, also when it
// fails: then with its complaints.
func run(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var out, complaints bytes.Buffer
	cmd.Stderr = &complaints
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	_, read := io.Copy(&out, io.LimitReader(pipe, maxOutput))
	_ = pipe.Close() // so that a program that says too much ends
	if err := cmd.Wait(); err != nil {
		return append(out.Bytes(), complaints.Bytes()...), fmt.Errorf("%s: %w", name, err)
	}
	return out.Bytes(), read
}
