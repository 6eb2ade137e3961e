package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// The go command repeats a package's last result while nothing that its tests
// looked at has changed. The program is built by another process, which it does
// not see; so its sources are looked at here.
func TestSourcesAreLookedAt(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == ".build"):
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		seen++
		_, err = os.Stat(path)
		return err
	})
	if err != nil || seen < 100 {
		t.Errorf("%d files looked at: %v", seen, err)
	}
}
