package screens

import (
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
)

// copyKey copies what the cursor is on; empty: nothing that has a use elsewhere.
func copyKey(what string) key.Binding {
	return widget.When(what != "", widget.Bind("y", text.CopyKey, "y"))
}

// copying is that key and what it does.
func copying(what string) action { return action{copyKey(what), does(Copy{what})} }
