package lessons

import (
	"embed"
	"io/fs"
)

//go:embed content
var content embed.FS

// Content is the lessons that ship with the program, and their recordings.
func Content() fs.FS {
	sub, err := fs.Sub(content, "content")
	if err != nil {
		panic(err) // the name above is wrong: a fault of this file
	}
	return sub
}
