//go:build unix

package serial

import (
	"errors"
	"os"
	"os/user"
	"slices"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// denied tells without opening the port whether the user may: nil if he may,
// or if it can't be told. Access lists count as well.
func denied(path string) *PermissionError {
	if err := unix.Access(path, unix.R_OK|unix.W_OK); !errors.Is(err, unix.EACCES) {
		return nil
	}
	return permissionError(path)
}

// permissionError names the group that owns the port, and how to join it.
func permissionError(path string) *PermissionError {
	e := &PermissionError{Path: path}
	info, err := os.Stat(path)
	if err != nil {
		return e
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Gid == 0 || stat.Mode&unix.S_IWGRP == 0 {
		return e
	}
	gid := strconv.FormatUint(uint64(stat.Gid), 10)
	group, err := user.LookupGroupId(gid)
	if err != nil {
		return e
	}
	e.Group, e.Joined = group.Name, joined(gid)
	if !e.Joined {
		e.Command = "sudo usermod -a -G " + group.Name + " $USER"
	}
	return e
}

// joined reports whether the user is a member of the group by the system's
// books: after the next login he is one in fact.
func joined(gid string) bool {
	u, err := user.Current()
	if err != nil {
		return false
	}
	groups, err := u.GroupIds()
	return err == nil && slices.Contains(groups, gid)
}
