package ledger

import "io/fs"

// exposed tells nothing: Windows has access lists in the place of modes, and
// gives the folders of a user to him alone.
func exposed(string, fs.FileInfo) error { return nil }
