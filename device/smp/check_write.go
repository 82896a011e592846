package smp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"reflect"
	"slices"

	"handback/capability"
	"handback/device/station"
)

// refusedOrder asks for a request of an activation ID that nobody holds.
func (c *checking) refusedOrder(ctx context.Context) error {
	_, no, err := c.command(ctx, idMake, makeWire{Lines: []lineWire{{ID: "HANDBACK-DEVICE-CHECK"}}})
	if err == nil && errors.Is(no, busy()) {
		no, err = c.refusedBehind(ctx)
	}
	if err == nil {
		c.expect(errors.Is(no, &capability.Refusal{Code: capability.UnknownActivationID}), "make.refuses",
			"make: an activation ID that is not held is answered with %s, expected error 7 of the licensing group", answered(no))
	}
	return err
}

// request has the device make a request without lines, and fetches it.
func (c *checking) request(ctx context.Context) error {
	return c.makeOne(ctx, "make.confirmation", makeWire{Lines: []lineWire{}})
}

// makeOne has the device make a request, now or in the background, and fetches
// it.
func (c *checking) makeOne(ctx context.Context, rule string, order makeWire) error {
	body, no, err := c.command(ctx, idMake, order)
	switch {
	case err != nil:
		return err
	case errors.Is(no, busy()):
		c.made, err = c.madeBehind(ctx)
	case no != nil:
		return c.departs(rule, "make: answered with %v, expected a request", no)
	default:
		c.fields("make", body, madeFields("make.name", "make.len", "make.sha256"))
		c.made = madeWire{}
		_ = decodeBody(body, &c.made) // what is wrong was told
	}
	if err != nil {
		return err
	}
	c.tried(rule)
	if c.file, err = c.download(ctx, c.made.Name); err != nil {
		return err
	}
	sum := capability.DigestOf(c.file)
	c.expect(uint64(len(c.file)) == c.made.Len, "make.len", "make: len is %d, the file has %d bytes", c.made.Len, len(c.file))
	c.expect(bytes.Equal(sum[:], c.made.SHA256), "make.sha256", "make: sha256 is %x, that of the file is %x", c.made.SHA256, sum)
	return c.lastMade(ctx)
}

// madeBehind waits for a request that is made in the background.
func (c *checking) madeBehind(ctx context.Context) (madeWire, error) {
	s, err := c.idle(ctx)
	if err == nil && s.Made == nil {
		err = c.departs("status.last", "status: after make, which was answered with rc 10, made is missing")
	}
	if err != nil {
		return madeWire{}, err
	}
	return *s.Made, nil
}

// lastMade compares status with the request that was just made.
func (c *checking) lastMade(ctx context.Context) error {
	s, err := c.readStatus(ctx)
	if err != nil {
		return err
	}
	same := s.Made != nil && s.Made.Name == c.made.Name && s.Made.Len == c.made.Len && bytes.Equal(s.Made.SHA256, c.made.SHA256)
	c.expect(same, "status.last", "status: after make, made is not the request that was made")
	return nil
}

// requestAgain has the device make a second request, which must differ, and checks
// that nothing changed on the device.
func (c *checking) requestAgain(ctx context.Context) error {
	before := c.file
	if before == nil {
		return nil
	}
	if err := c.request(ctx); err != nil {
		return err
	}
	c.expect(!bytes.Equal(before, c.file), "make.differs", "make: two requests are alike, byte for byte")
	return c.unchanged(ctx, "make.harmless", "making requests")
}

// unchanged compares licenses and last response with those at the beginning.
func (c *checking) unchanged(ctx context.Context, rule, after string) error {
	now := &checking{s: c.s}
	if err := errors.Join(now.info(ctx), now.licenses(ctx)); err != nil {
		return err
	}
	c.expect(slices.Equal(c.held, now.held), rule, "after %s the licenses are others", after)
	c.expect(reflect.DeepEqual(c.before.Last, now.before.Last), rule, "after %s the last response is another", after)
	return nil
}

// parts orders all licenses in two parts.
func (c *checking) parts(ctx context.Context) error {
	if len(c.held) < 2 {
		return nil
	}
	first := makeWire{Lines: []lineWire{{ID: c.held[0].ID}}, More: true}
	body, no, err := c.ask(ctx, c.s.options.licensing(opWrite, idMake, first))
	switch {
	case err != nil:
		return err
	case no != nil:
		return c.departs("make.parts", "make: a part with more is answered with %v, expected {off: 1}", no)
	}
	var answer struct {
		partAnswer
		madeWire
	}
	if decodeBody(body, &answer) != nil || answer.Name != "" || answer.partAnswer.Off != 1 {
		return c.departs("make.parts", "make: a part of one line with more is answered with %s, expected {off: 1}", shown(body))
	}
	return c.makeOne(ctx, "make.parts", makeWire{Lines: []lineWire{{ID: c.held[1].ID}}, Off: 1})
}

// download fetches a file, chunk by chunk.
func (c *checking) download(ctx context.Context, name string) ([]byte, error) {
	var data []byte
	var total uint64
	for {
		body, no, err := c.ask(ctx, fileCommand(opRead, idTransfer, downloadWire{Off: uint64(len(data)), Name: name}))
		if err != nil {
			return nil, err
		}
		var answer downloadAnswer
		at := len(data)
		switch wrongForm := decodeBody(body, &answer); {
		case no != nil:
			return nil, c.departs("file.download", "file transfer: %q at %d is answered with %v", name, at, no)
		case wrongForm != nil || answer.Off != uint64(at):
			return nil, c.departs("file.download", "file transfer: off %d is answered with %s, expected were off, data and len", at, shown(body))
		case at == 0 && (answer.Len == nil || *answer.Len > station.MaxFile):
			return nil, c.departs("file.download", "file transfer: off 0 is answered with %s, expected len, at most %d", shown(body), station.MaxFile)
		case at == 0:
			total = *answer.Len
		}
		data = append(data, answer.Data...)
		switch size := uint64(len(data)); {
		case size > total, len(answer.Data) == 0 && size < total:
			return nil, c.departs("file.download", "file transfer: there are %d bytes at %d of a file of %d", len(answer.Data), at, total)
		case size == total:
			c.tried("file.download")
			return data, nil
		}
	}
}

// noResponse is a file that no device takes for a response.
func noResponse() []byte {
	return bytes.Repeat([]byte("This is a file of 'handback device check' and no response.\n"), 5)
}

const checkChunk = 64 // bytes, so that a message has two lines at most

// upload sends a file that is no response, with a wrong name and at a wrong
// offset first.
func (c *checking) upload(ctx context.Context) error {
	data := noResponse()
	_, no, err := c.chunk(ctx, "/lic/check.cap", data, 0)
	if err != nil {
		return err
	}
	c.expect(no != nil, "file.name", "file transfer: an upload of the name /lic/check.cap is begun, expected an error")
	if err := c.closed(ctx); err != nil {
		return err
	}
	for off := 0; off < len(data); {
		next, no, err := c.chunk(ctx, station.ResponseFile, data, off)
		want := min(off+checkChunk, len(data))
		switch {
		case err != nil:
			return err
		case no != nil:
			return c.departs("file.upload", "file transfer: the chunk at %d is answered with %v", off, no)
		case next.Off == nil || *next.Off != uint64(want):
			return c.departs("file.upload", "file transfer: the chunk at %d is not answered with off %d", off, want)
		case off == 0:
			if err := c.strayed(ctx, data, want); err != nil {
				return err
			}
		}
		off = want
	}
	if err := c.closed(ctx); err != nil {
		return err
	}
	return c.arrived(ctx, data)
}

// chunk sends a chunk of a file.
func (c *checking) chunk(ctx context.Context, name string, data []byte, off int) (answer uploadAnswer, no, err error) {
	args := uploadWire{Off: uint64(off), Name: name, Data: data[off:min(off+checkChunk, len(data))]}
	if total := uint64(len(data)); off == 0 {
		args.Len = &total
	}
	body, no, err := c.ask(ctx, fileCommand(opWrite, idTransfer, args))
	c.tried("file.upload")
	if err == nil && decodeBody(body, &answer) != nil {
		err = c.departs("file.upload", "file transfer: the chunk at %d is answered with %s", off, shown(body))
	}
	return answer, no, err
}

// strayed sends a chunk whose offset doesn't fit.
func (c *checking) strayed(ctx context.Context, data []byte, have int) error {
	answer, no, err := c.chunk(ctx, station.ResponseFile, data, have+1)
	if err != nil {
		return err
	}
	told := answer.Len
	if errors.Is(no, RCInvalid) {
		told = answer.Off
	}
	fits := (errors.Is(no, FileOffset) || errors.Is(no, RCInvalid)) && told != nil && *told == uint64(have)
	c.expect(fits, "file.offset", "file transfer: a chunk at %d, where %d bytes are there, is answered with %s, expected error 11 with len %d",
		have+1, have, answered(no), have)
	return c.closed(ctx)
}

// closed closes the file, where there is a command for it.
func (c *checking) closed(ctx context.Context) error {
	_, no, err := c.ask(ctx, fileCommand(opWrite, idClose, none{}))
	if err == nil {
		c.expect(no == nil || errors.Is(no, RCNotSupported), "file.close", "file close: answered with %s, expected no error, or rc 8", answered(no))
	}
	return err
}

// arrived compares what the device says about the file with what was sent.
func (c *checking) arrived(ctx context.Context, data []byte) error {
	body, no, err := c.ask(ctx, fileCommand(opRead, idStat, nameWire{Name: station.ResponseFile}))
	if err != nil {
		return err
	}
	var size statAnswer
	good := no == nil && decodeBody(body, &size) == nil && size.Len == uint64(len(data))
	c.expect(good || errors.Is(no, RCNotSupported), "file.stat", "file stat: answered with %s and %s, expected len %d, or rc 8", answered(no), shown(body), len(data))
	body, no, err = c.ask(ctx, fileCommand(opRead, idHash, hashWire{Name: station.ResponseFile, Type: hashSHA256}))
	if err != nil {
		return err
	}
	var hash hashAnswer
	sum := sha256.Sum256(data)
	good = no == nil && decodeBody(body, &hash) == nil && bytes.Equal(hash.Output, sum[:]) && hash.Len == uint64(len(data))
	c.expect(good || errors.Is(no, RCNotSupported) || errors.Is(no, FileHashType), "file.hash",
		"file hash: answered with %s and %s, expected were len %d and output, the digest as 32 bytes, or rc 8", answered(no), shown(body), len(data))
	return nil
}

// refusedResponse has the device refuse the file: under a wrong digest, and
// then because it is no response. Nothing may change by that.
func (c *checking) refusedResponse(ctx context.Context) error {
	data := noResponse()
	sum, wrong := sha256.Sum256(data), sha256.Sum256(nil)
	args := madeWire{Name: station.ResponseFile, Len: uint64(len(data)), SHA256: wrong[:]}
	_, no, err := c.command(ctx, idLoad, args)
	if err != nil {
		return err
	}
	c.expect(errors.Is(no, &capability.Refusal{Code: capability.FileDamaged}), "load.digest",
		"load: a file of another digest is answered with %s, expected error 11 of the licensing group", answered(no))
	args.SHA256 = sum[:]
	if _, no, err = c.command(ctx, idLoad, args); err == nil && errors.Is(no, busy()) {
		no, err = c.refusedBehind(ctx)
	}
	if err != nil {
		return err
	}
	_, refused := errors.AsType[*capability.Refusal](no)
	c.expect(refused, "load.refuses",
		"load: a file that is no response is answered with %s, expected an error of the licensing group", answered(no))
	return c.unchanged(ctx, "load.harmless", "a file that is no response")
}
