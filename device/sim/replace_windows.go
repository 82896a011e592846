package sim

// syncDir does nothing: Windows can't sync a directory, and NTFS journals the
// rename by itself.
func syncDir(string) error { return nil }
