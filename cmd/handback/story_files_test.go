//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdJSON compares one field of a JSON document. The last part of PATH may be
// len for the number of elements. Without VALUE the field must only be there.
func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: [!] json FILE PATH [VALUE]")
	}
	got, found := lookUp(ts, args[0], args[1])
	text := fmt.Sprint(got)
	if met := found && (len(args) == 2 || text == strings.Join(args[2:], " ")); met == neg {
		ts.Fatalf("%s: found %t, it is %q", args[1], found, text)
	}
}

// cmdTake keeps one field of a JSON document for later lines of a story.
func cmdTake(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: take VARIABLE FILE PATH")
	}
	got, found := lookUp(ts, args[1], args[2])
	if !found {
		ts.Fatalf("%s has no %s", args[1], args[2])
	}
	ts.Setenv(args[0], fmt.Sprint(got))
}

// lookUp finds the field of a JSON document at a path like licenses.0.count.
// Several documents, one a line, count as an array of them.
func lookUp(ts *testscript.TestScript, file, path string) (got any, found bool) {
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(file)))
	decoder.UseNumber()
	ts.Check(decoder.Decode(&got))
	for lines := []any{got}; decoder.More(); got = lines {
		var next any
		ts.Check(decoder.Decode(&next))
		lines = append(lines, next)
	}
	for part := range strings.SplitSeq(path, ".") {
		if got, found = field(got, part); !found {
			break
		}
	}
	return got, found
}

func field(in any, name string) (any, bool) {
	switch v := in.(type) {
	case map[string]any:
		value, found := v[name]
		return value, found
	case []any:
		if name == "len" {
			return len(v), true
		}
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		return v[i], true
	default:
		return nil, false
	}
}

func cmdFlip(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	at := bytes.Index(data, []byte(args[1]))
	if at < 0 {
		ts.Fatalf("%s does not hold %q", path, args[1])
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(path, data, 0o600))
}

func cmdFind(ts *testscript.TestScript, _ bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[1]))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%s fits %d paths: %q", args[1], len(found), found)
	}
	ts.Setenv(args[0], found[0])
	ts.Setenv(args[0]+"_NAME", filepath.Base(found[0]))
}

func cmdAppend(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	ts.Check(os.WriteFile(path, append(data, args[1]...), 0o600))
}

func cmdSparse(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(file.Truncate(size))
	ts.Check(file.Close())
}

func cmdGrant(ts *testscript.TestScript, _ bool, args []string) {
	number, err := strconv.Atoi(args[1])
	ts.Check(err)
	var file strings.Builder
	for i := range number {
		fmt.Fprintf(&file, "[[license]]\nactivation_id = \"ACT-%03d\"\nfeature = \"Option %d\"\nversion = \"1.0\"\ncount = %d\n\n", i+1, i+1, i%7+1)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(file.String()), 0o644))
}

func cmdCrowd(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	number, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.MkdirAll(dir, 0o755))
	for i := range number {
		ts.Check(os.WriteFile(filepath.Join(dir, fmt.Sprintf("IMG_%04d.JPG", i)), []byte("picture"), 0o644))
	}
}
