package widget

import (
	"strings"
	"testing"

	"handback/tui/theme"

	tea "github.com/charmbracelet/bubbletea"
)

var usual = Area{W: 80, H: 20}

// pressedKeys gives a form some keys and returns what became of it at last.
func pressedKeys(f Form, room Area, names ...string) (Form, Outcome) {
	said := stillOpen
	for _, name := range names {
		f, said = f.Update(room, Press(name))
	}
	return f, said
}

func sampleForm(no string) Form {
	return Form{
		Title: "Title", Text: []string{"Why."}, No: no, Yes: "Yes",
		Fields: []Field{TextField("First", ""), ChoiceField("Second", Choice{"a", "A"}, Choice{"b", "B"}), TextField("Third", "there")},
	}
}

// TestEnterGoesThroughAForm: to the next field, and the last answer confirms.
func TestEnterGoesThroughAForm(t *testing.T) {
	f, said := pressedKeys(sampleForm(""), usual, "x", "enter", "right", "enter", "enter")
	if said != stillOpen || f.at != f.last() {
		t.Fatalf("%d at %d", said, f.at)
	}
	if f, said = pressedKeys(f, usual, "enter"); said != SaidYes || strings.Join(f.Values(), " ") != "x b there" {
		t.Errorf("%d with %q", said, f.Values())
	}
	if _, said = pressedKeys(sampleForm("No"), usual, "enter", "enter", "enter", "enter"); said != SaidNo {
		t.Errorf("Enter alone led to %d, where no stands first", said)
	}
}

// TestTabGoesAroundAForm, through fields and answers, in both ways; letters are text
// in a field, and j and k move elsewhere.
func TestTabGoesAroundAForm(t *testing.T) {
	f := sampleForm("No")
	for _, step := range []struct {
		key string
		at  int
	}{
		{"tab", 1},
		{"tab", 2},
		{"tab", 3},
		{"tab", 4},
		{"tab", 0},
		{"shift+tab", 4},
		{"k", 3},
		{"j", 4},
		{"down", 4},
		{"up", 3},
		{"up", 2},
		{"k", 2},
		{"up", 1},
		{"j", 2},
		{"shift+tab", 1},
		{"up", 0},
		{"up", 0},
	} {
		if f, _ = pressedKeys(f, usual, step.key); f.at != step.at {
			t.Fatalf("%s led to %d instead of %d", step.key, f.at, step.at)
		}
	}
	if got := f.Values()[2]; got != "therek" {
		t.Errorf("the field has %q", got)
	}
}

// TestADraftIsWhatWasChanged: nothing else is filled in when the form is opened again.
func TestADraftIsWhatWasChanged(t *testing.T) {
	f, said := pressedKeys(sampleForm("No"), usual, "x", "tab", "right", "esc")
	if said != SaidNo || len(f.Draft()) != 2 {
		t.Fatalf("%d, %v", said, f.Draft())
	}
	again := sampleForm("No")
	again.Fields[2] = TextField("Third", "newer")
	if got := strings.Join(again.Resumed(f.Draft()).Values(), " "); got != "x b newer" {
		t.Errorf("it has %q", got)
	}
	if draft := sampleForm("No").Draft(); len(draft) != 0 {
		t.Errorf("untouched it keeps %v", draft)
	}
}

// TestAFormIsReadFirst, unless it is free; then it scrolls by pages.
func TestAFormIsReadFirst(t *testing.T) {
	small := Area{W: 40, H: 7}
	long := sampleForm("No")
	long.Text = []string{"begin " + strings.Repeat("word ", 60) + "end"}
	if f, _ := pressedKeys(long, small, "x"); f.Values()[0] != "" {
		t.Error("typed before the text was read")
	}
	f := long
	for range 10 {
		f, _ = pressedKeys(f, small, "tab")
	}
	if f, _ = f.Update(small, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x")}); !f.read {
		t.Error("never read")
	}
	long.Free = true
	f, _ = pressedKeys(long, small, "x", "pgup", "pgup", "pgup")
	if p := f.Page(small, theme.Theme{}); f.Values()[0] != "x" || p.Top != 0 {
		t.Errorf("%q, scrolled to %d", f.Values(), p.Top)
	}
}

// TestAQuestionIsAnsweredOnPurpose: by an answer that was gone to; esc and Enter alone
// are no.
func TestAQuestionIsAnsweredOnPurpose(t *testing.T) {
	for _, c := range []struct {
		keys string
		want Outcome
	}{{"enter", SaidNo}, {"esc", SaidNo}, {"down enter", SaidYes}, {"tab enter", SaidYes}, {"tab tab enter", SaidNo}, {"down up enter", SaidNo}, {"y", stillOpen}} {
		q, said := Question{Title: "Load?", Lines: []string{"Before"}, No: "No", Yes: "Yes", Final: true}, stillOpen
		for _, name := range strings.Fields(c.keys) {
			q, said = q.Update(usual, Press(name))
		}
		if said != c.want {
			t.Errorf("%s led to %d", c.keys, said)
		}
	}
}
