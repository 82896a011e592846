//go:build !unix

package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// stops listens for nothing: the system suspends no programs.
type stops struct{}

func newStops() *stops { return &stops{} }

func (*stops) tell(ctx context.Context, _ func(tea.Msg)) { <-ctx.Done() }

func (*stops) self() func() error { return nil }
