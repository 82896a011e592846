package device

// lockPort has nothing to do: the system opens a port only once.
func lockPort(string) (unlock func() error, err error) {
	return func() error { return nil }, nil
}

func isBusy(error) bool { return false }

func isDirectory(error) bool { return false }

func permissionError(path string) error { return &PermissionError{Path: path} }
