package config

import (
	"strings"

	"handback/capability"
)

// maxSerials bounds the list of allowed sticks.
const maxSerials = 1000

// checkSerials reports an entry that is out of its limits. An empty one would
// look like a rule and allow nothing.
func checkSerials(serials []string) error {
	if len(serials) > maxSerials {
		return impossible("stick.serials")
	}
	for _, s := range serials {
		if strings.TrimSpace(s) == "" || len(s) > capability.MaxText || capability.Printable(s) != s {
			return impossible("stick.serials")
		}
	}
	return nil
}

// stickTable is the form of [stick] in the file.
type stickTable struct {
	Serials    []string `toml:"serials"`
	Release    *string  `toml:"release"`
	ScanRecord bool     `toml:"scan-record"`
}

func (t stickTable) policy() (capability.StickPolicy, error) {
	p := capability.StickPolicy{Serials: t.Serials, ScanRecord: t.ScanRecord}
	if t.Serials != nil && len(t.Serials) == 0 {
		return p, impossible("stick.serials") // none allowed, or any? Who writes it must say
	}
	if t.Release == nil {
		return p, nil
	}
	switch *t.Release {
	case "required":
		p.Release = true
	case "optional":
	default:
		return p, impossible("stick.release")
	}
	return p, nil
}
