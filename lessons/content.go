package lessons

import (
	"embed"
	"io/fs"
)

//go:embed content
var content embed.FS

// shipped are the lessons that are part of the program. Their recordings are checked
// when it is tested (wirewalk check), and read when somebody asks for them: there are
// many, and starting would wait for all.
type shipped struct{ fs.FS }

// Content is the lessons that ship with the program, and their recordings.
func Content() fs.FS {
	sub, err := fs.Sub(content, "content")
	if err != nil {
		panic(err) // the name above is wrong: a fault of this file
	}
	return shipped{sub}
}
