package tui

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// scene is one view of the golden matrix.
type scene struct {
	name string
	make func(t testing.TB, m display) display
}

// still is a display that nothing moves: no clock, no jobs, no ticks.
func still(t testing.TB, profile termenv.Profile) display {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(profile)
	return newDisplay(env{
		now: Now(), theme: newTheme(r), version: "handback 1.0.0", seen: sampleSeen(t), lines: true,
		log: []string{"device: boot ok", "Connecting to /dev/ttyUSB0: nothing on the port answers"},
	})
}

func on(s screen) func(testing.TB, display) display {
	return func(_ testing.TB, m display) display {
		m.stack = append(m.stack, s)
		return m
	}
}

func atHand(m display) display {
	m.env.selection.link = &link{"/dev/ttyUSB0", Reading().Device}
	return m
}

// stepsAt is the Steps screen at a stage.
func stepsAt(stage capability.Stage, note ...string) func(testing.TB, display) display {
	return func(t testing.TB, m display) display {
		return on(steps{r: At(t, stage), dir: sampleDir, note: note})(t, m)
	}
}

const sampleDir = "/home/kim/.local/state/handback/returns/R-7F3K2"

func scenes() []scene {
	return slices.Concat(mainScenes(), wayScenes(), lineScenes(), stickScenes(), uglyScenes())
}

func mainScenes() []scene {
	connecting := connect{picker: newPicker(""), wanted: &capability.Identity{Model: "X200", Serial: "SN0042", Host: Host}}
	chosen := choose{
		reading: Reading(), cursor: 2,
		remains: map[capability.ActivationID]int{"ACT-DOPPLER-7Q4M": 0, "ACT-EXPORT-2K9T": 3},
	}
	lost := &desk.OutcomeUnknown{Act: capability.ActLoadResponse, Err: errors.New("unplugged")}
	return []scene{
		{"home", func(_ testing.TB, m display) display { return atHand(m) }},
		{"connect", on(connecting)},
		{"licenses", on(licenses{reading: Reading()})},
		{"choose", on(chosen)},
		{"review", on(newReview(Reading(), Order()))},
		{"sticks", on(sticks{picker: newPicker("")})},
		{"steps-begin", stepsAt(capability.StageOrdered, "opened R-7F3K2")},
		{"steps-save", stepsAt(capability.StageRequestMade)},
		{"steps-portal", stepsAt(capability.StageRequestSaved, "The answer of the portal is not on KINGSTON yet.", "old/response.bin: a response for another device")},
		{"steps-load", func(t testing.TB, m display) display { return stepsAt(capability.StageResponseFound)(t, atHand(m)) }},
		{"steps-unknown", stepsAt(capability.StageLoading)},
		{"steps-last", stepsAt(capability.StageConfirmationSaved)},
		{"question", func(t testing.TB, m display) display {
			return on(askLoad(At(t, capability.StageResponseFound), back{}))(t, m)
		}},
		{"done", func(t testing.TB, m display) display {
			return on(done{r: At(t, capability.StageClosed), dir: sampleDir})(t, m)
		}},
		{"error", on(failure{Explanation: Explain(lost)})},
		{"help", func(t testing.TB, m display) display {
			m = stepsAt(capability.StageRequestSaved)(t, m)
			m.over = helpView{of: m.bindings()}
			return m
		}},
		{"log", func(_ testing.TB, m display) display {
			m.over = logView{}
			return m
		}},
		{"job", working},
	}
}

// working is the response on its way to the device.
func working(t testing.TB, m display) display {
	m = stepsAt(capability.StageLoading)(t, m)
	m.shown = &shown{
		title: "Loading the response on the device", whole: true, since: Now(), now: Now().Add(4 * time.Second),
		Progress: capability.Progress{What: "send file", Done: 26_000, Total: 64_000},
	}
	return m
}

func uglyScenes() []scene {
	problem := capability.Refused{Act: capability.ActLoadResponse, Code: capability.StorageFull, Text: "\x1b[31m" + strings.Repeat("no room ", 30)}
	return []scene{
		{"ugly-none", on(licenses{reading: uglyReading(0)})},
		{"ugly-licenses", on(licenses{reading: uglyReading(300), top: 5})},
		{"ugly-choose", on(choose{reading: uglyReading(300), cursor: 151, remains: map[capability.ActivationID]int{}})},
		{"ugly-error", on(failure{Explanation: Explanation{
			What: strings.Repeat("It failed badly. ", 12), Means: strings.Repeat("Nobody knows. ", 20), Do: strings.Repeat("Try again. ", 12),
		}})},
		{"ugly-refused", func(t testing.TB, m display) display {
			facts := append(Facts()[:7:7], problem)
			return on(steps{r: replay(t, facts...)})(t, m)
		}},
	}
}
