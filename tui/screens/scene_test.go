package screens

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device"
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
	make func(t testing.TB, d Display) Display
}

// still is a display that nothing moves: no clock, no jobs, no ticks.
func still(t testing.TB, profile termenv.Profile) Display {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(profile)
	return NewDisplay(Env{
		Now: sample.Now(), Theme: theme.New(r, false), Version: "handback 1.0.0", Listed: sampleSeen(t), HasLines: true,
		Log: []work.Logged{
			{At: sample.Now(), Text: "device: boot ok"},
			{At: sample.Now(), Level: work.Warning, Text: "/dev/ttyUSB0 was unplugged; waiting for it until 10:52:07"},
			{At: sample.Now(), Level: work.Problem, Text: "Connecting to /dev/ttyUSB0: The port is open, but nothing on it answers."},
		},
	})
}

func on(s Screen) func(testing.TB, Display) Display {
	return func(_ testing.TB, d Display) Display {
		d.Stack = append(d.Stack, s)
		return d
	}
}

func atHand(d Display) Display {
	d.Env.Selection.Link = &work.Link{Port: "/dev/ttyUSB0", Device: sample.Reading().Device}
	return d
}

// stepsAt is the Steps screen at a stage.
func stepsAt(stage capability.Stage, note ...string) func(testing.TB, Display) Display {
	return func(t testing.TB, d Display) Display {
		return on(steps{Standing: work.Standing{Return: sample.At(t, stage), RecordDir: sampleDir, Note: note}})(t, d)
	}
}

// filteredBy is a filter into which some words are typed.
func filteredBy(words string) (f widget.Filter) {
	for _, k := range strings.Split("/"+words, "") {
		f, _ = f.Update(widget.Press(k))
	}
	return f
}

const sampleDir = "/home/kim/.local/state/handback/returns/R-7F3K2"

func scenes() []scene {
	return slices.Concat(mainScenes(), wayScenes(), lineScenes(), stickScenes(), portalScenes(), benchScenes(), lessonScenes(), uglyScenes())
}

func mainScenes() []scene {
	connecting := Connect{Picker: widget.NewPicker(""), wanted: &capability.Identity{Model: "X200", Serial: "SN0042", Host: sample.Host}}
	chosen := choose{
		reading: sample.Reading(), cursor: 1,
		remains: map[capability.ActivationID]int{"ACT-DOPPLER-7Q4M": 0, "ACT-EXPORT-2K9T": 3},
	}
	return append([]scene{
		{"home", func(_ testing.TB, d Display) Display { return atHand(d) }},
		{"home-auto", func(_ testing.TB, d Display) Display {
			d.Env.Listed.Auto = &auto.Status{State: auto.Resting, Units: []auto.Row{{Verdict: auto.Asks}, {Verdict: auto.Waits}}}
			return atHand(d)
		}},
		{"home-answer", func(_ testing.TB, d Display) Display {
			d.Env.Listed.Answers = map[string][]desk.Finding{"/media/kim/KINGSTON": {{Path: "2-response.bin", Class: desk.IsResponse, Return: "R-QX9AB"}}}
			return d
		}},
		{"home-begins", func(_ testing.TB, d Display) Display {
			d.Env.Listed.Answers = map[string][]desk.Finding{"/media/kim/KINGSTON": {
				{Path: "new.bin", Class: desk.IsForDevice, About: "PUBLISHER_DEFINED/98DA"}, {Path: "new2.bin", Class: desk.IsForDevice, About: "PUBLISHER_DEFINED/98DB"},
			}}
			return d
		}},
		{"home-empty", func(_ testing.TB, d Display) Display {
			d.Env.Operator, d.Env.Listed = "Kim", work.Listing{}
			return d
		}},
		{"connect", on(connecting)},
		{"licenses", on(licenses{reading: sample.Reading()})},
		{"licenses-again", func(t testing.TB, d Display) Display {
			d.Env.Listed.Returns = d.Env.Listed.Returns[3:]
			return on(licenses{reading: sample.Reading()})(t, atHand(d))
		}},
		{"choose", on(chosen)},
		{"choose-filter", on(choose{
			reading: sample.ManyReading(25), cursor: 3, filter: filteredBy("dopp"),
			remains: map[capability.ActivationID]int{"ACT-DOPPLER-03": 18, "ACT-DOPPLER-12": 0},
		})},
		{"choose-too-many", func(t testing.TB, d Display) Display {
			d.Size, d.Env.Room = widget.Area{W: 80, H: 24}, widget.Area{W: 80, H: 21}
			s := Screen(newChoose(sample.ManyReading(25), 0))
			for _, k := range []string{"1", "8", "2"} {
				s, _ = s.Update(d.Env, widget.Press(k))
			}
			return on(s)(t, d)
		}},
		{"licenses-filter", on(licenses{reading: sample.ManyReading(25), filter: filteredBy("export")})},
		{"home-filter", func(_ testing.TB, d Display) Display {
			d.Stack = []Screen{Home{filter: filteredBy("sn00")}}
			return d
		}},
		{"copies", func(t testing.TB, d Display) Display {
			return on(copies{Standing: work.Standing{Return: sample.At(t, capability.StageClosed), RecordDir: sampleDir}})(t, d)
		}},
		{"notice", func(_ testing.TB, d Display) Display {
			d.Notice = text.NoUse("z")
			return d
		}},
		{"review", on(newReview(sample.Reading(), sample.Order()))},
		{"sticks", on(sticks{Picker: widget.NewPicker("")})},
		{"steps-begin", stepsAt(capability.StageOrdered, "opened R-7F3K2")},
		{"steps-save", stepsAt(capability.StageRequestMade)},
		{"steps-portal", stepsAt(capability.StageRequestSaved, "The portal's answer is not on KINGSTON yet.", "old/response.bin: a response for another device")},
		{"steps-load", func(t testing.TB, d Display) Display { return stepsAt(capability.StageResponseFound)(t, atHand(d)) }},
		{"steps-unknown", stepsAt(capability.StageLoading)},
		{"steps-last", stepsAt(capability.StageConfirmationSaved)},
		{"question", func(t testing.TB, d Display) Display {
			return on(askLoad(d.Env, sample.At(t, capability.StageResponseFound), Back{}))(t, d)
		}},
		{"done", func(t testing.TB, d Display) Display {
			return on(done{Standing: work.Standing{Return: sample.At(t, capability.StageClosed), RecordDir: sampleDir}})(t, d)
		}},
	}, overScenes()...)
}

// overScenes are an error, and what stands above all screens.
func overScenes() []scene {
	lost := &desk.OutcomeUnknown{Act: capability.ActLoadResponse, Err: errors.New("unplugged")}
	return []scene{
		{"error", on(Failure{Explanation: text.Explain(lost)})},
		{"help", func(t testing.TB, d Display) Display {
			d = stepsAt(capability.StageRequestSaved)(t, d)
			d.Over = Help{Of: d.Title(), Bindings: d.Bindings()}
			return d
		}},
		{"log", func(_ testing.TB, d Display) Display {
			d.Over = Log{}
			return d
		}},
		{"job", working},
	}
}

// working is the response on its way to the device.
func working(t testing.TB, d Display) Display {
	d = stepsAt(capability.StageLoading)(t, d)
	d.Job = &widget.JobStatus{
		Title: "Loading the response on the device", Whole: true, Began: sample.Now().Add(-10 * time.Second), Since: sample.Now(), Now: sample.Now().Add(4 * time.Second),
		Progress: capability.Progress{What: "send file", Done: 26_000, Total: 64_000},
	}
	return d
}

func uglyScenes() []scene {
	problem := capability.Refused{Act: capability.ActLoadResponse, Code: capability.StorageFull, Text: "\x1b[31m" + strings.Repeat("no room ", 30)}
	return []scene{
		{"ugly-none", on(licenses{reading: sample.UglyReading(0)})},
		{"ugly-licenses", on(licenses{reading: sample.UglyReading(300), cursor: "5"})},
		{"ugly-choose", on(choose{reading: sample.UglyReading(300), cursor: 150, remains: map[capability.ActivationID]int{}})},
		{"ugly-error", on(Failure{Explanation: text.Explanation{
			What: strings.Repeat("It failed badly. ", 12), Means: strings.Repeat("Nobody knows. ", 20), Do: strings.Repeat("Try again. ", 12),
		}})},
		{"ugly-refused", func(t testing.TB, d Display) Display {
			facts := append(sample.Facts()[:7:7], problem)
			return on(steps{Standing: work.Standing{Return: sample.Replay(t, facts...)}})(t, d)
		}},
	}
}

// sampleSeen is what is around: two open returns, a damaged one, a closed one.
func sampleSeen(t testing.TB) work.Listing {
	summary := func(id capability.ReturnID, stage capability.Stage, serial string, age time.Duration) ledger.Summary {
		r := sample.At(t, stage)
		r.Device.Serial = serial
		debt, _ := r.Debt()
		s := ledger.Summary{
			ID: id, Stage: stage, Act: capability.Next(r).Kind, Device: r.Device, Licenses: 2,
			OpenedAt: sample.Start, ChangedAt: sample.Now().Add(-age), Debt: debt, Closing: r.Closing,
		}
		plan := capability.Plan(r)
		for _, step := range plan {
			if step.State == capability.StepNext {
				s.Step, s.Steps = step.Number, len(plan)
			}
		}
		if debt == capability.NoDebt {
			s.ClosedAt = s.ChangedAt
			return s
		}
		s.OwedSince = s.ChangedAt.Add(-50 * time.Hour)
		return s
	}
	return work.Listing{
		Returns: []ledger.Summary{
			summary("R-7F3K2", capability.StageRequestMade, "SN0042", 3*time.Minute),
			summary("R-QX9AB", capability.StageRequestSaved, "SN0017", 75*time.Hour),
			{ID: "R-ZZ222", Err: &ledger.Damage{ID: "R-ZZ222", File: "journal.jsonl", Line: 3, Err: errors.New("flipped")}},
			summary("R-K2K2K", capability.StageClosed, "SN0005", 400*time.Hour),
		},
		Ports:  samplePorts(),
		Sticks: []media.Stick{{Path: "/media/kim/KINGSTON", Label: "KINGSTON", FileSystem: "vfat", Size: 14_400_000_000, Free: 9_100_000_000}},
	}
}

// samplePorts are the ports of the sample. At the first somebody was met.
func samplePorts() []work.Port {
	var all []work.Port
	for _, p := range sample.PluggedPorts() {
		all = append(all, work.Port{Port: p})
	}
	all[0].Last = &device.LastDevice{Vendor: "ACME", Model: "X200", Serial: "SN0042", Baud: 115200, Seen: sample.Now().Add(-26 * time.Hour)}
	return all
}
