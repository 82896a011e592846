//go:build linux

package main_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// tugs are whole returns during which the adapter is pulled out of the laptop,
// once in each act at the device.
type tugs struct {
	ts     *testscript.TestScript
	laptop *machine
	usual  map[string]int // how long an act takes when nothing is pulled, in milliseconds

	acts, waited  map[string]int // acts that a pull met, and those of them that waited, after which fact
	other, absent int            // how often it came back under another name, and was out when the port was to be opened
}

// cmdTugs does one return undisturbed and then a number of them with pulls.
func cmdTugs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tugs NUMBER")
	}
	number, err := strconv.Atoi(args[0])
	ts.Check(err)
	t := &tugs{
		ts: ts, laptop: machineOf(ts, "laptop"),
		usual: map[string]int{}, acts: map[string]int{}, waited: map[string]int{},
	}
	for i := range number + 1 {
		activation := fmt.Sprintf("ACT-%03d=0", i+1)
		t.act(i > 0, "start", "0", "start", "--activation", activation)
		t.act(i > 0, "make, fetch and save the request", "3", "next", "--do")
		cmdPortal(ts, false, []string{"process", "stick"})
		t.act(i > 0, "load, check, make and fetch the confirmation", "3", "next", "--do")
		cmdPortal(ts, false, []string{"process", "stick"})
		t.act(false, "close", "0", "next", "--do")
	}
	ts.Logf("%d returns; pulled during: %s; waited: %s; came back under another name: %d; out at the opening: %d",
		number, told(t.acts), told(t.waited), t.other, t.absent)
}

// act has handback do something and holds that it ends as without a pull. When
// the cable was out just as the port was to be opened, it is done once more.
func (t *tugs) act(pull bool, name, status string, args ...string) {
	if !pull {
		began := t.guest("never", "free", args)
		t.usual[name] = began.millis
		t.ends(began, name, status)
		return
	}
	when, held := strconv.Itoa(rand.IntN(1+t.usual[name])), "free"
	if rand.IntN(2) == 0 {
		held = "held"
	}
	r := t.guest(when, held, args)
	if r.value("name") == "other" {
		t.other++
	}
	switch {
	case strings.Contains(r.out, "There is no such port"):
		t.absent++
		r = t.guest("never", "free", args)
	case r.value("pulled") == "during":
		t.acts[name]++
		if strings.Contains(r.out, "is back") {
			t.waited[name+" after "+r.value("fact")]++
		}
	}
	t.ends(r, name, status)
}

func (t *tugs) ends(r tug, name, status string) {
	if r.value("status") != status {
		t.ts.Fatalf("%s:\n%s", name, r.out)
	}
}

// tug is what the guest's script said of an act.
type tug struct {
	ts     *testscript.TestScript
	out    string
	millis int
}

func (t *tugs) guest(when, held string, args []string) tug {
	out, _, err := t.laptop.guest("tug.sh", append([]string{when, held}, args...)...)
	t.ts.Check(err)
	r := tug{ts: t.ts, out: "pulled after " + when + " ms, " + held + "\n" + out}
	r.millis, err = strconv.Atoi(r.value("millis"))
	t.ts.Check(err)
	return r
}

func (r tug) value(name string) string {
	value, err := printed(r.out, name)
	r.ts.Check(err)
	return value
}
