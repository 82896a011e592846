package serial

import (
	"fmt"

	bugst "go.bug.st/serial"
)

// lockPort has nothing to lock: the system opens a port only once. It would say
// of a folder that somebody else has it, so what is no port is told here.
func lockPort(path string) (unlock func() error, err error) {
	if winPath(path) == "" {
		return nil, fmt.Errorf("%s: %w", path, ErrNotPort)
	}
	return func() error { return nil }, nil
}

// spelled is the path as the system's library takes it.
func spelled(path string) string { return winPath(path) }

// denied is not known before the port is opened.
func denied(string) *PermissionError { return nil }

// gone is not known of a port that the system doesn't list: a driver may name it as it
// likes.
func gone(string) bool { return false }

func permissionError(path string) *PermissionError { return &PermissionError{Path: path} }

// readable has nothing to try: the system takes any number of files.
func readable(bugst.Port) error { return nil }
