package main

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestAGlanceAtManyFilesComesSeldom: one that takes a second is made every few
// minutes, and what is new is looked at twice in a row.
func TestAGlanceAtManyFilesComesSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks, there := 0, "a file"
		g := glancer{look: func(string, int) string {
			looks++
			time.Sleep(time.Second)
			return there
		}}
		for range 100 {
			g.at("share")
		}
		if looks != 2 {
			t.Errorf("%d glances where nothing changes and no time passes", looks)
		}
		there = "another file"
		if got := g.at("share"); got != "a file" {
			t.Errorf("%q before a glance was due", got)
		}
		time.Sleep(glanceRest * time.Second)
		if got := g.at("share"); got != there || looks != 3 {
			t.Errorf("%q after %d glances", got, looks)
		}
		there = "half of a third"
		if got := g.at("share"); got != there {
			t.Errorf("%q, and what was new was not looked at again", got)
		}
		if got := g.at("elsewhere"); got != there || looks != 5 {
			t.Errorf("%q after %d glances, the last of them at another folder", got, looks)
		}
	})
}
