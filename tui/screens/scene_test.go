package screens

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/internal/sample"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// scene is one view of the golden matrix.
type scene struct {
	name string
	make func(t testing.TB, m Display) Display
}

// still is a display that nothing moves: no clock, no jobs, no ticks.
func still(t testing.TB, profile termenv.Profile) Display {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(profile)
	return NewDisplay(Env{
		Now: sample.Now(), Theme: theme.NewTheme(r), Version: "handback 1.0.0", Seen: sampleSeen(t), Lines: true,
		Log: []string{"device: boot ok", "Connecting to /dev/ttyUSB0: nothing on the port answers"},
	})
}

func on(s Screen) func(testing.TB, Display) Display {
	return func(_ testing.TB, m Display) Display {
		m.Stack = append(m.Stack, s)
		return m
	}
}

func atHand(m Display) Display {
	m.Env.Selection.Link = &work.Link{Port: "/dev/ttyUSB0", Device: sample.Reading().Device}
	return m
}

// stepsAt is the Steps screen at a stage.
func stepsAt(stage capability.Stage, note ...string) func(testing.TB, Display) Display {
	return func(t testing.TB, m Display) Display {
		return on(steps{r: sample.At(t, stage), dir: sampleDir, note: note})(t, m)
	}
}

const sampleDir = "/home/kim/.local/state/handback/returns/R-7F3K2"

func scenes() []scene {
	return slices.Concat(mainScenes(), wayScenes(), lineScenes(), stickScenes(), uglyScenes())
}

func mainScenes() []scene {
	connecting := Connect{Picker: widget.NewPicker(""), wanted: &capability.Identity{Model: "X200", Serial: "SN0042", Host: sample.Host}}
	chosen := choose{
		reading: sample.Reading(), cursor: 2,
		remains: map[capability.ActivationID]int{"ACT-DOPPLER-7Q4M": 0, "ACT-EXPORT-2K9T": 3},
	}
	lost := &desk.OutcomeUnknown{Act: capability.ActLoadResponse, Err: errors.New("unplugged")}
	return []scene{
		{"home", func(_ testing.TB, m Display) Display { return atHand(m) }},
		{"connect", on(connecting)},
		{"licenses", on(licenses{reading: sample.Reading()})},
		{"choose", on(chosen)},
		{"review", on(newReview(sample.Reading(), sample.Order()))},
		{"sticks", on(sticks{Picker: widget.NewPicker("")})},
		{"steps-begin", stepsAt(capability.StageOrdered, "opened R-7F3K2")},
		{"steps-save", stepsAt(capability.StageRequestMade)},
		{"steps-portal", stepsAt(capability.StageRequestSaved, "The portal's answer is not on KINGSTON yet.", "old/response.bin: a response for another device")},
		{"steps-load", func(t testing.TB, m Display) Display { return stepsAt(capability.StageResponseFound)(t, atHand(m)) }},
		{"steps-unknown", stepsAt(capability.StageLoading)},
		{"steps-last", stepsAt(capability.StageConfirmationSaved)},
		{"question", func(t testing.TB, m Display) Display {
			return on(askLoad(sample.At(t, capability.StageResponseFound), Back{}))(t, m)
		}},
		{"done", func(t testing.TB, m Display) Display {
			return on(done{r: sample.At(t, capability.StageClosed), dir: sampleDir})(t, m)
		}},
		{"error", on(Failure{Explanation: text.Explain(lost)})},
		{"help", func(t testing.TB, m Display) Display {
			m = stepsAt(capability.StageRequestSaved)(t, m)
			m.Over = HelpView{Of: m.Bindings()}
			return m
		}},
		{"log", func(_ testing.TB, m Display) Display {
			m.Over = LogView{}
			return m
		}},
		{"job", working},
	}
}

// working is the response on its way to the device.
func working(t testing.TB, m Display) Display {
	m = stepsAt(capability.StageLoading)(t, m)
	m.Shown = &widget.Shown{
		Title: "Loading the response on the device", Whole: true, Since: sample.Now(), Now: sample.Now().Add(4 * time.Second),
		Progress: capability.Progress{What: "send file", Done: 26_000, Total: 64_000},
	}
	return m
}

func uglyScenes() []scene {
	problem := capability.Refused{Act: capability.ActLoadResponse, Code: capability.StorageFull, Text: "\x1b[31m" + strings.Repeat("no room ", 30)}
	return []scene{
		{"ugly-none", on(licenses{reading: sample.UglyReading(0)})},
		{"ugly-licenses", on(licenses{reading: sample.UglyReading(300), top: 5})},
		{"ugly-choose", on(choose{reading: sample.UglyReading(300), cursor: 151, remains: map[capability.ActivationID]int{}})},
		{"ugly-error", on(Failure{Explanation: text.Explanation{
			What: strings.Repeat("It failed badly. ", 12), Means: strings.Repeat("Nobody knows. ", 20), Do: strings.Repeat("Try again. ", 12),
		}})},
		{"ugly-refused", func(t testing.TB, m Display) Display {
			facts := append(sample.Facts()[:7:7], problem)
			return on(steps{r: sample.Replay(t, facts...)})(t, m)
		}},
	}
}
