package main

import (
	"context"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"handback/capability"
	"handback/cmd/internal/input"
	"handback/tui"
	"handback/tui/plain"
)

// isPlain reports whether to go line by line in place of the screens: as the command
// line says, else where the configuration, the terminal (TERM=dumb) or ACCESSIBLE in
// the environment asks for it. That variable is the one by which terminal programs
// are told of a screen reader: charmbracelet/huh names it in its documentation, and
// ouch and click-extra read it.
func (a *app) isPlain(given bool, getenv func(string) string) bool {
	if given {
		return a.plain
	}
	return a.config.Plain || getenv("TERM") == "dumb" || isSet(getenv("ACCESSIBLE"))
}

// isSet reports whether a variable says yes: anything but nothing and what says no.
func isSet(value string) bool {
	yes, err := strconv.ParseBool(value)
	return value != "" && (yes || err != nil)
}

// lineByLine goes through returns line by line.
func (a *app) lineByLine(ctx context.Context) error {
	if a.config.SigningKey != "" {
		_, _ = a.signingKey(ctx) // asks for the passphrase while it can; a save says what is wrong with the key
	}
	// A Ctrl+C stops what runs, and does not end the program.
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	o := plain.Options{
		Options: a.forPerson(tui.Options{}), Interrupts: interrupts,
		Certificate: func(r capability.Return) ([]byte, error) { return a.certify(ctx, r) },
		Save:        func(path string, data []byte) error { return writeNew(newFile{path, data}) },
	}
	if input.Terminal(a.in) != nil {
		o.Typed, o.Hide = true, func() (func(), error) { return input.Hide(a.in) }
	}
	return plain.Run(ctx, o)
}
