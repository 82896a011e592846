package sim

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/device/station"
)

// Vault is all that a device must not lose or have changed behind its back. It
// is a value: its methods leave it as it is and return the vault that follows,
// so that a model can run millions of them in memory. Its JSON has no keys.
type Vault struct {
	Device   capability.Identity  `json:"device"` // without clock and last response
	Key      ed25519.PrivateKey   `json:"-"`      // signs the requests; its public half is enrolled
	Portal   ed25519.PublicKey    `json:"-"`      // whose responses are trusted; nil: nobody's
	Licenses []capability.License `json:"licenses"`
	Last     *capability.Mark     `json:"last,omitempty"`    // the response processed last; nil: none yet
	Issued   time.Time            `json:"issued,omitzero"`   // when that response was issued
	Request  []byte               `json:"request,omitempty"` // the request made last, sealed; empty: none yet
}

// Identity is what the device says about itself at a moment.
func (v Vault) Identity(now time.Time) capability.Identity {
	id := v.Device
	id.Clock = now.UTC().Truncate(time.Second)
	id.Last = v.Last
	if len(v.Portal) == ed25519.PublicKeySize {
		id.Keys = []capability.PublicKey{capability.PublicKey(v.Portal)}
	}
	return id
}

// Made describes the request made last; nil when there is none.
func (v Vault) Made() *capability.Made {
	if len(v.Request) == 0 {
		return nil
	}
	return &capability.Made{
		Name: station.RequestFile, Size: int64(len(v.Request)), SHA256: capability.DigestOf(v.Request),
	}
}

// Make makes a request with a fresh ID: with lines for a return or an
// activation, without for a confirmation. The request is in the vault that
// follows. A *[capability.Refusal] says that the lines are not possible; any
// other error, that there was no randomness.
func (v Vault) Make(now time.Time, random io.Reader, lines []capability.Line) (Vault, capability.Made, error) {
	if err := v.checkLines(lines); err != nil {
		return v, capability.Made{}, err
	}
	id, err := message.NewID(random)
	if err != nil {
		return v, capability.Made{}, err
	}
	sealed, err := seal.Request(message.Request{
		ID: id, Host: v.Device.Host, Clock: now.Truncate(time.Second), Last: v.Last, Lines: lines,
	}, v.Key)
	switch {
	case errors.Is(err, message.ErrTooLarge):
		return v, capability.Made{}, station.Refuse(capability.StorageFull, "%v", err)
	case err != nil:
		return v, capability.Made{}, fmt.Errorf("making a request: %w", err)
	}
	v.Request = sealed
	return v, *v.Made(), nil
}

// checkLines checks each line against what is held: a return leaves fewer units
// than there are, an activation asks for more. No line asks for as many.
func (v Vault) checkLines(lines []capability.Line) error {
	if len(lines) > message.MaxLines {
		return station.Refuse(capability.StorageFull, "%d lines, more than %d", len(lines), message.MaxLines)
	}
	units := make(map[capability.ActivationID]int, len(v.Licenses))
	for _, l := range v.Licenses {
		units[l.ActivationID] = l.Count
	}
	seen := make(map[capability.ActivationID]bool, len(lines))
	for _, l := range lines {
		have := units[l.ActivationID]
		switch {
		case l.ActivationID.Check() != nil, have == 0 && l.Count == 0:
			return station.Refuse(capability.UnknownActivationID, "%s", l.ActivationID)
		case seen[l.ActivationID]:
			return station.Refuse(capability.CountNotPossible, "%s comes twice", l.ActivationID)
		case l.Count < 0 || l.Count > capability.MaxCount, l.Count == have:
			return station.Refuse(capability.CountNotPossible, "%d of %d %s", l.Count, have, l.ActivationID)
		}
		seen[l.ActivationID] = true
	}
	return nil
}

// saysTheSame reports whether the requests of two vaults differ in no more
// than their IDs and times.
func (v Vault) saysTheSame(next Vault) bool {
	old, err := message.Decode(v.Request)
	if err != nil {
		return false
	}
	now, err := message.Decode(next.Request)
	return err == nil && slices.Equal(old.Request.Lines, now.Request.Lines) && reflect.DeepEqual(old.Request.Last, now.Request.Last)
}

// Load processes a response at the time of the device's clock. Its rights
// replace all licenses. The error is a *[capability.Refusal], and then nothing
// has changed.
func (v Vault) Load(now time.Time, data []byte) (Vault, capability.Mark, error) {
	m, err := v.verified(data)
	if err != nil {
		return v, capability.Mark{}, err
	}
	mark := capability.Mark{Seq: m.Response.Seq, SHA256: m.Digest}
	if err := v.checkTime(now, *m.Response, mark); err != nil {
		return v, capability.Mark{}, err
	}
	v.Licenses = held(m.Response.Rights)
	v.Last, v.Issued = &mark, m.Response.Issued
	return v, mark, nil
}

// verified reads a response that the portal signed for this device.
func (v Vault) verified(data []byte) (*message.Message, error) {
	m, err := message.Decode(data)
	if errors.Is(err, message.ErrVersion) {
		return nil, station.Refuse(capability.RefusedByPolicy, "%v", err)
	}
	if err == nil {
		err = m.Want(message.KindResponse)
	}
	if err != nil {
		return nil, station.Refuse(capability.BadSignature, "%v", err)
	}
	if v.Portal == nil {
		return nil, station.Refuse(capability.RefusedByPolicy, "no portal key is installed")
	}
	if err := m.Verify(v.Portal); err != nil {
		return nil, station.Refuse(capability.BadSignature, "%v", err)
	}
	if err := m.ForHost(v.Device.Host); err != nil {
		return nil, station.Refuse(capability.WrongHost, "%v", err)
	}
	return m, nil
}

// checkTime refuses a response that was processed before, that a later one
// replaced, or that has expired. While the clock is behind the last response it
// can't tell what has expired.
func (v Vault) checkTime(now time.Time, r message.Response, mark capability.Mark) error {
	if v.Last != nil {
		switch {
		case mark == *v.Last:
			return station.Refuse(capability.AlreadyLoaded, "response %d was processed before", mark.Seq)
		case mark.Seq <= v.Last.Seq:
			return station.Refuse(capability.Stale, "response %d, but %d was processed", mark.Seq, v.Last.Seq)
		}
	}
	switch {
	case now.Before(v.Issued):
		return station.Refuse(capability.ClockBehind, "the last response was issued %s", v.Issued.Format(time.RFC3339))
	case !r.Expires.IsZero() && now.After(r.Expires):
		return station.Refuse(capability.ResponseExpired, "it expired %s", r.Expires.Format(time.RFC3339))
	}
	return nil
}

// held leaves out rights to nothing.
func held(rights []capability.License) []capability.License {
	return slices.DeleteFunc(append([]capability.License{}, rights...), func(l capability.License) bool { return l.Count <= 0 })
}
