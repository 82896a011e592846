package tui

import (
	"testing"
	"time"

	"handback/device/console"
	"handback/device/traffic"
)

// lineScenes are the views of a line and of what stands on it.
func lineScenes() []scene {
	return []scene{
		{"terminal", func(_ testing.TB, m model) model { return watched(m, terminal{port: "/dev/ttyUSB0", stamps: true}) }},
		{"terminal-writing", func(_ testing.TB, m model) model {
			return watched(m, terminal{port: "/dev/ttyUSB0", writing: true})
		}},
		{"asked-password", func(_ testing.TB, m model) model {
			a := answer{asked{question: console.Question{About: console.Password, Text: "Password: "}}, newField()}
			a.field.SetValue("secret")
			m.over = a
			return m
		}},
		{"asked-deed", func(_ testing.TB, m model) model {
			m.over = answer{asked{question: console.Question{About: console.Deed, Text: "Press the service button on the back for 3 seconds."}}, newField()}
			return m
		}},
	}
}

// watched is a terminal view of a device that starts.
func watched(m model, s terminal) model {
	at := sampleNow()
	m.stack = append(m.stack, s)
	m.env.counts = traffic.Counts{Sent: 12, Received: 3_400}
	m.env.line = onLine{open: true, rest: "x200 login: ", lines: []stamped{
		{at, "U-Boot 2023.01 (Mar 14 2023 - 10:00:00 +0000)", false},
		{at.Add(1200 * time.Millisecond), "[    1.234567] random: crng init done, and a line that is longer than the smaller windows are wide", false},
		{at.Add(2 * time.Second), wentAwayText, true},
		{at.Add(4 * time.Second), cameBackText, true},
		{at.Add(5 * time.Second), "Welcome to X200", false},
	}}
	return m
}
