package auto

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/signature"
)

// MaxList bounds the file of a list, in bytes, and MaxItems its devices.
const (
	MaxList  = 1 << 20
	MaxItems = 1000
)

// Errors of a list and of its approval.
var (
	ErrList     = errors.New("this is no list of returns")
	ErrApproval = errors.New("this is no approval of a list")
	ErrOtherOne = errors.New("the approval is for another list") // or the list was changed
	ErrEnded    = errors.New("the approval has ended")
	ErrAlone    = errors.New("one person can't both propose and approve")
)

// List is what one person proposes to return: each device with its activation IDs
// and their counts before and after. The file of a list is signed by who proposes
// it, and its approval by another person.
type List struct {
	Proposed time.Time `json:"proposed"` // by the clock of the proposer's computer
	By       string    `json:"by"`       // as the proposer calls himself; untrusted, the signature says who it is
	Devices  []Device  `json:"devices"`
}

// Device is one device on a list. Its texts are untrusted.
type Device struct {
	Host     capability.HostID `json:"host"`
	Serial   string            `json:"serial,omitempty"`
	Model    string            `json:"model,omitempty"`
	Licenses []Count           `json:"licenses"`
}

// Count is how many units of an activation ID a device holds before and after.
type Count struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Before       int                     `json:"before"`
	After        int                     `json:"after"`
}

// Item is a device on a list that two persons vouch for.
type Item struct {
	Device
	Proposed time.Time
	Proposer string // as the list of signers has them
	Approver string
	Until    time.Time
}

// fits reports whether an order on what was held before is the one on the list.
func (i Item) fits(order capability.Order, before []capability.License) bool {
	if len(order.Lines) == 0 || len(order.Lines) != len(i.Licenses) {
		return false
	}
	return !slices.ContainsFunc(order.Lines, func(l capability.Line) bool {
		want := Count{l.ActivationID, capability.CountOf(before, l.ActivationID), l.Count}
		return !slices.Contains(i.Licenses, want)
	})
}

// ReadList reads the file of a list. The error is an [ErrList].
func ReadList(file []byte) (List, error) {
	var l List
	if len(file) > MaxList {
		return l, fmt.Errorf("%w: it has more than %d bytes", ErrList, MaxList)
	}
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return List{}, fmt.Errorf("%w: %w", ErrList, err)
	}
	if d.More() {
		return List{}, fmt.Errorf("%w: something follows it", ErrList)
	}
	return l, l.check()
}

func (l List) check() error {
	if len(l.Devices) == 0 || len(l.Devices) > MaxItems || l.Proposed.IsZero() {
		return fmt.Errorf("%w: it takes a time, and 1 to %d devices", ErrList, MaxItems)
	}
	seen := map[capability.HostID]bool{}
	for _, d := range l.Devices {
		if err := d.Host.Check(); err != nil {
			return fmt.Errorf("%w: %w", ErrList, err)
		}
		if seen[d.Host] {
			return fmt.Errorf("%w: %s comes twice", ErrList, d.Host)
		}
		seen[d.Host] = true
		if err := d.check(); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrList, d.Host, err)
		}
	}
	return nil
}

// check reports what makes the counts of a device impossible.
func (d Device) check() error {
	var order capability.Order
	var held []capability.License
	for _, c := range d.Licenses {
		if c.Before < 0 || c.Before > capability.MaxCount {
			return fmt.Errorf("%s can't have %d units", c.ActivationID, c.Before)
		}
		held = append(held, capability.License{ActivationID: c.ActivationID, Count: c.Before})
		order.Lines = append(order.Lines, capability.Line{ActivationID: c.ActivationID, Count: c.After})
	}
	return order.Check(held)
}

// Approval is another person's word for a list, up to a date.
type Approval struct {
	List      capability.Digest `json:"list"`  // SHA-256 of the file of the list
	Until     time.Time         `json:"until"` // the moment from which on it counts no more
	Signature string            `json:"signature"`
}

// Statement is what the approving person signs.
func Statement(list capability.Digest, until time.Time) []byte {
	return fmt.Appendf(nil, "handback approval of a list of returns\nlist SHA-256 %s\nuntil %s\n", list, until.UTC().Format(time.RFC3339))
}

// Signed is a list with what was signed for it, as three files.
type Signed struct {
	List      []byte // the file of the list
	Signature []byte // of the proposer, over the file
	Approval  []byte // a JSON [Approval]
}

// Proposer says who proposed the list, by the signature of its file.
func (s Signed) Proposer(known signature.Signers, now time.Time) (signature.Signer, error) {
	return known.Verify(s.List, s.Signature, signature.Lists, now)
}

// Items are the devices of a list that counts now. The error says why it does not:
// an [ErrList], [ErrApproval], [ErrOtherOne], [ErrEnded], [ErrAlone], or one of the
// signatures.
func (s Signed) Items(known signature.Signers, now time.Time) ([]Item, error) {
	l, err := ReadList(s.List)
	if err != nil {
		return nil, err
	}
	proposer, err := s.Proposer(known, now)
	if err != nil {
		return nil, fmt.Errorf("who proposed it: %w", err)
	}
	var a Approval
	if err := json.Unmarshal(s.Approval, &a); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrApproval, err)
	}
	if a.List != capability.DigestOf(s.List) {
		return nil, ErrOtherOne
	}
	approver, err := known.Verify(Statement(a.List, a.Until), []byte(a.Signature), signature.Approvals, now)
	if err != nil {
		return nil, fmt.Errorf("who approved it: %w", err)
	}
	switch {
	case Same(proposer, approver):
		return nil, ErrAlone
	case !now.Before(a.Until):
		return nil, ErrEnded
	}
	items := make([]Item, len(l.Devices))
	for i, d := range l.Devices {
		items[i] = Item{d, l.Proposed, proposer.Name, approver.Name, a.Until}
	}
	return items, nil
}

// Same reports whether two signers could be one person: by name or by key.
func Same(a, b signature.Signer) bool { return a.Name == b.Name || a.Fingerprint == b.Fingerprint }
