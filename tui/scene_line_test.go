package tui

import (
	"testing"
	"time"

	"handback/capability"
	"handback/device"
	"handback/device/console"
	"handback/device/heard"
	"handback/device/traffic"
)

// lineScenes are the views of a line and of what stands on it.
func lineScenes() []scene {
	return []scene{
		{"connect-probed", func(_ testing.TB, m display) display {
			probed := []device.Probed{
				{Protocol: device.ProtocolSMP, Baud: 9600, Identity: &capability.Identity{Vendor: "ACME", Model: "X200", Serial: "SN0042"}},
				{},
				{},
				{Protocol: device.ProtocolConsole, Baud: 115200, Heard: heard.Login, Sample: "pump-7 login:"},
			}
			for i := range m.env.seen.ports {
				m.env.seen.ports[i].found = &probed[i]
			}
			m.env.counts = traffic.Counts{Sent: 260, Received: 1_120, Damaged: 2, Again: 3}
			m.stack = append(m.stack, connect{picker: newPicker("")})
			return m
		}},
		{"connect-snatched", func(_ testing.TB, m display) display {
			m.env.seen.takenAway = []device.PortInfo{m.env.seen.ports[1].PortInfo}
			m.env.seen.ports = nil
			m.stack = append(m.stack, connect{picker: newPicker("")})
			return m
		}},
		{"probe", func(_ testing.TB, m display) display {
			q := askProbe(askable(m.env)).(open).screen
			m.stack = append(m.stack, connect{picker: newPicker("")}, q)
			return m
		}},
		{"silent", on(failure{Explanation: Explain(&device.SilentError{Path: "/dev/ttyUSB0", Baud: 115200, Sent: 56, Heard: heard.Nothing})})},
		{"rubbish", on(failure{Explanation: Explain(&device.SilentError{Path: "/dev/ttyUSB0", Baud: 115200, Sent: 56, Received: 300, Heard: heard.Rubbish})})},
		{"reach", on(reach{newPicker("linux-fne")})},
		{"connect-console", func(_ testing.TB, m display) display {
			m.env.selection.profile = "linux-fne"
			m.stack = append(m.stack, connect{picker: newPicker("")})
			return m
		}},
		{"terminal", func(_ testing.TB, m display) display { return watched(m, terminal{port: "/dev/ttyUSB0", stamps: true}) }},
		{"terminal-writing", func(_ testing.TB, m display) display {
			return watched(m, terminal{port: "/dev/ttyUSB0", writing: true})
		}},
		{"asked-password", func(_ testing.TB, m display) display {
			a := answer{asked{question: console.Question{About: console.Password, Text: "Password: "}}, newField()}
			a.field.SetValue("secret")
			m.over = a
			return m
		}},
		{"asked-deed", func(_ testing.TB, m display) display {
			m.over = answer{asked{question: console.Question{About: console.Deed, Text: "Press the service button on the back for 3 seconds."}}, newField()}
			return m
		}},
	}
}

// watched is a terminal view of a device that starts.
func watched(m display, s terminal) display {
	at := Now()
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
