package device

import (
	"os"
	"path/filepath"
	"strings"
)

// holder names another process that has the port open, as far as this user
// may see; empty if there is none.
func holder(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	own, err := os.Readlink("/proc/self")
	if err != nil {
		return ""
	}
	links, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil {
		return ""
	}
	for _, link := range links {
		target, err := os.Readlink(link)
		if err != nil || target != real {
			continue
		}
		process := filepath.Dir(filepath.Dir(link))
		if filepath.Base(process) == own {
			continue
		}
		name, err := os.ReadFile(filepath.Join(process, "comm"))
		if err != nil {
			continue
		}
		return strings.TrimSpace(string(name)) + ", process " + filepath.Base(process)
	}
	return ""
}
