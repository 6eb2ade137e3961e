package main

import (
	"path/filepath"
	"testing"
	"time"
)

func TestRetention(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"0": 0, "0d": 0, "0s": 0, "180d": 180 * day, "12h": 12 * time.Hour, "1d12h": 36 * time.Hour, "720m": 12 * time.Hour, "36500d": 36500 * day,
	} {
		if got, err := parseRetention(text); err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", " ", "d", "90", "90 d", "-1d", "1d-12h", "12h1d", "1w", "11h59m", "1ns", "36501d", "99999d", "999999d", "99999d2000000h", "1d9000000h", "9999999999999999h", "∞"} {
		if got, err := parseRetention(text); err == nil {
			t.Errorf("%q is taken as %v", text, got)
		}
	}
}

func TestDataFolder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		system string
		env    map[string]string
		want   string
	}{
		"a home":            {"linux", map[string]string{"HOME": "/home/ada"}, "/home/ada/.local/share/wirewalk"},
		"a folder for data": {"linux", map[string]string{"HOME": "/home/ada", "XDG_DATA_HOME": "/data"}, "/data/wirewalk"},
		"a relative one":    {"freebsd", map[string]string{"HOME": "/home/ada", "XDG_DATA_HOME": "data"}, "/home/ada/.local/share/wirewalk"},
		"a service":         {"linux", nil, ""},
		"a Mac":             {"darwin", map[string]string{"HOME": "/Users/ada"}, "/Users/ada/Library/Application Support/Wirewalk"},
		"a Mac of nobody":   {"darwin", nil, ""},
		"Windows":           {"windows", map[string]string{"LocalAppData": "/ada/AppData/Local", "HOME": "/msys"}, "/ada/AppData/Local/Wirewalk"},
		"Windows of nobody": {"windows", map[string]string{"HOME": "/msys"}, ""},
	} {
		if got := filepath.ToSlash(userData(c.system, func(name string) string { return c.env[name] })); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if dir, err := (settings{Data: "here"}).dataFolder(); err != nil || !filepath.IsAbs(dir) || filepath.Base(dir) != "here" {
		t.Errorf("--data here is %q, %v", dir, err)
	}
}

// Where a database and a token are given, nothing needs a folder, nor a home.
func TestNoFolderWhereNoneIsNeeded(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("LocalAppData", "")
	s := plain("")
	s.DatabaseURL, s.Token = "postgres://db.example/wirewalk", "a-token-that-nobody-guesses"
	if c, err := s.check(); err != nil || c.data != "" {
		t.Errorf("the folder is %q, %v", c.data, err)
	}
}
