//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"handback/capability/media"
	"handback/capability/testkit"
	"handback/tui/text"
)

// hostileRuns are the arguments that give each command hostile words wherever it
// takes words, by the path of the command. Common flags are added later.
func hostileRuns(h *hostileHarness) map[string][][]string {
	stick, port := []string{"--stick", stickHere}, []string{"--port", h.port}
	with := func(extra []string, args ...string) []string { return append(args, extra...) }
	each := func(args ...string) [][]string {
		var runs [][]string
		for _, id := range []string{toSave, toLoad, isClosed, isDead, isDamaged, isOnStick, hostile} {
			runs = append(runs, append([]string{id}, args...))
		}
		return runs
	}
	host := hostileHost.String()
	online := func(args ...string) []string { return append(args, "--config", h.portal) }
	runs := hostileAutoRuns(h, host)
	maps.Copy(runs, map[string][][]string{
		"exchange":              {online(stickHere), online(stickHere, "--dry-run"), online(stickHere, "--file", hostile), online(stickHere, "--file", "request"+hostile+".bin"), online(hostile), {stickHere}},
		"portal":                {{}, {hostile}},
		"portal check":          {online(), online("--portal", hostile)},
		"portal look":           {online(host), online(hostile)},
		"portal fetch":          {online(host, "--out", outHere), online(hostile, "--out", hostile)},
		"portal remove":         {online("--device", host, "--activation", "ACT-2", "--reason", hostile, "--yes"), online("--device", hostile, "--yes"), online("--device", host, "--activation", hostile, "--yes")},
		"portal prepare":        {online("--batch", hostile, "--out", stickHere, "--yes"), online("--batch", h.profile, "--out", stickHere, "--yes")},
		"portal obsolete":       {online("--device", host, "--declaration", h.profile), online("--device", hostile, "--declaration", hostile)},
		"ways":                  {{}, {hostile}},
		"ports":                 {{}, {h.port}, {hostile}},
		"probe":                 {{h.port, "--yes", "--rates", "115200"}, {hostile, "--yes"}},
		"licenses":              {with(port), {"--port", hostile}, {"--profile", hostile, "--port", h.port}},
		"sticks":                {{}},
		"sticks mount":          {{hostile}},
		"sticks release":        {{hostile}},
		"start":                 {with(port, "--all"), with(port, "--activation", hostile), with(port, "--activation", "ACT-2="+hostile), with(port, "--all", "--for-replacement", hostile), with(port, "--batch", h.list), with(port, "--batch", h.list, "--dry-run"), with(stick, "--batch", "list"+hostile+".csv", "--ports", h.port), {"--batch", hostile, "--ports", hostile}, with(port, "--batch", h.profile), {"--batch", h.list, "--ports", hostile}},
		"bench":                 {{}, {"--ports", h.port}, {"--ports", hostile}},
		"next":                  append(append(each(), each(with(stick, "--do")...)...), with(stick, toSave, "--file", hostile), with(stick, isOnStick, "--file", "response"+hostile+".bin"), online(toSave, "--do", "--again"), []string{"--all"}, with(append(stick, port...), "--do", "--all"), with(append(stick, port...), "--do", "--all", "--yes"), []string{"--do", "--all", "--ports", hostile}),
		"where":                 {{}, with(stick), with(append(stick, port...)), {"--stick", hostile}, online("--ask")},
		"adopt":                 {with(stick), with(stick, isOnStick), with(stick, hostile), with(append(stick, port...)), with(append(stick, port...), "--file", hostile), with(port, "--typed")},
		"claim-uploaded":        each("--note", hostile),
		"withdraw":              each("--reason", hostile),
		"replace":               each("--reason", hostile),
		"cancel":                each("--reason", hostile),
		"set-aside":             each("--reason", hostile),
		"carry":                 {{}, {hostile}},
		"device":                {{}, {hostile}},
		"device check":          {with(port), {"--port", hostile}},
		"protocol":              {{}, {hostile}},
		"prove":                 {{hostile}},
		"carry out":             {{hostile}, {hostile, "--qr"}},
		"carry in":              {{"--out", hostile}},
		"scanned":               append(each("--station", hostile, "--who", hostile), []string{toLoad, "--when", hostile}),
		"save":                  append(each(stick...), with(stick, "--all"), []string{"--all", "--stick", hostile}, with(stick, toSave, "--lang", "ja"), with(stick, toSave, "--slip-lang", "zh-Hans"), with(stick, toSave, "--slip-lang", hostile)),
		"take":                  {with(stick), {}, {"--stick", hostile}},
		"declare-dead":          append(each("--cause", "no-boot", "--who", hostile, "--photo", hostile, "--remarks", hostile, "--serial", hostile), []string{"--host", hostile}, []string{toSave, "--cause", hostile, "--who", "W"}),
		"decide":                {{isDead, "obsolete", "--who", hostile, "--reference", hostile}, {isDead, hostile}, {isDead, "declined"}},
		"list":                  {{}, {"--config", hostile}},
		"report":                {{}, {"--csv"}, {"--cases", stickHere}, {"--cases", hostile}, {"--site", hostile, "--device", hostile}, {"--since", hostile}, {"--html", outHere}, {"--html", hostile + "/no"}},
		"history":               {{"S" + hostile}, {host}, {hostile, "--cases", stickHere}, {host, "--cases", hostile}},
		"show":                  append(append(each(), each("--text")...), []string{toSave, "--qr", "--ink", hostile}, []string{toSave, "--text", "--file", hostile}, []string{toSave, "--qr", "--size", hostile}),
		"type":                  {{toSave}, {hostile}},
		"certificate":           append(each(), []string{isClosed, "--out", outHere}, []string{isClosed, "--out", hostile + "/no"}),
		"inspect":               {{h.response}, {hostile}, {h.profile}},
		"verify":                append(append(each(), []string{}), online("--ask"), []string{toSave, "--head", hostile}, []string{toSave, "--head", strings.Repeat("0", 16)}),
		"profile":               {{}},
		"profile check":         {{h.profile}, {hostile}},
		"profile try":           {with(port, h.profile), {hostile, "--port", hostile}},
		"profile teach":         {with(port, "--baud", "115200", "--out", outHere+".toml"), {"--from", h.profile, "--out", outHere + ".toml"}, {"--from", hostile}, {"--from", h.session, "--out", outHere + ".toml"}, {}},
		"profile share":         {{h.profile}, {hostile}, {h.profile, "--out", outHere}},
		"profile show":          {{}, {"linux-fne"}, {hostile}},
		"man":                   {{}, {hostile}},
		"version":               {{}, {hostile}, {"--lang", hostile}, {"--lang", "de-" + hostile}, {"--lang", strings.Repeat("de-", 1<<15)}, {"--slip-lang", hostile}},
		"help":                  {{}, {hostile}, {"\u009b31m\u202e"}, {"save"}},
		"completion":            {{hostile}},
		"completion bash":       {{}},
		"completion zsh":        {{}},
		"completion fish":       {{}},
		"completion powershell": {{}},
	})
	return runs
}

// hostileAutoRuns are those of auto and its persons.
func hostileAutoRuns(h *hostileHarness, host string) map[string][][]string {
	return map[string][][]string{
		"auto":         {{}, {"--policy", hostile}, {"--policy", h.profile}, {"--policy", h.policy, "--dry-run"}, {hostile}},
		"auto status":  {{}},
		"auto hold":    {{host, "--reason", hostile}, {toSave, "--reason", hostile}, {hostile}},
		"auto release": {{host}, {hostile}},
		"auto unit":    {{"--policy", h.policy}, {"--policy", hostile}},
		"auto propose": {{"--policy", h.policy, "--out", outHere}, {"--policy", hostile, "--out", hostile}},
		"auto approve": {{hostile}, {h.profile}},
	}
}

// commandPaths are all commands that do something, below the program's name.
func commandPaths() []string {
	root := newRoot(streams{})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var paths []string
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, below := range c.Commands() {
			paths = append(paths, strings.TrimPrefix(below.CommandPath(), root.Name()+" "))
			walk(below)
		}
	}
	walk(root)
	return paths
}

// telling are the commands that show words of others when all goes well.
var telling = []string{"exchange", "portal look", "licenses", "probe", "start", "next", "where", "save", "take", "list", "show", "report", "history", "certificate", "inspect", "profile check"}

// TestNothingFromOutsideObeysInACommand gives every command hostile words in
// every string that devices, sticks, cases, portals and people fill, and looks
// at each byte that comes out: on both streams, in the log, and on the stick.
func TestNothingFromOutsideObeysInACommand(t *testing.T) {
	if testing.Short() {
		t.Skip("every command is run many times")
	}
	h := newHostileHarness(t)
	runs := hostileRuns(h)
	for _, path := range commandPaths() {
		if len(runs[path]) == 0 {
			t.Errorf("nothing tries the command %q", path)
		}
		t.Run(path, func(t *testing.T) {
			h.shown = false
			for _, args := range runs[path] {
				h.try(t, append(strings.Fields(path), args...), false)
				if path == "profile teach" {
					continue // a dialogue, without JSON
				}
				english := h.try(t, append(strings.Fields(path), args...), true)
				if slices.Contains(args, "--lang") {
					continue
				}
				if german := h.try(t, append(strings.Fields(path), append(args, "--lang", "de")...), true); german != english {
					t.Errorf("%q gave in English %s and in German %s", args, english, german)
				}
			}
			if !h.shown && slices.Contains(telling, path) {
				t.Errorf("%s never showed a hostile word", path)
			}
		})
	}
}

// stickHere and outHere stand for the stick and for a new file of one run.
const (
	stickHere = "@stick"
	outHere   = "@out"
)

// try runs one command on copies of the ledger and of the stick. It gives the output, but
// for what each run has of its own.
func (h *hostileHarness) try(t *testing.T, args []string, asJSON bool) string {
	t.Helper()
	dir := testkit.Dir(t)
	state, log, stick, made := filepath.Join(dir, "state"), filepath.Join(dir, "log"), filepath.Join(dir, filepath.Base(h.stick)), filepath.Join(dir, "out"+hostile)
	for to, from := range map[string]string{state: h.state, stick: h.stick} {
		if err := errors.Join(os.CopyFS(to, os.DirFS(from)), ofOneTime(to)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(h.far, "\r\nconsole: "+hostile+"\r\n"); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.NewReplacer(stickHere, stick, outHere, made).Replace(args[i])
	}
	args = append(args, "--state", state, "--log", log, "--operator", "op"+hostile)
	if asJSON {
		args = append(args, "--json")
	}
	var out, errs bytes.Buffer
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	code := run(ctx, args, streams{strings.NewReader(hostile + "\n"), &out, &errs})
	if err := text.Speak("en"); err != nil { // whatever was spoken
		t.Fatal(err)
	}
	written := map[string]string{"the output": out.String(), "the errors": errs.String(), "the log": readIfThere(t, log), "the file": readIfThere(t, made)}
	for _, name := range []string{"READ-ME-FIRST.txt", "return.json", "SHA256SUMS"} {
		for _, id := range []string{toSave, toLoad, isClosed, isDead, isOnStick} {
			folder := media.Case{ReturnID: id, Model: hostileReading().Device.Model, Serial: hostileReading().Device.Serial}.Dir()
			written[id+"'s "+name] = strings.ReplaceAll(readIfThere(t, filepath.Join(stick, folder, name)), "\r\n", "\n")
		}
	}
	for name, said := range written {
		h.shown = h.shown || name == "the output" && strings.Contains(said, mark)
		if fault := orders(said); fault != "" {
			t.Errorf("%q ended with %d, and in %s stands %q", args, code, name, fault)
		}
	}
	document := asJSON && json.Valid(out.Bytes())
	if at := strings.IndexFunc(out.String(), func(r rune) bool { return r >= 0x7f }); document && at >= 0 {
		t.Errorf("%q gave JSON with %q", args, out.String()[at:min(out.Len(), at+20)])
	}
	return ofEachRun.ReplaceAllString(strings.ReplaceAll(out.String(), dir, "DIR"), "*")
}

// ofOneTime makes all files below a folder equally old, because some are listed by age.
func ofOneTime(dir string) error {
	made := time.Now()
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chtimes(name, made, made)
	})
}

// ofEachRun are times, digests, the IDs of returns that were opened, and what was sent to a
// device, which is numbered.
var ofEachRun = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)|\b[0-9a-f]{16,64}\b|\bR-[0-9A-Z]{5}\b|\\u0006\\t[^"]+`)

func readIfThere(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// orders finds what a terminal would obey, or a line that a hostile word began.
func orders(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "FAKE") {
			return line
		}
	}
	if at := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsGraphic(r) }); at >= 0 {
		return text[max(0, at-20):min(len(text), at+20)]
	}
	return ""
}
