//go:build !linux

package serial

import "time"

// holders are not known on this system.
type holders struct{}

func newHolders() *holders { return &holders{} }

func Holder(string) string { return "" }

func reserved(string) string { return "" }

func (*holders) of([]Port, time.Time) map[string]string { return nil }
