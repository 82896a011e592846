package explore

import (
	"path"
	"slices"

	"handback/capability"
)

// needs are what an act can touch. What it doesn't need is not there for it,
// and one that reaches for it is broken.
type needs struct{ device, stick bool }

func (m *model) needsOf(key stepKey) needs {
	switch key.act.kind {
	case where, adopt, adoptAnyway:
		return needs{true, true}
	case start, startAnyway, startForOther:
		return needs{device: true}
	case takeCase, takeAnyway, saveAgain:
		return needs{stick: true}
	case next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
		device := m.nextOf(key).Need == capability.NeedsDevice
		return needs{device, !device}
	default:
		return needs{}
	}
}

func (m *model) nextOf(key stepKey) capability.Act {
	return capability.Next(m.journals.get((*m.laptops.get(key.laptop))[key.act.n].Journal).now)
}

// reads reports whether an act only looks at the stick.
func (m *model) reads(key stepKey) bool {
	switch key.act.kind {
	case where, adopt, adoptAnyway:
		return true
	case next, nextOfOther:
		return key.needs.stick && m.nextOf(key).Need != capability.NeedsStick
	default:
		return false
	}
}

// telling is the stick without what tells nothing to somebody who looks for
// more than is on the laptop: requests, and cases of which all is there.
func (m *model) telling(key stepKey) ref {
	all := *m.sticks.get(key.stick)
	b := book{m: m, laptop: *m.laptops.get(key.laptop)}
	news := map[string]bool{} // folders with other cases
	tells := func(f file) bool {
		file := m.blobs.get(f.Blob)
		return file.request() == nil && (file.kase == "" || !b.hasAll(file))
	}
	for _, f := range all {
		if m.blobs.get(f.Blob).kase != "" && tells(f) {
			news[path.Dir(f.Path)] = true
		}
	}
	told := slices.DeleteFunc(slices.Clone(all), func(f file) bool {
		signature := path.Ext(f.Path) == ".sig"
		return !tells(f) || signature && !news[path.Dir(f.Path)]
	})
	if len(told) == len(all) {
		return key.stick
	}
	return m.stick(told)
}
