package screens

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"handback/capability"
	engine "handback/capability/bench"
	"handback/capability/message"
	"handback/tui/internal/sample"
	"handback/tui/theme"
	"handback/tui/work"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// none is the stage of a device that nobody opened a return for.
var none capability.Stage

// sampleUnit is a device of the bench, with the return of the sample at a stage, or
// none.
func sampleUnit(t testing.TB, n int, stage capability.Stage, port string) work.Unit {
	d := sample.Reading().Device
	d.Serial, d.Host.Value = fmt.Sprintf("SN%04d", 50+n), fmt.Sprintf("98DA15C53B%02d", n)
	u := work.Unit{Key: d.Host.String(), Device: d, Port: port, Held: sample.Reading().Licenses}
	if stage.Open() || stage == capability.StageClosed {
		u.Return = sample.At(t, stage)
		u.Return.ID = capability.ReturnID(fmt.Sprintf("R-7F3K%d", n))
		u.Return.Device = d
		u.Return.ChangedAt = sample.Now().Add(-3 * time.Hour)
	}
	return u
}

// sampleBench is a bench in the middle of its work.
func sampleBench(t testing.TB) work.Bench {
	units := []work.Unit{
		sampleUnit(t, 1, capability.StageResponseFound, "/dev/ttyUSB0"),
		sampleUnit(t, 2, capability.StageLoading, "/dev/ttyUSB1"),
		sampleUnit(t, 3, capability.StageLoaded, "/dev/ttyUSB2"),
		sampleUnit(t, 4, capability.StageRequestSaved, ""),
		sampleUnit(t, 5, capability.StageRequestSaved, ""),
		sampleUnit(t, 6, capability.StageResponseFound, "/dev/ttyUSB3"),
		sampleUnit(t, 7, none, "/dev/ttyUSB4"),
		sampleUnit(t, 8, capability.StageOrdered, "/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0"),
		sampleUnit(t, 9, capability.StageConfirmationMade, ""),
		sampleUnit(t, 10, capability.StageClosed, ""),
	}
	run := func(u *work.Unit, kind capability.ActKind, p capability.Progress) {
		u.State, u.Act, u.Progress, u.Since = engine.Running, capability.ActOf(kind), p, sample.Now().Add(-2*time.Second)
	}
	run(&units[1], capability.ActLoadResponse, capability.Progress{What: "send file", Done: 33_000, Total: 64_000})
	run(&units[2], capability.ActCheckLicenses, capability.Progress{})
	units[4].Nothing = true
	units[5].State, units[5].Err = engine.Failed, message.ErrHost
	sticks := sampleSticks()
	return work.Bench{
		Open: true, Units: units, Ports: 6, Asked: true, Stick: &sticks[0], Sticks: 1,
		News: "X200 · SN0056: The response is for another device.", Bad: true,
	}
}

// atBench is the bench with a cursor and some rows chosen.
func atBench(cursor int, change func(b *work.Bench, s *bench)) func(testing.TB, Display) Display {
	return func(t testing.TB, d Display) Display {
		d.Env.Bench = sampleBench(t)
		s := bench{cursor: d.Env.Bench.Units[cursor].Key}
		if change != nil {
			change(&d.Env.Bench, &s)
		}
		d.Stack = append(d.Stack, s)
		return d
	}
}

// inASCII shows a scene on a terminal that has nothing else.
func inASCII(make func(testing.TB, Display) Display) func(testing.TB, Display) Display {
	return func(t testing.TB, d Display) Display {
		r := lipgloss.NewRenderer(io.Discard)
		r.SetColorProfile(termenv.Ascii)
		d.Env.Theme = theme.New(r, true)
		return make(t, d)
	}
}

func benchScenes() []scene {
	begun := atBench(0, func(b *work.Bench, _ *bench) {
		b.Units, b.Bad, b.News, b.Asking = b.Units[6:7], false, "", true
	})
	chosen := atBench(7, func(b *work.Bench, s *bench) {
		s.chosen = map[string]bool{b.Units[6].Key: true, b.Units[7].Key: true, b.Units[0].Key: true}
	})
	filtered := atBench(0, func(_ *work.Bench, s *bench) {
		s.filter = filteredBy("portal")
	})
	return []scene{
		{"bench", atBench(0, nil)},
		{"bench-chosen", chosen},
		{"bench-filter", filtered},
		{"bench-failed", atBench(5, nil)},
		{"bench-begins", begun},
		{"bench-none", atBench(0, func(b *work.Bench, _ *bench) { *b = work.Bench{Open: true, Ports: 2} })},
		{"bench-stopped", atBench(0, func(b *work.Bench, _ *bench) { b.Open = false })},
		{"bench-many", func(t testing.TB, d Display) Display {
			d.Env.Bench = sampleBench(t)
			for n := 11; n < 40; n++ {
				d.Env.Bench.Units = append(d.Env.Bench.Units, sampleUnit(t, n, capability.StageOrdered, ""))
			}
			d.Env.Bench.Stick, d.Env.Bench.Sticks = nil, 2
			return on(bench{cursor: d.Env.Bench.Units[30].Key})(t, d)
		}},
		{"bench-start", func(t testing.TB, d Display) Display {
			u := sampleBench(t).Units[6]
			return on(askStartAll(slices.Repeat([]work.Unit{u}, 8)))(t, d)
		}},
		{"bench-load", func(t testing.TB, d Display) Display {
			u := sampleBench(t).Units[0]
			return on(askLoadAll(slices.Repeat([]work.Unit{u}, 3)))(t, d)
		}},
		{"bench-meet", func(t testing.TB, d Display) Display {
			d.Env.Bench = work.Bench{Open: true, Ports: 5}
			return on(meetPorts(d.Env).(Open).Screen)(t, d)
		}},
		{"bench-leave", func(t testing.TB, d Display) Display {
			d.Env.Bench = sampleBench(t)
			return on(leaveBench(d.Env).(Open).Screen)(t, d)
		}},
		{"ugly-bench", func(t testing.TB, d Display) Display {
			d.Env.Bench = sampleBench(t)
			for i := range d.Env.Bench.Units {
				u := &d.Env.Bench.Units[i]
				u.Device = sample.UglyReading(1).Device
				u.Err = errors.New("\x1b[31mno\a")
			}
			d.Env.Bench.News = "\x1b]0;title\a" + d.Env.Bench.News
			return on(bench{})(t, d)
		}},
	}
}
