package backoffice_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
)

// site is where a command runs: a folder with the books, the file that the
// command is given, and a stick.
type site struct {
	dir    string
	office *backoffice.Office
	tell   func(point string)
}

func (s site) books() string { return filepath.Join(s.dir, "books.db") }

func (s site) stick() string { return filepath.Join(s.dir, "stick") }

func (s site) file() string { return filepath.Join(s.dir, "file") }

// command is something that changes the books or a stick. It gives what its
// caller is told, which a crash can lose.
type command struct {
	// file is what the command is given, after the office got ready for it.
	// Before that the device has 3 of ACT-A, and 2 wait that it can prove.
	file  func(testing.TB, site, *device) []byte
	run   func(context.Context, site) ([]byte, error)
	again func(context.Context, site) ([]byte, error) // after the answer was lost; nil: run

	makes bool // there are no books before
	noted bool // each run adds an event, also when there is nothing else to do
}

func pump() capability.HostID { return capability.HostID{Type: "STRING", Value: "pump-1"} }

// commands are all that write.
func commands() map[string]command {
	every := requestCommands()
	for _, group := range []map[string]command{portalCommands(), refusedCommands(), stickCommands()} {
		maps.Copy(every, group)
	}
	return every
}

func requestCommands() map[string]command {
	trusting := func(t testing.TB, s site, d *device) []byte {
		if err := s.office.SetSkipConfirmation(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		return d.request(all()...)
	}
	proving := func(t testing.TB, s site, d *device) []byte {
		d.load(process(t, s.office, d.request(all()...)).Bytes)
		return d.request()
	}
	setBack := func(t testing.TB, s site, d *device) []byte {
		process(t, s.office, proving(t, s, d))
		d.last = nil
		return d.request(all()...)
	}
	activating := func(t testing.TB, s site, d *device) []byte { // one more, and one that another device gave back
		other := newDevice(t, "pump-2")
		other.rights = []capability.License{{ActivationID: "ACT-C", Feature: "filter", Version: "1.0", Count: 2}}
		enroll(t, s.office, other)
		other.load(process(t, s.office, other.request(capability.Line{ActivationID: "ACT-C"})).Bytes)
		process(t, s.office, other.request())
		return d.request(capability.Line{ActivationID: "ACT-A", Count: 4}, capability.Line{ActivationID: "ACT-C", Count: 1})
	}
	return map[string]command{
		"return":          {file: func(_ testing.TB, _ site, d *device) []byte { return d.request(all()...) }, run: processed},
		"return on trust": {file: trusting, run: processed},
		"confirmation":    {file: proving, run: processed},
		"rollback":        {file: setBack, run: processed},
		"activation":      {file: activating, run: processed},
	}
}

// processed runs the back office on the file.
func processed(ctx context.Context, s site) ([]byte, error) {
	data, err := os.ReadFile(s.file())
	if err != nil {
		return nil, err
	}
	reply, err := s.office.Process(ctx, data)
	return reply.Bytes, err
}
