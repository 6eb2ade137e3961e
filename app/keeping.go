package main

import (
	"cmp"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// What is read of the settings that say where things are kept, and how long.

const (
	// leastToken characters are more than anybody guesses at the rates that web
	// allows.
	leastToken = 20
	// leastRetention is longer than the breaks of a class that goes on, and than
	// clocks are set forward meanwhile: a time zone is the most that they are wrong by.
	leastRetention = 12 * time.Hour
	// mostRetention is a century; what is meant longer is meant for ever.
	mostRetention = 100 * 365 * 24 * time.Hour
)

// parseDatabase reads the address of a PostgreSQL database. No text is nil. Its
// error never quotes the text, which may have a password in it.
func parseDatabase(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	const write = "write postgres://USER:PASSWORD@HOST:5432/NAME, with %40 for an @ in the password, %2F for a / and so on"
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, wrong("database-url", "is no address of a database; %s", write)
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		return nil, wrong("database-url", "does not begin with postgres://, and PostgreSQL is the only other database that is known; %s", write)
	case u.Opaque != "" || u.Fragment != "":
		return nil, wrong("database-url", "is no address of a database; %s", write)
	}
	return u, nil
}

// parseRedis reads the address of a database of a Redis. No text is nil. Its error
// never quotes the text, which may have a password in it.
func parseRedis(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	const write = "write redis://HOST:6379/0, or redis://:PASSWORD@HOST:6379/0 with %40 for an @ in the password, and rediss:// for TLS"
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Scheme != "redis" && u.Scheme != "rediss", u.Hostname() == "", u.RawQuery != "", u.Fragment != "":
		return nil, wrong("redis-url", "is no address of a Redis; %s", write)
	case !numbered.MatchString(u.Path):
		return nil, wrong("redis-url", "names no database by its number; %s", write)
	}
	return u, nil
}

// numbered is the path of an address of Redis.
var numbered = regexp.MustCompile(`^(/[0-9]{0,4})?$`)

// checkToken returns a token that can be typed and cannot be guessed. Its error
// never quotes it.
func checkToken(token string) (string, error) {
	switch {
	case token == "":
		return "", nil
	case len([]rune(token)) < leastToken:
		return "", wrong("instructor-token", "is too short: it must have at least %d characters; without it, a good one is made and kept in the data folder", leastToken)
	case strings.ContainsFunc(token, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }):
		return "", wrong("instructor-token", "has a space or a character that cannot be seen; leave it out")
	}
	return token, nil
}

// inDays is a length of time that begins with days, which Go's own do not know.
// So many fit into a time.Duration.
var inDays = regexp.MustCompile(`^([0-9]{1,5})d(.*)$`)

// parseRetention reads a length of time: 90d, 12h, 1d12h, or 0.
func parseRetention(text string) (time.Duration, error) {
	var days int
	rest := text
	if m := inDays.FindStringSubmatch(text); m != nil {
		days, _ = strconv.Atoi(m[1])
		rest = cmp.Or(m[2], "0")
	}
	whole := time.Duration(days) * 24 * time.Hour
	part, err := time.ParseDuration(rest)
	switch {
	case err != nil || part < 0:
		return 0, wrong("retention", "is %q, which is no length of time; write 90d or 12h, or 0 to keep classes", text)
	case whole > mostRetention || part > mostRetention-whole:
		return 0, wrong("retention", "is %q, more than a century; write 0 to keep classes", text)
	case whole+part != 0 && whole+part < leastRetention:
		return 0, wrong("retention", "is %q, and a class could be gone after its break; write at least 12h, or 0 to keep classes", text)
	}
	return whole + part, nil
}

// dataFolder is the folder that things are kept in, with its whole path. It is
// empty where none is needed and none can be told.
func (s settings) dataFolder() (string, error) {
	if s.Data != "" {
		dir, err := filepath.Abs(s.Data)
		if err != nil {
			return "", wrong("data", "is %q, and where that is cannot be told (%v); write the whole path", s.Data, err)
		}
		return dir, nil
	}
	if dir := userData(runtime.GOOS, os.Getenv); dir != "" {
		return dir, nil
	}
	if s.DatabaseURL != "" && s.Token != "" {
		return "", nil
	}
	return "", wrong("data", "is not set, and this user has no home to keep things in; name a folder, such as --data /var/lib/wirewalk")
}

// userData is where this user's programs keep what is theirs, and this one its
// own; empty where there is no home.
func userData(system string, env func(string) string) string {
	home := env("HOME")
	switch local, data := env("LocalAppData"), env("XDG_DATA_HOME"); {
	case system == "windows" && local != "":
		return filepath.Join(local, "Wirewalk")
	case system == "windows":
		return ""
	case system == "darwin" && home != "":
		return filepath.Join(home, "Library", "Application Support", "Wirewalk")
	case filepath.IsAbs(data): // another must be ignored (XDG Base Directory Specification)
		return filepath.Join(data, "wirewalk")
	case home != "":
		return filepath.Join(home, ".local", "share", "wirewalk")
	}
	return ""
}
