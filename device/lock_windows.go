package device

// lockPort has nothing to do: the system opens a port only once.
func lockPort(string) (unlock func() error, err error) {
	return func() error { return nil }, nil
}

func isBusy(error) bool { return false }

func isDirectory(error) bool { return false }

// denied is not known before the port is opened.
func denied(string) *PermissionError { return nil }

func permissionError(path string) *PermissionError { return &PermissionError{Path: path} }
