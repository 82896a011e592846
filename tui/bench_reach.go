package tui

import (
	"context"

	"handback/capability"
	"handback/device/console/profile"

	tea "github.com/charmbracelet/bubbletea"
)

// profileJob has devices reached as a profile describes, from the next
// connection on; an empty name is the management protocol.
func profileJob(name string) job {
	return job{title: profileWorkText, do: func(_ context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		if name = Dropped(name); name != "" {
			if _, err := profile.Load(name); err != nil {
				return nil, err
			}
		}
		b.selection.profile = name
		return reached{}, nil
	}}
}

// reached is the result of a job that chose a profile.
type reached struct{}
