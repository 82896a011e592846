package console_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/device/heard"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/sim/simtest"
)

// lessonOf are a person's answers for a kind of console, where the usual one is not
// right.
var lessonsOf = map[string]map[teach.Topic][]string{
	"posix": {
		teach.AskIdentity: {"fneclient info\nuname -r"}, teach.AskLicenses: {"fneclient licenses"},
		teach.AskRequest:      {"fneclient request -out /tmp/request.bin -id ACT-0002 -remaining 2"},
		teach.AskConfirmation: {"fneclient sync -out /tmp/request.bin"}, teach.AskLoad: {"fneclient process /tmp/handback-response.bin"},
		teach.AskRefusals: {"FNE-5: already loaded = 5", ""},
	},
	"json": {
		teach.AskIdentity: {"licctl show"}, teach.AskLicenses: {"licctl list"},
		teach.AskRequest:      {"licctl order reset\nlicctl order --id=ACT-0002 --keep=2\nlicctl make return"},
		teach.AskConfirmation: {"licctl make confirmation"}, teach.AskLast: {"licctl last"},
		teach.AskMade:  {`{"request": {"file": "NAME", "size": SIZE, "sha256": "SHA256"}}`},
		teach.AskFetch: {"licctl cat NAME"}, teach.AskStore: {"licctl put /lic/response.cap 46"}, teach.AskLoad: {"licctl apply /lic/response.cap"},
	},
	"vendor": {
		teach.AskIdentity: {"SHOW ID"}, teach.AskLicenses: {"SHOW LIC"},
		teach.AskRequest:      {"ORDER NEW\nORDER ACT-0002 KEEP 2\nORDER MAKE"},
		teach.AskConfirmation: {"SYNC MAKE"}, teach.AskLast: {"SHOW LAST"}, teach.AskMade: {"FILE NAME SIZE BYTES SHA256=SHA256"},
		teach.AskFetch: {"SEND NAME HEX"}, teach.AskStore: {"RECV /lic/response.cap 46 HEX"}, teach.AskLoad: {"COMMIT /lic/response.cap"},
	},
	"menu": {
		teach.AskIdentity: {"1"}, teach.AskLicenses: {"2"},
		teach.AskRequest: {"3\nACT-0002\n2\n4"}, teach.AskConfirmation: {"5"}, teach.AskLast: {"6"},
		teach.AskMade:  {"Request file ......: NAME\nBytes .............: SIZE\nChecksum (SHA-256) : SHA256"},
		teach.AskFetch: {"7"}, teach.AskFetchWay: {"hex"}, teach.AskStore: {"8\n46"}, teach.AskStoreWay: {"hex"}, teach.AskLoad: {"9"},
		teach.AskQuestions: {"Activation ID:\nUnits to keep:\nBytes:"},
	},
	"pages": {
		teach.AskIdentity: {"装置"}, teach.AskLicenses: {"一覧"},
		teach.AskRequest:      {"返却 取消\n返却 ACT-0002 残す 2\n要求 作成"},
		teach.AskConfirmation: {"要求 確認"}, teach.AskLast: {"要求 最後"}, teach.AskMade: {"要求 NAME 大きさ SIZE SHA256 SHA256"},
		teach.AskFetch: {"送信 NAME"}, teach.AskStore: {"受信 /lic/response.cap 46"}, teach.AskLoad: {"適用 /lic/response.cap"},
	},
	"columns": {
		teach.AskIdentity: {"show system"}, teach.AskIdentityValues: {"model 1.2", "firmware 1.3", ""}, teach.AskLicenses: {"show licenses"},
		teach.AskRequest:      {"return begin\nreturn license ACT-0002 keep 2\nreturn write"},
		teach.AskConfirmation: {"return confirm"}, teach.AskLast: {"-"},
		teach.AskMade:  {"Wrote NAME (SIZE bytes)\n  sha256 SHA256"},
		teach.AskFetch: {"send NAME"}, teach.AskStore: {"receive /lic/response.cap 46"}, teach.AskLoad: {"install /lic/response.cap"},
	},
}

// TestConsolesOfManyKindsAreTaught: each is taught by a person who knows its
// commands, and a whole return follows with the new profile.
func TestConsolesOfManyKindsAreTaught(t *testing.T) {
	for _, dialect := range shell.Dialects() {
		t.Run(dialect, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				station := simtest.New()
				station.Identity.Vendor, station.Request = "Example Works", requestOf
				station.Held = heldLicenses()
				cable, served := serveDialect(ctx, station, dialect)
				defer func() {
					stop()
					<-served
				}()
				text := taught(t, cable, dialect)
				if station.Made != nil || station.Identity.Last != nil || len(station.Files) > 0 {
					t.Errorf("teaching made %v, loaded %v, stored %d files", station.Made, station.Identity.Last, len(station.Files))
				}
				p, err := profile.Parse(text)
				if err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				if err := returned(ctx, cable, p, station); err != nil {
					t.Errorf("%v\n%s", err, text)
				}
			})
		})
	}
}

func heldLicenses() []capability.License {
	features := []string{"Camera plus HD", "Motion", "Very long names"}
	var all []capability.License
	for i, feature := range features {
		l := capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d", i)), Feature: feature, Version: fmt.Sprintf("%d.0", i+1),
			Count: i + 1, Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		}
		all = append(all, l)
	}
	all[1].Expires = time.Time{}
	return all
}

// serveDialect has a station on a modeled line until ctx ends.
func serveDialect(ctx context.Context, s *simtest.Device, dialect string) (*line.Line, <-chan struct{}) {
	cable, served := line.New(usual()), make(chan struct{})
	go func() {
		defer close(served)
		for ctx.Err() == nil {
			far := cable.B()
			_ = shell.Serve(ctx, far, s, shell.Options{Dialect: dialect, User: "service", Password: "hunter2"})
			_ = far.Close()
			_ = sleep(ctx, 100*time.Millisecond)
		}
	}()
	return cable, served
}

func login(_ context.Context, q console.Question) (string, error) {
	return map[console.QuestionKind]string{
		console.UserName: "service", console.Password: "hunter2", console.Standing: console.StandsForPage,
	}[q.About], nil
}

// taught answers all questions about a kind of console.
func taught(t *testing.T, cable *line.Line, dialect string) []byte {
	t.Helper()
	w := console.Watch(cable.A(), console.Options{Ask: login})
	if err := w.Arrive(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	l := &teach.Lesson{Line: w.Line()}
	said := maps.Clone(lessonsOf[dialect])
	questions, keys := 0, 0
	for q, more := l.Next(); more; q, more = l.Next() {
		questions++
		text := q.Usual
		if all := said[q.Topic]; len(all) > 0 {
			text, said[q.Topic] = all[0], all[1:]
			keys += len([]rune(text))
		}
		keys++
		a, err := w.Answer(t.Context(), q, text)
		if err != nil {
			t.Fatalf("%s: %v", q.Topic, err)
		}
		l.Line = w.Line()
		if err := l.Take(a); err != nil {
			t.Fatalf("%s: %q: %v\n%+v\n%+v", q.Topic, text, err, q, a)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	text, remarks, err := l.Profile()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d questions, %d keys, remarks %q", questions, keys, remarks)
	if strings.Contains(string(text), "hunter2") {
		t.Error("the password is in the profile")
	}
	return text
}

// returned is a whole return of one license, and of a part of another.
func returned(ctx context.Context, cable *line.Line, p *profile.Profile, s *simtest.Device) error {
	c, err := console.Connect(ctx, cable.A(), p, console.Options{Ask: login})
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	all, err := c.Licenses(ctx, nil)
	if err != nil {
		return err
	}
	if got, want := fmt.Sprint(all), fmt.Sprint(s.Held); got != want {
		return fmt.Errorf("licenses %s, want %s", got, want)
	}
	made, err := c.MakeRequest(ctx, []capability.Line{{ActivationID: "ACT-0001"}, {ActivationID: "ACT-0002", Count: 2}}, nil)
	if err != nil {
		return err
	}
	if data, err := c.Fetch(ctx, made, nil); err != nil || capability.DigestOf(data) != made.SHA256 {
		return fmt.Errorf("fetch: %w", err)
	}
	if _, err := c.LoadResponse(ctx, requestOf(5), nil); err != nil {
		return err
	}
	_, err = c.MakeRequest(ctx, nil, nil)
	return err
}

// TestTheWatcherFindsHowALineIs: what echoes, counts, or ends in a boot loader is
// noticed, and what was typed as a password is kept nowhere.
func TestTheWatcherFindsHowALineIs(t *testing.T) {
	withHarness(t, 30, usual(), shell.Options{User: "service", Password: "hunter2", Banner: "Welcome"}, func(b *harness) {
		var log []string
		w := console.Watch(b.line.A(), console.Options{Ask: login, Log: func(line string) { log = append(log, line) }})
		if err := w.Arrive(b.Context(), nil, nil); err != nil {
			b.Fatal(err)
		}
		list, err := w.Give(b.Context(), "lic list")
		if err != nil || len(list.Lines) != 31 {
			b.Errorf("%d lines, %v", len(list.Lines), err)
		}
		if _, err := w.Give(b.Context(), "lic hunter2"); err != nil {
			b.Error(err)
		}
		l := w.Line()
		if l.End != "cr" || !l.Clears || l.Echoed != 2 || l.Silent != 0 || l.UserPrompt != "login: " || l.Pager != "--More--" || len(l.Prompts) != 1 {
			b.Errorf("%+v", l)
		}
		if said := strings.Join(log, "\n"); strings.Contains(said, "hunter2") || !strings.Contains(said, "30 licenses") {
			b.Errorf("the log holds %q", said)
		}
		if err := w.Close(); err != nil {
			b.Error(err)
		}
	})
}

// TestAConsoleThatSaysNothing is told apart from one that is strange.
func TestAConsoleThatSaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cable := line.New(usual())
		rates := 0
		w := console.Watch(cable.A(), console.Options{})
		err := w.Arrive(t.Context(), []int{115200, 9600}, func(int) error { rates++; return nil })
		strange, is := errors.AsType[*console.StrangeError](err)
		if !is || strange.Heard != heard.Nothing || rates != 1 {
			t.Errorf("%v after %d other rates", err, rates)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
}
