package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"handback/capability/media"
	"handback/device"
	"handback/device/serial"
	"handback/device/traffic"
	"handback/tui"
	"handback/tui/theme"
)

// screens opens the screens on the ledger, with what the command line chose.
func (a *app) screens(ctx context.Context) error { return a.show(ctx, tui.Options{}) }

// showBench opens the screens at the bench, with the ports that it may ask unasked.
func (a *app) showBench(ctx context.Context, ports []string) error {
	return a.show(ctx, tui.Options{Bench: true, BenchPorts: ports})
}

// show opens the screens; o says where they begin.
func (a *app) show(ctx context.Context, o tui.Options) error {
	if a.config.SigningKey != "" {
		_, _ = a.signingKey(ctx) // asks for the passphrase while it can; a save says what is wrong with the key
	}
	return tui.Run(ctx, a.forPerson(o))
}

// forPerson are the options of what a person works with, on screens or line by line;
// o says where it begins.
func (a *app) forPerson(o tui.Options) tui.Options {
	ports := serial.NewLister()
	return tui.Options{
		Desk: a.desk,
		Ports: func(_ context.Context, named []string, inUse bool) ([]serial.Port, error) {
			return ports.List(named, inUse)
		},
		Open:         a.openDevice,
		LastAnswered: a.memory.At,
		Auto:         a.autoBeside,
		Probe: func(ctx context.Context, ports []serial.Port, count *traffic.Counter, each func(device.ProbeResult)) error {
			return a.askPorts(ctx, ports, device.ProbeOptions{Traffic: count}, each)
		},
		Portal:     a.portalOf(),
		Sticks:     new(media.Finder).Plugged,
		OpenStick:  a.openStick,
		Allows:     media.SitePolicy(a.config.Stick).Allows,
		Line:       openLine,
		Transcript: a.transcript,
		Profile:    a.profile,
		Baud:       a.baud,
		Operator:   a.who(),
		Port:       a.port,
		Stick:      a.stick,
		In:         a.in,
		Out:        a.out,
		Log:        a.log,
		Version:    thisBuild().Version,
		ASCII:      theme.OnlyASCII(runtime.GOOS, os.Getenv),
		Bench:      o.Bench,
		BenchPorts: o.BenchPorts,
	}
}

// openLine opens a port for the terminal view.
func openLine(_ context.Context, port string, rate int) (tui.Line, error) {
	p, err := serial.Open(port, rate)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// transcript makes the file that takes the lines of a terminal view. It is in
// the state folder and is named after the time and the port.
func (a *app) transcript(port string, now time.Time) (io.WriteCloser, string, error) {
	state, err := a.stateDir()
	if err != nil {
		return nil, "", err
	}
	dir := filepath.Join(state, "lines")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, "", err
	}
	path := filepath.Join(dir, now.Format("20060102-150405-")+fileWord(filepath.Base(port))+".log")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, "", err
	}
	return file, path, nil
}

// fileWord keeps the letters and digits of a name: they are safe in any file name.
func fileWord(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, name)
}
