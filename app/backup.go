package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"wirewalk/app/internal/store"
)

type backupCommand struct {
	File string `arg:"" help:"Where the copy goes. There must be no such file yet."`
}

// run copies the database of a program that may be running.
func (b backupCommand) run(ctx context.Context, c config, now func() time.Time, stdout, stderr io.Writer) int {
	if c.database != nil {
		return fail(stderr, wrong("database-url", "is %s, which has a tool of its own for that: pg_dump", c.place()))
	}
	s, err := openStore(ctx, c, store.Options{Now: now, Existing: true})
	if err != nil {
		return fail(stderr, err)
	}
	defer s.Close()
	switch err := s.Backup(ctx, b.File); {
	case errors.Is(err, fs.ErrExist):
		return fail(stderr, fmt.Errorf("backup: %s exists, and is left as it is; name a file that does not", b.File))
	case errors.Is(err, store.ErrFull):
		return fail(stderr, fmt.Errorf("backup: there is no room for %s; make some, or name a file on another disk", b.File))
	case err != nil:
		return fail(stderr, fmt.Errorf("backup: %w", err))
	}
	written, err := os.Stat(b.File)
	if err != nil {
		return fail(stderr, fmt.Errorf("backup: %w", err))
	}
	fmt.Fprintf(stdout, "%s: %s, all classes as they were a moment ago\n", b.File, size(written.Size()))
	return exitOK
}

// size writes a number of bytes as people say it.
func size(bytes int64) string {
	const kilo, mega = 1000, 1000 * 1000
	if bytes < mega {
		return fmt.Sprintf("%d KB", (bytes+kilo-1)/kilo)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/mega)
}
