package main

import (
	"path/filepath"
)

// onStick is the path of a file below the stick's folder, as the stick's own
// files are named: with slashes. A path that is not absolute is one but for them.
func onStick(stick, file string) (string, error) {
	if !filepath.IsAbs(file) {
		return filepath.ToSlash(file), nil
	}
	root, err := filepath.Abs(stick)
	if err != nil {
		return "", err
	}
	dir, name := filepath.Split(file)
	for _, path := range []*string{&root, &dir} { // a stick is often mounted behind a link; the file itself is none
		if real, err := filepath.EvalSymlinks(*path); err == nil {
			*path = real
		}
	}
	below, err := filepath.Rel(root, filepath.Join(dir, name))
	if err != nil || !filepath.IsLocal(below) {
		return "", usagef("%s is not on the stick at %s", file, stick)
	}
	return filepath.ToSlash(below), nil
}
