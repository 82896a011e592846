package tui

import (
	"strings"
	"time"

	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
)

// shown is a job as its progress is shown.
type shown struct {
	title string
	whole bool
	since time.Time // when this part of it began
	now   time.Time
	capability.Progress
}

// lines are the two lines of a job: what is done, and how far it is, and what
// happens then.
func (s shown) lines(l Theme, w int, then string) []string {
	title := s.title
	what, unit := whatText(s.What)
	amount := amountText(s.Progress, unit, s.now.Sub(s.since))
	switch named := title + ": " + what; {
	case then != "":
		title += ": " + then
	case what == "":
	case amount == workingText && width(named) > w-3:
		amount = what
	default:
		title = named
	}
	bar := ""
	if room := w - width(amount) - 9; s.Total > 0 && room >= 4 {
		share := min(1, max(0, float64(s.Done)/float64(s.Total)))
		bar = "[" + l.bar(min(room, 30), share) + "]  "
	}
	return []string{cut("   "+title, w), crop("   "+bar+amount, w)}
}

// barLine shows the actions, as many as have room, and always the one that is
// chosen. Without a choice the last two, help and quit, come before others.
func barLine(actions []key.Binding, chosen, w int) string {
	items := make([]string, len(actions))
	for i, b := range actions {
		items[i] = b.Help().Key + " " + b.Help().Desc
		if i == chosen {
			items[i] = ">" + items[i] + "<"
		}
	}
	if chosen >= 0 {
		chosen = min(chosen, len(items)-1)
		for chosen > 0 && width(joinItems(items[:chosen+1])) > w {
			items, chosen = items[1:], chosen-1
		}
		return cut(joinItems(items), w)
	}
	if bar := joinItems(items); width(bar) <= w {
		return bar
	}
	for drop := len(items) - 3; drop > 0 && width(joinClose(items)) > w; drop-- {
		items = append(items[:drop:drop], items[drop+1:]...)
	}
	if width(joinClose(items)) > w && len(items) > 2 {
		items = items[:2]
	}
	return cut(joinClose(items), w)
}

func joinItems(items []string) string { return "   " + strings.Join(items, "   ") }

// joinClose is for a bar that has no room for all of its actions.
func joinClose(items []string) string { return "   " + strings.Join(items, "  ") }
