package message

import (
	"cmp"
	"fmt"
	"time"

	"handback/capability"
)

// Response is what the portal tells a device. Loading it replaces all rights
// that the device holds.
type Response struct {
	ID      ID
	Host    capability.HostID
	Issued  time.Time            // whole seconds
	Expires time.Time            // the last moment to load it; zero: never
	Seq     uint64               // above that of every earlier response for the host
	Answers *ID                  // the request; nil: the portal began
	Rights  []capability.License // all that the device holds from now on
	Confirm bool                 // the portal credits only after a confirmation request
	Notes   []Note
}

// Check reports whether the response is within the limits of the package. The
// error is an [ErrNotMessage] or [ErrTooLarge].
func (r Response) Check() error {
	if err := cmp.Or(checkHost(r.Host), checkSeq(r.Seq)); err != nil {
		return err
	}
	if r.Issued.IsZero() {
		return fmt.Errorf("%w: it does not say when it was issued", ErrNotMessage)
	}
	return cmp.Or(
		checkTime("issue time", r.Issued), checkTime("expiry time", r.Expires), checkRights(r.Rights), checkNotes(r.Notes),
	)
}

func checkRights(rights []capability.License) error {
	if err := checkNumber("rights", len(rights)); err != nil {
		return err
	}
	if err := capability.CheckLicenses(rights); err != nil {
		return fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	for _, l := range rights {
		err := cmp.Or(checkText("feature", l.Feature), checkText("version", l.Version), checkTime("expiry time of a license", l.Expires))
		if err != nil {
			return err
		}
	}
	return nil
}

// Payload checks the response and encodes it, unsigned.
func (r Response) Payload() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	return marshal(r.wire())
}

// NoteCode says what the portal did with a license. Codes above the known ones
// are read and kept: a newer portal may use them.
type NoteCode uint

// The codes.
const (
	NoteRemoved     NoteCode = 1 // taken off the device, waiting for confirmation
	NoteCredited    NoteCode = 2 // back on its entitlement
	NoteRollback    NoteCode = 3 // not credited and flagged: the device went back behind what it proved
	NoteUnknown     NoteCode = 4 // the portal has no such activation ID
	NoteCount       NoteCode = 5 // the count is not possible
	NoteAdded       NoteCode = 6 // activated on the device
	NoteUnavailable NoteCode = 7 // the entitlement has not that many left
)

// maxNoteCode leaves room for codes to come.
const maxNoteCode = 255

func (c NoteCode) String() string {
	names := [...]string{
		NoteRemoved: "removed, waiting for confirmation", NoteCredited: "credited",
		NoteRollback: "rollback, not credited", NoteUnknown: "unknown activation ID",
		NoteCount: "count not possible", NoteAdded: "added", NoteUnavailable: "not available",
	}
	if c < NoteCode(len(names)) && names[c] != "" {
		return names[c]
	}
	return fmt.Sprintf("code %d", uint(c))
}

// Note is one remark of the portal in a response.
type Note struct {
	ActivationID capability.ActivationID // empty: about the whole device
	Code         NoteCode
	Text         string // the portal's own words, untrusted; may be empty
}

func checkNotes(notes []Note) error {
	if err := checkNumber("notes", len(notes)); err != nil {
		return err
	}
	for _, n := range notes {
		if n.ActivationID != "" {
			if err := n.ActivationID.Check(); err != nil {
				return fmt.Errorf("%w: %w", ErrNotMessage, err)
			}
		}
		if n.Code < 1 || n.Code > maxNoteCode {
			return fmt.Errorf("%w: a note has code %d", ErrNotMessage, n.Code)
		}
		if err := checkText("note", n.Text); err != nil {
			return err
		}
	}
	return nil
}
