package main

import (
	"testing"

	"handback/capability/media"
)

func TestASticksDriveIsItsName(t *testing.T) {
	list := []listedStick{
		{Stick: media.Stick{Path: `D:\`, Label: "OTHER"}},
		{Stick: media.Stick{Path: `E:\`, Label: "WORK"}},
		{Stick: media.Stick{Path: "/media/kim/A", Label: "A"}},
		{Stick: media.Stick{Device: `\\?\Volume{1}\`, Label: "none"}},
	}
	for name, want := range map[string]string{
		"E:": "WORK", "e:": "WORK", `e:\`: "WORK", "WORK": "WORK", "D:/": "OTHER", "/media/kim/A/": "A", `\\?\Volume{1}\`: "none",
		"F:": "", "E": "", "": "", "/": "", "/media/kim/a": "",
	} {
		got, err := pickStick(list, []string{name}, media.Ready)
		if got.Label != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, got.Label, err)
		}
	}
}
