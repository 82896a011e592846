package text

import "fmt"

const AppName = "handback"

func TooSmall(w, h int) string {
	return fmt.Sprintf("The window is too small: Handback needs %d x %d.", w, h)
}

// Rest says how many lines of a body are out of sight.
func Rest(above, below int) string {
	switch {
	case above > 0 && below > 0:
		return fmt.Sprintf("   (%s above, %d below)", countText(above, "line"), below)
	case above > 0:
		return fmt.Sprintf("   (%s above)", countText(above, "line"))
	case below > 0:
		return fmt.Sprintf("   (%s below)", countText(below, "line"))
	default:
		return ""
	}
}
