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
		{"connect-probed", func(_ testing.TB, d Display) Display {
			probed := []device.ProbeResult{
				{Protocol: device.ProtocolSMP, Baud: 9600, Identity: &capability.Identity{Vendor: "ACME", Model: "X200", Serial: "SN0042"}},
				{},
				{},
				{Protocol: device.ProtocolConsole, Baud: 115200, Heard: heard.Login, Sample: "pump-7 login:"},
			}
			for i := range d.Env.Listed.Ports {
				d.Env.Listed.Ports[i].Found = &probed[i]
			}
			d.Env.Counts = traffic.Counts{Sent: 260, Received: 1_120, Damaged: 2, Again: 3}
			d.Stack = append(d.Stack, Connect{Picker: widget.NewPicker("")})
			return d
		}},
		{"connect-snatched", func(_ testing.TB, d Display) Display {
			d.Env.Listed.TakenAway = []serial.Port{d.Env.Listed.Ports[1].Port}
			d.Env.Listed.Ports = nil
			d.Stack = append(d.Stack, Connect{Picker: widget.NewPicker("")})
			return d
		}},
		{"probe", func(_ testing.TB, d Display) Display {
			q := askProbe(askable(d.Env), nil).(Open).Screen
			d.Stack = append(d.Stack, Connect{Picker: widget.NewPicker("")}, q)
			return d
		}},
		{"silent", on(Failure{Explanation: text.Explain(&device.SilentError{Path: "/dev/ttyUSB0", Baud: 115200, Sent: 56, Heard: heard.Nothing})})},
		{"rubbish", on(Failure{Explanation: text.Explain(&device.SilentError{Path: "/dev/ttyUSB0", Baud: 115200, Sent: 56, Received: 300, Heard: heard.Rubbish})})},
		{"reach", on(reach{widget.NewPicker("linux-fne")})},
		{"connect-console", func(_ testing.TB, d Display) Display {
			d.Env.Selection.Profile = "linux-fne"
			d.Stack = append(d.Stack, Connect{Picker: widget.NewPicker("")})
			return d
		}},
		{"terminal", func(_ testing.TB, d Display) Display { return watched(d, terminal{port: "/dev/ttyUSB0", stamps: true}) }},
		{"terminal-writing", func(_ testing.TB, d Display) Display {
			return watched(d, terminal{port: "/dev/ttyUSB0", writing: true})
		}},
		{"asked-password", func(_ testing.TB, d Display) Display {
			a := Answer{work.Asked{Question: console.Question{About: console.Password, Text: "Password: "}}, widget.NewInput()}
			a.field.SetValue("secret")
			d.Over = a
			return d
		}},
		{"asked-deed", func(_ testing.TB, d Display) Display {
			d.Over = Answer{work.Asked{Question: console.Question{About: console.Action, Text: "Press the service button on the back for 3 seconds."}}, widget.NewInput()}
			return d
		}},
	}
}

// watched is a terminal view of a device that starts.
func watched(d Display, s terminal) Display {
	at := sample.Now()
	d.Stack = append(d.Stack, s)
	d.Env.Counts = traffic.Counts{Sent: 12, Received: 3_400}
	d.Env.Line = Line{Open: true, Rest: "x200 login: ", Lines: []work.Stamped{
		{At: at, Text: "U-Boot 2023.01 (Mar 14 2023 - 10:00:00 +0000)", Own: false},
		{At: at.Add(1200 * time.Millisecond), Text: "[    1.234567] random: crng init done, and a line that is longer than the smaller windows are wide", Own: false},
		{At: at.Add(2 * time.Second), Text: text.WentAway.String(), Own: true},
		{At: at.Add(4 * time.Second), Text: text.CameBack.String(), Own: true},
		{At: at.Add(5 * time.Second), Text: "Welcome to X200", Own: false},
	}}
	return d
}
