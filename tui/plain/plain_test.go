package plain

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/device"
	"handback/device/console"
	"handback/tui/text"
)

// begun are the answers that open a return of all licenses.
var begun = []string{"1", "1", "sold", "", "1"}

func then(before []string, more ...string) []string {
	return append(append([]string{}, before...), more...)
}

// opened are those that go on up to the response, which nobody can read here: the
// person plays the portal, looks, and says which file it is.
var opened = then(begun, "", "", "2", "1", "", "1", "2")

func TestAWholeReturn(t *testing.T) {
	k := newTalk(t)
	said := k.says(then(opened, "", "2", "", "", "", "0", "0")...)
	want(t, said, "No return is open.", "1 new return", "Connecting to", "Review:", "Reason (optional)", "Opened R-",
		"step 2 of 9", "1 make it", "step 3 of 9", "1 save", "step 4 of 9", "The portal answered.",
		"step 5 of 9", "cannot be undone: Load", "Load the response into", "1 No, not now", "2 Yes, load it",
		"The device loaded the response.", "step 6 of 9", "step 7 of 9", "step 8 of 9", "step 9 of 9", "0 close",
		"Open: R-", "Start Handback again to go on.")
	if k.unit.loads != 1 {
		t.Errorf("%d responses were loaded", k.unit.loads)
	}
	said = k.says("1", "?", "0", "0")
	want(t, said, "1 R-", "Opening the return", "step 9 of 9", "the person at the portal", "look for it: ", "save again: Saves the request once more")
}

// TestNothingIsLoadedWithoutAYes: Enter, no, and what is no answer leave the device
// as it is.
func TestNothingIsLoadedWithoutAYes(t *testing.T) {
	for _, answer := range []string{"", "0", "1", "no", "y", "3", "22", "yes please", "\x1b"} {
		t.Run(answer, func(t *testing.T) {
			k := newTalk(t)
			said := k.says(then(opened, "", answer, "0", "0")...)
			want(t, said, "Load the response into", "It cannot be undone.", "2 Yes, load it")
			if k.unit.loads != 0 {
				t.Errorf("%q loaded the response:\n%s", answer, said)
			}
		})
	}
}

// TestTheInputEndsAnywhere: each answer may be the last one.
func TestTheInputEndsAnywhere(t *testing.T) {
	all := then(opened, "", "2")
	for n := range all {
		said := newTalk(t).saysTo(strings.NewReader(strings.Join(all[:n], "\r\n")))
		want(t, said, "The input has ended, so Handback closes.")
		if n > len(begun) {
			want(t, said, "Open: R-", "The ledger keeps all of it.")
		}
	}
}

func TestWrongAnswers(t *testing.T) {
	k := newTalk(t)
	said := k.says("99", "new", strings.Repeat("1", maxLine+1), "\x1b[A", "?", "0")
	want(t, said, "Choice [1]:", "That is not possible here. Type a number from 0 to", "Enter alone takes 1.",
		"That is not possible here.", "That line is too long, and was not used.", "That is not possible here.",
		"1 new return: Connects a device", "0 leave", "Type the number of a choice")
}

// TestAPart: units are chosen by what remains.
func TestAPart(t *testing.T) {
	k := newTalk(t)
	said := k.says("1", "2", "4", "2", "6", "1", "", "", "", "1", "0", "0")
	want(t, said, "1 ACT-", "all remain", "Nothing is chosen yet.", "How many units REMAIN", "from 0 to 5",
		"holds 5, 1 remain, 4 to return", "Review:", "holds 5, 1 remain, 4 to return", "Opened R-")
}

// TestCtrlCStopsAndLeaves: the first stops what runs, the second at the question
// leaves, and the program says what is open.
func TestCtrlCStopsAndLeaves(t *testing.T) {
	k := newTalk(t)
	interrupts := make(chan os.Signal, 2)
	k.o.Interrupts, k.unit.begun = interrupts, make(chan struct{})
	waits := k.unit.begun
	in, answers := io.Pipe()
	defer answers.Close()
	k.o.In = in
	ended := make(chan error, 1)
	go func() { ended <- Run(t.Context(), k.o) }()
	for _, line := range then(begun, "") {
		if _, err := io.WriteString(answers, line+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	<-waits
	interrupts <- os.Interrupt
	k.out.await(t, "What to do")
	interrupts <- os.Interrupt
	if err := <-ended; err != nil {
		t.Error(err)
	}
	want(t, k.out.String(), "The device makes the return request ...", "Stopping: The device makes the return request.",
		"What happened", "Ctrl+C: Handback closes.", "Open: R-")
}

// TestTheProgramEnds: at SIGTERM the context ends.
func TestTheProgramEnds(t *testing.T) {
	k := newTalk(t)
	in, answers := io.Pipe()
	defer answers.Close()
	k.o.In = in
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, k.o) }()
	k.out.await(t, "Choice [1]: ")
	end()
	if err := <-ended; err == nil || err.Error() != context.Canceled.Error() {
		t.Errorf("it ended with %v", err)
	}
}

// TestADeviceAsksForAPassword: the terminal is hidden before the question is written
// and for it alone, and the password is said nowhere.
func TestADeviceAsksForAPassword(t *testing.T) {
	k := newTalk(t)
	hidden, asked := false, text.PlainPrompt(text.Answer.String(), "")
	k.o.Hide = func() (func(), error) {
		if said := k.out.String(); strings.Count(said, asked) != 1 {
			t.Errorf("hidden after %s", said)
		}
		hidden = true
		return func() { hidden = false }, nil
	}
	var got []string
	k.o.Open = func(ctx context.Context, _, _ string, o device.Options) (device.Met, error) {
		for _, q := range []console.Question{{About: console.UserName, Text: "login:"}, {About: console.Password, Text: "Password:"}} {
			answer, err := o.Ask(ctx, q)
			if err != nil {
				return device.Met{}, err
			}
			got = append(got, answer)
		}
		return device.Met{Device: k.unit, Identity: k.unit.identity}, nil
	}
	in, answers := io.Pipe()
	defer answers.Close()
	k.o.In = in
	ended := make(chan error, 1)
	go func() { ended <- Run(t.Context(), k.o) }()
	for _, line := range []string{"1", "root", "secret", "0", "0"} {
		if _, err := io.WriteString(answers, line+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if hidden {
		t.Error("the terminal stays hidden")
	}
	if strings.Join(got, " ") != "root secret" {
		t.Errorf("the device was told %q", got)
	}
	if said := k.out.String(); strings.Contains(said, "secret") {
		t.Errorf("the password was said:\n%s", said)
	}
}

// TestNoEscapeIsWritten: not even where a device, a file or an answer holds one.
func TestNoEscapeIsWritten(t *testing.T) {
	k := newTalk(t)
	const evil = "\x1b[2J\x9b31m\a\b"
	k.unit.identity.Model += evil
	k.unit.held[0].Feature += evil
	if err := os.WriteFile(filepath.Join(k.stick, "a"+"\x1b[2J"+".bin"), []byte(evil), 0o600); err != nil {
		t.Fatal(err)
	}
	said := k.says(evil, "1", "2", evil, "1", evil, "0", "1", "reason "+evil, evil, "0", "?", "2", "0", "0")
	for _, c := range said {
		if c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 {
			t.Fatalf("%q was written:\n%q", c, said)
		}
	}
}

// TestADeadDevice: it is declared, and the return waits for the decision.
func TestADeadDevice(t *testing.T) {
	k := newTalk(t)
	said := k.says(then(begun, "", "", "8", "6", "?", "3", "", "", "", "Kim Lee", "", "", "2", "0", "0")...)
	want(t, said, "Declare the device dead", "Cause:", "does not answer", "Serial number", "Who says so", "Yes, declare it dead", "declared dead")
}

// TestTheWordOfAPerson: a claim is asked for, and shown as one.
func TestTheWordOfAPerson(t *testing.T) {
	k := newTalk(t)
	said := k.says(then(begun, "", "", "5", "2", "0", "0")...)
	want(t, said, "Did a person upload", "1 No, not yet", "2 Yes, note it as a claim", "Noted as a claim")
}
