package desk

import (
	"context"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// Answers are the files of a stick that somebody waits for: what an open return takes
// next, with its Return, and a response that the portal made by itself for a device
// without an open return, of class [IsForDevice] with the host ID as About. Of each
// return and each device it is the first file. Answers changes nothing and believes
// nothing: who takes a file in checks it.
func (d *Desk) Answers(ctx context.Context, found []media.Found) ([]Finding, error) {
	files := readAll(found)
	returns, err := d.concerned(ctx, files)
	if err != nil {
		return nil, err
	}
	var all []Finding
	for _, f := range files {
		j := d.classifyForAny(returns, f.Found)
		switch {
		case takesNext(returns, j):
		case begins(returns, f, j.Class):
			j.Return, j.Class, j.About = "", IsForDevice, f.m.Host().String()
		default:
			continue
		}
		if !slices.ContainsFunc(all, func(o Finding) bool { return o.Return == j.Return && (j.Return != "" || o.About == j.About) }) {
			all = append(all, j.Finding)
		}
	}
	return all, nil
}

// concerned are the open returns, and those of the devices that the files name.
func (d *Desk) concerned(ctx context.Context, files []content) ([]capability.Return, error) {
	all, err := d.List(ctx)
	if err != nil {
		return nil, err
	}
	named := make(map[capability.HostID]bool)
	for _, f := range files {
		if f.m != nil {
			named[f.m.Host()] = true
		}
	}
	all = slices.DeleteFunc(slices.Clone(all), func(s ledger.Summary) bool {
		return s.Err == nil && s.Act == capability.ActNothing && !named[s.Device.Host]
	})
	return d.replayed(all)
}

// takesNext reports whether an open return waits for the portal, and for that file.
func takesNext(returns []capability.Return, j classified) bool {
	return slices.ContainsFunc(returns, func(r capability.Return) bool {
		act := capability.Next(r)
		return r.ID == j.Return && r.Open() && act.Need == capability.NeedsPortal && slices.Contains(due(act), j.Class)
	})
}

// begins reports whether a file begins a return: the portal made it by itself, its
// device has no open return here, and none of its closed ones took it.
func begins(returns []capability.Return, f content, class Class) bool {
	if f.m == nil || f.m.Response == nil || f.m.Response.Answers != nil || class != IsForDevice && class != IsRemoval {
		return false
	}
	return !slices.ContainsFunc(returns, func(r capability.Return) bool {
		return r.Open() && r.Device.Host == f.m.Host()
	})
}
