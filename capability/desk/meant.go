package desk

import (
	"context"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// Meant are those of some returns that what is at hand speaks of: the ones of
// the device, or without a device the ones whose case lies on the stick; of
// several, those whose answer lies there, too. It changes nothing.
func (d *Desk) Meant(ctx context.Context, among []ledger.Summary, m Means) ([]capability.ReturnID, error) {
	switch {
	case m.Device != nil:
		ident, err := m.Device.Identify(ctx)
		if err != nil {
			return nil, err
		}
		return idsOf(among, func(s ledger.Summary) bool { return s.Device.Host == ident.Host }), nil
	case m.Stick != nil:
		found, err := m.Stick.Collect(ctx, media.Limits{}, nil)
		if err != nil {
			return nil, err
		}
		return d.meantBy(among, found.Found)
	}
	return nil, nil
}

// meantBy are the returns that the files of a stick speak of.
func (d *Desk) meantBy(among []ledger.Summary, found []media.Found) ([]capability.ReturnID, error) {
	there := idsOf(among, func(s ledger.Summary) bool {
		return slices.ContainsFunc(found, func(f media.Found) bool { return idInPath(f.Path) == s.ID })
	})
	if len(there) < 2 {
		return there, nil
	}
	var answered []capability.ReturnID
	for _, id := range there {
		r, err := d.Return(id)
		if err != nil {
			return nil, err
		}
		want := wanted(capability.Next(r))
		if slices.ContainsFunc(found, func(f media.Found) bool { return slices.Contains(want, d.judge(r, f).Verdict) }) {
			answered = append(answered, id)
		}
	}
	if len(answered) == 0 {
		return there, nil
	}
	return answered, nil
}

func idsOf(all []ledger.Summary, is func(ledger.Summary) bool) []capability.ReturnID {
	var ids []capability.ReturnID
	for _, s := range all {
		if is(s) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// idInPath is the return whose case folder a path on a stick leads through; empty:
// it leads through none.
func idInPath(path string) capability.ReturnID {
	top, rest, _ := strings.Cut(path, "/")
	name, _, inside := strings.Cut(rest, "/")
	id, _, _ := strings.Cut(name, "_")
	if !inside || !strings.EqualFold(top, media.Folder) {
		return ""
	}
	parsed, err := capability.ParseReturnID(id)
	if err != nil {
		return ""
	}
	return parsed
}
