package shell

import (
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"handback/capability"
	"handback/device/station"
)

// posix is a POSIX shell, as far as a licensing client needs one: lists of simple
// commands, quotes, $? and one redirection. The client is fneclient.
var posix = dialect{
	prompt:  "device# ",
	phrases: func(s *session) []phrase { return []phrase{{`(.*)`, s.shellLine}} },
}

// posixFiles are the files that a device has in its shell, by the names there.
var posixFiles = map[string]string{
	"/tmp/request.bin": station.RequestFile, "/tmp/response.bin": station.ResponseFile, "/tmp/handback-response.bin": station.ResponseFile,
}

// shellLine carries out the commands of a line. $? is the status of the one before.
func (s *session) shellLine(ctx context.Context, words []string) error {
	status := 0
	for _, command := range cut(words[0], ';') {
		args := shellWords(strings.ReplaceAll(command, "$?", strconv.Itoa(status)))
		if len(args) == 0 {
			continue
		}
		err := s.program(ctx, args)
		if errors.Is(err, errLine) || errors.Is(err, errDropped) || errors.Is(err, errLeft) {
			return err
		}
		status = 0
		if err != nil {
			s.say("%v\n", err)
			status = 1
		}
	}
	return nil
}

// cut parts a text where the separator stands outside of quotes.
func cut(text string, separator rune) []string {
	var parts []string
	var part strings.Builder
	quote := rune(0)
	for _, r := range text {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case r == quote:
			quote = 0
		case r == separator && quote == 0:
			parts = append(parts, part.String())
			part.Reset()
			continue
		}
		part.WriteRune(r)
	}
	return append(parts, part.String())
}

// shellWords are the words of a command without their quotes.
func shellWords(command string) []string {
	var words []string
	for _, word := range cut(command, ' ') {
		if word != "" {
			words = append(words, strings.NewReplacer(`'`, "", `"`, "").Replace(word))
		}
	}
	return words
}

// program is one of the programs on the device.
func (s *session) program(ctx context.Context, args []string) error {
	name, rest := args[0], args[1:]
	switch {
	case name == "echo":
		s.say("%s\n", strings.Join(rest, " "))
	case name == "uname":
		id, err := s.station.Identify(ctx)
		s.say("%s\n", id.Firmware)
		return err
	case name == "exit":
		return errLeft
	case name == "command" && len(rest) == 2:
		if !regexp.MustCompile(`^(?:base64|sha256sum|wc|uname)$`).MatchString(rest[1]) {
			return errors.New("") // as the shell: nothing
		}
		s.say("/usr/bin/%s\n", rest[1])
	case name == "base64" && len(rest) == 3 && rest[0] == "-d" && rest[1] == ">":
		return s.decode(ctx, rest[2])
	case name == "base64" || name == "sha256sum" || name == "wc":
		return s.tool(ctx, name, rest[len(rest)-1])
	case name == "fneclient" && len(rest) > 0:
		return s.client(ctx, rest[0], rest[1:])
	default:
		return errors.New("sh: " + capability.Printable(name) + ": not found")
	}
	return nil
}

// fileIn reads a file by its name in the shell.
func (s *session) fileIn(ctx context.Context, name string) ([]byte, error) {
	data, err := s.station.ReadFile(ctx, posixFiles[name])
	if errors.Is(err, fs.ErrNotExist) || posixFiles[name] == "" {
		return nil, errors.New(capability.Printable(name) + ": No such file or directory")
	}
	return data, err
}

func (s *session) tool(ctx context.Context, name, file string) error {
	data, err := s.fileIn(ctx, file)
	if err != nil {
		return err
	}
	switch name {
	case "wc":
		s.say("%d %s\n", len(data), file)
	case "sha256sum":
		s.say("%s  %s\n", capability.DigestOf(data), file)
	default:
		const column = 76
		for text := base64.StdEncoding.EncodeToString(data); text != ""; {
			n := min(column, len(text))
			s.say("%s\n", text[:n])
			text = text[n:]
		}
	}
	return nil
}

// decode takes a file up to Ctrl-D.
func (s *session) decode(ctx context.Context, name string) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	var text strings.Builder
	for text.Len() < 2*station.MaxFile {
		line, err := s.line(ctx, true)
		if errors.Is(err, errLeft) {
			break
		}
		if err != nil {
			return err
		}
		text.WriteString(strings.TrimSpace(line))
	}
	data, err := base64.StdEncoding.DecodeString(text.String())
	if err != nil {
		return errors.New("base64: invalid input")
	}
	return s.write(ctx, posixFiles[name], data)
}

// client is the licensing client.
func (s *session) client(ctx context.Context, act string, args []string) error {
	err := s.clientAct(ctx, act, args)
	if no, is := errors.AsType[*capability.Refusal](err); is {
		text := no.Text
		if text == "" {
			text = no.Code.String()
		}
		return errors.New("FNE-" + strconv.Itoa(int(no.Code)) + ": " + capability.Printable(text))
	}
	return err
}

func (s *session) clientAct(ctx context.Context, act string, args []string) error {
	switch act {
	case "info":
		return s.clientInfo(ctx)
	case "licenses":
		all, err := s.station.Licenses(ctx)
		for _, l := range all {
			s.say("%s %d %s %s %s\n", l.ActivationID, l.Count, day(l, capability.Permanent), l.Version, l.Feature)
		}
		s.say("%d licenses\n", len(all))
		return err
	case "request", "sync":
		s.order = nil
		for i := 0; i+3 < len(args); i++ {
			if args[i] == "-id" && args[i+2] == "-remaining" {
				if err := s.orderLine(args[i+1], args[i+3]); err != nil {
					return err
				}
			}
		}
		if _, err := s.make(ctx, act == "sync"); err != nil {
			return err
		}
		s.say("request written\n")
	case "process":
		if len(args) != 1 {
			return station.Refuse(capability.FileDamaged, "no file")
		}
		mark, err := s.loadAny(ctx, posixFiles[args[0]])
		if err != nil {
			return err
		}
		s.say("processed response %d\n", mark.Seq)
	default:
		return station.Refuse(capability.Unknown, "usage: fneclient info|licenses|request|sync|process")
	}
	return nil
}

func (s *session) clientInfo(ctx context.Context) error {
	id, err := s.station.Identify(ctx)
	s.say("Vendor: %s\nModel: %s\nSerial number: %s\nHost ID: %s %s\n", id.Vendor, id.Model, id.Serial, id.Host.Type, id.Host.Value)
	if id.Last != nil {
		s.say("Last response: %d %s\n", id.Last.Seq, id.Last.SHA256)
	}
	return err
}
