package console_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/sim/simtest"
	"handback/device/station"
)

// recorded is what a person typed who returned a license by hand, and what else the
// questions are answered with.
type recorded struct {
	typed []string // lines; FILE is the file of a response, as base64 or hex
	said  map[teach.Topic][]string
}

var recordings = map[string]recorded{
	"posix": {
		[]string{
			"fneclient info", "fneclient licenses", "fneclient request -out /tmp/request.bin -id ACT-0002 -remaining 1",
			"wc -c /tmp/request.bin", "sha256sum /tmp/request.bin", "base64 /tmp/request.bin", "base64 -d > /tmp/response.bin", "BASE64", "\x04",
			"sha256sum /tmp/response.bin", "fneclient process /tmp/response.bin", "fneclient sync -out /tmp/request.bin",
		}, nil,
	},
	"json": {[]string{
		"licctl show", "licctl list", "licctl order reset", "licctl order --id=ACT-0002 --keep=1", "licctl make return", "licctl last",
		"licctl cat /lic/request.cap", "licctl put /lic/response.cap 3000", "BASE64", ".", "licctl apply /lic/response.cap", "licctl make confirmation",
	}, map[teach.Topic][]string{teach.AskFetchWay: {"base64"}}},
	"vendor": {[]string{
		"SHOW ID", "SHOW LIC", "ORDER NEW", "ORDER ACT-0002 KEEP 1", "ORDER MAKE", "SHOW LAST", "SEND /lic/request.cap HEX",
		"RECV /lic/response.cap 3000 HEX", "HEX", ".", "COMMIT /lic/response.cap", "SYNC MAKE",
	}, map[teach.Topic][]string{
		teach.AskIdentity: {"N1 = SHOW ID"}, teach.AskLicenses: {"N2 = SHOW LIC"},
		teach.AskRequest:      {"N3 = ORDER NEW\nN4 = ORDER ACT-0002 KEEP 1\nN5 = ORDER MAKE"},
		teach.AskConfirmation: {"N10 = SYNC MAKE"}, teach.AskLast: {"N6 = SHOW LAST"}, teach.AskNone: {"NO FILE"},
		teach.AskFetch: {"N7 = SEND NAME HEX"}, teach.AskStore: {"N8 = RECV /lic/response.cap 3000 HEX"}, teach.AskCheck: {"-"},
		teach.AskLoad: {"COMMIT /lic/response.cap"},
	}},
	"menu": {[]string{
		"1", "2", "3", "ACT-0002", "1", "4", "6", "7", "8", "3000", "HEX", ".", "9", "5",
	}, map[teach.Topic][]string{
		teach.AskRequest: {"N3\nN4\nN5\nN6"}, teach.AskConfirmation: {"= 5"}, teach.AskLast: {"N7"}, teach.AskNone: {"No request yet"},
		teach.AskFetch: {"= 7"}, teach.AskFetchWay: {"hex"}, teach.AskStore: {"= 8\n= 3000"}, teach.AskStoreWay: {"hex"}, teach.AskCheck: {"-"},
		teach.AskLoad: {"= 9"},
	}},
	"pages": {[]string{
		"装置", "一覧", "返却 取消", "返却 ACT-0002 残す 1", "要求 作成", "要求 最後", "送信 /lic/request.cap", "受信 /lic/response.cap 3000",
		"BASE64", ".", "適用 /lic/response.cap", "要求 確認",
	}, map[teach.Topic][]string{
		teach.AskConfirmation: {"要求 確認"}, teach.AskLast: {"N6"}, teach.AskNone: {"なし"}, teach.AskRequest: {"N3\nN4\nN5"},
		teach.AskStore: {"受信 /lic/response.cap 3000"}, teach.AskLoad: {"適用 /lic/response.cap"}, teach.AskCheck: {"-"},
	}},
	"columns": {[]string{
		"show system", "show licenses", "return begin", "return license ACT-0002 keep 1", "return write", "send /lic/request.cap",
		"receive /lic/response.cap 3000", "BASE64", ".", "install /lic/response.cap", "return confirm",
	}, map[teach.Topic][]string{teach.AskIdentityValues: {"model 1.2", "firmware 1.3", ""}, teach.AskStore: {"receive /lic/response.cap 3000"}, teach.AskCheck: {"-"}}},
}

// TestLogsOfManyKindsOfConsolesTeach: a return that a person made by hand, recorded
// as a terminal program does it, becomes a profile with which a return follows.
func TestLogsOfManyKindsOfConsolesTeach(t *testing.T) {
	for _, dialect := range shell.Dialects() {
		t.Run(dialect, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				s := simtest.New()
				s.Identity.Vendor, s.Request, s.Held = "Example Works", requestOf, heldLicenses()
				cable, served := serveDialect(ctx, s, dialect)
				defer func() {
					stop()
					<-served
				}()
				log := record(t, cable, recordings[dialect].typed)
				text := taughtBy(t, log, recordings[dialect].said)
				p, err := profile.Parse(text)
				if err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				s.Identity.Last, s.Made = nil, nil
				delete(s.Files, station.RequestFile)
				if err := returned(ctx, cable, p, s); err != nil {
					t.Errorf("%v\n%s\n%s", err, text, log)
				}
			})
		})
	}
}

// record works at a console as a person does, and keeps all that it shows.
func record(t *testing.T, cable *line.Line, typed []string) []byte {
	t.Helper()
	near := cable.A()
	var shown capture
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(&shown, near) // until the line is closed
	}()
	say := func(text string) {
		if _, err := io.WriteString(near, text); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second) // virtual: the device is done
	}
	for _, first := range []string{"\r", "service\r", "hunter2\r", "\r"} {
		say(first)
	}
	for _, text := range typed {
		switch text {
		case "\x04":
			say(text)
		case "HEX":
			for _, row := range hexRows(requestOf(9)) {
				say(row + "\r")
			}
		case "BASE64":
			for _, row := range base64Rows(requestOf(9)) {
				say(row + "\r")
			}
		default:
			say(text + "\r")
			for strings.HasSuffix(shown.String(), "－－続く－－") {
				say(" ")
			}
		}
	}
	_ = near.Close()
	<-ended
	return []byte(shown.String())
}

// capture is what a console showed so far.
type capture struct {
	mu   sync.Mutex
	text strings.Builder
}

func (c *capture) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

func (c *capture) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// taughtBy answers the questions about a recorded session. N1 stands for the number
// of its first command.
func taughtBy(t *testing.T, log []byte, said map[teach.Topic][]string) []byte {
	t.Helper()
	session, err := teach.ReadSession(log)
	if err != nil {
		t.Fatal(err)
	}
	l := teach.FromSession(session)
	questions, left := 0, map[teach.Topic]int{}
	for q, more := l.Next(); more; q, more = l.Next() {
		questions++
		text := q.Usual
		if at := left[q.Topic]; at < len(said[q.Topic]) {
			text = numbersIn(said[q.Topic][at], q.Session)
			left[q.Topic]++
		}
		if err := l.Take(teach.Answer{Topic: q.Topic, Text: text}); err != nil {
			t.Fatalf("%s: %q: %v\n%+v\n%s", q.Topic, text, err, q, log)
		}
	}
	text, remarks, err := l.Profile()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d questions, remarks %q", questions, remarks)
	return text
}

// numbersIn puts the numbers of commands into an answer, from that of the first
// that was given after the login.
func numbersIn(text string, session []teach.Exchange) string {
	first := slices.IndexFunc(session, func(e teach.Exchange) bool { return e.Prompt != "" && len(e.Lines) > 0 })
	for n := 20; n > 0; n-- {
		text = strings.ReplaceAll(text, fmt.Sprintf("N%d", n), fmt.Sprint(first+n))
	}
	return text
}

func hexRows(data []byte) []string { return rowsOf(fmt.Sprintf("%x", data), 64) }

func base64Rows(data []byte) []string { return rowsOf(base64.StdEncoding.EncodeToString(data), 76) }

func rowsOf(text string, width int) []string {
	var rows []string
	for row := range slices.Chunk([]byte(text), width) {
		rows = append(rows, string(row))
	}
	return rows
}
