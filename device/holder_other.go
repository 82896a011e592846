//go:build !linux

package device

// holder is not known on this system.
func holder(string) string { return "" }
