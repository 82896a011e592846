package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"handback/capability/ledger"
	"handback/capability/testkit"
)

// asProgram names the variable that makes the program of this test binary.
const asProgram = "HANDBACK_TEST_AS_PROGRAM"

// TestMain lets more stories run at a time than there are processors: they wait
// for lines and screens most of the time.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	if err := testkit.Wait(3); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func TestWrongUseIsAUsageError(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	l, err := ledger.Open(state, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	tests := [][]string{
		{"--nonsense"},
		{"list", "--lang", "klingon"},
		{"list", "--lang", "../de"},
		{"list", "--lang", strings.Repeat("de-", 1<<15)},
		{"list", "--slip-lang", "zh_TW"},
		{"teleport"},
		{"next", "one", "two"},
		{"start"},
		{"start", "--all", "--activation", "A"},
		{"licenses"},
		{"show", "not-an-id"},
		{"claim-uploaded"},
		{"decide", "R-7F3K2", "perhaps"},
		{"certificate", "R-7F3K2", "--sign"},
		{"certificate", "R-7F3K2", "--out", "c", "--bundle", "b"},
		{"certificate", "R-7F3K2", "--portal-key", "k"},
		{"prove"},
		{"next"},
		{"next", "--all", "R-7F3K2"},
		{"next", "--do", "--yes"},
		{"next", "--all", "--ports", "p"},
		{"save"},
		{"save", "--all", "R-7F3K2"},
		{"start", "--ports", "p"},
		{"start", "--batch", "list.csv", "--all"},
	}
	for _, args := range tests {
		var out, errs bytes.Buffer
		code := run(context.Background(), append(args, "--state", state), streams{strings.NewReader(""), &out, &errs})
		if code != exitUsage || !strings.HasPrefix(errs.String(), "handback: ") {
			t.Errorf("%q: status %d, %s", args, code, errs.String())
		}
	}
}

func TestVersionOfAReleaseAModuleAndACommit(t *testing.T) {
	module := &debug.BuildInfo{GoVersion: "go1.26", Main: debug.Module{Version: "v1.2.0"}}
	commit := &debug.BuildInfo{GoVersion: "go1.26", Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{
		{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-03-02T10:41:00Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	named := buildJSON{Version: "v1.3.0", Commit: "def", CommitTime: "2026-04-05T06:07:08Z"}
	for _, tt := range []struct {
		release buildJSON
		info    *debug.BuildInfo
		want    buildJSON
	}{
		{buildJSON{}, module, buildJSON{Version: "v1.2.0", Go: "go1.26"}},
		{buildJSON{Version: "v1.3.0"}, module, buildJSON{Version: "v1.3.0", Go: "go1.26"}},
		{named, module, buildJSON{Version: "v1.3.0", Commit: "def", CommitTime: "2026-04-05T06:07:08Z", Go: "go1.26"}},
		{named, commit, buildJSON{Version: "v1.3.0", Commit: "abc", CommitTime: "2026-03-02T10:41:00Z", Modified: true, Go: "go1.26"}},
		{buildJSON{}, new(debug.BuildInfo), buildJSON{Version: "(devel)"}},
		{buildJSON{}, commit, buildJSON{Version: "(devel)", Commit: "abc", CommitTime: "2026-03-02T10:41:00Z", Modified: true, Go: "go1.26"}},
	} {
		if got := buildOf(tt.release, tt.info); got != tt.want {
			t.Errorf("release %+v of %+v: %+v, want %+v", tt.release, tt.info, got, tt.want)
		}
	}
}
