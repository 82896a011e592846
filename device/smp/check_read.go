package smp

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"handback/capability"
	"handback/device/station"
	"handback/device/wire"
)

// params checks the buffers. A device that does not answer this does not speak SMP.
func (c *checking) params(ctx context.Context) error {
	body, no, err := c.ask(ctx, command{op: opRead, group: groupOS, id: idParams, args: none{}})
	switch {
	case errors.Is(err, ErrDeparts) && len(c.finding("line.map").Departures) == 0:
		return ErrNotSMP
	case err != nil:
		return err
	case no != nil:
		c.expect(errors.Is(no, RCNotSupported), "params.buf_size", "params: answered with %v, expected rc 8 where there is no such command", no)
	default:
		c.fields("params", body, paramsFields())
	}
	if size, err := c.s.params(ctx); err == nil {
		c.s.room = size - reserved
	}
	return nil
}

// unknown asks for a group and a command that are not there.
func (c *checking) unknown(ctx context.Context) error {
	const noSuchCommand = 63
	for what, cmd := range map[string]command{
		"a group that is not there":   {op: opRead, group: c.s.options.Group ^ 1, id: idInfo, args: none{}},
		"a command that is not there": c.s.options.licensing(opRead, noSuchCommand, none{}),
	} {
		_, no, err := c.ask(ctx, cmd)
		if err != nil {
			return err
		}
		c.expect(errors.Is(no, RCNotSupported), "errors.unknown", "%s: answered with %s, expected rc 8", what, answered(no))
	}
	return nil
}

// answered says whether an answer was an error.
func answered(no error) string {
	if no == nil {
		return "no error"
	}
	return no.Error()
}

func (c *checking) info(ctx context.Context) error {
	body, err := c.fine(ctx, c.s.options.licensing(opRead, idInfo, none{}))
	if err != nil {
		return err
	}
	c.fields("info", body, infoFields())
	_ = decodeBody(body, &c.before) // what is wrong was told
	if !slices.Contains(c.before.Framing, cobsOffer) {
		return nil
	}
	c.s.framing = cobs
	c.s.link.fast.Store(true)
	defer c.s.leaveCOBS()
	_, _, err = c.ask(ctx, command{op: opRead, group: groupOS, id: idParams, args: none{}})
	c.expect(err == nil && c.s.framing == cobs, "cobs.answers", "params: there is no answer in COBS, which info offers")
	return err
}

// licenses reads the whole list, and then asks what is at its end.
func (c *checking) licenses(ctx context.Context) error {
	first, err := c.page(ctx, licensesWire{})
	if err != nil {
		return err
	}
	for page := first; ; {
		for _, raw := range page.elements {
			c.license(raw)
		}
		switch {
		case len(c.held) > capability.MaxLicenses:
			return c.departs("licenses.lic", "licenses: there are more than %d", capability.MaxLicenses)
		case !page.end && len(page.elements) == 0:
			return c.departs("licenses.lic", "licenses: lic is empty in a page that is not the last (end is false)")
		case page.end:
			return c.edges(ctx, first)
		}
		if page, err = c.page(ctx, licensesWire{Off: uint64(len(c.held))}); err != nil {
			return err
		}
	}
}

// edges asks for the end of the list, for one license, and for the first page
// again.
func (c *checking) edges(ctx context.Context, first licensePage) error {
	end, err := c.page(ctx, licensesWire{Off: uint64(len(c.held))})
	if err != nil {
		return err
	}
	c.expect(end.end && len(end.elements) == 0, "licenses.end",
		"licenses: with off %d, the number of them, end is %t and lic has %d, expected were true and none", len(c.held), end.end, len(end.elements))
	again, err := c.page(ctx, licensesWire{})
	if err != nil {
		return err
	}
	same := slices.EqualFunc(first.elements, again.elements, func(a, b cbor.RawMessage) bool { return readLicense(a) == readLicense(b) })
	c.expect(same, "licenses.lic", "licenses: the same question is answered with other licenses, or in another order")
	one, err := c.page(ctx, licensesWire{Max: 1})
	c.expect(err != nil || len(one.elements) <= 1, "licenses.max", "licenses: with max 1 there are %d", len(one.elements))
	return err
}

// licensePage is a page of the list, taken apart.
type licensePage struct {
	elements []cbor.RawMessage
	end      bool
}

func (c *checking) page(ctx context.Context, args licensesWire) (licensePage, error) {
	body, err := c.fine(ctx, c.s.options.licensing(opRead, idLicenses, args))
	if err != nil {
		return licensePage{}, err
	}
	c.fields("licenses", body, []field{
		{"licenses.lic", "lic", true, decodes[[]cbor.RawMessage]("an array", nil)},
		{"licenses.end", "end", true, decodes[bool]("true or false", nil)},
	})
	var page struct {
		Elements []cbor.RawMessage `cbor:"lic"`
		End      bool              `cbor:"end"`
	}
	if decodeBody(body, &page) != nil {
		return licensePage{}, ErrDeparts
	}
	return licensePage{page.Elements, page.End}, nil
}

// license checks one license of the list.
func (c *checking) license(raw []byte) {
	var fields map[string]cbor.RawMessage
	if decodeBody(raw, &fields) != nil {
		_ = c.departs("licenses.lic", "licenses: lic holds %s, expected a map", shown(raw))
	} else {
		c.fields("licenses", raw, licenseFields())
	}
	l := readLicense(raw)
	twice := slices.ContainsFunc(c.held, func(other licenseWire) bool { return other.ID == l.ID })
	c.expect(!twice || l.ID == "", "lic.id", "licenses: %q comes twice", l.ID)
	c.held = append(c.held, l)
}

// readLicense is a license as far as it can be read.
func readLicense(raw []byte) (l licenseWire) {
	_ = decodeBody(raw, &l) // what is wrong is told elsewhere
	return l
}

// status checks the state. A device may have none.
func (c *checking) status(ctx context.Context) error {
	_, err := c.readStatus(ctx)
	return err
}

func (c *checking) readStatus(ctx context.Context) (s statusWire, err error) {
	body, no, err := c.ask(ctx, c.s.options.licensing(opRead, idStatus, none{}))
	switch {
	case err != nil:
		return s, err
	case no != nil:
		c.expect(errors.Is(no, RCNotSupported), "status.state", "status: answered with %v, expected rc 8 where there is no such command", no)
		return s, ErrDeparts
	}
	c.fields("status", body, statusFields())
	_ = decodeBody(body, &s) // what is wrong was told
	return s, nil
}

// idle polls the status until the device is no longer busy.
func (c *checking) idle(ctx context.Context) (statusWire, error) {
	end := time.Now().Add(busyTime)
	for {
		s, err := c.readStatus(ctx)
		if err != nil || s.State != station.StateBusy {
			return s, err
		}
		if time.Now().After(end) {
			return s, c.departs("status.state", "status: state is busy for more than %s", busyTime)
		}
		if err := wire.Sleep(ctx, c.s.options.Poll); err != nil {
			return s, err
		}
	}
}

// refusedBehind is how a device refused a command that it was busy with.
func (c *checking) refusedBehind(ctx context.Context) (no, err error) {
	s, err := c.idle(ctx)
	if err != nil || s.Error == 0 {
		return nil, err
	}
	return &capability.Refusal{Code: capability.RefusalCode(min(s.Error, uint64(capability.LastRefusal)))}, nil
}

// order sends two questions at once to a device that holds two.
func (c *checking) order(ctx context.Context) error {
	if c.s.count < leastCount {
		return nil
	}
	f := c.s.newInflight()
	defer f.clear()
	for _, id := range []uint8{idInfo, idStatus} {
		if err := f.launch(ctx, c.s.options.licensing(opRead, id, none{}), 0, 0); err != nil {
			return err
		}
	}
	x, err := f.next(ctx)
	if errors.Is(err, ErrNoAnswer) {
		return c.departs("line.answers", "two questions at once have no answer, though buf_count is %d", c.s.count)
	}
	if err != nil {
		return err
	}
	c.expect(x.head.ID == idInfo, "line.order", "of two questions at once the second was answered first")
	return nil
}

// missing asks for a file that is not there.
func (c *checking) missing(ctx context.Context) error {
	_, no, err := c.ask(ctx, fileCommand(opRead, idTransfer, downloadWire{Name: "/lic/no-such-file"}))
	if err == nil {
		c.expect(errors.Is(no, FileNotFound) || errors.Is(no, RCNoEntry), "file.missing",
			"file transfer: a name that is not there is answered with %s, expected error 3 of group 8 (rc 5 in version 1)", answered(no))
	}
	return err
}
