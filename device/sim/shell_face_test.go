package sim_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/console/modem"
	"handback/device/sim"
	"handback/device/sim/shell"
	"handback/device/smp"
)

// console is a device's console and who sits at it.
type console struct {
	t    *testing.T
	line net.Conn
	read chan []byte
	left []byte
}

// atConsole runs act at the console of a new device, in virtual time.
func atConsole(t *testing.T, f sim.Faults, act func(*console, *sim.Device)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := options(t)
		o.Faults = f
		d := start(t, t.TempDir(), o)
		here, there := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- d.ServeShell(t.Context(), there, shell.Options{}) }()
		c := &console{t: t, line: here, read: make(chan []byte, 1000)}
		go c.collect()
		act(c, d)
		here.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func (c *console) collect() {
	defer close(c.read)
	for {
		buf := make([]byte, 2048)
		n, err := c.line.Read(buf)
		if err != nil {
			return
		}
		c.read <- buf[:n]
	}
}

// Read implements modem.Line.
func (c *console) Read(ctx context.Context, p []byte) (int, error) {
	if len(c.left) == 0 {
		select {
		case c.left = <-c.read:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	n := copy(p, c.left)
	c.left = c.left[n:]
	return n, nil
}

// Write implements modem.Line.
func (c *console) Write(_ context.Context, p []byte) error {
	_, err := c.line.Write(p)
	return err
}

// says types a line and gives what is said in the time, echo included.
func (c *console) says(line string, within time.Duration) string {
	c.t.Helper()
	if err := c.Write(c.t.Context(), []byte(line+"\r")); err != nil {
		c.t.Fatal(err)
	}
	time.Sleep(within)
	synctest.Wait()
	var said strings.Builder
	said.Write(c.left)
	c.left = nil
	for {
		select {
		case chunk := <-c.read:
			said.Write(chunk)
		default:
			return said.String()
		}
	}
}

// answer types a line until it is answered, which a message may spoil.
func (c *console) answer(line, want string) []string {
	c.t.Helper()
	const tries = 5
	var said string
	for range tries {
		said = c.says(line, 2*time.Second)
		if found := regexp.MustCompile(want).FindStringSubmatch(said); found != nil {
			return found
		}
	}
	c.t.Fatalf("%q: no answer, but %q", line, said)
	return nil
}

// A whole return at the console, while things are as they may be.
func TestReturnAtTheConsole(t *testing.T) {
	for name, faults := range map[string]sim.Faults{
		"clean":        {},
		"late":         {Late: time.Second},
		"chatter":      {Chatter: true},
		"drop":         {Drop: 4},
		"lose":         {Lose: 700},
		"busy":         {Busy: 3},
		"ugly":         {Ugly: true},
		"all together": {Late: time.Millisecond, Chatter: true, Drop: 5, Busy: 2, Ugly: true},
	} {
		t.Run(name, func(t *testing.T) { atConsole(t, faults, returnAtConsole) })
	}
}

func returnAtConsole(c *console, d *sim.Device) {
	t := c.t
	c.answer("lic order "+string(doppler)+" 0", "ordered "+string(doppler)+" 0\r\n")
	c.says("lic request return", 2*time.Second)
	if m := decode(t, c.fetch("xmodem")); m.Request.IsConfirmation() || m.Request.Last != nil {
		t.Errorf("the return request says %+v", m.Request)
	}
	data := sealed(t, response(d.Vault().Device.Host, 1), portalKey())
	sha := capability.DigestOf(data).String()
	put := fmt.Sprintf("put %s %d base64\r%s\r.", smp.ResponseFile, len(data), lined(base64.StdEncoding.EncodeToString(data)))
	c.answer(put, `stored \d+ `+sha+`\r\n`)
	c.answer("lic load "+smp.ResponseFile+" "+sha, `loaded 1\r\n|error 5: `) // the answer to the first may be lost
	c.answer("lic list", `\n1 licenses\r\n`)
	c.says("lic request confirm", 2*time.Second)
	if m := decode(t, c.fetch("ymodem")); !m.Request.IsConfirmation() || m.Request.Last.SHA256.String() != sha {
		t.Errorf("the confirmation request says %+v", m.Request)
	}
}

// fetch gets the request made last. One that is still being made is waited for.
func (c *console) fetch(form string) []byte {
	c.t.Helper()
	made := c.answer("lic status", `request (\S+) (\d+) ([0-9a-f]{64})\r\n`)
	size, err := strconv.ParseInt(made[2], 10, 64)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.Write(c.t.Context(), []byte("get "+made[1]+" "+form+"\r")); err != nil {
		c.t.Fatal(err)
	}
	var data []byte
	if form == "xmodem" {
		data, err = modem.ReceiveXModem(c.t.Context(), c, size, modem.Options{})
	} else {
		var file modem.File
		file, err = modem.ReceiveYModem(c.t.Context(), c, size, modem.Options{})
		data = file.Data
	}
	if err != nil || capability.DigestOf(data).String() != made[3] {
		c.t.Fatalf("%s: %d bytes of %d, %v", form, len(data), size, err)
	}
	return data
}

// lined breaks text as a terminal takes it.
func lined(text string) string {
	var out []string
	for chunk := range slices.Chunk([]byte(text), 76) {
		out = append(out, string(chunk))
	}
	return strings.Join(out, "\r")
}

func TestASilentConsole(t *testing.T) {
	atConsole(t, sim.Faults{Silent: true}, func(c *console, _ *sim.Device) {
		if said := c.says("version", time.Minute); said != "" {
			t.Errorf("says %q", said)
		}
	})
}

func TestNamesOnTheConsoleAreQuoted(t *testing.T) {
	atConsole(t, sim.Faults{Ugly: true}, func(c *console, _ *sim.Device) {
		said := c.says("lic info", time.Second) + c.says("lic list", time.Second)
		for _, r := range said {
			if r != '\r' && r != '\n' && (r < ' ' || r > '~') {
				t.Errorf("%U in %q", r, said)
			}
		}
	})
}

func TestKernelMessagesInsideLines(t *testing.T) {
	atConsole(t, sim.Faults{Chatter: true}, func(c *console, _ *sim.Device) {
		message := regexp.MustCompile(`\[ *\d+\.\d{6}\] pump: [^\r]*\r\n`)
		between, inside := 0, 0
		for range 10 {
			said := c.says("help", time.Second)
			for _, at := range message.FindAllStringIndex(said, -1) {
				if at[0] == 0 || said[at[0]-1] == '\n' {
					between++
				} else {
					inside++
				}
			}
		}
		if between < 20 || inside < 2 {
			t.Errorf("%d messages between lines, %d inside", between, inside)
		}
	})
}
