package work

import (
	"context"
	"slices"

	"handback/capability"
	"handback/device"
	"handback/device/serial"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// ProbeJob asks ports what is there. It ends with a look around, which shows
// what was found.
func ProbeJob(ports []serial.Port) Job {
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
