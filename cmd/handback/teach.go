package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/plainfile"
	"handback/cmd/internal/config"
	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const teachLong = `Make a profile by showing: you type the commands of the device at --port, and say
what the words in its answers are. With --from FILE a recorded session takes the
place of the device: what minicom, PuTTY, tio, screen, script or Handback itself
wrote. By itself Handback gives the device only the commands that the questions name
as harmless. It never gives the command that loads a response.

All answers are kept in a file beside the profile: :quit leaves, and the same
command goes on. :back withdraws an answer, :list shows the commands of a log.`

// lessonFile goes behind the name of a profile that is being taught.
const lessonFile = ".lesson"

func newProfileTeach(f *flags, s streams) *cobra.Command {
	var t teacher
	cmd := &cobra.Command{
		Use:   "teach",
		Short: "Make a profile by showing: at the device, or from a recorded session",
		Long:  teachLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (f.port == "") == (t.from == "") {
				return usagef("give either --port or --from")
			}
			c, err := config.Load(f.configFile)
			if err != nil {
				return err
			}
			f.complete(c)
			t.flags, t.streams = f, s
			return t.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&t.from, "from", "", "recorded session to learn from, without a device")
	cmd.Flags().StringVar(&t.out, "out", "my-device.toml", "file that the profile is written to")
	cmd.Flags().BoolVar(&t.rehearse, "rehearse", false, "at the end, ask whether the device shall make a request and a confirmation request")
	return cmd
}

func newProfileShare(f *flags, s streams) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "share FILE",
		Short: "Take your device's values out of a profile's comments, to pass it on",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := plainfile.Read(args[0], profile.MaxFile, profile.ErrProfile)
			if err != nil {
				return err
			}
			shared, taken, left, err := teach.Share(data)
			if err != nil {
				return err
			}
			if out != "" {
				if err := writeNew(newFile{out, shared}); err != nil {
					return err
				}
			} else if !f.json {
				s.lines(string(shared))
			}
			if f.json {
				return printJSON(s.out, shareJSON{out, takenJSON(taken), left})
			}
			for _, line := range text.ShareTaken(taken, left) {
				s.tell("%s", line)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "new file for the profile (default: it is printed)")
	return cmd
}

// shareJSON is the documented form of profile share.
type shareJSON struct {
	File  string       `json:"file,omitempty"`
	Taken []takenValue `json:"taken"`
	Left  []int        `json:"left,omitempty"` // lines that still hold such a value, from 1
}

type takenValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Lines []int  `json:"lines"` // from 1
}

func takenJSON(all []teach.Taken) []takenValue {
	taken := make([]takenValue, len(all))
	for i, v := range all {
		taken[i] = takenValue{v.Name, v.Value, v.Lines}
	}
	return taken
}

// teacher is one dialogue of teaching.
type teacher struct {
	*flags
	streams
	from, out string
	rehearse  bool

	lesson          *teach.Lesson
	questions, keys int
}

func (t *teacher) run(ctx context.Context) error {
	if err := t.begin(); err != nil {
		return err
	}
	for _, line := range text.TeachHello(t.from != "", t.out) {
		t.tell("%s", line)
	}
	if n := len(t.lesson.Answers); n > 0 {
		t.tell("%s", text.TeachTakenUp(n))
	}
	err := t.learn(ctx)
	if errors.Is(err, errLeftLesson) {
		t.tell("%s", text.TeachLeft.String())
		return t.save()
	}
	if err != nil {
		return errors.Join(err, t.save())
	}
	out, remarks, err := t.write()
	if err != nil {
		return err
	}
	if t.port != "" {
		return t.prove(ctx, out)
	}
	return t.report(out, remarks)
}

// begin takes up a lesson that was left, or begins one.
func (t *teacher) begin() error {
	data, err := plainfile.Read(t.out+lessonFile, teach.MaxLesson, teach.ErrLesson)
	switch {
	case err == nil:
		t.lesson, err = teach.ReadLesson(data)
		return err
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := os.Lstat(t.out); err == nil {
		return usagef("%s is there already, and was not taught here; give another --out", capability.Printable(t.out))
	}
	if t.from == "" {
		t.lesson = &teach.Lesson{}
		return nil
	}
	if data, err = plainfile.Read(t.from, teach.MaxSession, teach.ErrSession); err != nil {
		return err
	}
	session, err := teach.ReadSession(data)
	if err != nil {
		return err
	}
	t.lesson = teach.FromSession(session)
	return nil
}

// save keeps the lesson. Only its owner may read it: it holds what the device said.
func (t *teacher) save() error {
	data, err := asciijson.Marshal(t.lesson)
	if err != nil {
		return err
	}
	return replaceFile(t.out+lessonFile, string(data))
}

// write writes the profile, unless a person changed it since: then beside.
func (t *teacher) write() (out string, remarks []teach.Remark, err error) {
	data, remarks, err := t.lesson.Profile()
	if err != nil {
		return "", nil, err
	}
	out = t.out
	now, err := os.ReadFile(out)
	beside := err == nil && t.lesson.Written != capability.DigestOf(now).String()
	if beside {
		out = strings.TrimSuffix(out, ".toml") + "-new.toml"
	} else {
		t.lesson.Written = capability.DigestOf(data).String()
	}
	if err := errors.Join(replaceFile(out, string(data)), t.save()); err != nil {
		return "", nil, err
	}
	if !t.json {
		t.line("%s", text.TeachWritten(out, beside))
		t.line("%s", text.TeachFits.String())
		for _, r := range remarks {
			t.line("  %s", text.TeachRemark(r))
		}
	}
	return out, remarks, nil
}

// taughtJSON is the documented form of profile teach.
type taughtJSON struct {
	File      string         `json:"file"`
	Questions int            `json:"questions"`
	Remarks   []teach.Remark `json:"remarks"`
}

func (t *teacher) report(out string, remarks []teach.Remark) error {
	if t.json {
		return printJSON(t.streams.out, taughtJSON{out, t.questions, remarks})
	}
	t.line("%s", text.TeachCount(t.questions, t.keys))
	return nil
}
