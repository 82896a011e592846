package teach

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/device/console/profile"
)

const digestA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// posixSession is what somebody had on the screen who returned a license at a
// shell.
var posixSession = strings.ReplaceAll(`[    0.000000] Booting Linux on physical CPU 0x0
Starting network: OK

device login: service
Password: 
device# fneclient info
Vendor: Example Works
Model: X200
Serial number: SN0042
Host ID: STRING X200-SN0042
Last response: 3 `+digestA+`
device# uname -r
5.10.0
device# fneclient licenses
ACT-1 5 2027-03-01 1.0 Camera
ACT-2 12 permanent 1.0 Motion and more
2 licenses
device# fneclient request -out /tmp/req.bin -id ACT-2 -remaining 3
request written
device# fneclient sync -out /tmp/req.bin
request written
device# base64 /tmp/req.bin
cmVxdWVzdAotaWQgQUNULTIgLXJlbWFpbmluZyAzCrWdG2q0x3Y5cmVxdWVzdAotaWQg
cmVxdWVzdAotaWQgQUNU
device# base64 -d > /tmp/resp.bin
device# sha256sum /tmp/resp.bin
`+digestA+`  /tmp/resp.bin
device# fneclient process /tmp/resp.bin
FNE-05: this response was processed before
device# `, "\n", "\r\n")

// lead answers the questions of a lesson: with what is said about the topic, one
// answer after the other, or with what is usual.
func lead(t *testing.T, l *Lesson, said map[Topic][]string, device map[string][]string) int {
	t.Helper()
	said = maps.Clone(said)
	questions := 0
	for q, more := l.Next(); more; q, more = l.Next() {
		if questions++; questions > 60 {
			t.Fatal("the questions have no end")
		}
		a := Answer{Topic: q.Topic, Text: q.Usual}
		if all := said[q.Topic]; len(all) > 0 {
			a.Text, said[q.Topic] = all[0], all[1:]
		}
		if q.Run && a.Text != "-" && a.Text != "" {
			commands := strings.Split(a.Text, "\n")
			if q.Topic == AskTools {
				commands = q.Lines
			}
			for _, command := range commands {
				a.Heard = append(a.Heard, Exchange{Prompt: l.Line.Prompts[0], Sent: command, Lines: device[command]})
			}
		}
		if err := l.Take(a); err != nil {
			t.Fatalf("%s: %q: %v\n%+v", q.Topic, a.Text, err, q)
		}
	}
	return questions
}

func TestALogOfAShellBecomesAProfile(t *testing.T) {
	s, err := ReadSession([]byte(posixSession))
	if err != nil {
		t.Fatal(err)
	}
	l := FromSession(s)
	questions := lead(t, l, map[Topic][]string{
		AskIdentity: {"2-3"}, AskIdentityValues: {"firmware 6.1", ""}, AskRefusals: {"1 = 5", ""},
	}, nil)
	text, remarks, err := l.Profile()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d questions, %q\n%s", questions, remarks, text)
	p, err := profile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Shell.Quote || string(p.Request.Item) != "-id {id} -remaining {remaining}" || p.Store.Name != "/tmp/resp.bin" {
		t.Errorf("%+v", p.Request)
	}
	again, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadLesson(again)
	if err != nil {
		t.Fatal(err)
	}
	if other, _, err := back.Profile(); err != nil || string(other) != string(text) {
		t.Errorf("taken up again: %v\n%s", err, other)
	}
}

// TestABusyDeviceInALog: its words are among those of errors, and what came next asks
// again.
func TestABusyDeviceInALog(t *testing.T) {
	log := strings.Replace(posixSession, "device# fneclient process /tmp/resp.bin\r\n", "device# fneclient process /tmp/resp.bin\r\nBusy, 10 %\r\ndevice# fneclient state\r\n", 1)
	s, err := ReadSession([]byte(log))
	if err != nil {
		t.Fatal(err)
	}
	l := FromSession(s)
	lead(t, l, map[Topic][]string{AskIdentityValues: {"firmware = 1", ""}, AskRefusals: {"1 = 12", ""}}, nil)
	text, _, err := l.Profile()
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if b := p.Busy; b == nil || string(b.Poll) != "fneclient state" || !b.Match.MatchString("Busy, 99 %") || len(p.Refusals) > 0 {
		t.Errorf("%+v, refusals %+v\n%s", b, p.Refusals, text)
	}
	if !strings.Contains(string(text), "# await-echo = true") {
		t.Errorf("how to wait for the echo is not said:\n%s", text)
	}
}

// vendor is the command line of a maker, whose answers are known by heart.
var vendor = map[string][]string{
	"lic info": {`vendor: "Example \"Works\""`, `model: "X200"`, `serial: "SN0042"`, "host: STRING X200-SN0042", "clock: 1795870000"},
	"lic list": {`ACT-1 5 1804032000 "1.0" "Camera"`, `ACT-2 12 permanent "1.0" "Motion \"plus\""`, "2 licenses"},
	"lic last": {"none"},
}

func TestACommandLineBecomesAProfile(t *testing.T) {
	l := &Lesson{Line: Line{Prompts: []string{"x200> "}, Echoed: 2}}
	questions := lead(t, l, map[Topic][]string{
		AskIdentity: {"lic info"}, AskLicenses: {"lic list"}, AskRequest: {"lic order clear\nlic order ACT-2 11\nlic request return"},
		AskConfirmation: {"lic request confirm"}, AskLast: {"lic last"}, AskMade: {"request NAME SIZE SHA256"},
		AskFetch: {"get NAME base64"}, AskStore: {"put /lic/response.cap 46 base64"}, AskLoad: {"lic load /lic/response.cap SHA256"},
		AskRefusals: {"error 5: already loaded = 5", "busy 40 of 3000 = 12", ""}, AskPoll: {"lic status"},
	}, vendor)
	text, remarks, err := l.Profile()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d questions, %q\n%s", questions, remarks, text)
	p, err := profile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if string(p.Request.Add[0]) != "lic order {id} {remaining}" || string(p.Store.Send[0]) != "put {name} {size} base64" || string(p.Load.Send[0]) != "lic load {name} {sha256}" {
		t.Errorf("%+v", p)
	}
	if b := p.Busy; b == nil || string(b.Poll) != "lic status" || !b.Match.MatchString("busy 7 of 9") || b.Match.SubexpIndex("percent") < 0 || b.Match.MatchString("request busy") {
		t.Errorf("busy: %+v", b)
	}
	for _, r := range p.Refusals {
		if no := r.Refused("error 5: already loaded", 0); no == nil || no.Code != capability.AlreadyLoaded {
			t.Errorf("%+v", r)
		}
	}
}

func TestWhatCanNotBeAnswered(t *testing.T) {
	l := &Lesson{Line: Line{Prompts: []string{"x200> "}}}
	if err := l.Take(Answer{Topic: AskLoad}); !errors.As(err, new(*AnswerError)) {
		t.Error(err)
	}
	if _, _, err := l.Profile(); !errors.Is(err, ErrUnfinished) {
		t.Error(err)
	}
	if q, more := l.Next(); !more || q.Topic != AskPrompt || !slices.Equal(q.Options, []string{"x200> "}) {
		t.Errorf("%+v", q)
	}
}

// TestTheUsualWaysOfAFile are those that the tools of the device can go, the best first.
func TestTheUsualWaysOfAFile(t *testing.T) {
	const file = "/tmp/handback-response.bin"
	for _, tt := range []struct {
		tools        []string
		fetch, store string
	}{
		{[]string{"base64", "sx", "rx"}, "base64 {name}", "base64 -d > " + file},
		{[]string{"xxd", "rx"}, "xxd -p {name}", "xxd -r -p > " + file},
		{[]string{"sb", "sx", "rx"}, "sb {name}", "rx -U " + file}, // lrzsz
		{[]string{"rx"}, "", "rx " + file},                         // BusyBox
		{nil, "", ""},
	} {
		d := &draft{Lesson: &Lesson{}, posix: true, tools: tt.tools}
		if d.usualFetch() != tt.fetch || d.usualStore() != tt.store {
			t.Errorf("%v: %q, %q", tt.tools, d.usualFetch(), d.usualStore())
		}
	}
}
