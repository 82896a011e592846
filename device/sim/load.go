package sim

import (
	"errors"
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/message"
)

// Load processes a response at the time of the device's clock. Its rights
// replace all licenses. The error is a *[capability.Refusal], and then nothing
// has changed.
func (v Vault) Load(now time.Time, data []byte) (Vault, capability.Mark, error) {
	m, err := v.authentic(data)
	if err != nil {
		return v, capability.Mark{}, err
	}
	mark := capability.Mark{Seq: m.Response.Seq, SHA256: m.Digest}
	if err := v.timely(now, *m.Response, mark); err != nil {
		return v, capability.Mark{}, err
	}
	v.Licenses = held(m.Response.Rights)
	v.Last, v.Issued = &mark, m.Response.Issued
	return v, mark, nil
}

// authentic reads a response that the portal signed for this device.
func (v Vault) authentic(data []byte) (*message.Message, error) {
	m, err := message.Decode(data)
	switch {
	case errors.Is(err, message.ErrVersion):
		return nil, refuse(capability.RefusedByPolicy, err.Error())
	case err != nil:
		return nil, refuse(capability.BadSignature, err.Error())
	}
	if err := m.Want(message.KindResponse); err != nil {
		return nil, refuse(capability.BadSignature, err.Error())
	}
	if v.Portal == nil {
		return nil, refuse(capability.RefusedByPolicy, "no portal key is installed")
	}
	if err := m.Verify(v.Portal); err != nil {
		return nil, refuse(capability.BadSignature, err.Error())
	}
	if err := m.ForHost(v.Device.Host); err != nil {
		return nil, refuse(capability.WrongHost, err.Error())
	}
	return m, nil
}

// timely refuses what was processed before, what a later response replaced and
// what is too old for the clock. A clock that went back is no judge of age.
func (v Vault) timely(now time.Time, r message.Response, mark capability.Mark) error {
	if v.Last != nil {
		switch {
		case mark == *v.Last:
			return refuse(capability.AlreadyLoaded, fmt.Sprintf("response %d was processed before", mark.Seq))
		case mark.Seq <= v.Last.Seq:
			return refuse(capability.Stale, fmt.Sprintf("response %d, but %d was processed", mark.Seq, v.Last.Seq))
		}
	}
	switch {
	case now.Before(v.Issued):
		return refuse(capability.ClockBehind, "the last response was issued "+v.Issued.Format(time.RFC3339))
	case !r.Expires.IsZero() && now.After(r.Expires):
		return refuse(capability.ResponseExpired, "it expired "+r.Expires.Format(time.RFC3339))
	}
	return nil
}

// held leaves out rights to nothing.
func held(rights []capability.License) []capability.License {
	licenses := make([]capability.License, 0, len(rights))
	for _, l := range rights {
		if l.Count > 0 {
			licenses = append(licenses, l)
		}
	}
	return licenses
}
