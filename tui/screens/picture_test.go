package screens

import (
	"testing"

	"handback/tui/internal/picture"
	"handback/tui/widget"

	"github.com/muesli/termenv"
)

// pictures are the views of the README, by the name of the picture: the scene.
var pictures = map[string]string{
	"home": "home", "connect": "connect", "licenses": "licenses", "choose": "choose", "review": "review", "steps": "steps-save",
	"load": "steps-load", "question": "question", "where": "where", "done": "done", "bench": "bench",
}

// TestPictures keeps the pictures of the README. With -update it draws them again.
func TestPictures(t *testing.T) {
	byName := map[string]scene{}
	for _, s := range scenes() {
		byName[s.name] = s
	}
	for name, of := range pictures {
		d := byName[of].make(t, still(t, termenv.ANSI))
		d.Size = widget.Area{W: 80, H: 24}
		picture.Keep(t, "../..", name, d.View(), updating())
	}
}
