package media

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"handback/capability/testkit"
)

func TestRenameToFree(t *testing.T) {
	for name, rename := range map[string]func(root *os.Root, dir, from, to string) error{
		"in one step": renameToFree, "in two steps": looseRename,
	} {
		t.Run(name, func(t *testing.T) {
			dir := testkit.Dir(t)
			put(t, "new", dir, "case", "temp")
			put(t, "old", dir, "case", "taken")
			root, err := os.OpenRoot(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			if err := rename(root, "case", "temp", "taken"); !errors.Is(err, fs.ErrExist) {
				t.Errorf("to a taken name: %v", err)
			}
			if err := rename(root, "case", "temp", "free"); err != nil {
				t.Errorf("to a free name: %v", err)
			}
			if content(t, dir, "case", "taken") != "old" || content(t, dir, "case", "free") != "new" {
				t.Error("the files are mixed up")
			}
		})
	}
}
