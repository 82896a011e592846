package crash

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/device"
)

// technician is the program with which a return is done, from the first look at
// the device to the credit. A new one goes on where another was killed.
type technician struct {
	dir    string // of the trial
	state  string // the folder of the ledger in it
	course course
	trace  func(point string)
	portal func() error // what is on the stick goes to the portal and back

	desk   *desk.Desk
	id     capability.ReturnID // at work
	device capability.Device
	at     string // which device that is
}

func (t *technician) work(ctx context.Context) (err error) {
	l, err := ledger.Open(filepath.Join(t.dir, t.state), ledger.Options{Trace: t.tell})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	operator := "technician"
	if t.state == otherDir {
		operator = colleague
	}
	t.desk = desk.New(desk.Options{Ledger: l, Operator: operator, Now: time.Now, Random: rand.Reader})
	if t.course == twoAtOnce {
		return t.both(ctx)
	}
	defer func() { err = errors.Join(err, t.hangUp()) }()
	if err := t.begin(ctx); err != nil {
		return err
	}
	for {
		if t.id, err = t.due(ctx); err != nil || t.id == "" {
			return err
		}
		if err := t.advance(ctx); err != nil {
			return err
		}
	}
}

const activating = "activation: "

// tell names the points of an activation apart from those of the return before.
func (t *technician) tell(point string) {
	if t.id != "" && t.at == replacement {
		point = activating + point
	}
	t.trace(point)
}

// begin opens the return when there is none yet.
func (t *technician) begin(ctx context.Context) error {
	if t.course == fromCase {
		return t.takeIn(ctx)
	}
	all, err := t.desk.List(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	dev, err := t.connect(ctx, returning)
	if err != nil {
		return err
	}
	if t.course == fromPortal {
		stick, err := t.Stick(ctx)
		if err != nil {
			return err
		}
		_, err = t.desk.Adopt(ctx, desk.Means{Device: dev, Stick: stick}, nil)
		return err
	}
	reading, err := t.desk.Read(ctx, dev, nil)
	if err != nil {
		return err
	}
	if t.course == toOther {
		return t.beginTransfer(ctx, reading)
	}
	_, err = t.desk.Start(ctx, reading, ordered(), "device replaced", nil)
	return err
}

// takeIn takes the colleague's case in, sets it aside, and takes it in again.
func (t *technician) takeIn(ctx context.Context) error {
	all, err := t.desk.List(ctx)
	if err != nil {
		return err
	}
	stick, err := t.Stick(ctx)
	if err != nil {
		return err
	}
	var r capability.Return
	if len(all) > 0 {
		r, err = t.desk.Return(all[0].ID)
	} else {
		r, _, err = t.desk.TakeIn(ctx, stick, desk.Case{}, nil)
	}
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(r.Entries, func(e capability.Entry) bool { return e.Fact.Kind() == capability.KindSetAside }) {
		if r, err = t.desk.SetAside(ctx, r.ID, "called away"); err != nil {
			return err
		}
	}
	if r.Stage == capability.StageSetAside {
		_, _, err = t.desk.TakeIn(ctx, stick, desk.Case{ID: r.ID}, nil)
	}
	return err
}

func (t *technician) beginTransfer(ctx context.Context, reading capability.Reading) error {
	other, err := t.connect(ctx, replacement)
	if err != nil {
		return err
	}
	to, err := other.Identify(ctx)
	if err != nil {
		return err
	}
	_, err = t.desk.Start(ctx, reading, ordered(), "device replaced", &to.Host)
	return err
}

// due is the return that comes next: what is open before what is owed
// afterwards. When nothing is due it is none.
func (t *technician) due(ctx context.Context) (capability.ReturnID, error) {
	all, err := t.desk.List(ctx)
	for _, open := range []bool{true, false} {
		for _, s := range all {
			if s.Act != capability.ActNothing && s.Stage.Open() == open {
				return s.ID, nil
			}
		}
	}
	return "", err
}

// advance goes on with the return at work until it needs no more.
func (t *technician) advance(ctx context.Context) error {
	for {
		r, err := t.desk.Advance(ctx, t.id, t, nil, func(desk.Done) {})
		var missing *desk.Missing
		if !errors.As(err, &missing) || missing.Need != capability.NeedsPortal {
			return err
		}
		if t.course == toOther && r.Stage == capability.StageConfirmationSaved {
			if _, err := t.desk.ClaimUploaded(ctx, t.id, "by telephone"); err != nil {
				return err
			}
		}
		if err := t.portal(); err != nil {
			return err
		}
	}
}

// Device implements [desk.Supply]: the device that the return at work is for.
func (t *technician) Device(ctx context.Context) (capability.Device, error) {
	r, err := t.desk.Return(t.id)
	if err != nil {
		return nil, err
	}
	if r.Purpose == capability.ToActivate || capability.Next(r).Kind == capability.ActActivate {
		return t.connect(ctx, replacement)
	}
	return t.connect(ctx, returning)
}

func (t *technician) connect(ctx context.Context, name string) (capability.Device, error) {
	if t.device != nil && t.at == name {
		return t.device, nil
	}
	if err := t.hangUp(); err != nil {
		return nil, err
	}
	met, err := device.Open(ctx, filepath.Join(t.dir, portOf(name)), device.Options{})
	if err != nil {
		return nil, err
	}
	t.device, t.at = traced{met.Device, t.tell}, name
	return t.device, nil
}

// Stick implements [desk.Supply].
func (t *technician) Stick(context.Context) (desk.Stick, error) {
	stick, err := media.Open(filepath.Join(t.dir, stickDir))
	if err != nil {
		return nil, err
	}
	return stick.Traced(t.tell), nil
}

// Portal implements [desk.Supply]: no program reaches it.
func (*technician) Portal(context.Context, capability.Identity) (*portal.Exchanger, error) {
	return nil, nil
}

// Again implements [desk.Supply].
func (*technician) Again() bool { return false }

func (t *technician) hangUp() error {
	if t.device == nil {
		return nil
	}
	dev := t.device
	t.device = nil
	return dev.Close()
}

// traced is a device that tells of every command before it is sent, while it
// goes on, and after it took place: a program that ends there never hears the
// answer.
type traced struct {
	capability.Device
	tell func(point string)
}

func (d traced) around(what string, do func()) {
	d.tell("device: before " + what)
	do()
	d.tell("device: after " + what)
}

// during tells of each step forward: what a busy machine has sent again is none.
func (d traced) during(what string) capability.Report {
	most := int64(-1)
	return func(p capability.Progress) {
		if p.Done > most {
			most = p.Done
			d.tell("device: during " + what)
		}
	}
}

func (d traced) Identify(ctx context.Context) (id capability.Identity, err error) {
	d.around("identify", func() { id, err = d.Device.Identify(ctx) })
	return id, err
}

func (d traced) Licenses(ctx context.Context, _ capability.Report) (all []capability.License, err error) {
	const what = "licenses"
	d.around(what, func() { all, err = d.Device.Licenses(ctx, d.during(what)) })
	return all, err
}

func (d traced) MakeRequest(ctx context.Context, lines []capability.Line, _ capability.Report) (made capability.Made, err error) {
	const what = "make request"
	d.around(what, func() { made, err = d.Device.MakeRequest(ctx, lines, d.during(what)) })
	return made, err
}

func (d traced) LastMade(ctx context.Context) (made *capability.Made, err error) {
	d.around("last made", func() { made, err = d.Device.LastMade(ctx) })
	return made, err
}

func (d traced) Fetch(ctx context.Context, made capability.Made, _ capability.Report) (data []byte, err error) {
	const what = "fetch"
	d.around(what, func() { data, err = d.Device.Fetch(ctx, made, d.during(what)) })
	return data, err
}

func (d traced) LoadResponse(ctx context.Context, response []byte, _ capability.Report) (mark capability.Mark, err error) {
	const what = "load response"
	d.around(what, func() { mark, err = d.Device.LoadResponse(ctx, response, d.during(what)) })
	return mark, err
}

func (d traced) Close() (err error) {
	d.around("close", func() { err = d.Device.Close() })
	return err
}
