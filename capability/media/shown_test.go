package media

import (
	"fmt"
	"strings"
)

// shownStick is what a person would see of a stick.
func shownStick(s Stick) string {
	i := s.Identity
	line := fmt.Sprintf("%s %s %q %s %s", s.State, s.Device, s.Path, s.Name(), s.FileSystem)
	line += fmt.Sprintf(" [%s:%s %s %s] %s", i.VendorID, i.ProductID, i.Serial, i.Volume, s.Place)
	if s.ReadOnly {
		line += " read-only"
	}
	if s.Protected {
		line += " switch"
	}
	return strings.TrimSpace(line)
}
