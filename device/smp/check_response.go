package smp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"

	"handback/capability"
)

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
	c.expect(no != nil, "file.name", "file transfer: an upload of the name /lic/check.cap is begun, expected was an error")
	if err := c.closed(ctx); err != nil {
		return err
	}
	for off := 0; off < len(data); {
		next, no, err := c.chunk(ctx, ResponseFile, data, off)
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

// strayed sends a chunk that does not fit.
func (c *checking) strayed(ctx context.Context, data []byte, have int) error {
	answer, no, err := c.chunk(ctx, ResponseFile, data, have+1)
	if err != nil {
		return err
	}
	told := answer.Len
	if errors.Is(no, RCInvalid) {
		told = answer.Off
	}
	fits := (errors.Is(no, FileOffset) || errors.Is(no, RCInvalid)) && told != nil && *told == uint64(have)
	c.expect(fits, "file.offset", "file transfer: a chunk at %d, where %d bytes are there, is answered with %s, expected was error 11 with len %d",
		have+1, have, answered(no), have)
	return c.closed(ctx)
}

// closed closes the file, where there is a command for it.
func (c *checking) closed(ctx context.Context) error {
	_, no, err := c.ask(ctx, fileCommand(opWrite, idClose, none{}))
	if err == nil {
		c.expect(no == nil || errors.Is(no, RCNotSupported), "file.close", "file close: answered with %s, expected was no error, or rc 8", answered(no))
	}
	return err
}

// arrived compares what the device says of the file with what was sent.
func (c *checking) arrived(ctx context.Context, data []byte) error {
	body, no, err := c.ask(ctx, fileCommand(opRead, idStat, nameWire{Name: ResponseFile}))
	if err != nil {
		return err
	}
	var size statAnswer
	good := no == nil && decodeBody(body, &size) == nil && size.Len == uint64(len(data))
	c.expect(good || errors.Is(no, RCNotSupported), "file.stat", "file stat: answered with %s and %s, expected was len %d, or rc 8", answered(no), shown(body), len(data))
	body, no, err = c.ask(ctx, fileCommand(opRead, idHash, hashWire{Name: ResponseFile, Type: hashSHA256}))
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
	args := madeWire{Name: ResponseFile, Len: uint64(len(data)), SHA256: wrong[:]}
	_, no, err := c.command(ctx, idLoad, args)
	if err != nil {
		return err
	}
	c.expect(errors.Is(no, &capability.Refusal{Code: capability.FileDamaged}), "load.digest",
		"load: a file of another digest is answered with %s, expected was error 11 of the licensing group", answered(no))
	args.SHA256 = sum[:]
	if _, no, err = c.command(ctx, idLoad, args); err == nil && errors.Is(no, busy()) {
		no, err = c.refusedBehind(ctx)
	}
	if err != nil {
		return err
	}
	c.expect(errors.As(no, new(*capability.Refusal)), "load.refuses",
		"load: a file that is no response is answered with %s, expected was an error of the licensing group", answered(no))
	return c.unchanged(ctx, "load.harmless", "a file that is no response")
}
