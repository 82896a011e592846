//go:build unix

package held

// sortOf: no program keeps another from a file here.
func sortOf(error) sort { return free }
