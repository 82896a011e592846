package transport

import (
	"errors"
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/portal"
)

// maxClockError is how far a clock may be off before certificates and dates of
// a portal become doubtful.
const maxClockError = 5 * time.Minute

// Reached tells what a call showed about the address and the certificate of the
// portal, and reports whether both are right. It leaves the portal's own no to
// the caller.
func (c *Client) Reached(answer Answer, err error, each func(portal.Checkup)) bool {
	var refused *portal.Refused
	address := portal.Checkup{Part: portal.PartAddress, Text: c.url.Host + " answers"}
	switch {
	case errors.Is(err, ErrNoLogin):
		each(portal.Checkup{Part: portal.PartLogin, Err: err})
		return false
	case errors.Is(err, portal.ErrCertificate):
		each(address)
		each(portal.Checkup{Part: portal.PartCertificate, Err: err})
		return false
	case err != nil && (!errors.As(err, &refused) || errors.Is(err, portal.ErrElsewhere)):
		each(portal.Checkup{Part: portal.PartAddress, Err: err})
		return false
	}
	each(address)
	each(portal.Checkup{Part: portal.PartCertificate, Text: certificateText(answer)})
	return true
}

func certificateText(answer Answer) string {
	if answer.Certificate == nil {
		return "none, for the portal is on this computer"
	}
	issuer := answer.Certificate.Issuer.CommonName
	if issuer == "" {
		issuer = answer.Certificate.Issuer.String()
	}
	return fmt.Sprintf("from %s, until %s", capability.Printable(issuer), answer.Certificate.NotAfter.UTC().Format(time.DateOnly))
}

// Clock compares the clock of this computer with the portal's, to the second that
// HTTP tells.
func Clock(answer Answer, now time.Time) portal.Checkup {
	result := portal.Checkup{Part: portal.PartClock}
	off := now.Sub(answer.Date).Round(time.Second)
	switch {
	case answer.Date.IsZero():
		result.Text = "the portal does not tell the time"
	case off.Abs() <= time.Second:
		result.Text = "agrees with the portal's"
	case off > 0:
		result.Text = fmt.Sprintf("this computer's is %v ahead of the portal's", off)
	default:
		result.Text = fmt.Sprintf("this computer's is %v behind the portal's", -off)
	}
	if !answer.Date.IsZero() && off.Abs() > maxClockError {
		result.Err = errors.New(result.Text)
	}
	return result
}
