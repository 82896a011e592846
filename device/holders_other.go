//go:build !linux

package device

import "time"

// holders are not known on this system.
type holders struct{}

func newHolders() *holders { return &holders{} }

func holder(string) string { return "" }

func reserved(string) string { return "" }

func (*holders) of([]PortInfo, time.Time) map[string]string { return nil }
