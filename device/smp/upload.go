package smp

import (
	"context"
	"errors"

	"handback/capability"
	"handback/device/wire"
)

const (
	maxStalls       = 8  // how often an upload may go back or stand still before it gets on
	uploadAnswerLen = 64 // bytes of a packet; an offset or an error
)

// upload sends a file chunk by chunk. The device names the offset that it
// wants next, which after a loss may be another than expected.
func (c *Client) upload(ctx context.Context, name string, data []byte, report capability.Report) error {
	u := &upload{c: c, name: name, data: data, report: report}
	u.tell()
	u.begin()
	defer func() { u.f.clear() }()
	for u.done < len(data) {
		err := u.step(ctx)
		switch {
		case errors.Is(err, wire.ErrEnded):
			if err = c.redial(ctx, u.f.s, err); err == nil {
				u.begin()
			}
		case errors.Is(err, errLong):
			u.f.clear()
			if err = c.narrow(ctx); err == nil {
				u.begin()
				u.tell()
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// upload is a file that is being sent.
type upload struct {
	c          *Client
	f          *inflight
	name       string
	data       []byte
	report     capability.Report
	done       int   // bytes that the device has
	sent       int   // the most that was ever sent
	best       int   // the most that it ever had
	stalls     int   // answers since then that brought nothing
	misaligned bool  // the device is at another offset, and may have forgotten how long the file is
	closed     bool  // the file was closed in the middle: once is enough, because its length is forgotten from then on
	resumed    bool  // that was just now, and nothing was answered since
	no         error // what it answered last, if that was no
}

// tell reports how far the upload is, and when it goes in short messages.
func (u *upload) tell() {
	what := "send file"
	if u.c.flow.lines > 0 {
		what = "send file in short messages"
	}
	u.report.Tell(what, int64(u.best), int64(len(u.data)))
}

// begin goes on after what the device has, on the line as it is now.
func (u *upload) begin() {
	u.f = u.c.current().newInflight()
	u.f.uploading, u.f.room = true, uploadAnswerLen
}

// step sends what the window has room for and takes the next answer. The
// first chunk goes alone: it clears what the device has of an older file.
func (u *upload) step(ctx context.Context) error {
	if err := u.realign(ctx); err != nil {
		return err
	}
	for {
		next, size := u.done, 1
		if n := len(u.f.out); n > 0 {
			next = u.f.out[n-1].end
		}
		if u.done > 0 {
			size = u.c.flow.window.size()
		}
		if next >= len(u.data) || len(u.f.out) >= size {
			break
		}
		if err := u.sendChunk(ctx, next); err != nil {
			return err
		}
	}
	x, err := u.f.next(ctx)
	if errors.Is(err, errLost) {
		u.c.options.Count.Again()
		u.f.clear()
		return nil
	}
	if err != nil {
		return err
	}
	have, err := u.has(ctx, x)
	if err != nil {
		return err
	}
	u.c.flow.forgets = u.c.flow.forgets || u.resumed && have == 0
	u.resumed = false
	return u.advance(x, have)
}

// realign has the device close the file before it is begun, and after an
// offset that it did not want.
func (u *upload) realign(ctx context.Context) error {
	if u.done > 0 && !u.misaligned || len(u.f.out) > 0 {
		return nil
	}
	if err := u.c.closeFile(ctx); err != nil {
		return err
	}
	u.resumed, u.closed = u.done > 0, u.done > 0
	u.misaligned = false
	if u.c.current() != u.f.s {
		u.begin()
	}
	return nil
}

// sendChunk sends the bytes at off. Every chunk names the file, as Zephyr
// demands.
func (u *upload) sendChunk(ctx context.Context, off int) error {
	s := u.c.current()
	args := uploadWire{Off: uint64(off), Data: []byte{}, Name: u.name}
	if total := uint64(len(u.data)); off == 0 {
		args.Len = &total
	}
	head, err := encodeBody(args)
	if err != nil {
		return err
	}
	overhead := headerLen + len(head) + 2 // a longer string's head has 2 bytes more
	room := s.framing.fit(min(s.most(), overhead+maxChunk)) - overhead
	if room <= 0 {
		return RCMessageSize
	}
	end := min(off+u.c.flow.chunk.size(room, overhead), len(u.data))
	u.c.flow.chunk.sent(end - off)
	u.sent = max(u.sent, end)
	args.Data = u.data[off:end]
	return u.f.launch(ctx, command{op: opWrite, group: groupFile, id: idTransfer, args: args}, off, end)
}

// has reads from an answer how many bytes the device has. Zephyr tells that with
// an offset error; Apache with rc 3 while an upload is open, and not at all after
// it.
func (u *upload) has(ctx context.Context, x *pending) (int, error) {
	var answer uploadAnswer
	err := u.c.current().read(*x.answer, &answer)
	have := answer.Off
	u.no = err
	switch {
	case errors.Is(err, FileOffset):
		have, u.misaligned = answer.Len, !u.closed && !u.c.flow.unclosed && !u.c.flow.forgets
	case errors.Is(err, RCInvalid) && have == nil:
		return u.c.uploaded(ctx, u.name, len(u.data))
	case err != nil && !errors.Is(err, RCInvalid):
		return 0, err
	}
	switch {
	case have == nil && errors.Is(err, FileOffset):
		return 0, wrong(uploadName, "len", nil, "the bytes that the device has, with error %d", FileOffset)
	case have == nil:
		return 0, wrong(uploadName, "off", nil, "the offset of the next chunk")
	case *have > uint64(u.sent): // it has some twice
		u.no = wrong(uploadName, "off", *have, "at most %d: no more was sent", u.sent)
		return 0, nil
	}
	return int(*have), nil
}

const uploadName = "file transfer (upload)"

// advance goes on after an answer to x by which the device has so many bytes.
// Later chunks that it has need no answer of their own. If x shows that a chunk
// was lost, that is sent again, with all that follow.
func (u *upload) advance(x *pending, have int) error {
	if have == x.end && x.clean() {
		u.c.flow.good()
	}
	if have <= u.done {
		u.stalls++
	}
	if have > u.best {
		u.best, u.stalls = have, 0
		u.tell()
	}
	switch {
	case u.stalls > maxStalls && u.no != nil:
		return u.no
	case u.stalls > maxStalls:
		return wrong(uploadName, "off", have, "an offset beyond it: the upload does not get on")
	}
	u.done = have
	landed := 0
	for landed < len(u.f.out) && u.f.out[landed].end <= have {
		landed++
	}
	u.f.drop(landed)
	if len(u.f.out) > 0 && (u.f.out[0].off != have || u.f.out[0].stamp <= x.stamp) {
		if have < x.end {
			u.c.flow.lost(x.alone, u.f.s.framing)
			u.c.options.Count.Again()
		}
		u.f.clear()
	}
	if u.misaligned {
		u.f.clear()
	}
	return nil
}
