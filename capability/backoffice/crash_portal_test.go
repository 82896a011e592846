package backoffice_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

func portalCommands() map[string]command {
	return map[string]command{
		"initialize": {makes: true, run: func(context.Context, site) ([]byte, error) { return nil, nil }}, // opening is all
		"remove": {run: func(ctx context.Context, s site) ([]byte, error) {
			issued, err := s.office.Remove(ctx, pump(), "ACT-A", 0)
			return issued.Bytes, err
		}, again: fetched},
		"obsolete": {
			file: func(t testing.TB, _ site, d *device) []byte { return declaration(t, d) },
			run: withFile(func(ctx context.Context, s site, data []byte) error {
				_, err := s.office.Obsolete(ctx, pump(), data)
				return err
			}),
		},
		"enroll": {run: withFile(enrolled), file: func(t testing.TB, _ site, _ *device) []byte {
			fresh := newDevice(t, "pump-3")
			fresh.rights[1].ActivationID = "ACT-D"
			return written(t, fresh)
		}},
		"enroll more": {run: withFile(enrolled), file: func(t testing.TB, _ site, d *device) []byte {
			d.rights = append(d.rights, capability.License{ActivationID: "ACT-D", Feature: "filter", Version: "1.0", Count: 2})
			return written(t, d)
		}},
		"skip confirmation": {noted: true, run: func(ctx context.Context, s site) ([]byte, error) {
			return nil, s.office.SetSkipConfirmation(ctx, true)
		}},
		"response lifetime": {noted: true, run: func(ctx context.Context, s site) ([]byte, error) {
			return nil, s.office.SetResponseLifetime(ctx, time.Hour)
		}},
	}
}

// fetched is the newest response again.
func fetched(ctx context.Context, s site) ([]byte, error) {
	issued, err := s.office.Response(ctx, pump(), 0)
	return issued.Bytes, err
}

func withFile(do func(context.Context, site, []byte) error) func(context.Context, site) ([]byte, error) {
	return func(ctx context.Context, s site) ([]byte, error) {
		data, err := os.ReadFile(s.file())
		if err != nil {
			return nil, err
		}
		return nil, do(ctx, s, data)
	}
}

func enrolled(ctx context.Context, s site, data []byte) error {
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
	cases := map[string]func(testing.TB, site, *device) []byte{
		"a stranger": func(t testing.TB, _ site, _ *device) []byte { return newDevice(t, "pump-9").request() },
		"a clone": func(_ testing.TB, _ site, d *device) []byte {
			d.key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
			return d.request(all()...)
		},
		"a dead device that lives": func(t testing.TB, s site, d *device) []byte {
			writeOff(t, s.office, d)
			return d.request(all()...)
		},
		"a request ID that was used": func(t testing.TB, s site, d *device) []byte {
			process(t, s.office, d.request(all()...))
			d.made--
			return d.request()
		},
	}
	commands := make(map[string]command, len(cases))
	for name, file := range cases {
		commands["refuse "+name] = command{file: file, noted: true, run: withFile(func(ctx context.Context, s site, data []byte) error {
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
		"process a stick": {run: answered, file: func(t testing.TB, s site, d *device) []byte {
			put(t, s.stick(), caseFolder+"/1-return-request.bin", d.request(all()...))
			return nil
		}},
		"hand out": {
			file: func(t testing.TB, s site, d *device) []byte { return remove(t, s.office, d, 1).Bytes },
			run: func(ctx context.Context, s site) ([]byte, error) {
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

func answered(ctx context.Context, s site) ([]byte, error) {
	answers, err := s.office.ProcessTree(ctx, s.stick())
	for _, a := range answers {
		if a.Outcome == backoffice.Answered {
			return a.Reply.Bytes, err
		}
	}
	return nil, errors.Join(err, fmt.Errorf("no request was answered: %+v", answers))
}
