package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"handback/capability"
	"handback/capability/signature"
)

// readSigners reads the list of trusted signers; times in it are those of this
// laptop unless they say UTC. Without a name nobody is trusted. What is wrong
// with the list is a *[capability.FileFault] of [signature.ErrSigners].
func readSigners(name string) (signature.Signers, error) {
	if name == "" {
		return signature.Signers{}, nil
	}
	text, err := openRegular(name)
	if err != nil {
		return signature.Signers{}, fmt.Errorf("reading the trusted signers: %w", err)
	}
	defer text.Close()
	l, err := signature.ReadSigners(text, time.Local)
	var at *signature.LineError
	if errors.As(err, &at) {
		return l, &capability.FileFault{File: name, Line: at.Line, Err: at.Err}
	}
	if err != nil {
		return l, fmt.Errorf("reading the trusted signers %s: %w", name, err)
	}
	return l, nil
}

// openRegular opens nothing but files: opening a pipe would wait for a writer.
func openRegular(name string) (io.ReadCloser, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &capability.FileFault{File: name, Err: fmt.Errorf("%w: it is no file", signature.ErrSigners)}
	}
	return os.Open(name)
}
