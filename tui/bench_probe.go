package tui

import (
	"context"
	"slices"

	"handback/capability"
	"handback/device"

	tea "github.com/charmbracelet/bubbletea"
)

// probeJob asks ports what is there. It ends with a look around, which shows
// what was found.
func probeJob(ports []device.PortInfo) job {
	return job{title: probeText, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		ports = slices.Clone(ports)
		for i := range ports { // one may have been typed
			ports[i].Path = Dropped(ports[i].Path)
		}
		done, all := int64(0), int64(len(ports))
		report.Tell(probeWhat, done, all)
		err := b.o.Probe(ctx, ports, b.run.meter.begin(), func(found device.Probed) {
			b.name(found.Port.Path, found.Err)
			b.ports.note(found)
			b.log.add(probedLog(found))
			done++
			report.Tell(probeWhat, done, all)
		})
		if err != nil {
			return nil, err
		}
		return b.refresh(ctx, false)
	}}
}
