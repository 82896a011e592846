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
	found, err := filepath.Glob(filepath.Join(w.dir, stickDir, media.Folder, "R-*", "return*.json"))
	if err == nil && stage != 0 && len(found) != w.course.cases() {
		err = fmt.Errorf("cases on the stick: %v", found)
	}
	confirmed := 0
	for _, name := range found {
		r, unfit := caseFits(l, name)
		if r.Purpose == capability.ToActivate || r.Confirmation != nil {
			confirmed++
		}
		err = errors.Join(err, unfit)
	}
	if err == nil && stage == capability.StageClosed && confirmed != w.course.returns() {
		err = fmt.Errorf("%d of the cases on the stick are whole", confirmed)
	}
	return err
}

func caseFits(l *ledger.Ledger, name string) (r capability.Return, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return r, err
	}
	var c struct {
		Entries []capability.Entry `json:"journal"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return r, fmt.Errorf("the case on the stick: %w", err)
	}
	if r, err = capability.Replay(c.Entries); err != nil {
		return r, fmt.Errorf("the case on the stick: %w", err)
	}
	for n := range c.Entries {
		c.Entries[n].From = &capability.Origin{Case: capability.DigestOf(data)}
	}
	got, err := l.Compare(c.Entries)
	notYet := r.Entries[0].By == colleague && got.Return.Stage == capability.StageNone
	if err == nil && got.New > 0 && !notYet {
		err = fmt.Errorf("%d of its facts are not in the ledger", got.New)
	}
	if err != nil {
		err = fmt.Errorf("the case on the stick: %w", err)
	}
	return r, err
}
