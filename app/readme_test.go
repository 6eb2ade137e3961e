package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var writeReadme = flag.Bool("readme", false, "write the table of settings into README.md instead of comparing it")

// settingsTable is what README says of each setting, in Markdown.
func settingsTable(t *testing.T) string {
	t.Helper()
	var line struct{ settings }
	parser, err := kong.New(&line)
	if err != nil {
		t.Fatal(err)
	}
	code := func(text string) string {
		if text == "" {
			return ""
		}
		return "`" + text + "`"
	}
	var table strings.Builder
	table.WriteString("| flag | variable | default | |\n|---|---|---|---|\n")
	for _, f := range parser.Model.Flags {
		if f.Hidden || f.Name == "help" {
			continue
		}
		help := strings.ReplaceAll(f.Help, "|", "\\|")
		fmt.Fprintf(&table, "| `--%s %s` | `%s` | %s | %s |\n", f.Name, strings.ReplaceAll(f.PlaceHolder, "|", "\\|"), strings.Join(f.Envs, "` `"), code(f.Default), help)
	}
	return table.String()
}

// README's table of settings is what the program itself says of them.
func TestReadmeHasTheSettings(t *testing.T) {
	t.Parallel()
	const file = "../README.md"
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := regexp.MustCompile(`(?m)^\| flag \| variable \|.*\n(\|.*\n)*`).FindIndex(readme)
	if at == nil {
		t.Fatal("README.md has no table of settings")
	}
	want := settingsTable(t)
	if string(readme[at[0]:at[1]]) == want {
		return
	}
	if !*writeReadme {
		t.Fatal("README.md's table of settings is not what the program says; make generate writes it")
	}
	if err := os.WriteFile(file, []byte(string(readme[:at[0]])+want+string(readme[at[1]:])), 0o644); err != nil {
		t.Fatal(err)
	}
}
