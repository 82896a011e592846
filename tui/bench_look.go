package tui

import (
	"context"
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device"

	tea "github.com/charmbracelet/bubbletea"
)

// refreshJob looks for ports and sticks, and through the ledger when returns is
// set. It is quiet.
func refreshJob(returns bool) job {
	return job{title: lookText, quiet: true, do: func(ctx context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		return b.refresh(ctx, returns)
	}}
}

// refreshed is the result of a look around.
type refreshed struct {
	surroundings
	returns bool // whether the ledger was looked through
}

func (b *worker) refresh(ctx context.Context, returns bool) (tea.Msg, error) {
	found := refreshed{returns: returns}
	note := func(err error) {
		if err == nil || ctx.Err() != nil {
			return
		}
		e := Explain(err)
		text := e.What + " " + e.Do
		if !slices.Contains(b.problems, text) { // each look meets it again
			b.log.add(err.Error())
		}
		found.problems = append(found.problems, text)
	}
	if returns {
		all, err := b.o.Desk.List(ctx)
		note(err)
		found.surroundings.returns = all
	}
	ports, err := b.o.Ports(ctx, b.namedPorts(), b.dev != nil)
	if !errors.Is(err, errors.ErrUnsupported) { // else what was seen last has to do
		note(err)
		b.ports.see(b.o.Now(), ports, b.o.Known)
	}
	found.ports, found.takenAway = b.ports.list, b.ports.takenAway
	plugged, err := b.o.Sticks(ctx)
	note(err)
	if err == nil {
		b.seeSticks(plugged)
	}
	if b.o.Stick != "" && b.selection.stick == nil && b.selection.left == "" {
		err := b.useStick(ctx, b.o.Stick)
		if errors.Is(err, media.ErrGone) || errors.Is(err, media.ErrNoFolder) {
			found.problems = append(found.problems, notThereText(b.o.Stick))
		} else {
			note(err)
		}
	}
	found.sticks, b.problems = b.places(b.plugged), found.problems
	return found, ctx.Err()
}

// listRead is the result of a job that read what the device holds.
type listRead struct{ reading capability.Reading }

// readJob reads the licenses of the connected device.
func readJob() job {
	return job{title: readText, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		reading, err := b.o.Desk.Read(ctx, b.dev, report)
		if err != nil {
			b.dropBad(err)
			return nil, err
		}
		return listRead{reading}, nil
	}}
}

// connectJob connects to the device at port.
func connectJob(port string) job {
	return job{title: connectText(port), do: func(ctx context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		return b.connect(ctx, port)
	}}
}

// surroundings is what was found around: the returns of the ledger, ports and sticks.
type surroundings struct {
	returns   []ledger.Summary
	ports     []seenPort
	takenAway []device.PortInfo // those that somebody else seems to have taken away
	sticks    []media.Stick
	problems  []string // why something could not be looked for
}
