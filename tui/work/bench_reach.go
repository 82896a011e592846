package work

import (
	"context"

	"handback/capability"
	"handback/device/console/profile"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

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
