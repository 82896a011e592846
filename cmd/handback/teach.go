package main

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/plainfile"
	"handback/cmd/internal/config"
	"handback/device/console/course"
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

	course          *course.Course
	questions, keys int
	listed          int // commands of the recorded session as they were shown last
}

func (t *teacher) run(ctx context.Context) error {
	if err := t.begin(); err != nil {
		return err
	}
	for _, line := range text.TeachHello(t.from != "", t.out) {
		t.tell("%s", line)
	}
	if n := len(t.course.Answers); n > 0 {
		t.tell("%s", text.TeachTakenUp(n))
	}
	err := t.learn(ctx)
	if errors.Is(err, errLeftLesson) {
		t.tell("%s", text.TeachLeft.String())
		return t.course.Save()
	}
	if err != nil {
		return errors.Join(err, t.course.Save())
	}
	out, err := t.write()
	if err != nil {
		return err
	}
	if t.port != "" {
		return t.prove(ctx, out)
	}
	return t.report(out)
}

// begin takes up a lesson that was left, or begins one.
func (t *teacher) begin() (err error) {
	t.course, err = course.Begin(t.out, t.first)
	if errors.Is(err, course.ErrTaken) {
		return usagef("%s is there already, and was not taught here; give another --out", capability.Printable(t.out))
	}
	return err
}

// first is a lesson without answers.
func (t *teacher) first() (*teach.Lesson, error) {
	if t.from == "" {
		return &teach.Lesson{}, nil
	}
	data, err := plainfile.Read(t.from, teach.MaxSession, teach.ErrSession)
	if err != nil {
		return nil, err
	}
	session, err := teach.ReadSession(data)
	if err != nil {
		return nil, err
	}
	return teach.FromSession(session), nil
}

// write writes the profile, and says what is to be looked at.
func (t *teacher) write() (course.Written, error) {
	out, err := t.course.Write()
	if err != nil || t.json {
		return out, err
	}
	t.line("%s", text.TeachWritten(out.Path, out.Beside))
	t.line("%s", text.TeachFits.String())
	for _, r := range out.Remarks {
		t.line("  %s", text.TeachRemark(r))
	}
	return out, nil
}

// taughtJSON is the documented form of profile teach.
type taughtJSON struct {
	File      string         `json:"file"`
	Questions int            `json:"questions"`
	Remarks   []teach.Remark `json:"remarks"`
}

func (t *teacher) report(out course.Written) error {
	if t.json {
		return printJSON(t.streams.out, taughtJSON{out.Path, t.questions, out.Remarks})
	}
	t.line("%s", text.TeachCount(t.questions, t.keys))
	return nil
}
