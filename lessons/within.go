package lessons

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// within is a directory without what lies beside it, wherever a link points.
type within string

func (dir within) Open(name string) (fs.File, error) {
	root, err := dir.open(name)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.FS().Open(name)
}

// Stat opens nothing: a pipe would wait for who writes.
func (dir within) Stat(name string) (fs.FileInfo, error) {
	root, err := dir.open(name)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return fs.Stat(root.FS(), name)
}

func (dir within) open(name string) (*os.Root, error) {
	root, err := os.OpenRoot(string(dir))
	var at *fs.PathError
	if errors.As(err, &at) {
		err = &fs.PathError{Op: "open", Path: name, Err: at.Err}
	}
	return root, err
}

// readBounded reads a plain file of at most bound bytes. What is none, such as a
// pipe, could be read for ever.
func readBounded(fsys fs.FS, name string, bound int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("this is no file that can be read")
	case info.Size() > bound:
		return nil, fmt.Errorf("this file has %d bytes, at most %d are read", info.Size(), bound)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, bound)) // it may have grown since
}
