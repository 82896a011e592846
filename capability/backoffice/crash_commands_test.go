package backoffice_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

// workspace is where a command runs: a folder with the books, the file that the
// command is given, and a stick.
type workspace struct {
	dir     string
	address string // of the books; empty: a file in the folder
	office  *backoffice.Office
	tell    func(point string)
}

func (s workspace) books() string {
	if s.address != "" {
		return s.address
	}
	return filepath.Join(s.dir, "books.db")
}

func (s workspace) stick() string { return filepath.Join(s.dir, "stick") }

func (s workspace) file() string { return filepath.Join(s.dir, "file") }

// command is something that changes the books or a stick. It gives what its
// caller is told, which a crash can lose.
type command struct {
	// file is what the command is given, after the office got ready for it.
	// Before that the device has 3 of ACT-A, and 2 wait that it can prove.
	file  func(testing.TB, workspace, *device) []byte
	run   func(context.Context, workspace) ([]byte, error)
	again func(context.Context, workspace) ([]byte, error) // after the answer was lost; nil: run

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
	trusting := func(t testing.TB, s workspace, d *device) []byte {
		if err := s.office.SetSkipConfirmation(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		return d.request(all()...)
	}
	proving := func(t testing.TB, s workspace, d *device) []byte {
		d.load(process(t, s.office, d.request(all()...)).Bytes)
		return d.request()
	}
	setBack := func(t testing.TB, s workspace, d *device) []byte {
		process(t, s.office, proving(t, s, d))
		d.last = nil
		return d.request(all()...)
	}
	activating := func(t testing.TB, s workspace, d *device) []byte { // one more, and one that another device gave back
		other := newDevice(t, "pump-2")
		other.rights = []capability.License{{ActivationID: "ACT-C", Feature: "filter", Version: "1.0", Count: 2}}
		enroll(t, s.office, other)
		other.load(process(t, s.office, other.request(capability.Line{ActivationID: "ACT-C"})).Bytes)
		process(t, s.office, other.request())
		return d.request(capability.Line{ActivationID: "ACT-A", Count: 4}, capability.Line{ActivationID: "ACT-C", Count: 1})
	}
	return map[string]command{
		"return":          {file: func(_ testing.TB, _ workspace, d *device) []byte { return d.request(all()...) }, run: processed},
		"return on trust": {file: trusting, run: processed},
		"confirmation":    {file: proving, run: processed},
		"rollback":        {file: setBack, run: processed},
		"activation":      {file: activating, run: processed},
	}
}

// processed runs the back office on the file.
func processed(ctx context.Context, s workspace) ([]byte, error) {
	data, err := os.ReadFile(s.file())
	if err != nil {
		return nil, err
	}
	reply, err := s.office.Process(ctx, data)
	return reply.Bytes, err
}

func portalCommands() map[string]command {
	return map[string]command{
		"initialize": {makes: true, run: func(context.Context, workspace) ([]byte, error) { return nil, nil }}, // opening is all
		"remove": {run: func(ctx context.Context, s workspace) ([]byte, error) {
			issued, err := s.office.Remove(ctx, pump(), "ACT-A", 0)
			return issued.Bytes, err
		}, again: fetched},
		"obsolete": {
			file: func(t testing.TB, _ workspace, d *device) []byte { return declaration(t, d) },
			run: withFile(func(ctx context.Context, s workspace, data []byte) error {
				_, err := s.office.Obsolete(ctx, pump(), data)
				return err
			}),
		},
		"enroll": {run: withFile(enrolled), file: func(t testing.TB, _ workspace, _ *device) []byte {
			fresh := newDevice(t, "pump-3")
			fresh.rights[1].ActivationID = "ACT-D"
			return written(t, fresh)
		}},
		"enroll more": {run: withFile(enrolled), file: func(t testing.TB, _ workspace, d *device) []byte {
			d.rights = append(d.rights, capability.License{ActivationID: "ACT-D", Feature: "filter", Version: "1.0", Count: 2})
			return written(t, d)
		}},
		"skip confirmation": {noted: true, run: func(ctx context.Context, s workspace) ([]byte, error) {
			return nil, s.office.SetSkipConfirmation(ctx, true)
		}},
		"response lifetime": {noted: true, run: func(ctx context.Context, s workspace) ([]byte, error) {
			return nil, s.office.SetResponseLifetime(ctx, time.Hour)
		}},
	}
}

// fetched is the newest response again.
func fetched(ctx context.Context, s workspace) ([]byte, error) {
	issued, err := s.office.Response(ctx, pump(), 0)
	return issued.Bytes, err
}

func withFile(do func(context.Context, workspace, []byte) error) func(context.Context, workspace) ([]byte, error) {
	return func(ctx context.Context, s workspace) ([]byte, error) {
		data, err := os.ReadFile(s.file())
		if err != nil {
			return nil, err
		}
		return nil, do(ctx, s, data)
	}
}

func enrolled(ctx context.Context, s workspace, data []byte) error {
	e, err := message.ReadEnrollment(bytes.NewReader(data))
	if err != nil {
		return err
	}
	_, err = s.office.Enroll(ctx, e)
	return err
}

func written(t testing.TB, d *device) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := d.enrollment().Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// refusedCommands are requests of which only the refusal is noted.
func refusedCommands() map[string]command {
	cases := map[string]func(testing.TB, workspace, *device) []byte{
		"a stranger": func(t testing.TB, _ workspace, _ *device) []byte { return newDevice(t, "pump-9").request() },
		"a clone": func(_ testing.TB, _ workspace, d *device) []byte {
			d.key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
			return d.request(all()...)
		},
		"a dead device that lives": func(t testing.TB, s workspace, d *device) []byte {
			writeOff(t, s.office, d)
			return d.request(all()...)
		},
		"a request ID that was used": func(t testing.TB, s workspace, d *device) []byte {
			process(t, s.office, d.request(all()...))
			d.made--
			return d.request()
		},
	}
	commands := make(map[string]command, len(cases))
	for name, file := range cases {
		commands["refuse "+name] = command{file: file, noted: true, run: withFile(func(ctx context.Context, s workspace, data []byte) error {
			_, err := s.office.Process(ctx, data)
			if refused := new(backoffice.RefusedError); !errors.As(err, &refused) {
				return fmt.Errorf("%w: it was to be refused", err)
			}
			return nil
		})}
	}
	return commands
}

// stickCommands also write files.
func stickCommands() map[string]command {
	return map[string]command{
		"process a stick": {run: answered, file: func(t testing.TB, s workspace, d *device) []byte {
			put(t, s.stick(), caseFolder+"/1-return-request.bin", d.request(all()...))
			return nil
		}},
		"hand out": {
			file: func(t testing.TB, s workspace, d *device) []byte { return remove(t, s.office, d, 1).Bytes },
			run: func(ctx context.Context, s workspace) ([]byte, error) {
				issued, err := s.office.Response(ctx, pump(), 0)
				if err != nil {
					return nil, err
				}
				_, err = issued.SaveTold(s.stick(), s.tell)
				return issued.Bytes, err
			},
		},
	}
}

func answered(ctx context.Context, s workspace) ([]byte, error) {
	answers, err := s.office.ProcessTree(ctx, s.stick())
	for _, a := range answers {
		if a.Outcome == backoffice.Answered {
			return a.Reply.Bytes, err
		}
	}
	return nil, errors.Join(err, fmt.Errorf("no request was answered: %+v", answers))
}
