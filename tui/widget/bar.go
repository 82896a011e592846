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
	Began time.Time // when the job began
	Since time.Time // when this part of it began
	Now   time.Time
	Again int64 // messages that were sent once more
	Asks  bool  // a question to the person is open: the job waits for the answer
	capability.Progress
}

// Lines are two lines of at most w cells: what the job does, or what happens
// then, and how far it is.
func (s JobStatus) Lines(th theme.Theme, w int, then string) []string {
	title := s.Title
	what, unit := text.What(s.What)
	amount := text.Amount(s.Progress, unit, s.Now.Sub(s.Since))
	if wait := text.WaitLeft(s.Progress, s.Now); wait != "" {
		amount = wait
	}
	switch named := title + ": " + what; {
	case then != "":
		title += ": " + then
	case what == "":
	case amount == text.Working.String() && text.Width(named) > w-3:
		amount = what
	default:
		title = named
	}
	if s.Asks {
		amount = text.WaitsForYou.String()
	}
	bar := ""
	if room := w - text.Width(amount) - 9; s.Total > 0 && room >= 4 {
		bar = th.Progress(min(room, 30), s.share()) + "  "
	}
	return []string{text.Cut("   "+title, w), text.Crop("   "+bar+amount, w)}
}

// Panel is the same in a panel of w cells: what runs and for how long in its edge, how
// far it is, and what it does now or what happens then.
func (s JobStatus) Panel(th theme.Theme, w int, then string) []string {
	const longest = 42 // cells of the bar
	what, unit := text.What(s.What)
	gone := s.Now.Sub(s.Since)
	speed := text.Speed(s.Progress, unit, gone)
	if room := w - text.Width(speed) - 7; s.Total > 0 && room >= 4 {
		speed = th.Progress(min(room, longest), s.share()) + "  " + speed
	} else if s.Asks {
		speed = text.WaitsForYou.String()
	} else if speed == "" {
		speed = text.Working.String()
	}
	second := text.Printable(" · ", then, what, text.WaitLeft(s.Progress, s.Now), text.TimeLeft(s.Progress, gone), text.SentAgain(s.Again))
	p := Panel{Title: s.Title, Aside: text.Clock(s.Now.Sub(s.Began)), Border: th.Accent}
	return p.Lines(th, w, []string{" " + speed, " " + text.Cut(second, w-4)})
}

func (s JobStatus) share() float64 {
	return min(1, max(0, float64(s.Done)/float64(s.Total)))
}

// Footer shows the actions in one line, as many as have room: the most used on the
// left, help and quit, which are the last two, on the right. It always shows the
// first, and the one that is chosen. In a narrow window another action is worth more
// than quit, which help names.
func Footer(th theme.Theme, actions []key.Binding, chosen, w int) string {
	const narrow = 50 // cells
	items := make([]item, len(actions))
	for i, b := range actions {
		items[i] = item{b.Help().Key, b.Help().Desc, i == chosen}
	}
	rest := max(0, len(items)-2)
	left := fitting(items[:rest], items[rest:], chosen, w)
	right := items[rest:]
	if w < narrow && len(right) == 2 && chosen < len(items)-1 {
		if more := fitting(items[:rest], right[:1], chosen, w); len(more) > len(left) || !fit(left, right, w) {
			left, right = more, right[:1]
		}
	}
	if !fit(left, right, w) && chosen < rest {
		right = nil
	}
	line := join(th, left)
	if len(right) > 0 {
		line = text.Pad(line, w-width(right)-1) + join(th, right)
	}
	return text.Crop(line, w)
}

// fitting are the items that have room beside those on the right. Walking along the bar
// scrolls it.
func fitting(left, right []item, chosen, w int) []item {
	all := len(left)
	for first := 0; !fit(left, right, w) && len(left) > 1; {
		if first < chosen && chosen < all {
			left, first = left[1:], first+1
			continue
		}
		left = left[:len(left)-1]
	}
	return left
}

func fit(left, right []item, w int) bool { return width(left)+width(right)+1 <= w }

// item is an action as the footer shows it.
type item struct {
	key, does string
	chosen    bool
}

func (i item) String() string {
	if i.chosen {
		return ">" + i.key + " " + i.does + "<"
	}
	return i.key + " " + i.does
}

func (i item) styled(th theme.Theme) string {
	if i.chosen {
		return Caret + th.Selected.Render(i.String())
	}
	return th.Key.Render(i.key) + " " + i.does
}

const between = 2 // cells from one item to the next, and one before the first

func width(items []item) int {
	w := 1
	for i, one := range items {
		if w += text.Width(one.String()); i > 0 {
			w += between
		}
	}
	return w
}

func join(th theme.Theme, items []item) string {
	texts := make([]string, len(items))
	for i, one := range items {
		texts[i] = one.styled(th)
	}
	return " " + strings.Join(texts, strings.Repeat(" ", between))
}
