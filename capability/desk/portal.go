package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/portal"
)

// ErrNoResponse says that the portal took a return request by program and issued no
// response: for it, nothing changes.
var ErrNoResponse = errors.New("the portal issued no response to the request")

// answer takes the portal's answer from the stick, or from the portal itself where it
// is reached by program and the stick has none.
func (d *Desk) answer(ctx context.Context, done *Done, m Means, report capability.Report) error {
	err := error(&Missing{Act: done.Act, Need: done.Act.Need})
	if m.Stick != nil {
		err = d.collect(ctx, done, m.Stick, report)
	}
	_, missing := errors.AsType[*Missing](err)
	if m.Portal == nil || !missing && done.Unread == nil || ctx.Err() != nil {
		return err
	}
	asked := d.atPortal(ctx, done, m, report)
	if _, missing = errors.AsType[*Missing](asked); missing { // what happened to the stick tells more
		return err
	}
	return asked
}

// atPortal gives the portal what it waits for and takes its answer in. A return
// that began in the portal has no request: its response is fetched.
func (d *Desk) atPortal(ctx context.Context, done *Done, m Means, report capability.Report) error {
	x := m.Portal
	done.Portal = x.Name()
	file := toUpload(done.Return)
	switch {
	case file == capability.DeclarationFile:
		return &Missing{Act: done.Act, Need: capability.NeedsPortal}
	case done.Return.Artifact(file) == nil:
		return d.fetchStored(ctx, done, x)
	}
	response, err := d.exchange(ctx, &done.Return, file, m, report)
	if err != nil {
		return err
	}
	return d.takeAnswer(done, response)
}

// exchange sends a file of the return to the portal. An answer that was kept before
// a cut is not asked for again.
func (d *Desk) exchange(ctx context.Context, r *capability.Return, file capability.ArtifactKind, m Means, report capability.Report) ([]byte, error) {
	x := m.Portal
	a := r.Artifact(file)
	data, err := d.o.Ledger.Get(r.ID, a.SHA256)
	if err != nil {
		return nil, err
	}
	key := portal.KeyOf(x.Target(), data)
	j := &exchangeJournal{desk: d, r: r}
	if last, known := j.Last(key); known && last.State == capability.ExchangeAnswered && !r.Rejected(last.Response) {
		if last.Response.IsZero() {
			return nil, nil
		}
		if kept, err := d.o.Ledger.Get(r.ID, last.Response); err == nil {
			return kept, nil
		}
	}
	q := portal.Request{File: file, Data: data, Host: &r.Device.Host, Ask: r.Stage == capability.StageAtPortal || r.Stage == capability.StageClosed, Again: m.Again}
	if m, err := message.Decode(data); err == nil {
		q.Answers = m.AnsweredBy
	}
	result, err := x.Exchange(ctx, q, j, report)
	return result.Response, err
}

// exchangeJournal notes exchanges in the journal of a return.
type exchangeJournal struct {
	desk *Desk
	r    *capability.Return // as it is after the newest note
}

// Last implements [portal.Journal].
func (j *exchangeJournal) Last(key capability.Digest) (capability.Exchange, bool) {
	for _, e := range slices.Backward(j.r.Entries) {
		if e.Hearsay() {
			continue
		}
		switch f := e.Fact.(type) {
		case capability.Sent:
			if f.Key == key {
				return f.Exchange, true
			}
		case capability.Answered:
			if f.Key == key {
				return f.Exchange, true
			}
		}
	}
	return capability.Exchange{}, false
}

// Note implements [portal.Journal].
func (j *exchangeJournal) Note(_ context.Context, x capability.Exchange, response []byte) error {
	if len(response) > 0 {
		if err := j.desk.o.Ledger.Put(j.r.ID, capability.NewArtifact(capability.ActOn(x.File, capability.NeedsPortal).Answer, response, ""), response); err != nil {
			return err
		}
	}
	fact := capability.Fact(capability.Answered{Exchange: x})
	if x.State == capability.ExchangeSending {
		fact = capability.Sent{Exchange: x}
	}
	now, err := j.desk.note(*j.r, fact)
	if err == nil {
		*j.r = now
	}
	return err
}

// classifyAnswer classifies what a portal gave to a program.
func (d *Desk) classifyAnswer(r capability.Return, from string, data []byte) classified {
	j := d.classify(r, read(media.Found{Path: from, Size: int64(len(data)), Digest: capability.DigestOf(data), Data: data}))
	j.portal = from
	return j
}

// takeAnswer takes the portal's answer into the return, as far as it can be read. It
// came as the answer to this very request, so nobody has to say that it is it. An
// answer to a confirmation that can't be read, or none, leaves it at that the
// portal took the confirmation.
func (d *Desk) takeAnswer(done *Done, response []byte) error {
	confirming := done.Return.Confirmation != nil
	if len(response) == 0 {
		if confirming {
			return nil
		}
		return ErrNoResponse
	}
	j := d.classifyAnswer(done.Return, done.Portal, response).byWord(done.Return)
	if confirming && j.m == nil {
		return nil
	}
	done.Found = []Finding{j.Finding}
	if !slices.Contains(wanted(done.Act), j.Class) {
		return fmt.Errorf("%w: it is %s", portal.ErrWrongResponse, j.Class)
	}
	var err error
	done.Return, err = d.keep(done.Return, j)
	return err
}

// fetchStored fetches the response that the portal has for the device, and notes
// what else the portal says about it.
func (d *Desk) fetchStored(ctx context.Context, done *Done, x *portal.Exchanger) error {
	r, device, err := d.look(ctx, done.Return, x)
	done.Return = r
	switch {
	case errors.Is(err, portal.ErrUnsupported):
		return &Missing{Act: done.Act, Need: capability.NeedsPortal}
	case err != nil:
		return err
	case len(device.Response) == 0:
		return ErrNoResponse
	}
	return d.takeAnswer(done, device.Response)
}

// AskPortal asks the portal where a return stands, and notes what it says: it is the
// portal's word. The errors are those of [portal.Portal].
func (d *Desk) AskPortal(ctx context.Context, id capability.ReturnID, x *portal.Exchanger) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	r, _, err = d.look(ctx, r, x)
	return r, err
}

func (d *Desk) look(ctx context.Context, r capability.Return, x *portal.Exchanger) (capability.Return, portal.Device, error) {
	device, err := x.Look(ctx, r.Device.Host)
	unknown := errors.Is(err, portal.ErrUnknownDevice)
	if err != nil && !unknown {
		return r, device, err
	}
	said := capability.PortalRead{
		Portal: x.Name(), Known: !unknown,
		LastRequest: device.LastRequest, LastSync: device.LastSync,
	}
	for _, l := range device.Licenses[:min(len(device.Licenses), capability.MaxLicenses)] {
		l.Entitlement, l.State = capability.Printable(l.Entitlement), capability.LicenseState(capability.Printable(string(l.State)))
		if l.ActivationID.Check() == nil {
			said.Licenses = append(said.Licenses, l)
		}
	}
	now, noted := d.note(r, said)
	if noted != nil {
		return r, device, noted
	}
	return now, device, err
}
