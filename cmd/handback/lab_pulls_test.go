//go:build linux

package main_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// stickPulls is a stick that is pulled in the middle of saving, again and again.
type stickPulls struct {
	ts      *testscript.TestScript
	laptop  *machine
	image   string // of the stick, to be looked at from outside
	request string // digest of the file that is saved
	name    string // of that file on the stick

	fileSystem, options, speed string

	said, noted int            // how often handback ended as done, and wrote down that the file is saved
	left        map[string]int // what was there of the file where it did not
	words       map[string]int // what it said when it did not end as done
	checks      map[string]int // what a check of the file system said, outside
	again       map[string]int // what happened to doing it again
}

// reach is about how long it takes to pull a stick, in milliseconds.
const reach = 400

func cmdPulls(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: pulls NUMBER FILE-SYSTEM MOUNT-OPTIONS BYTES-A-SECOND")
	}
	number, err := strconv.Atoi(args[0])
	ts.Check(err)
	m := machineOf(ts, "laptop")
	p := &stickPulls{
		ts: ts, laptop: m, image: filepath.Join(m.dir, "s.img"),
		fileSystem: args[1], options: args[2], speed: args[3],
		left: map[string]int{}, words: map[string]int{}, checks: map[string]int{}, again: map[string]int{},
	}
	p.expect()
	undisturbed := p.one("never")
	begin, end := p.number(undisturbed, "lead"), p.number(undisturbed, "millis")
	for range number { // a pull takes its time, so that some come after the end
		p.one(strconv.Itoa(max(0, begin-reach) + rand.IntN(end-begin+reach)))
	}
	ts.Logf("%s %s at %s bytes a second, %d ms: %d pulls, said saved %d, noted saved %d, each of these whole",
		p.fileSystem, p.options, p.speed, end-begin, number, p.said, p.noted)
	ts.Logf("without that word the file was: %s; handback said: %s; fsck: %s; again: %s",
		told(p.left), told(p.words), told(p.checks), told(p.again))
}

func told(counts map[string]int) string {
	var all []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, fmt.Sprintf("%d %s", counts[what], what))
	}
	return strings.Join(all, ", ")
}

// expect finds the request in the ledger of the story.
func (p *stickPulls) expect() {
	found, err := filepath.Glob(p.ts.MkAbs("state/handback/returns/*/1-return-request-*.bin"))
	p.ts.Check(err)
	if len(found) != 1 {
		p.ts.Fatalf("%d requests are in the ledger, not one", len(found))
	}
	data, err := os.ReadFile(found[0])
	p.ts.Check(err)
	sum := sha256.Sum256(data)
	p.request = hex.EncodeToString(sum[:])
	p.name = "HANDBACK/" + filepath.Base(filepath.Dir(found[0])) + "_X200_SN0042/1-return-request.bin"
}

// one saves the request on a fresh stick, pulls the stick, and looks what is on
// it. It gives back what the act said.
func (p *stickPulls) one(delay string) string {
	p.laptop.must(p.ts, "throttle", "s", "0")
	p.run("fresh.sh", p.fileSystem, p.options)
	p.laptop.must(p.ts, "throttle", "s", p.speed)
	out := p.run("act.sh", delay)
	if delay == "never" {
		p.laptop.must(p.ts, "unplug", "s")
	}
	p.laptop.must(p.ts, "throttle", "s", "0")
	check, outside := p.outside()
	again := p.run("again.sh", p.fileSystem, p.options)
	found := p.field(again, "found")
	if outside != "" && outside != found {
		p.ts.Fatalf("outside the file is %s, inside %s", outside, found)
	}
	p.resaved(again)
	if delay != "never" {
		p.classify(out, found, p.field(again, "found.listed"), check)
	}
	return out
}

// classify compares what handback said with what was on the stick.
func (p *stickPulls) classify(out, found, listed, check string) {
	words := headline(out)
	said, noted := p.field(out, "status") == "3" && words == "", p.field(out, "noted") == "1"
	p.checks[check]++
	switch {
	case (said || noted) && found != p.request:
		p.ts.Fatalf("it was told to be saved and is %s:\n%s", found, out)
	case said && (!noted || listed != "whole"):
		p.ts.Fatalf("it ended as done; noted %v, listed files %s:\n%s", noted, listed, out)
	case !said && (words == "" || p.field(out, "status") == "0"):
		p.ts.Fatalf("it failed without a word:\n%s", out)
	}
	if said {
		p.said++
	} else {
		p.words[words]++
	}
	if noted {
		p.noted++
		return
	}
	p.left[p.state(found)]++
}

// resaved checks that what the pull cut off can be done again on the same stick,
// unless the system refuses to write to what the pull left of its file system.
func (p *stickPulls) resaved(again string) {
	status, words := p.field(again, "status"), headline(again)
	switch {
	case (status == "0" || status == "3") && p.field(again, "after") == p.request && p.field(again, "after.listed") == "whole":
		p.again["saved and whole"]++
	case status == "1" && strings.Contains(words, "made the stick read-only"):
		p.again[words]++
	default:
		p.ts.Fatalf("done again after the pull:\n%s", again)
	}
}

// state is what became of a file that handback does not call saved. Part of one
// must not lie there under its name.
func (p *stickPulls) state(digest string) string {
	empty := sha256.Sum256(nil)
	switch digest {
	case p.request:
		return "whole"
	case hex.EncodeToString(empty[:]):
		return "empty"
	case "absent":
		return "absent"
	}
	p.ts.Fatalf("part of the file lies on the stick under its name: %s", digest)
	return ""
}

// headline is the first of the words with which handback failed; empty: it did
// not.
func headline(out string) string {
	_, words, failed := strings.Cut(out, "handback: ")
	if !failed {
		return ""
	}
	first, _, _ := strings.Cut(words, "\n")
	return strconv.Quote(first)
}

// outside looks at the image while no machine has it: what a check of the file
// system says, and the digest of the request where a tool reads it (FAT).
func (p *stickPulls) outside() (check, digest string) {
	out, err := exec.Command(p.laptop.control, "inspect", p.image).CombinedOutput()
	p.ts.Check(err)
	check = "clean"
	if strings.Contains(string(out), "(exit status") {
		check = "not clean"
	}
	if p.fileSystem != "vfat" {
		return check, ""
	}
	data, err := exec.Command("mtype", "-i", p.image+"@@1048576", "::/"+p.name).Output()
	if err != nil {
		return check, "absent"
	}
	sum := sha256.Sum256(data)
	return check, hex.EncodeToString(sum[:])
}

func (p *stickPulls) run(script string, args ...string) string {
	out, status, err := p.laptop.guest(script, args...)
	p.ts.Check(err)
	if status != 0 {
		p.ts.Fatalf("%s: status %d\n%s", script, status, out)
	}
	return out
}

func (p *stickPulls) field(out, name string) string {
	value, err := printed(out, name)
	p.ts.Check(err)
	return value
}

func (p *stickPulls) number(out, name string) int {
	n, err := strconv.Atoi(p.field(out, name))
	p.ts.Check(err)
	return n
}

// adapterPulls are whole returns during which the adapter is pulled out of the laptop,
// once in each act at the device.
type adapterPulls struct {
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
	t := &adapterPulls{
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

// act has handback do something and checks that it ends as without a pull. When
// the cable was out just as the port was to be opened, it is done once more.
func (t *adapterPulls) act(pull bool, name, status string, args ...string) {
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

func (t *adapterPulls) ends(r guestAct, name, status string) {
	if r.value("status") != status {
		t.ts.Fatalf("%s:\n%s", name, r.out)
	}
}

// guestAct is what the guest's script said about an act.
type guestAct struct {
	ts     *testscript.TestScript
	out    string
	millis int
}

func (t *adapterPulls) guest(when, held string, args []string) guestAct {
	out, _, err := t.laptop.guest("tug.sh", append([]string{when, held}, args...)...)
	t.ts.Check(err)
	r := guestAct{ts: t.ts, out: "pulled after " + when + " ms, " + held + "\n" + out}
	r.millis, err = strconv.Atoi(r.value("millis"))
	t.ts.Check(err)
	return r
}

func (r guestAct) value(name string) string {
	value, err := printed(r.out, name)
	r.ts.Check(err)
	return value
}
