package media

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func TestReadOnlySaysWhy(t *testing.T) {
	was, is := fsInfo{size: 1}, fsInfo{size: 1, readOnly: true}
	tests := map[string]struct {
		stick *Stick
		want  string
	}{
		"switch":          {&Stick{Protected: true, initial: is}, "switch"},
		"mounted so":      {&Stick{initial: is}, "mounted read-only"},
		"since an error":  {&Stick{initial: was}, "after an error"},
		"switched in use": {&Stick{Protected: true, initial: was}, "switch"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := tt.stick.refuses(is)
			if !errors.Is(err, ErrReadOnly) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("refuses = %v, want %q in it", err, tt.want)
			}
		})
	}
	if err := new(Stick).refuses(was); err != nil {
		t.Errorf("a stick that can be written to: %v", err)
	}
}

// turned is a volume that the system made read-only.
type turned struct{ volume }

func (t turned) Stat() (fsInfo, error) {
	p, err := t.volume.Stat()
	p.readOnly = true
	return p, err
}

func TestExplain(t *testing.T) {
	initial, err := newModel().Stat()
	if err != nil {
		t.Fatal(err)
	}
	other := initial
	other.device++
	failed := errors.New("it failed")
	tests := map[string]struct {
		on      volume
		initial fsInfo
		err     error
		want    error
	}{
		"another stick":  {newModel(), other, failed, ErrGone},
		"made read-only": {turned{newModel()}, initial, failed, &ReadOnlyError{}},
		"removed":        {newModel(), initial, fs.ErrNotExist, ErrChanged},
		"known":          {newModel(), other, ErrName, ErrName},
		"nobody knows":   {newModel(), initial, failed, failed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := explain(tt.on, tt.initial, 0, "testing", tt.err)
			var readOnly *ReadOnlyError
			if errors.As(tt.want, &readOnly) {
				if !errors.As(got, &readOnly) || !readOnly.Turned {
					t.Errorf("explain = %v", got)
				}
				return
			}
			if !errors.Is(got, tt.want) || !errors.Is(got, tt.err) || !strings.HasPrefix(got.Error(), "testing: ") {
				t.Errorf("explain = %v", got)
			}
		})
	}
}
