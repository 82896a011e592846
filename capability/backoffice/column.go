package backoffice

import (
	"fmt"
	"time"

	"handback/capability"
)

// digestColumn reads a BLOB of 32 bytes into a digest.
type digestColumn struct{ into *capability.Digest }

// Scan implements sql.Scanner.
func (c digestColumn) Scan(value any) error {
	blob, ok := value.([]byte)
	if !ok || len(blob) != len(c.into) {
		return fmt.Errorf("a digest of %d bytes was expected, not %T", len(c.into), value)
	}
	copy(c.into[:], blob)
	return nil
}

// timeColumn reads Unix seconds into a time in UTC; 0 is the zero time.
type timeColumn struct{ into *time.Time }

// Scan implements sql.Scanner.
func (c timeColumn) Scan(value any) error {
	seconds, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a time in seconds was expected, not %T", value)
	}
	*c.into = time.Time{}
	if seconds != 0 {
		*c.into = time.Unix(seconds, 0).UTC()
	}
	return nil
}

// seconds is what timeColumn reads back.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
