package screens

import (
	"testing"
	"time"

	"handback/capability"
	"handback/device"
	"handback/device/console"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/traffic"
	"handback/tui/internal/sample"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// lineScenes are the views of a line and of what stands on it.
func lineScenes() []scene {
	return []scene{
		{"connect-probed", func(_ testing.TB, m Display) Display {
			probed := []device.Probed{
				{Protocol: device.ProtocolSMP, Baud: 9600, Identity: &capability.Identity{Vendor: "ACME", Model: "X200", Serial: "SN0042"}},
				{},
				{},
				{Protocol: device.ProtocolConsole, Baud: 115200, Heard: heard.Login, Sample: "pump-7 login:"},
			}
			for i := range m.Env.Seen.Ports {
				m.Env.Seen.Ports[i].Found = &probed[i]
			}
			m.Env.Counts = traffic.Counts{Sent: 260, Received: 1_120, Damaged: 2, Again: 3}
			m.Stack = append(m.Stack, Connect{Picker: widget.NewPicker("")})
			return m
		}},
		{"connect-snatched", func(_ testing.TB, m Display) Display {
			m.Env.Seen.TakenAway = []serial.Port{m.Env.Seen.Ports[1].Port}
			m.Env.Seen.Ports = nil
			m.Stack = append(m.Stack, Connect{Picker: widget.NewPicker("")})
			return m
		}},
		{"probe", func(_ testing.TB, m Display) Display {
			q := askProbe(askable(m.Env)).(Open).Screen
			m.Stack = append(m.Stack, Connect{Picker: widget.NewPicker("")}, q)
			return m
		}},
		{"silent", on(Failure{Explanation: text.Explain(&device.SilentError{Path: "/dev/ttyUSB0", Baud: 115200, Sent: 56, Heard: heard.Nothing})})},
		{"rubbish", on(Failure{Explanation: text.Explain(&device.SilentError{Path: "/dev/ttyUSB0", Baud: 115200, Sent: 56, Received: 300, Heard: heard.Rubbish})})},
		{"reach", on(reach{widget.NewPicker("linux-fne")})},
		{"connect-console", func(_ testing.TB, m Display) Display {
			m.Env.Selection.Profile = "linux-fne"
			m.Stack = append(m.Stack, Connect{Picker: widget.NewPicker("")})
			return m
		}},
		{"terminal", func(_ testing.TB, m Display) Display { return watched(m, terminal{port: "/dev/ttyUSB0", stamps: true}) }},
		{"terminal-writing", func(_ testing.TB, m Display) Display {
			return watched(m, terminal{port: "/dev/ttyUSB0", writing: true})
		}},
		{"asked-password", func(_ testing.TB, m Display) Display {
			a := Answer{work.Asked{Question: console.Question{About: console.Password, Text: "Password: "}}, widget.NewField()}
			a.field.SetValue("secret")
			m.Over = a
			return m
		}},
		{"asked-deed", func(_ testing.TB, m Display) Display {
			m.Over = Answer{work.Asked{Question: console.Question{About: console.Deed, Text: "Press the service button on the back for 3 seconds."}}, widget.NewField()}
			return m
		}},
	}
}

// watched is a terminal view of a device that starts.
func watched(m Display, s terminal) Display {
	at := sample.Now()
	m.Stack = append(m.Stack, s)
	m.Env.Counts = traffic.Counts{Sent: 12, Received: 3_400}
	m.Env.Line = onLine{Open: true, Rest: "x200 login: ", Lines: []work.Stamped{
		{At: at, Text: "U-Boot 2023.01 (Mar 14 2023 - 10:00:00 +0000)", Own: false},
		{At: at.Add(1200 * time.Millisecond), Text: "[    1.234567] random: crng init done, and a line that is longer than the smaller windows are wide", Own: false},
		{At: at.Add(2 * time.Second), Text: text.WentAway, Own: true},
		{At: at.Add(4 * time.Second), Text: text.CameBack, Own: true},
		{At: at.Add(5 * time.Second), Text: "Welcome to X200", Own: false},
	}}
	return m
}
