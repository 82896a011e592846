package tomlfile_test

import (
	"errors"
	"strings"
	"testing"

	"handback/capability/tomlfile"
)

var errMine = errors.New("my file has mistakes")

func TestMistakesComeInTheOrderOfTheFile(t *testing.T) {
	f := tomlfile.Faults{Of: errMine}
	if err := f.Err(); err != nil {
		t.Errorf("none at all: %v", err)
	}
	f.Add(tomlfile.Position{Line: 3, Column: 1}, "c", "c has %q", "\x1b[31m")
	f.Add(tomlfile.Position{Line: 1, Column: 5}, "b", "b is missing")
	f.Add(tomlfile.Position{Line: 1, Column: 2}, "a", "a is twice there")
	err := f.Err()
	const want = `my file has mistakes: line 1, column 2: a is twice there; line 1, column 5: b is missing; line 3, column 1: c has "\x1b[31m"`
	if !errors.Is(err, errMine) || err.Error() != want {
		t.Errorf("%v", err)
	}
}

func TestMistakesAreBounded(t *testing.T) {
	f := tomlfile.Faults{Of: errMine}
	for line := 2 * tomlfile.MaxFaults; line > 0; line-- {
		f.Add(tomlfile.Position{Line: line, Column: 1}, "", "wrong")
	}
	told, _ := errors.AsType[tomlfile.Faults](f.Err())
	if len(told.All) != tomlfile.MaxFaults || told.All[0].Line != 1 {
		t.Errorf("%d mistakes, the first in line %d", len(told.All), told.All[0].Line)
	}
}

func TestWhatIsNoTOMLHasItsPlace(t *testing.T) {
	f := tomlfile.Faults{Of: errMine}
	f.AddSyntax(tomlfile.Strictly(tomlfile.Trim([]byte("\ufeffa = 1\nb = = 2\n")), &struct{ A, B int }{}))
	f.AddSyntax(errors.New("unplugged"))
	if got := f.Err().Error(); !strings.Contains(got, "line 2, column 5: this is not TOML") || !strings.Contains(got, "line 1, column 1: this is not TOML: unplugged") {
		t.Error(got)
	}
}
