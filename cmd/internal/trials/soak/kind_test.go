package soak

import (
	"time"

	"handback/device/sim/line"
)

// face is what a device speaks on its line.
type face int

const (
	consoleFrames face = iota // SMP as on a console
	cobsFrames                // SMP in COBS
	commandLine               // no SMP: a shell
)

// kind is a sort of line, the device on it, and what goes wrong there.
type kind struct {
	name   string
	face   face
	params line.Params
	chatty bool // the device prints messages between and inside its answers
	pulled bool // the cable is pulled now and then
}

func quiet() kind { return kind{name: "quiet", params: line.Params{Latency: time.Millisecond}} }

func troubled() []kind {
	noisy := func(errors float64) line.Params {
		return line.Params{Latency: time.Millisecond, BitErrors: errors}
	}
	return []kind{
		{name: "SMP", face: consoleFrames, params: noisy(5e-5), chatty: true, pulled: true},
		{name: "COBS", face: cobsFrames, params: noisy(5e-5), chatty: true, pulled: true},
		{name: "shell", face: commandLine, params: noisy(2e-5), chatty: true, pulled: true},
	}
}
