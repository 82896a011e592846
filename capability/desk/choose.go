package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// AdoptFile does as [Desk.Adopt] with a response that can't be read, or that has
// to be mended, which a person says is for the connected device. The device has
// the last word. Of the chosen file only the path must be given; where it has a
// digest, another content there is a [media.ErrChanged]. A file that surely is
// no response is an [ErrNothingToAdopt] with the finding, one that was not seen
// in a look that was cut short an [ErrCutShort].
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
	fresh := unopened(reading)
	j := judge(fresh, f).byWord(fresh)
	done.Found = []Finding{j.Finding}
	if j.m != nil {
		if err := errors.Join(j.m.ForHost(reading.Device.Host), j.m.Want(message.KindResponse)); err != nil {
			return done, err
		}
		j.Verdict = IsResponse
	}
	if d.checkSignature(fresh, &j); j.Verdict != IsResponse {
		done.Found = []Finding{j.Finding}
		return done, ErrNothingToAdopt
	}
	done.Return, err = d.adopt(ctx, reading, j)
	return done, err
}

// TakeFile takes the file on a stick that a person chose for the portal's
// response to an open return: one that can't be read, or that has to be mended.
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
	j := d.judge(r, f).byWord(r)
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
	all, err := stick.Collect(ctx, media.Limits{First: path.Dir(chosen.Path)}, report)
	if err != nil {
		return media.Found{}, err
	}
	i := slices.IndexFunc(all.Found, func(f media.Found) bool { return f.Path == chosen.Path })
	switch {
	case i >= 0:
		return all.Found[i], nil
	case all.Incomplete != "":
		return media.Found{}, fmt.Errorf("%w: %s", ErrCutShort, all.Incomplete)
	default:
		return media.Found{}, &fs.PathError{Op: "read", Path: capability.Printable(chosen.Path), Err: fs.ErrNotExist}
	}
}
