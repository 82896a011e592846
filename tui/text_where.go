package tui

import "handback/capability/desk"

// SuggestionText says what to do where no open return says it.
func SuggestionText(s desk.Suggestion) string {
	switch s {
	case desk.GoOn:
		return "Go on with the open return."
	case desk.TakeAnswer:
		return "The portal's answer is on the stick. Take it, and go on."
	case desk.BeginHere:
		return "The device holds licenses and has no open return. A return can be started."
	case desk.AdoptIt:
		return "The stick holds a response for this device that the portal made by itself. Adopt it: that opens the return."
	case desk.DecideForks:
		return "Two laptops went on from the same point. Decide which one counts, and go on only there."
	case desk.ConnectFirst:
		return "Plug in a device or a stick to learn more."
	default:
		return "Nothing is owed here."
	}
}
