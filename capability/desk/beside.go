package desk

import (
	"context"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/media"
)

// maxBeside bounds how many files beside a request are remembered: more tell
// nothing to a person.
const maxBeside = 64

// beside looks what else lies on a stick that is about to carry a request to
// the portal, so that what is new afterwards stands out. It asks only where the
// response won't be readable; nil: it is not known, for the look was cut short.
func beside(ctx context.Context, r capability.Return, file capability.ArtifactKind, stick Stick) []capability.Digest {
	if file != capability.ReturnRequest || r.Request == nil || r.Request.MessageID != "" {
		return nil
	}
	limits := media.Limits{Entries: 5000, Reads: maxBeside, Bytes: maxBeside * media.MaxFile, Time: 2 * time.Second}
	found, err := stick.Collect(ctx, limits, nil)
	if err != nil || found.Incomplete != "" {
		return nil // saving tells what is wrong with the stick
	}
	digests := []capability.Digest{}
	for _, f := range found.Found {
		if j := judge(r, f); j.unread() && !slices.Contains(digests, f.Digest) {
			digests = append(digests, f.Digest)
		}
	}
	return digests
}
