package tui

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"handback/tui/widget"

	"github.com/charmbracelet/x/ansi"
)

// Screen readers and magnifiers follow the terminal's cursor. Bubble Tea hides it and
// leaves it below the view. So the view says at the end of a line where it belongs, as
// a control sequence of no terminal: CSI = LINE ; COLUMN ~, both from 1. As this stands
// in the view, a frame is drawn also where nothing but the cursor has moved.
var place = regexp.MustCompile(`\x1b\[=(\d+;\d+)~`)

// placed says in a view where the cursor belongs.
func placed(view string, at widget.Spot) string {
	lines := strings.Split(view, "\n")
	lines[min(at.Line, len(lines)-1)] += fmt.Sprintf("\x1b[=%d;%d~", at.Line+1, at.Column+1)
	return strings.Join(lines, "\n")
}

// frames shows the cursor after each frame that it hands on.
type frames struct {
	out io.Writer
	at  []byte // moves the cursor where it belongs; nil: no frame said so yet
}

// Write implements [io.Writer]. A frame comes in one piece, and begins at home. The
// lines that did not change are left out of it, and with them the place of the cursor.
func (f *frames) Write(p []byte) (int, error) {
	if len(p) == len(ansi.CursorHomePosition) || !bytes.HasPrefix(p, []byte(ansi.CursorHomePosition)) {
		return f.out.Write(p)
	}
	frame := p
	if found := place.FindSubmatchIndex(p); found != nil {
		f.at = fmt.Appendf(nil, "\x1b[%sH", p[found[2]:found[3]])
		frame = slices.Concat(p[:found[0]], p[found[1]:])
	}
	if f.at != nil { // hidden meanwhile, or it would be seen on its way
		frame = slices.Concat([]byte(ansi.HideCursor), frame, f.at, []byte(ansi.ShowCursor))
	}
	if _, err := f.out.Write(frame); err != nil {
		return 0, err
	}
	return len(p), nil
}

// terminalFrames are frames for a terminal. Bubble Tea asks it for its size.
type terminalFrames struct {
	io.ReadCloser
	frames
	fd func() uintptr
}

// Fd is the terminal's file descriptor.
func (t *terminalFrames) Fd() uintptr { return t.fd() }

// withCursor is out with its cursor where the frames say.
func withCursor(out io.Writer) io.Writer {
	if file, is := out.(*os.File); is {
		return &terminalFrames{file, frames{out: file}, file.Fd}
	}
	return &frames{out: out}
}
