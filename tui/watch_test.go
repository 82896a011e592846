package tui

import (
	"flag"
	"io"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/tui/internal/picture"
	"handback/tui/theme"
	"handback/tui/widget"

	"github.com/charmbracelet/lipgloss"
	_ "github.com/charmbracelet/x/exp/golden" // its flag -update
	"github.com/muesli/termenv"
)

// TestPictureOfAuto keeps the picture of what auto does that the README shows.
func TestPictureOfAuto(t *testing.T) {
	unit := func(serial, port string, r auto.Row) auto.Row {
		r.Host, r.Serial, r.Model, r.Port = capability.HostID{Type: "PUBLISHER_DEFINED", Value: serial}, serial, "X200", port
		r.Since = time.Date(2026, 3, 2, 10, 41, 13, 0, time.UTC)
		return r
	}
	seen := watchSeen{known: true, runs: true, status: auto.Status{
		State: auto.Acting, Opened: 4, ADay: 8, Policy: "/srv/handback/policy.toml",
		Units: []auto.Row{
			unit("SN0042", "/dev/ttyUSB0", auto.Row{Return: "R-UJQ84", Verdict: auto.Goes, Act: capability.ActMakeConfirmation}),
			unit("SN0043", "/dev/ttyUSB1", auto.Row{Return: "R-7F3K2", Verdict: auto.Waits, Act: capability.ActUploadRequest, Why: auto.NoAnswer}),
			unit("SN0044", "/dev/ttyUSB2", auto.Row{Return: "R-QX9AB", Verdict: auto.Asks, Act: capability.ActLoadResponse, Why: auto.NeedsPerson}),
			unit("SN0045", "/dev/ttyUSB3", auto.Row{Return: "R-M4D6T", Verdict: auto.Asks, Act: capability.ActLoadResponse, Why: auto.OtherResponse}),
			unit("SN0046", "/dev/ttyUSB4", auto.Row{Verdict: auto.Leaves, Why: auto.Finished}),
		},
	}}
	colors := lipgloss.NewRenderer(io.Discard)
	colors.SetColorProfile(termenv.ANSI)
	shown, _ := watch{area: widget.Area{W: 80, H: 24}, theme: theme.New(colors, false)}.Update(seen)
	picture.Keep(t, "..", "auto", shown.View(), flag.Lookup("update").Value.String() == "true")
}
