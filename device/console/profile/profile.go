// Package profile reads the description of a device that is reached through
// its console: a TOML 1.0 file that says how to log in, which commands to give,
// and what their answers look like. The files beside this one are built in and
// explain each key; copy the nearest and change it.
//
// A profile of a device that speaks SMP, and is not as usual, has no more than
// these:
//
//	format = 1
//	title = "The maker's X200"
//	protocol = "smp"       # instead of "console"
//
//	[line]
//	rates = [115200, 9600] # bits a second, the usual one first
//	line-buffers = 2       # lines of a frame that its console holds at once
//
// It is pure: nothing here talks to a device.
package profile

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"handback/capability"
)

// Format is the number of the format that this package reads.
const Format = 1

// Limits of a profile.
const (
	MaxFile     = 64 << 10 // bytes of the file
	MaxText     = 1024     // bytes of one text
	MaxPattern  = 512      // bytes of one regular expression
	MaxList     = 64       // elements of one list
	MaxWidth    = 1024     // characters of a line that is sent in a transfer
	MaxTime     = time.Hour
	maxQuantity = 100 // of a repetition in a regular expression
)

// Profile describes a device that is reached through its console, or one that
// speaks SMP and is not as usual. It is not changed after it was read.
type Profile struct {
	Title  string // what it is for, in a few words
	SMP    bool   // it speaks SMP: there is no more than its Line
	Line   Line
	Wake   Wake
	Login  Login
	Shell  Shell
	Values Values

	Identity Command
	Licenses Licenses
	Request  Request
	Last     *Last // nil: the device can't tell which request it made last
	Fetch    Fetch
	Store    Store
	Load     Command
	Busy     *Busy // nil: it answers when it is done
	Refusals []Refusal
}

// Line is how text goes to the device.
type Line struct {
	Rates     []int  // bits a second, the usual one first
	End       string // ends a line that is sent
	Width     int    // characters of the longest line in a transfer
	LineDelay time.Duration
	ByteDelay time.Duration
	Echo      bool // the device sends back what is typed
	AwaitEcho bool // a line of a transfer is sent when the one before has been echoed
	Buffers   int  // lines of a frame that an SMP console holds; 0: not known
}

// Wake is how to get a console's attention.
type Wake struct {
	Clear      string // drops a line that somebody else began to type
	Stop       string // ends a program that has the console
	Quiet      time.Duration
	Time       time.Duration  // for all of waking and logging in, but for the person's answers
	BootLoader *regexp.Regexp // its prompt; nil: not recognized
	Answers    []Answer       // to what a console may say before it has a prompt
}

// Answer is sent when the console is at what matches.
type Answer struct {
	Match *regexp.Regexp
	Send  string
}

// Login is how to log in; without UserPrompt and PasswordPrompt it isn't done.
// A password is never in a profile: the person is asked for it.
type Login struct {
	UserPrompt     *regexp.Regexp
	PasswordPrompt *regexp.Regexp
	Failed         *regexp.Regexp
	User           string // empty: the person is asked
	Logout         string // command that ends a login that was made; empty: none
}

// Shell is how commands are given and where their answers end.
type Shell struct {
	Prompt *regexp.Regexp   // matches the last line while the shell waits
	Pager  *Answer          // nil: none
	Noise  []*regexp.Regexp // text of others, up to the end of a line
	Quote  bool             // values are quoted as POSIX shells want it
	Wrap   Template         // around each command; "": the prompt ends an answer
	Begin  string           // pattern of the line after which an answer begins; {n} is the command's number
	Done   string           // pattern of the line that ends it
	Setup  []Template
	Leave  []Template
	Time   time.Duration // for a command that has no time of its own
}

// Values is how values are written in answers.
type Values struct {
	Time   string // "unix", or a layout of Go's time package
	Never  string // the word for a license that doesn't expire
	None   string // the word for what isn't there
	Quoted bool   // texts are in double quotes, with Go's escapes
}

// Command is one or several lines for the device, and how to read what it
// says to all of them.
type Command struct {
	Send []Template
	Ask  string // what a person must do before; empty: nothing
	Time time.Duration
	Read Extract
}

// Licenses is the command that lists the licenses.
type Licenses struct {
	Command
	Total *regexp.Regexp // its group total is how many there are; nil: not told
}

// Request are the commands that make a capability request.
type Request struct {
	Clear   []Template // before the lines of an order; none: nothing to clear
	Add     []Template // once for each line of an order; none: Item is used
	Item    Template   // one line of an order within {items}
	Return  []Template
	Confirm []Template
	Command // its Send is empty
}

// Last tells which request was made last.
type Last struct {
	Command
	None *regexp.Regexp // what is said when there is none
}

// Way is how a file is carried.
type Way string

// The ways.
const (
	Base64   Way = "base64"
	Hex      Way = "hex"
	XModem1K Way = "xmodem-1k"
	YModem   Way = "ymodem"
)

// Fetch has the device send a file.
type Fetch struct {
	By Way
	Command
}

// Store has the device take a file.
type Store struct {
	By    Way
	Name  string         // what the file is called there
	Ready *regexp.Regexp // a line that says that it may be sent; nil: none
	End   string         // what ends the text of a file
	Check []Template     // commands whose answer holds the digest
	Command
}

// Busy is what a device says that needs more time.
type Busy struct {
	Match *regexp.Regexp // its group percent is how far it is
	Poll  Template
	Time  time.Duration
}

// Refusal is a device's no. What it says must match, where there is a pattern,
// and the status of the command be equal, where one is given.
type Refusal struct {
	Match  *regexp.Regexp // its groups code and text may tell more; may be nil
	Status int            // 0: any
	Code   capability.RefusalCode
}

//go:embed *.toml
var files embed.FS

// ErrNoProfile says that there is no built-in profile of a name.
var ErrNoProfile = errors.New("there is no such built-in profile")

// Names are those of the built-in profiles.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), ".toml")
	}
	return names
}

// Source is the text of a built-in profile, or [ErrNoProfile].
func Source(name string) ([]byte, error) {
	text, err := files.ReadFile(name + ".toml")
	if err != nil {
		return nil, fmt.Errorf("%w: %q; there are %s", ErrNoProfile, name, strings.Join(Names(), ", "))
	}
	return text, nil
}

// Builtin is the built-in profile of a name, or [ErrNoProfile].
func Builtin(name string) (*Profile, error) {
	text, err := Source(name)
	if err != nil {
		return nil, err
	}
	return Parse(text)
}

// Load reads the file at a path, or the built-in profile of a name; a file
// whose name could be one has to be given with its folder, as ./name.
func Load(nameOrPath string) (*Profile, error) {
	if !strings.ContainsAny(nameOrPath, `/\.`) {
		return Builtin(nameOrPath)
	}
	text, err := readBounded(nameOrPath)
	if err != nil {
		return nil, err
	}
	p, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", nameOrPath, err)
	}
	return p, nil
}

// readBounded reads no more of a file than shows that it is too long.
func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxFile+1))
}
