package text

import (
	"os"
	"testing"
)

func TestDroppedPath(t *testing.T) {
	const home = "/home/kim"
	for text, want := range map[string]string{
		"/media/KINGSTON":                 "/media/KINGSTON",
		"  /media/KINGSTON \n":            "/media/KINGSTON",
		"'/media/My Stick'":               "/media/My Stick",
		`"/media/My Stick"`:               "/media/My Stick",
		`/media/My\ Stick\ \(1\)`:         "/media/My Stick (1)",
		`'/media/Kim'\''s stick'`:         "/media/Kim's stick",
		`"/media/say \"hi\""`:             `/media/say "hi"`,
		`'/media/back\slash'`:             `/media/back\slash`,
		"/media/Kim's stick":              "/media/Kim's stick",
		`/media/open"`:                    `/media/open"`,
		`/media/end\`:                     `/media/end\`,
		"file:///media/My%20Stick":        "/media/My Stick",
		"file:///media/50%25%20%C3%BC":    "/media/50% ü",
		"file://localhost/media/My Stick": "/media/My Stick",
		"FILE:/media/X":                   "/media/X",
		"'file:///media/My%20Stick'":      "/media/My Stick",
		"file://server/share":             "file://server/share",
		"file:///media/%zz":               "file:///media/%zz",
		"file:":                           "file:",
		"~":                               home,
		"~/stick":                         home + "/stick",
		"~kim/stick":                      "~kim/stick",
		"stick~":                          "stick~",
		"COM3":                            "COM3",
		"":                                "",
	} {
		if got := droppedPath(text, home, '/'); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	if got := droppedPath("~/stick", "", '/'); got != "~/stick" {
		t.Errorf("without a home: %q", got)
	}
	for text, want := range map[string]string{
		`"E:\My Stick"`:                  `E:\My Stick`,
		`& 'E:\My Stick'`:                `E:\My Stick`,
		`E:\`:                            `E:\`,
		`\\.\COM12`:                      `\\.\COM12`,
		`~\stick`:                        `C:\Users\kim\stick`,
		"file:///E:/My%20Stick/a":        `E:\My Stick\a`,
		"file://server/share/My%20Stick": `\\server\share\My Stick`,
	} {
		if got := droppedPath(text, `C:\Users\kim`, '\\'); got != want {
			t.Errorf("on Windows %q: %q, not %q", text, got, want)
		}
	}
}

// TestWhatIsThereIsTakenAsItStands: a folder may be called as odd as that.
func TestWhatIsThereIsTakenAsItStands(t *testing.T) {
	t.Chdir(t.TempDir())
	const odd = "'odd'"
	if got := Dropped(odd); got == odd {
		t.Errorf("without the folder: %s", got)
	}
	if err := os.Mkdir(odd, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := Dropped(odd); got != odd {
		t.Errorf("with it: %s", got)
	}
}
