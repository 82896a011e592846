package work

import (
	"context"
	"slices"
	"sync/atomic"

	"handback/capability"
	"handback/device"
	"handback/device/console/profile"
	"handback/device/traffic"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// ProbeJob asks ports what is there. It ends with a look around, which shows
// what was found.
func ProbeJob(ports []device.PortInfo) Job {
	return Job{Title: text.Probe, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		ports = slices.Clone(ports)
		for i := range ports { // one may have been typed
			ports[i].Path = text.Dropped(ports[i].Path)
		}
		done, all := int64(0), int64(len(ports))
		report.Tell(text.ProbeWhat, done, all)
		err := b.O.Probe(ctx, ports, b.run.meter.begin(), func(found device.Probed) {
			b.name(found.Port.Path, found.Err)
			b.ports.note(found)
			b.log.add(text.ProbedLog(found))
			done++
			report.Tell(text.ProbeWhat, done, all)
		})
		if err != nil {
			return nil, err
		}
		return b.refresh(ctx, false)
	}}
}

// ProfileJob has devices reached as a profile describes, from the next
// connection on; an empty name is the management protocol.
func ProfileJob(name string) Job {
	return Job{Title: text.ProfileWork, Do: func(_ context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		if name = text.Dropped(name); name != "" {
			if _, err := profile.Load(name); err != nil {
				return nil, err
			}
		}
		b.selection.Profile = name
		return Reached{}, nil
	}}
}

// Reached is the result of a job that chose a profile.
type Reached struct{}

// meter counts what passes on the line that is in use. The job begins anew for
// each line; the screens read.
type meter struct {
	line atomic.Pointer[traffic.Counter]
}

func (m *meter) begin() *traffic.Counter {
	c := &traffic.Counter{}
	m.line.Store(c)
	return c
}

func (m *meter) Counts() traffic.Counts { return m.line.Load().Counts() }
