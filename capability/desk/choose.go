package desk

import (
	"context"
	"io/fs"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// AdoptFile does as [Desk.Adopt] with a response that can't be read, which a
// person says is for the connected device. The device has the last word. Of
// the chosen file only the path must be given; where it has a digest, another
// content there is a [media.ErrChanged].
func (d *Desk) AdoptFile(ctx context.Context, means Means, chosen Finding, report capability.Report) (Done, error) {
	reading, err := d.Read(ctx, means.Device, report)
	if err != nil {
		return Done{}, err
	}
	done := Done{Act: adoptAct()}
	f, err := pick(ctx, means.Stick, chosen, report)
	if err != nil {
		return done, err
	}
	j := judged{Finding: Finding{Path: f.Path, Size: f.Size, Digest: f.Digest, ModTime: f.ModTime, Verdict: IsResponse}, data: f.Data}
	if m, err := message.Decode(f.Data); err == nil {
		if err := m.ForHost(reading.Device.Host); err != nil {
			return done, err
		}
		if err := m.Want(message.KindResponse); err != nil {
			return done, err
		}
		j.m = m
		if d.checkSignature(unopened(reading), &j); j.Verdict == IsForged {
			done.Found = []Finding{j.Finding}
			return done, ErrNothingToAdopt
		}
	}
	done.Return, err = d.adopt(ctx, reading, j)
	return done, err
}

// TakeFile takes the file on a stick that a person chose for the portal's
// response to an open return, where none can be read or several could be it.
// The device has the last word. The error is [ErrNoAnswerDue] when the return
// waits for no response, a *[Missing] when the file can't be it, or that of
// [Desk.AdoptFile].
func (d *Desk) TakeFile(ctx context.Context, id capability.ReturnID, stick Stick, chosen Finding, report capability.Report) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	act := capability.Next(r)
	done := Done{Act: answerAct(act), Return: r}
	want := due(act)
	if !slices.Contains(want, IsResponse) {
		return done, ErrNoAnswerDue
	}
	f, err := pick(ctx, stick, chosen, report)
	if err != nil {
		return done, err
	}
	j := d.judge(r, f)
	if j.unread() && r.Opaque() {
		j.Verdict = IsResponse
	}
	done.Found = []Finding{j.Finding}
	if !slices.Contains(want, j.Verdict) && j.Verdict != IsRemoval {
		return done, &Missing{Act: done.Act, Need: capability.NeedsPortal, Found: done.Found}
	}
	done.Return, err = d.keep(r, j)
	return done, err
}

// pick reads the chosen file of a stick and nothing but what was chosen: its
// digest tells, for FAT rounds times and counts them in the local zone. One of
// which only the path is known is looked for.
func pick(ctx context.Context, stick Stick, chosen Finding, report capability.Report) (media.Found, error) {
	if chosen.Digest != (capability.Digest{}) {
		data, err := stick.Read(ctx, chosen.Path, chosen.Digest)
		return media.Found{
			Path: chosen.Path, Size: int64(len(data)), ModTime: chosen.ModTime, Digest: chosen.Digest, Data: data,
		}, err
	}
	all, err := stick.Collect(ctx, media.Limits{}, report)
	if err != nil {
		return media.Found{}, err
	}
	i := slices.IndexFunc(all.Found, func(f media.Found) bool { return f.Path == chosen.Path })
	if i < 0 {
		return media.Found{}, &fs.PathError{Op: "read", Path: capability.Printable(chosen.Path), Err: fs.ErrNotExist}
	}
	return all.Found[i], nil
}
