package tui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"handback/capability"
	"handback/device/console"
	"handback/tui/text"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// answered is the answer that a job got to its question.
type answered struct {
	text string
	err  error
}

// asking shows a job that puts a question, up to the moment when it is on
// the screen; the rest runs when the command is run.
func asking(t *testing.T, q console.Question) (*driver, tea.Cmd, *answered) {
	d, got := newHarness(t).driver(t), &answered{}
	m, cmd := d.m.start(work.Job{Title: "Connecting", Whole: true, Do: func(ctx context.Context, w *work.Worker, _ capability.Report) (any, error) {
		got.text, got.err = w.Ask(ctx, q)
		return nil, got.err
	}})
	d.m = m
	return d, d.begin(cmd()), got
}

func TestPasswordIsAskedForAndNeverShown(t *testing.T) {
	d, rest, got := asking(t, console.Question{About: console.Password, Text: "Password:"})
	d.sees("The device asks for a password", "Password:")
	d.press("h", "?", "q", "l")
	d.sees("****")
	if strings.Contains(d.m.View(), "h?q") {
		t.Errorf("the password is on the screen:\n%s", d.m.View())
	}
	d.press("enter")
	d.run(rest)
	if got.text != "h?ql" || got.err != nil {
		t.Errorf("the job got %+v", got)
	}
	if log := d.logged(); strings.Contains(log, "h?ql") {
		t.Errorf("the password is in the log: %s", log)
	}
}

// TestLineEndsOfAPastedAnswerAreCut: they came along with what was copied.
func TestLineEndsOfAPastedAnswerAreCut(t *testing.T) {
	for _, text := range []string{"h?ql\n", "h?ql\r\n", "\rh?ql\r", "h?\rql\u2028"} {
		for _, about := range []console.QuestionKind{console.Password, console.UserName} {
			d, rest, got := asking(t, console.Question{About: about, Text: "?"})
			d.send(paste(text))
			d.press("enter")
			d.run(rest)
			if got.text != "h?ql" || got.err != nil {
				t.Errorf("%q of a %s: the job got %+v", text, about, got)
			}
		}
	}
}

func TestUserNameIsShownAsItIsTyped(t *testing.T) {
	d, rest, got := asking(t, console.Question{About: console.UserName, Text: "x200 login:"})
	d.press("t", "e", "c", "h")
	d.sees("x200 login:")
	d.typesAfter("> tech")
	d.press("enter")
	d.run(rest)
	if got.text != "tech" {
		t.Errorf("the job got %+v", got)
	}
}

func TestRefusedLoginIsSaidAndItsNameSuggested(t *testing.T) {
	d, rest, _ := asking(t, console.Question{About: console.UserName, Text: "login:"})
	d.press("t", "e", "c", "h", "enter")
	d.run(rest)
	var again string
	m, cmd := d.m.start(work.Job{Title: "Connecting", Do: func(ctx context.Context, w *work.Worker, _ capability.Report) (any, error) {
		var err error
		again, err = w.Ask(ctx, console.Question{About: console.UserName, Text: "login:", Again: true})
		return nil, err
	}})
	d.m = m
	rest = d.begin(cmd())
	d.sees("refused the login")
	d.typesAfter("> tech")
	d.press("enter")
	d.run(rest)
	if again != "tech" {
		t.Errorf("the job got %q", again)
	}
}

func TestDeedIsOnlyConfirmed(t *testing.T) {
	d, rest, got := asking(t, console.Question{About: console.Action, Text: "Press the service button."})
	d.press("x")
	d.sees("Press the service button.", "enter done")
	d.press("enter")
	d.run(rest)
	if *got != (answered{}) {
		t.Errorf("the job got %+v", got)
	}
}

func TestQuestionCanBeLeftOpen(t *testing.T) {
	for name, leave := range map[string]string{"by esc": "esc", "by quitting": "ctrl+c"} {
		t.Run(name, func(t *testing.T) {
			d, rest, got := asking(t, console.Question{About: console.Password, Text: "Password:"})
			d.press(leave)
			d.run(rest)
			if !errors.Is(got.err, text.ErrUnanswered) {
				t.Errorf("the job got %+v", got)
			}
			if d.left != (leave == "ctrl+c") {
				t.Errorf("left: %v", d.left)
			}
		})
	}
}

func TestNobodyAnswersWhenTheScreensAreGone(t *testing.T) {
	d, _, got := asking(t, console.Question{About: console.Password, Text: "Password:"})
	if ended, err := d.m.runner.Close(timeoutOf("", false)); !ended || err != nil {
		t.Fatalf("the job did not end: %v", err)
	}
	if !errors.Is(got.err, text.ErrUnanswered) {
		t.Errorf("the job got %+v", got)
	}
}
