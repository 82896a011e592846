package theme

import "strings"

// Marks are the signs of the screens, one cell each: how far a step is, and what
// panels, bars and links are drawn with.
type Marks struct {
	Done, Next, Later, Failed, Waits, Runs string

	Crumb   string // between the places in the title bar
	Cursor  string // before the row that the keys are for
	Travels string // the moving end of a link
	Returns string // the same, for what travels to the left

	Cable, Carried, Missing string // links; missing: nobody can go there now

	Line, Side                                 string // of a panel
	TopLeft, TopRight, BottomLeft, BottomRight string // its corners
	Filled, Free                               string // of a bar
}

// unicodeMarks need a terminal and a font that know them.
func unicodeMarks() Marks {
	return Marks{
		Done: "✓", Next: "▶", Later: "·", Failed: "✗", Waits: "…", Runs: "⠋",
		Crumb: "›", Cursor: "▶", Travels: "▶", Returns: "◀",
		Cable: "═", Carried: "─", Missing: "┄",
		Line: "─", Side: "│", TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯",
		Filled: "█", Free: "░",
	}
}

// asciiMarks are shown everywhere.
func asciiMarks() Marks {
	return Marks{
		Done: "x", Next: ">", Later: ".", Failed: "!", Waits: "~", Runs: "*",
		Crumb: ">", Cursor: ">", Travels: ">", Returns: "<",
		Cable: "=", Carried: "-", Missing: ".",
		Line: "-", Side: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		Filled: "#", Free: ".",
	}
}

// Badge is a mark as it is before a step: in brackets where it is a letter,
// which would read as part of the words otherwise.
func (th Theme) Badge(mark string) string {
	switch {
	case !th.ascii:
		return mark
	case mark == th.Marks.Later:
		return "[ ]"
	default:
		return "[" + mark + "]"
	}
}

// plain are the other signs of the screens, and what ASCII has for them.
var plain = strings.NewReplacer(
	"·", "-", "…", "~", "→", ">", "═", "=", "─", "-", "┄", ".", "▲", "^", "▶", ">", "◀", "<", "✓", "x", "✗", "!", "│", "|",
	"›", ">", "↑", "^", "↓", "v", "←", "<",
)

// Signs are the signs of a line, as the terminal can show them. All stay one cell.
func (th Theme) Signs(line string) string {
	if !th.ascii {
		return line
	}
	return plain.Replace(line)
}

// OnlyASCII reports whether a terminal can't be trusted to show more than ASCII:
// the console of the system alone, a locale without UTF-8, an old console of
// Windows, or because HANDBACK_ASCII says so.
func OnlyASCII(system string, env func(string) string) bool {
	switch {
	case env("HANDBACK_ASCII") != "":
		return env("HANDBACK_ASCII") != "0"
	case system == "windows": // the newer terminals name themselves
		return env("WT_SESSION") == "" && env("TERM") == "" && env("TERM_PROGRAM") == ""
	}
	switch env("TERM") {
	case "", "linux", "dumb", "vt100":
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := env(name); locale != "" {
			locale = strings.ToLower(strings.ReplaceAll(locale, "-", ""))
			return !strings.Contains(locale, "utf8")
		}
	}
	return true
}
