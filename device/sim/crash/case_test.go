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

// caseFits checks the case on the stick, from which another laptop would go on:
// the ledger has all of its facts, and at the end it lacks none but what came
// after the confirmation was made.
func (w *world) caseFits(l *ledger.Ledger, stage capability.Stage) error {
	found, err := filepath.Glob(filepath.Join(w.dir, stickDir, media.Folder, "R-*", media.RecordName))
	if err != nil || len(found) != 1 {
		if stage == 0 {
			return err
		}
		return errors.Join(err, fmt.Errorf("cases on the stick: %v", found))
	}
	data, err := os.ReadFile(found[0])
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
	if err == nil && stage == capability.StageClosed && then.Confirmation == nil {
		err = fmt.Errorf("the case on the stick is of stage %s", then.Stage)
	}
	return err
}
