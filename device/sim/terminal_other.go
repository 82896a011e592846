//go:build !linux && !darwin

package sim

func openTerminal() (*terminal, error) { return nil, ErrNoTerminal }

func (*terminal) share() error { return nil }
