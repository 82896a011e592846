package config

import (
	"strings"

	"handback/capability"
)

// maxSerials bounds the list of allowed sticks.
const maxSerials = 1000

// StickPolicy is what the site asks of USB sticks.
type StickPolicy struct {
	Serials    []string // only sticks with one of these serial numbers; empty: any
	Release    bool     // a stick is taken out only after it was released
	ScanRecord bool     // a scan is on record before anything from a stick is loaded
}

// check reports the first value that is out of its limits. An empty entry
// would look like a rule and allow nothing.
func (p StickPolicy) check() error {
	if len(p.Serials) > maxSerials {
		return impossible("stick.serials")
	}
	for _, s := range p.Serials {
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

func (t stickTable) policy() (StickPolicy, error) {
	p := StickPolicy{Serials: t.Serials, ScanRecord: t.ScanRecord}
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
