package sim

func openTerminal() (*terminal, error) { return nil, ErrNoTerminal }

func (*terminal) share() error { return nil }

// syncDir does nothing: Windows can't sync a directory, and NTFS journals the
// rename by itself.
func syncDir(string) error { return nil }
