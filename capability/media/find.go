package media

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
)

// Finder lists sticks again and again. What a system is slow to tell, it asks
// only when something was plugged in or pulled. It is not for use by several
// goroutines at once. The zero value is ready.
type Finder struct{ cache diskCache }

// Plugged lists the sticks and cards that are plugged in, in the order of the
// system's names, with those that can't be used yet: see [Stick.State]. What
// belongs to the running system, disks inside the computer and places in the
// network are none.
func (f *Finder) Plugged(ctx context.Context) ([]Stick, error) { return f.cache.plugged(ctx) }

// addDisk takes over what is known about the stick from its disk.
func (s *Stick) addDisk(disk Stick) {
	s.FileSystem = cmp.Or(disk.FileSystem, s.FileSystem)
	s.Device, s.Label, s.Identity, s.USBPort = disk.Device, disk.Label, disk.Identity, disk.USBPort
	s.Protected, s.ReadOnly = disk.Protected, s.ReadOnly || disk.ReadOnly
}

// checkMount adds what the system says about the file system of a mounted stick.
func (s *Stick) checkMount(statFS func(path string) (fsInfo, error)) {
	if s.State != Ready {
		return
	}
	p, err := statFS(s.Path)
	switch {
	case err == nil:
		s.setFS(p)
	case errors.Is(err, fs.ErrPermission):
		s.State = Denied
	default:
		s.State = Failing
	}
}

// Changes are what is different between two lists of sticks.
type Changes struct {
	Came, Went []Stick
	Altered    []Stick // as they are now: mounted, unmounted, made read-only
}

// Compare tells what happened between two lists. A stick that was replaced by
// another one in the same plug is among Came and Went.
func Compare(before, now []Stick) Changes {
	var c Changes
	old := byKey(before)
	for _, s := range now {
		was, known := old[s.key()]
		switch {
		case !known:
			c.Came = append(c.Came, s)
		case was.State != s.State || was.Path != s.Path || was.ReadOnly != s.ReadOnly:
			c.Altered = append(c.Altered, s)
		}
	}
	left := byKey(now)
	for _, s := range before {
		if _, there := left[s.key()]; !there {
			c.Went = append(c.Went, s)
		}
	}
	return c
}

// key tells one stick from another within a list.
type key struct {
	device, port string
	identity     Identity
}

func (s *Stick) key() key { return key{s.Device, s.USBPort, s.Identity} }

func byKey(list []Stick) map[key]Stick {
	keyed := make(map[key]Stick, len(list))
	for _, s := range list {
		keyed[s.key()] = s
	}
	return keyed
}

// Presence is what became of a stick that was chosen before, by a later list.
type Presence int

// What can have become of a chosen stick.
const (
	Gone       Presence = iota // it is nowhere in the list
	Present                    // it is where it was, and was not taken out in between
	Reinserted                 // it was taken out and put back, or mounted elsewhere: open it again
	Replaced                   // another stick lies where it was mounted
	Unsure                     // several in the list could be it: a person must choose
)

// In looks for the stick in a later list and gives what it found: the stick
// itself for [Present] and [Reinserted], the other one for [Replaced], else nil.
func (s *Stick) In(list []Stick) (Presence, *Stick) {
	var there, twin *Stick
	twins := 0
	for i := range list {
		l := &list[i]
		if s.Path != "" && l.Path == s.Path {
			there = l
		}
		if s.Identity.Same(l.Identity) {
			twin = l
			twins++
		}
	}
	switch {
	case there != nil && s.stays(there):
		return Present, there
	case twins == 1:
		return Reinserted, twin
	case twins > 1:
		return Unsure, nil
	case there != nil:
		return Replaced, there
	default:
		return Gone, nil
	}
}

// stays reports whether the stick at the same path now is the one that was
// opened.
func (s *Stick) stays(now *Stick) bool {
	return s.Identity == now.Identity && s.initial.same(now.initial)
}
