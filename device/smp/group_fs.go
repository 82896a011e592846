package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/device/station"
)

// The commands of group 8, files.
const (
	idTransfer = 0 // read: download, write: upload
	idStat     = 1
	idHash     = 2
	idClose    = 4
)

type downloadWire struct {
	Off  uint64 `cbor:"off"`
	Name string `cbor:"name"`
}

type downloadAnswer struct {
	Off  uint64  `cbor:"off"`
	Data []byte  `cbor:"data"`
	Len  *uint64 `cbor:"len,omitempty"` // only with offset 0
}

// uploadWire has the length only with offset 0. Apache's clients name the file
// only there too; Zephyr's server wants the name always.
type uploadWire struct {
	Off  uint64  `cbor:"off"`
	Data []byte  `cbor:"data"`
	Name string  `cbor:"name,omitempty"`
	Len  *uint64 `cbor:"len,omitempty"`
}

// uploadAnswer tells the offset that is expected next, or with an offset error
// how much the device has.
type uploadAnswer struct {
	Off *uint64 `cbor:"off,omitempty"`
	Len *uint64 `cbor:"len,omitempty"`
}

type nameWire struct {
	Name string `cbor:"name"`
}

type statAnswer struct {
	Len uint64 `cbor:"len"`
}

type hashWire struct {
	Name string `cbor:"name"`
	Type string `cbor:"type,omitempty"`
}

type hashAnswer struct {
	Type   string `cbor:"type"`
	Len    uint64 `cbor:"len"`
	Output []byte `cbor:"output"`
}

const hashSHA256 = "sha256"

// ErrDamaged says that a file's size or digest is not what was announced.
var ErrDamaged = errors.New("the file is damaged")

// Fetch reads a made request and checks its size and digest.
func (c *Client) Fetch(ctx context.Context, made capability.Made, report capability.Report) ([]byte, error) {
	c.dials = 0
	data, err := c.download(ctx, made.Name, report)
	if err != nil {
		return nil, fmt.Errorf("fetch the request: %w", err)
	}
	if int64(len(data)) != made.Size || capability.DigestOf(data) != made.SHA256 {
		return nil, fmt.Errorf("fetch the request: %w: %d bytes with SHA-256 %s, announced were %d with %s",
			ErrDamaged, len(data), capability.DigestOf(data).Short(), made.Size, made.SHA256.Short())
	}
	return data, nil
}

// download reads a whole file, at most station.MaxFile bytes.
func (c *Client) download(ctx context.Context, name string, report capability.Report) ([]byte, error) {
	d := &download{c: c, name: name, report: report}
	err := c.readPages(ctx, d)
	return d.data, err
}

// download is a file that is being read.
type download struct {
	c      *Client
	name   string
	report capability.Report
	data   []byte
	total  int
	known  bool // total is
}

const downloadName = "file transfer (download)"

func (d *download) command(off, _ int) command {
	return command{op: opRead, group: groupFile, id: idTransfer, args: downloadWire{Off: uint64(off), Name: d.name}}
}

func (d *download) take(off int, p packet) (next int, last bool, err error) {
	var answer downloadAnswer
	if err := d.c.current().read(p, &answer); err != nil {
		return 0, false, err
	}
	if err := d.begin(off, answer.Len); err != nil {
		return 0, false, err
	}
	next = off + len(answer.Data)
	switch {
	case answer.Off != uint64(off) || next > d.total:
		return 0, false, wrong(downloadName, "off", answer.Off, "%d, and no bytes beyond len (%d)", off, d.total)
	case next <= len(d.data) && len(d.data) < d.total && off == len(d.data):
		return 0, false, wrong(downloadName, "data", answer.Data, "bytes from %d on: the file has %d", next, d.total)
	}
	d.data = append(d.data, answer.Data[min(len(d.data)-off, len(answer.Data)):]...)
	d.report.Tell("fetch file", int64(len(d.data)), int64(d.total))
	return next, len(d.data) == d.total, nil
}

func (d *download) limit() int { return d.total }

// begin takes the file's length, which comes with its start.
func (d *download) begin(off int, total *uint64) error {
	if off > 0 || d.known {
		return nil
	}
	d.known = true
	switch {
	case total == nil:
		return nil
	case *total > station.MaxFile:
		return wrong(downloadName, "len", *total, "at most %d bytes", station.MaxFile)
	}
	d.total = int(*total)
	d.data = make([]byte, 0, d.total)
	return nil
}

// send uploads a file and makes sure that it arrived undamaged. It tries twice.
func (c *Client) send(ctx context.Context, name string, data []byte, report capability.Report) error {
	var err error
	for range 2 {
		if err = c.upload(ctx, name, data, report); err != nil {
			return err
		}
		if err = c.closeFile(ctx); err != nil {
			return err
		}
		report.Tell("check file", 0, 0)
		if err = c.verify(ctx, name, data); !errors.Is(err, ErrDamaged) {
			return err
		}
	}
	return err
}

// closeFile closes the file that the device may hold open. Only then are the
// bytes on its medium, and only then does offset 0 start the file again. Many
// devices have no such command, and need none.
func (c *Client) closeFile(ctx context.Context) error {
	if c.flow.unclosed {
		return nil
	}
	err := c.ask(ctx, command{op: opWrite, group: groupFile, id: idClose, args: none{}}, nil)
	if isDeviceError(err) {
		c.flow.unclosed = errors.Is(err, RCNotSupported)
		return nil // the digest tells whether it matters
	}
	return err
}

// uploaded is where an upload goes on that the device no longer knows: at the end
// if the file has its full size, else at the start. verify checks its digest.
func (c *Client) uploaded(ctx context.Context, name string, total int) (int, error) {
	var answer statAnswer
	err := c.ask(ctx, command{op: opRead, group: groupFile, id: idStat, args: nameWire{Name: name}}, &answer)
	switch {
	case err != nil && !isDeviceError(err):
		return 0, err
	case err != nil || answer.Len != uint64(total):
		return 0, nil
	}
	return total, nil
}

// verify compares an uploaded file with what was sent, by the device's hash
// command, or by reading it back. A device that can do neither checks the
// digest that comes with the load command.
func (c *Client) verify(ctx context.Context, name string, data []byte) error {
	var answer hashAnswer
	err := c.ask(ctx, command{op: opRead, group: groupFile, id: idHash, args: hashWire{Name: name, Type: hashSHA256}}, &answer)
	if err == nil {
		got, err := toDigest("file hash", "output", answer.Output)
		if err != nil || got != capability.DigestOf(data) || answer.Len != uint64(len(data)) {
			return errors.Join(ErrDamaged, err)
		}
		return nil
	}
	if !isDeviceError(err) {
		return err
	}
	back, err := c.download(ctx, name, nil)
	switch {
	case isDeviceError(err):
		return nil
	case err != nil:
		return err
	case capability.DigestOf(back) != capability.DigestOf(data):
		return ErrDamaged
	}
	return nil
}

// isDeviceError reports whether the device answered with an error, as opposed
// to not at all.
func isDeviceError(err error) bool {
	_, rc := errors.AsType[RC](err)
	_, file := errors.AsType[FileError](err)
	return rc || file
}
