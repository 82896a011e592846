package console_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/sim/shell"
	"handback/device/station"
)

func TestWholeReturn(t *testing.T) {
	withHarness(t, 300, usual(), shell.Options{}, func(b *harness) {
		c, ctx := b.connect(), b.Context()
		if id, err := c.Identify(ctx); err != nil || !reflect.DeepEqual(id, b.station.Identity) {
			b.Errorf("%+v, %v", id, err)
		}
		if last, err := c.LastMade(ctx); err != nil || last != nil {
			b.Errorf("%+v, %v", last, err)
		}
		all, err := c.Licenses(ctx, nil)
		if err != nil || !slices.Equal(all, b.station.Held) {
			b.Errorf("%d licenses, %v", len(all), err)
		}
		order := []capability.Line{{ActivationID: "ACT-0007", Count: 3}, {ActivationID: "ACT-0100"}}
		made, err := c.MakeRequest(ctx, order, nil)
		if err != nil || !slices.Equal(b.station.Lines, order) {
			b.Fatalf("%+v, %v; the device got %v", made, err, b.station.Lines)
		}
		data, err := c.Fetch(ctx, made, nil)
		if err != nil || !bytes.Equal(data, requestOf(1)) {
			b.Errorf("%d bytes, %v", len(data), err)
		}
		mark, err := c.LoadResponse(ctx, []byte("a response"), nil)
		if err != nil || mark.Seq != 1 {
			b.Errorf("%+v, %v", mark, err)
		}
		if _, err = c.LoadResponse(ctx, []byte("a response"), nil); !errors.Is(err, &capability.Refusal{Code: capability.AlreadyLoaded}) {
			b.Errorf("the same again: %v", err)
		}
		if made, err = c.MakeRequest(ctx, nil, nil); err != nil || b.station.Lines != nil || b.station.Makes != 2 {
			b.Errorf("%+v, %v, %d requests", made, err, b.station.Makes)
		}
	})
}

func TestEachWayCarriesAFile(t *testing.T) {
	for _, way := range []string{"base64", "hex", "xmodem", "ymodem"} {
		withHarness(t, 1, usual(), shell.Options{}, func(b *harness) {
			setWay(b, way)
			c, ctx := b.connect(), b.Context()
			made, err := c.MakeRequest(ctx, nil, nil)
			if err != nil {
				b.Fatal(err)
			}
			var shown []capability.Progress
			data, err := c.Fetch(ctx, made, func(p capability.Progress) { shown = append(shown, p) })
			if err != nil || !bytes.Equal(data, requestOf(1)) || len(shown) < 2 || shown[len(shown)-1].Total != 3000 {
				b.Errorf("%s: %d bytes, %v, %v", way, len(data), err, shown)
			}
			response := requestOf(9)
			if mark, err := c.LoadResponse(ctx, response, nil); err != nil || mark.SHA256 != capability.DigestOf(response) {
				b.Errorf("%s: %+v, %v; the log is %q", way, mark, err, b.log)
			}
			if !bytes.Equal(b.station.Files[station.ResponseFile], response) {
				b.Errorf("%s: the device has %d bytes", way, len(b.station.Files[station.ResponseFile]))
			}
			log := strings.Join(b.log, "\n")
			if strings.Contains(log, base64.StdEncoding.EncodeToString(response[:36])) || strings.Contains(log, hex.EncodeToString(response[:24])) {
				b.Errorf("%s: the file is in the log", way)
			}
			if !strings.Contains(log, "stored 3000") && (way == "base64" || way == "hex") {
				b.Errorf("%s: what the device said is not in the log: %q", way, log)
			}
		})
	}
}

func TestLoginAsksThePersonAndKeepsThePasswordSecret(t *testing.T) {
	motd := "Message of the day:\r\nx200> \r\nlogin: nobody\r\nx200> not yet"
	withHarness(t, 2, usual(), shell.Options{User: "service", Password: "hunter2", Banner: motd}, func(b *harness) {
		var asked []console.QuestionKind
		var again []bool
		b.options.Ask = func(_ context.Context, q console.Question) (string, error) {
			asked, again = append(asked, q.About), append(again, q.Again)
			time.Sleep(5 * time.Minute) // looking for the slip of paper
			switch {
			case q.About == console.UserName:
				return "service", nil
			case len(asked) == 2:
				return "hunter3", nil
			default:
				return "hunter2", nil
			}
		}
		c := b.connect()
		if _, err := c.Licenses(b.Context(), nil); err != nil {
			b.Error(err)
		}
		want := []console.QuestionKind{console.UserName, console.Password, console.UserName, console.Password}
		if !slices.Equal(asked, want) || !slices.Equal(again, []bool{false, false, true, true}) {
			b.Errorf("asked for %v, again: %v", asked, again)
		}
		if slices.ContainsFunc(b.log, func(line string) bool { return bytes.Contains([]byte(line), []byte("hunter")) }) {
			b.Errorf("the log is %q", b.log)
		}
	})
}

func TestLoginThatSomebodyElseBeganIsBegunAnew(t *testing.T) {
	withHarness(t, 2, usual(), shell.Options{User: "service", Password: "hunter2"}, func(b *harness) {
		if _, err := b.line.A().Write([]byte("somebody\r")); err != nil {
			b.Fatal(err)
		}
		var asked []console.QuestionKind
		b.options.Ask = func(_ context.Context, q console.Question) (string, error) {
			asked = append(asked, q.About)
			return map[console.QuestionKind]string{console.UserName: "service", console.Password: "hunter2"}[q.About], nil
		}
		b.connect()
		if want := []console.QuestionKind{console.UserName, console.Password}; !slices.Equal(asked, want) {
			b.Errorf("asked for %v", asked)
		}
	})
}

func TestWrongPasswordsEnd(t *testing.T) {
	withHarness(t, 2, usual(), shell.Options{User: "service", Password: "hunter2"}, func(b *harness) {
		b.options.Ask = func(context.Context, console.Question) (string, error) { return "wrong", nil }
		if _, err := console.Connect(b.Context(), b.line.A(), b.profile, b.options); !errors.Is(err, console.ErrLogin) {
			b.Error(err)
		}
		b.options.Ask = nil
		if _, err := console.Connect(b.Context(), b.line.A(), b.profile, b.options); !errors.Is(err, console.ErrNoPerson) {
			b.Error(err)
		}
	})
}

// TestAProfileOfAnotherShellIsNamed: a device that answers, but has no shell that can print
// the marks, did not stop answering; nobody waits for the command again and again.
func TestAProfileOfAnotherShellIsNamed(t *testing.T) {
	withHarness(t, 2, usual(), shell.Options{}, func(b *harness) {
		p, err := profile.Builtin("linux-fne")
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		_, err = console.Connect(b.Context(), b.line.A(), p, b.options)
		other, ok := errors.AsType[*console.ShellError](err)
		if !ok || !strings.Contains(other.Line, "echo") || errors.Is(err, console.ErrNoAnswer) {
			b.Errorf("%v", err)
		}
		if took := time.Since(began); took > 2*p.Shell.Time {
			b.Errorf("after %v", took)
		}
	})
}
