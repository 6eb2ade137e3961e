package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestTokenIsMadeOnce(t *testing.T) {
	t.Parallel()
	c := config{data: filepath.Join(t.TempDir(), "not", "yet")}
	tokens := make([]string, 8)
	var all sync.WaitGroup
	for i := range tokens {
		all.Go(func() {
			var err error
			if tokens[i], err = instructorToken(c); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(tokens[0]) != 52 {
		t.Fatalf("it has %d letters, want 52", len(tokens[0]))
	}
	for _, other := range tokens[1:] {
		if other != tokens[0] {
			t.Error("two programs that start together have different ones")
		}
	}
	left, err := os.ReadDir(c.data)
	if err != nil || len(left) != 1 || left[0].Name() != tokenFile {
		t.Errorf("the folder holds %v, %v", left, err)
	}
	info, err := os.Stat(filepath.Join(c.data, tokenFile))
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
	if info, err = os.Stat(c.data); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has the mode %v, %v", info.Mode(), err)
	}
}

func TestTokenThatIsSetNeedsNoFile(t *testing.T) {
	t.Parallel()
	c := config{data: t.TempDir(), token: "a-token-that-nobody-guesses"}
	if got, err := instructorToken(c); got != c.token || err != nil {
		t.Errorf("it is %q, %v", got, err)
	}
	if left, _ := os.ReadDir(c.data); len(left) != 0 {
		t.Errorf("the folder holds %v", left)
	}
}

func TestTokenFileThatIsNoSecret(t *testing.T) {
	t.Parallel()
	const good = "a-token-that-nobody-guesses"
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"of one's own":    {good + "\n", 0o600, ""},
		"read only":       {good, 0o400, ""},
		"read by a group": {good, 0o640, "chmod 600"},
		"read by all":     {good, 0o604, "chmod 600"},
		"empty":           {"", 0o600, "delete that file"},
		"blank":           {" \n", 0o600, "delete that file"},
		"short":           {"hunter2", 0o600, "delete that file"},
		"of words":        {"hunters in the wood at night", 0o600, "delete that file"},
		"a whole book":    {strings.Repeat("hunter", 200), 0o600, "delete that file"},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, tokenFile)
		if err := os.WriteFile(file, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, c.mode); err != nil {
			t.Fatal(err)
		}
		got, err := instructorToken(config{data: dir})
		switch {
		case c.want == "" && (err != nil || got == ""):
			t.Errorf("%s: %q, %v", name, got, err)
		case c.want != "" && err == nil:
			t.Errorf("%s: taken as %q", name, got)
		case c.want != "":
			if says := err.Error(); !strings.Contains(says, "--data (WIREWALK_DATA)") || !strings.Contains(says, file) || !strings.Contains(says, c.want) || strings.Contains(says, "hunter") || strings.Contains(says, "\n") {
				t.Errorf("%s: says %q", name, says)
			}
			if left, _ := os.ReadFile(file); string(left) != c.text {
				t.Errorf("%s: the file was changed", name)
			}
		}
	}
}
