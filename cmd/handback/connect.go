package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"handback/capability"
	"handback/cmd/internal/input"
	"handback/device"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/tui/text"
)

var errWhichDevice = usagef("which device? Give its serial port with --port; 'handback ports' lists them")

// Device implements [desk.Supply]: the device at --port.
func (a *app) Device(ctx context.Context) (capability.Device, error) {
	if a.device != nil || a.port == "" {
		return a.device, nil
	}
	met, err := a.openDevice(ctx, a.port, a.profile, device.Options{
		Log: a.log.Line, ReconnectTimeout: a.wait, Waiting: a.tellWait, Ask: a.ask,
	})
	if err != nil {
		return nil, err
	}
	a.device = met.Device
	return met.Device, nil
}

// needDevice opens the device for a command that can't do without one.
func (a *app) needDevice(ctx context.Context) (capability.Device, error) {
	if a.port == "" {
		return nil, errWhichDevice
	}
	return a.Device(ctx)
}

// openDevice opens a device with the rate and the profile that are chosen, and
// with what the command line and the configuration say beside.
func (a *app) openDevice(ctx context.Context, port, profile string, o device.Options) (device.Met, error) {
	p, err := consoleProfile(profile)
	if err != nil {
		return device.Met{}, err
	}
	o.Baud, o.Group, o.Lines = cmp.Or(o.Baud, a.baud), a.config.Group, a.config.LineBuffers
	o.History, o.Profile = a.memory, p
	return device.Open(ctx, port, o)
}

// consoleProfile loads the profile of a device's console. Without a name it is
// nil, and the device speaks SMP.
func consoleProfile(name string) (*profile.Profile, error) {
	if name == "" {
		return nil, nil
	}
	return profile.Load(name)
}

func (a *app) tellWait(w device.Wait) {
	if w.Back {
		a.tell("%s is back", w.Port.Path)
		return
	}
	a.tell("%s was unplugged; plug it in again (waiting %s)", w.Port.Path, a.wait)
}

// openMemory opens what is known about the devices that answered at the ports. A
// file that can't be read counts as empty, and the user is told.
func openMemory(s streams, state string) *device.PortHistory {
	m, err := device.OpenPortHistory(state)
	if err != nil {
		s.tell("%v", err)
	}
	return m
}

// maxReply bounds what a person may type, in bytes.
const maxReply = 1024

// ask implements [console.Ask] for the commands. It asks on the terminal, which
// doesn't show a password, or reads lines from what takes the terminal's place.
func (s streams) ask(ctx context.Context, q console.Question) (string, error) {
	switch q.About {
	case console.Action:
		s.prompt("%s Then press Enter. ", q.Text)
	case console.Password:
		return s.secret(ctx, "the device asks for a password (%s) ", q.Text)
	case console.UserName:
		s.prompt("the device asks for a user name (%s) ", q.Text)
	default:
		s.prompt("%s ", q.Text)
	}
	return s.await(ctx)
}

// secret asks for a line that the terminal doesn't show.
func (s streams) secret(ctx context.Context, format text.Phrase, args ...any) (string, error) {
	show, err := input.Hide(s.in)
	if err != nil {
		return "", err
	}
	s.prompt(format, args...)
	text, err := s.await(ctx)
	if show(); input.Terminal(s.in) != nil {
		s.tell("") // the person's Enter was not shown either
	}
	return text, err
}

// await waits for a line that a person types.
func (s streams) await(ctx context.Context) (string, error) {
	type reply struct {
		text string
		err  error
	}
	replies := make(chan reply, 1)
	go func() { // ends with the program at the latest: nothing else ends a read of a terminal
		text, err := s.reply()
		replies <- reply{text, err}
	}()
	select {
	case r := <-replies:
		return r.text, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// reply reads one line.
func (s streams) reply() (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < maxReply; {
		n, err := s.in.Read(one)
		if n == 1 && one[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, one[:n]...)
		if errors.Is(err, io.EOF) {
			return "", console.ErrNoPerson
		}
		if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("a reply has at most %d bytes", maxReply)
}
