package backoffice_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

// BenchmarkProcess answers return requests of a device with 300 licenses: one
// license goes back, the response is loaded, the next request proves it.
func BenchmarkProcess(b *testing.B) {
	office := openWith(b, filepath.Join(b.TempDir(), "books.db"), backoffice.Options{Now: noon})
	var d *device
	next := 0
	for b.Loop() {
		if next%300 == 0 {
			d = newDevice(b, fmt.Sprintf("pump-%d", next))
			d.rights = nil
			for i := range 300 {
				id := capability.ActivationID(fmt.Sprintf("ACT-%04d", i))
				d.rights = append(d.rights, capability.License{ActivationID: id, Feature: "pump", Version: "1.0", Count: 1})
			}
			enroll(b, office, d)
		}
		line := capability.Line{ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d", next%300))}
		d.load(process(b, office, d.request(line)).Bytes)
		next++
	}
}

// BenchmarkProcessAgain answers a request that was answered before.
func BenchmarkProcessAgain(b *testing.B) {
	office, d := openWith(b, filepath.Join(b.TempDir(), "books.db"), backoffice.Options{Now: noon}), newDevice(b, "pump-1")
	enroll(b, office, d)
	request := d.request(all()...)
	for b.Loop() {
		process(b, office, request)
	}
}

// BenchmarkDecide is the rule alone.
func BenchmarkDecide(b *testing.B) {
	known := books()
	request := message.Request{Last: mark(3), Lines: lines("A", 0)}
	for b.Loop() {
		known.Decide(request, backoffice.Terms{Now: noon()})
	}
}
