package media

import "os"

const readFlags = os.O_RDONLY

// syncDir does nothing: Windows has no way to sync a folder and writes names
// through on removable media.
func syncDir(*os.File) error { return nil }

// syncOpened does nothing: Windows syncs only files that are opened for
// writing, which a write-protected stick does not allow.
func syncOpened(*os.File) error { return nil }

// syncsVolumes: there is no syncAll for a user.
const syncsVolumes = false

// syncAll does nothing: syncing a whole volume needs an administrator. Each
// file was synced by itself.
func syncAll(*os.File) error { return nil }

func renameToFree(root *os.Root, dir, from, to string) error {
	return looseRename(root, dir, from, to)
}
