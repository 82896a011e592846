package desk

import (
	"crypto/ed25519"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// judge classifies one file by its content, and checks the signature of the
// portal where a key for that is known.
func (d *Desk) judge(r capability.Return, f media.Found) judged { return d.by(read(f), r) }

// by does so for a file whose content was read.
func (d *Desk) by(c content, r capability.Return) judged {
	j := c.by(r)
	d.checkSignature(r, &j)
	return j
}

// checkSignature checks a response or receipt with the portal's keys: those of
// the configuration, and those that the device of the return was heard to
// trust: these are good for what it loads, and for a receipt only where none is
// configured. Without any it stays unchecked. One that the device has processed is
// known for what it is.
func (d *Desk) checkSignature(r capability.Return, j *judged) {
	if j.m == nil || j.m.Response == nil || j.Verdict == IsOtherDevice || j.Verdict == IsLoaded {
		return
	}
	ofDevice := r.Seen.Keys
	if j.Verdict == IsReceipt && len(d.o.PortalKeys) > 0 {
		ofDevice = nil // a device that lies would prove what the portal never booked
	}
	checked, err := check(j.m, d.o.PortalKeys, ofDevice)
	if err != nil {
		j.Verdict, j.About, j.m, j.Mendable = IsForged, err.Error(), nil, false
	}
	j.checked = checked
}

// check gives the key with which a message's signature is right; nil without an
// error: no key is known.
func check(m *message.Message, configured, ofDevice []capability.PublicKey) (*capability.Checked, error) {
	for _, known := range []struct {
		keys   []capability.PublicKey
		source capability.KeySource
	}{{configured, capability.KeyConfigured}, {ofDevice, capability.KeyOfDevice}} {
		i := slices.IndexFunc(known.keys, func(k capability.PublicKey) bool { return message.KeyIDOf(k[:]) == m.KeyID })
		if i < 0 {
			continue
		}
		if err := m.Verify(ed25519.PublicKey(known.keys[i][:])); err != nil {
			return nil, err
		}
		return &capability.Checked{Key: known.keys[i], Source: known.source}, nil
	}
	if len(configured)+len(ofDevice) == 0 {
		return nil, nil
	}
	return nil, fmt.Errorf("%w: it is signed with key %s, and that is none of the portal's", message.ErrSignature, m.KeyID)
}
