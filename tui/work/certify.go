package work

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"handback/capability"
	"handback/capability/certificate"
	"handback/tui/text"
)

// CertifyJob writes the certificate of a return beside its record, in a new file that is
// named after the time.
func CertifyJob(id capability.ReturnID) Job {
	return onReturn(text.CertifyWork.String(), id, func(ctx context.Context, w *Worker, _ capability.Report) ([]string, error) {
		d := w.options.Desk
		check, err := d.Verify(ctx, id)
		if err != nil {
			return nil, err
		}
		r, err := d.Return(id)
		if err != nil {
			return nil, err
		}
		now := w.options.Now()
		c, err := certificate.State(r, check.LastHash, now, w.options.Operator)
		if err != nil {
			return nil, err
		}
		data, err := c.Text()
		if err != nil {
			return nil, err
		}
		path := filepath.Join(d.Dir(id), "certificate-"+now.UTC().Format("20060102-150405")+".txt")
		if err := writeNew(path, data); err != nil {
			return nil, err
		}
		return []string{text.Certified(path)}, nil
	})
}

// writeNew writes a file that does not exist yet, whole and synced, or leaves none.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
