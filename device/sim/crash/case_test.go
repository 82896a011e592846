package crash

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// casesFit checks the cases on the stick, from which another laptop would go
// on: the ledger has all of their facts, and at the end they lack none but what
// came after the last file was made.
func (w *world) casesFit(l *ledger.Ledger, stage capability.Stage) error {
	found, err := filepath.Glob(filepath.Join(w.dir, stickDir, media.Folder, "R-*", media.RecordName))
	if err == nil && stage != 0 && len(found) != w.course.returns() {
		err = fmt.Errorf("cases on the stick: %v", found)
	}
	for _, name := range found {
		err = errors.Join(err, caseFits(l, name, stage))
	}
	return err
}

func caseFits(l *ledger.Ledger, name string, stage capability.Stage) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var c struct {
		Entries []capability.Entry `json:"journal"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return fmt.Errorf("the case on the stick: %w", err)
	}
	if _, err := l.Import(c.Entries); err != nil {
		return fmt.Errorf("the case on the stick: %w", err)
	}
	then, err := capability.Replay(c.Entries)
	if err == nil && stage == capability.StageClosed && then.Purpose == capability.ToReturn && then.Confirmation == nil {
		err = fmt.Errorf("the case on the stick is of stage %s", then.Stage)
	}
	return err
}
