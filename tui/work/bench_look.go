package work

import (
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/serial"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// RefreshJob looks for ports and sticks, and through the ledger when returns is
// set. It is quiet.
func RefreshJob(returns bool) Job {
	return Job{Title: text.Look, Quiet: true, Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		return b.refresh(ctx, returns)
	}}
}

// Refreshed is the result of a look around.
type Refreshed struct {
	Surroundings
	Returns bool // whether the ledger was looked through
}

func (b *Worker) refresh(ctx context.Context, returns bool) (tea.Msg, error) {
	found := Refreshed{Returns: returns}
	note := func(err error) {
		if err == nil || ctx.Err() != nil {
			return
		}
		e := text.Explain(err)
		text := e.What + " " + e.Do
		if !slices.Contains(b.problems, text) { // each look meets it again
			b.log.add(err.Error())
		}
		found.Problems = append(found.Problems, text)
	}
	if returns {
		all, err := b.O.Desk.List(ctx)
		note(err)
		found.Surroundings.Returns = all
	}
	ports, err := b.O.Ports(ctx, b.namedPorts(), b.dev != nil)
	if !errors.Is(err, errors.ErrUnsupported) { // else what was seen last has to do
		note(err)
		b.ports.see(b.O.Now(), ports, b.O.Known)
	}
	found.Ports, found.TakenAway = b.ports.list, b.ports.takenAway
	plugged, err := b.O.Sticks(ctx)
	note(err)
	if err == nil {
		b.seeSticks(plugged)
	}
	if b.O.Stick != "" && b.selection.Stick == nil && b.selection.Left == "" {
		err := b.useStick(ctx, b.O.Stick)
		if errors.Is(err, media.ErrGone) || errors.Is(err, media.ErrNoFolder) {
			found.Problems = append(found.Problems, text.NotThere(b.O.Stick))
		} else {
			note(err)
		}
	}
	found.Sticks, b.problems = b.places(b.plugged), found.Problems
	return found, ctx.Err()
}

// ListRead is the result of a job that read what the device holds.
type ListRead struct{ Reading capability.Reading }

// ReadJob reads the licenses of the connected device.
func ReadJob() Job {
	return Job{Title: text.Read, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		reading, err := b.O.Desk.Read(ctx, b.dev, report)
		if err != nil {
			b.dropBad(err)
			return nil, err
		}
		return ListRead{reading}, nil
	}}
}

// ConnectJob connects to the device at port.
func ConnectJob(port string) Job {
	return Job{Title: text.Connect(port), Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		return b.connect(ctx, port)
	}}
}

// Surroundings is what was found around: the returns of the ledger, ports and sticks.
type Surroundings struct {
	Returns   []ledger.Summary
	Ports     []SeenPort
	TakenAway []serial.Port // those that somebody else seems to have taken away
	Sticks    []media.Stick
	Problems  []string // why something could not be looked for
}
