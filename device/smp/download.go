package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

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

// download reads a whole file, at most MaxFile bytes.
func (c *Client) download(ctx context.Context, name string, report capability.Report) ([]byte, error) {
	d := &download{c: c, name: name, report: report}
	err := c.readPages(ctx, d)
	return d.data, err
}

const downloadName = "file transfer (download)"

// download is a file that is being read.
type download struct {
	c      *Client
	name   string
	report capability.Report
	data   []byte
	total  int
	known  bool // total is
}

func (d *download) command(off, _ int) command {
	return command{op: opRead, group: groupFile, id: idTransfer, args: downloadWire{Off: uint64(off), Name: d.name}}
}

func (d *download) take(off int, p packet) (next int, last bool, err error) {
	var answer downloadAnswer
	if err := d.c.talk().read(p, &answer); err != nil {
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
	case *total > MaxFile:
		return wrong(downloadName, "len", *total, "at most %d bytes", MaxFile)
	}
	d.total = int(*total)
	d.data = make([]byte, 0, d.total)
	return nil
}
