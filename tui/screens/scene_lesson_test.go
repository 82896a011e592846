package screens

import (
	"errors"
	"testing"

	"handback/device/console"
	"handback/device/console/course"
	"handback/device/console/teach"
	"handback/tui/internal/sample"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/textinput"
)

// lessonScenes are the views of a lesson.
func lessonScenes() []scene {
	said := teach.Exchange{Prompt: "R1>", Sent: "show system", Lines: []string{
		"System            X200 1.0.0", "Manufacturer      ACME Werke GmbH, Abteilung für Bildgebung und Messtechnik", "Serial no.        SN0042",
	}}
	list := teach.Exchange{Prompt: "R1>", Sent: "show licenses", Lines: []string{
		"LICENSE              NAME            REL    UNITS UNTIL", "ACT-DOPPLER-7Q4M     Color Doppler   2.0        1 -", "ACT-EXPORT-2K9T      Image Export    4.1        5 -",
	}}
	// view is a lesson after some answers, and after what a person did since.
	view := func(said []teach.Exchange, answers []teach.Answer, since func(*lesson)) func(testing.TB, Display) Display {
		return func(t testing.TB, d Display) Display {
			course := teach.Lesson{Line: teach.Line{Prompts: []string{"R1>"}}}
			for _, a := range answers {
				if err := course.Take(a); err != nil {
					t.Fatal(err)
				}
			}
			q, _ := course.Next()
			l := lesson{}.asked(work.Lesson{Port: "/dev/ttyUSB0", Out: "my-device.toml", Question: q, Answers: len(answers), Said: said})
			if since != nil {
				since(&l)
			}
			return on(l)(t, d)
		}
	}
	prompt := teach.Answer{Topic: teach.AskPrompt}
	identity := teach.Answer{Topic: teach.AskIdentity, Text: "show system", Heard: []teach.Exchange{said}, Again: []teach.Exchange{said}}
	named := []teach.Answer{prompt, identity}
	for _, text := range []string{"model 1.2", "host = 00A1", "host_type = ETHERNET", ""} {
		named = append(named, teach.Answer{Topic: teach.AskIdentityValues, Text: text})
	}
	listed := append(named[:len(named):len(named)], teach.Answer{Topic: teach.AskLicenses, Text: "show licenses", Heard: []teach.Exchange{list}})
	read := append(listed[:len(listed):len(listed)], teach.Answer{Topic: teach.AskLicenseValues})
	return []scene{
		{"lesson-begin", func(t testing.TB, d Display) Display {
			return on(d.Env.Kept.Resume(openLesson("/dev/ttyUSB0").(Open).Screen))(t, d)
		}},
		{"lesson-arrives", on(lesson{now: work.Lesson{Port: "/dev/ttyUSB0", Out: "my-device.toml"}})},
		{"lesson-prompt", view(nil, nil, nil)},
		{"lesson-command", view([]teach.Exchange{said}, []teach.Answer{prompt}, func(l *lesson) {
			l.lines, l.field = []string{"show system"}, typedField("show version")
		})},
		{"lesson-words", view([]teach.Exchange{said}, []teach.Answer{prompt, identity}, func(l *lesson) {
			l.words = pointer{line: 1, at: 5, from: 1}
			l.now.Wrong = "A value is missing: model."
		})},
		{"lesson-rows", view([]teach.Exchange{list}, listed, nil)},
		{"lesson-tell", view([]teach.Exchange{said}, []teach.Answer{prompt, identity}, func(l *lesson) {
			l.tells, l.field = true, typedField("host = ")
		})},
		{"lesson-tools", view(nil, read, nil)},
		{"lesson-end", on(lessonEnd(nil))},
		{"lesson-failed", on(lessonEnd(errors.New("the line is cut")))},
	}
}

func typedField(text string) textinput.Model {
	f := widget.NewInput()
	f.SetValue(text)
	return f
}

// lessonEnd is a profile that was written and tried.
func lessonEnd(failed error) taught {
	t := taught{Lesson: work.Lesson{
		Port: "/dev/ttyUSB0", Out: "my-device.toml", Answers: 23, Subject: teach.Subject{ID: "ACT-EXPORT-2K9T", Held: 5, Keep: 4},
		Written: &course.Written{Path: "my-device.toml", Remarks: []teach.Remark{teach.RemarkErrors, teach.RemarkMark}},
	}}
	t.tried = []console.Step{
		{What: "get to the prompt"},
		{What: "ask for the identity", Found: []console.Found{{Name: "model", Value: "X200"}, {Name: "serial", Value: "SN0042"}}},
		{What: "read the licenses", Licenses: sample.Reading().Licenses, Err: failed},
	}
	return t
}
