package process

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// part says what the test's program plays when it is started again.
const part = "HANDBACK_TEST_PART"

func TestMain(m *testing.M) {
	switch os.Getenv(part) {
	case "file manager":
		program := exec.Command(os.Args[1])
		program.Env = append(os.Environ(), part+"=program")
		program.Stdout, program.Stderr = os.Stdout, os.Stderr
		_ = program.Run() // what it prints is looked at
	case "program":
		Main(func(ctx context.Context, s Streams) int {
			root := &cobra.Command{Use: "program", RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprintln(s.Out, "its own words")
				return err
			}}
			root.SetArgs([]string{})
			if err := root.ExecuteContext(ctx); err != nil {
				return 1
			}
			return 0
		})
	default:
		os.Exit(m.Run())
	}
}

func TestAProgramOpensFromTheFileManager(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	manager := filepath.Join(t.TempDir(), "explorer.exe")
	if err := duplicate(self, manager); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(manager, self)
	cmd.Env = append(os.Environ(), part+"=file manager")
	said, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(said)) != "its own words" {
		t.Errorf("it said %q, %v", said, err)
	}
}

func duplicate(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = io.Copy(out, in)
	return err
}
