package crash

import (
	"context"

	"handback/capability"
)

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
