package fno

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/transport"
)

// maxAddons is how many lines of a device are read, as many as the service gives
// at once.
const maxAddons = 2000

// Exchange implements [portal.Portal]. Where the request can be read, the answer must
// name the device that made it. Of any other request only hearsay says whose it is,
// and the device itself tells a response that is not for it. An answer for more than
// one device is an error in any case.
//
// A response that comes with a partial failure is returned: it is the only one.
func (p *Portal) Exchange(ctx context.Context, q portal.Request, report capability.Report) ([]byte, error) {
	request, size := q.Data, int64(len(q.Data))
	if size == 0 || size > portal.MaxRequest {
		return nil, fmt.Errorf("%w: a request has 1 to %d bytes, this one %d", portal.ErrNotSent, portal.MaxRequest, size)
	}
	report.Tell("send request", 0, size)
	r, _, err := p.call(ctx, p.generate(base64.StdEncoding.EncodeToString(request)))
	if err != nil {
		return nil, err
	}
	report.Tell("send request", size, size)
	done, settled := r.settle()
	switch {
	case !done, len(r.Responses) == 0:
		return nil, settled
	case len(r.Responses) > 1:
		return nil, fmt.Errorf("%w: it has responses for %d devices, the request was one", portal.ErrOtherDevice, len(r.Responses))
	}
	if q.Host != nil && q.Answers != nil {
		if err := p.same(r.Responses[0].Device.ID, r.Responses[0].Device.Type, *q.Host); err != nil {
			return nil, err
		}
	}
	response, err := decodeLicense(r.Responses[0].License)
	if err != nil {
		return nil, err
	}
	if len(response) == 0 {
		return nil, settled
	}
	return response, nil
}

// Answer implements [portal.Portal]: it looks at the response that is stored for the
// device.
func (p *Portal) Answer(ctx context.Context, q portal.Request) (response []byte, known bool, err error) {
	return portal.AnswerOf(ctx, p, q)
}

// Look implements [portal.Portal]. It asks a few times when the portal can't be
// reached.
func (p *Portal) Look(ctx context.Context, host capability.HostID) (portal.Device, error) {
	if err := host.Check(); err != nil {
		return portal.Device{}, fmt.Errorf("%w: %w", portal.ErrNotSent, err)
	}
	r, err := transport.Retry(ctx, func() (result, error) {
		r, _, err := p.call(ctx, p.getDevice(host))
		return r, err
	})
	if err != nil {
		return portal.Device{}, err
	}
	if _, err := r.settle(); err != nil {
		var refused *portal.Refused
		if errors.As(err, &refused) && refused.Err == nil && matches(unknownDevice, refused.Text) {
			refused.Err = portal.ErrUnknownDevice
		}
		return portal.Device{}, err
	}
	switch len(r.Devices) {
	case 0:
		return portal.Device{}, portal.ErrUnknownDevice
	case 1:
		return p.read(r.Devices[0], host)
	}
	return portal.Device{}, fmt.Errorf("%w: it has %d devices", portal.ErrOtherDevice, len(r.Devices))
}

// read makes what the portal says about a device of its answer.
func (p *Portal) read(d device, host capability.HostID) (portal.Device, error) {
	if err := p.same(d.ID, d.IDType, host); err != nil {
		return portal.Device{}, err
	}
	if len(d.Addons) > maxAddons {
		return portal.Device{}, fmt.Errorf("%w: %d lines, more than %d", portal.ErrTooLong, len(d.Addons), maxAddons)
	}
	out := portal.Device{
		Host: host, Obsolete: strings.TrimSpace(d.Status) == "OBSOLETE",
		LastRequest: parseTime(d.LastRequest), LastSync: parseTime(d.LastSync),
	}
	for _, a := range d.Addons {
		line, err := a.license()
		if err != nil {
			return portal.Device{}, err
		}
		out.Licenses = append(out.Licenses, line)
	}
	response, err := decodeLicense(d.License)
	if err != nil {
		return portal.Device{}, err
	}
	if len(response) > 0 {
		out.Response = response
	}
	return out, nil
}

// same reports an answer about another device. What it leaves out is no
// difference, nor are capitals: host IDs that are numbers come in both.
func (p *Portal) same(id, kind string, host capability.HostID) error {
	id, kind = strings.TrimSpace(id), strings.TrimSpace(kind)
	if id != "" && !strings.EqualFold(id, host.Value) || kind != "" && !strings.EqualFold(kind, p.hostType(host.Type)) {
		return fmt.Errorf("%w: %s and not %s", portal.ErrOtherDevice, capability.Printable(kind+"/"+id), host)
	}
	return nil
}

func (a addon) license() (capability.PortalLicense, error) {
	line := capability.PortalLicense{
		ActivationID: capability.ActivationID(strings.TrimSpace(a.ActivationID)),
		Entitlement:  strings.TrimSpace(a.Entitlement),
		State:        capability.LicenseState(strings.TrimSpace(a.State)),
	}
	if err := line.ActivationID.Check(); err != nil {
		return line, unreadable(err.Error())
	}
	if len(line.Entitlement) > capability.MaxText || len(line.State) > capability.MaxText {
		return line, unreadable(fmt.Sprintf("%s has a text of more than %d bytes", line.ActivationID, capability.MaxText))
	}
	if line.State == "" {
		line.State = capability.LicenseUndefined
	}
	for _, count := range []struct {
		text  string
		value *int
	}{{a.Requested, &line.Requested}, {a.Consumed, &line.Consumed}, {a.Generated, &line.Generated}} {
		n, err := parseCount(count.text)
		if err != nil {
			return line, unreadable(fmt.Sprintf("%s has the count %q", line.ActivationID, count.text))
		}
		*count.value = n
	}
	return line, nil
}

// parseCount reads a number of units; none is 0.
func parseCount(text string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	return int(n), err
}

// parseTime reads an xs:dateTime, with or without zone; zero: none that makes
// sense. Without a zone it counts as UTC.
func parseTime(text string) time.Time {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(form, strings.TrimSpace(text)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// Remove implements [portal.Portal]. The service takes 25 lines a call, and other
// calls for all units than for some. When a call fails after others were done,
// the error is [portal.ErrPartly] and says how many lines are done for sure.
func (p *Portal) Remove(ctx context.Context, host capability.HostID, lines []portal.Removal) error {
	if err := checkRemoval(host, lines); err != nil {
		return fmt.Errorf("%w: %w", portal.ErrNotSent, err)
	}
	var whole, some []portal.Removal
	for _, l := range lines {
		if l.Quantity == 0 {
			whole = append(whole, l)
		} else {
			some = append(some, l)
		}
	}
	done := 0
	for _, kind := range [][]portal.Removal{whole, some} {
		for chunk := range slices.Chunk(kind, maxRecords) {
			err := p.write(ctx, p.take(host, chunk), host)
			if err != nil && done > 0 {
				// Only as text: the error of this call must not stand for those before.
				return fmt.Errorf("%w: %d of %d lines are done, then: %v", portal.ErrPartly, done, len(lines), err)
			}
			if err != nil {
				return err
			}
			done += len(chunk)
		}
	}
	return nil
}

func checkRemoval(host capability.HostID, lines []portal.Removal) error {
	if err := host.Check(); err != nil {
		return err
	}
	if len(lines) == 0 || len(lines) > capability.MaxLicenses {
		return fmt.Errorf("a removal has 1 to %d lines, this one %d", capability.MaxLicenses, len(lines))
	}
	seen := map[capability.ActivationID]bool{}
	for _, l := range lines {
		if err := l.ActivationID.Check(); err != nil {
			return err
		}
		if l.Quantity < 0 || l.Quantity > capability.MaxCount || seen[l.ActivationID] {
			return fmt.Errorf("the removal of %d units of %s makes no sense, or comes twice", l.Quantity, l.ActivationID)
		}
		seen[l.ActivationID] = true
	}
	return nil
}

// Obsolete implements [portal.Portal].
func (p *Portal) Obsolete(ctx context.Context, host capability.HostID) error {
	if err := host.Check(); err != nil {
		return fmt.Errorf("%w: %w", portal.ErrNotSent, err)
	}
	return p.write(ctx, p.obsolete(host), host)
}

// write makes a call that changes a device.
func (p *Portal) write(ctx context.Context, o operation, host capability.HostID) error {
	r, _, err := p.call(ctx, o)
	if err != nil {
		return err
	}
	if _, err := r.settle(); err != nil {
		return err
	}
	for _, d := range r.Changed {
		if err := p.same(d.ID, d.Type, host); err != nil {
			return err
		}
	}
	return nil
}
