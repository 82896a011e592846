package widget

import (
	"strings"
	"time"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/bubbles/key"
)

// JobStatus is how far the job that runs is.
type JobStatus struct {
	Title string
	Whole bool      // it is not stopped by leaving
	Since time.Time // when this part of it began
	Now   time.Time
	capability.Progress
}

// Lines are two lines of at most w cells: what the job does, or what happens
// then, and how far it is.
func (s JobStatus) Lines(th theme.Theme, w int, then string) []string {
	title := s.Title
	what, unit := text.What(s.What)
	amount := text.Amount(s.Progress, unit, s.Now.Sub(s.Since))
	switch named := title + ": " + what; {
	case then != "":
		title += ": " + then
	case what == "":
	case amount == text.Working && text.Width(named) > w-3:
		amount = what
	default:
		title = named
	}
	bar := ""
	if room := w - text.Width(amount) - 9; s.Total > 0 && room >= 4 {
		share := min(1, max(0, float64(s.Done)/float64(s.Total)))
		bar = "[" + th.Bar(min(room, 30), share) + "]  "
	}
	return []string{text.Cut("   "+title, w), text.Crop("   "+bar+amount, w)}
}

// BarLine shows the actions, as many as have room, and always the one that is
// chosen. Without a choice the last two, help and quit, come before others.
func BarLine(actions []key.Binding, chosen, w int) string {
	items := make([]string, len(actions))
	for i, b := range actions {
		items[i] = b.Help().Key + " " + b.Help().Desc
		if i == chosen {
			items[i] = ">" + items[i] + "<"
		}
	}
	if chosen >= 0 {
		chosen = min(chosen, len(items)-1)
		for chosen > 0 && text.Width(joinItems(items[:chosen+1])) > w {
			items, chosen = items[1:], chosen-1
		}
		return text.Cut(joinItems(items), w)
	}
	if bar := joinItems(items); text.Width(bar) <= w {
		return bar
	}
	for drop := len(items) - 3; drop > 0 && text.Width(joinClose(items)) > w; drop-- {
		items = append(items[:drop:drop], items[drop+1:]...)
	}
	if text.Width(joinClose(items)) > w && len(items) > 2 {
		items = items[:2]
	}
	return text.Cut(joinClose(items), w)
}

func joinItems(items []string) string { return "   " + strings.Join(items, "   ") }

// joinClose is for a bar that has no room for all of its actions.
func joinClose(items []string) string { return "   " + strings.Join(items, "  ") }
