package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"handback/capability"
	"handback/cmd/internal/config"
	"handback/device/console/profile"
	"handback/device/serial"

	"github.com/spf13/cobra"
)

// completer offers what a shell may write behind what the user typed. It waits
// for nothing: it takes no lock, opens no port and asks no portal, and where it
// can't look it offers nothing.
type completer struct{ f *flags }

// commands makes each command below cmd offer what its usage line says that it
// takes.
func (c completer) commands(cmd *cobra.Command) {
	for _, below := range cmd.Commands() {
		c.commands(below)
	}
	if cmd.ValidArgsFunction != nil || cmd.ValidArgs != nil || cmd.HasSubCommands() {
		return
	}
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return c.offer(argumentOf(cmd.Use, len(args)))
	}
}

// inUsage are the parts of a usage line: names, and what is in brackets.
var inUsage = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]|\S+`)

// argumentOf is what a usage line says about the argument with that index; empty:
// nothing, or a flag.
func argumentOf(usage string, n int) string {
	parts := inUsage.FindAllString(usage, -1)[1:]
	if last := len(parts) - 1; last >= 0 && n > last && strings.Contains(parts[last], "...") {
		n = last
	}
	if n >= len(parts) || slices.ContainsFunc(parts[:n+1], func(p string) bool { return strings.HasPrefix(p, "--") }) {
		return ""
	}
	return parts[n]
}

// offer is what fits a part of a usage line: returns, ports, files, or the words
// themselves where they are to be typed as they are.
func (c completer) offer(part string) (all []cobra.Completion, directive cobra.ShellCompDirective) {
	directive = cobra.ShellCompDirectiveNoFileComp
	for _, word := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune("()[]| ", r) }) {
		switch {
		case word == "ID":
			all = append(all, c.returns()...)
		case strings.HasPrefix(word, "PORT"):
			all, directive = append(all, ports()...), cobra.ShellCompDirectiveDefault
		case strings.HasPrefix(word, "FILE"), word == "LIST", strings.Contains(word, "FOLDER"):
			directive = cobra.ShellCompDirectiveDefault
		case word == strings.ToLower(word) && !strings.HasPrefix(word, "-"):
			all = append(all, word)
		}
	}
	return all, directive
}

// flags makes the common flags offer what they take. It fails only where there
// is no such flag.
func (completer) flags(root *cobra.Command) error {
	listed := func(list func() []cobra.Completion) cobra.CompletionFunc {
		return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return list(), cobra.ShellCompDirectiveDefault
		}
	}
	return errors.Join(
		root.RegisterFlagCompletionFunc("port", listed(ports)),
		root.RegisterFlagCompletionFunc("profile", listed(profile.Names)),
		root.MarkPersistentFlagDirname("state"),
		root.MarkPersistentFlagDirname("stick"),
	)
}

// returns are those whose folders lie in the ledger, which is not opened.
func (c completer) returns() []cobra.Completion {
	settings, err := config.Load(c.f.configFile)
	if err != nil {
		return nil
	}
	f := *c.f
	f.complete(settings)
	state, err := f.stateDir()
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(filepath.Join(state, "returns"))
	if err != nil {
		return nil
	}
	var ids []cobra.Completion
	for _, e := range entries {
		if id, err := capability.ParseReturnID(e.Name()); err == nil && string(id) == e.Name() {
			ids = append(ids, e.Name())
		}
	}
	return ids
}

// ports are those that the system lists, each with its adapter, where a list
// disturbs none that is in use.
func ports() []cobra.Completion {
	found, err := serial.ListInUse()
	if err != nil {
		return nil
	}
	var paths []cobra.Completion
	for _, p := range found {
		paths = append(paths, cobra.CompletionWithDesc(capability.Printable(p.Path), capability.Printable(p.Name())))
	}
	return paths
}
