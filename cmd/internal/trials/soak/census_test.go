package soak

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

// census is what a program holds on to.
type census struct{ goroutines, files int }

func (c census) String() string {
	return fmt.Sprintf("%d goroutines and %d open files", c.goroutines, c.files)
}

// openFiles are the file descriptors of this process.
const openFiles = "/dev/fd"

func takeCensus(t *testing.T) census {
	open, err := os.ReadDir(openFiles)
	if err != nil {
		t.Fatal(err)
	}
	return census{runtime.NumGoroutine(), len(open)}
}

// settle waits until no more is held than before. A goroutine that has done all
// that anybody waits for may still be about to end.
func settle(t *testing.T, before census) census {
	const most = 5 * time.Second
	end := time.Now().Add(most)
	for {
		now := takeCensus(t)
		if now.goroutines <= before.goroutines && now.files <= before.files {
			return now
		}
		if time.Now().After(end) {
			t.Errorf("%v are left of %v:\n%s", now, before, holdings(t))
			return now
		}
		time.Sleep(most / 100)
	}
}

// holdings lists all goroutines and files.
func holdings(t *testing.T) string {
	var all strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
		t.Error(err)
	}
	links, err := filepath.Glob(filepath.Join(openFiles, "*"))
	if err != nil {
		t.Error(err)
	}
	for _, link := range links {
		target, err := os.Readlink(link)
		fmt.Fprintln(&all, link, target, err)
	}
	return all.String()
}
