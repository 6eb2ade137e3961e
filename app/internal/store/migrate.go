package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. It returns ErrNewer where they are ahead.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, options ...goose.ProviderOption) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files, append(options, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return err
	}
	if _, err = p.Up(ctx); err != nil { // p.Close would close db
		return err
	}
	is, knows, err := p.GetVersions(ctx)
	if err == nil && is > knows {
		return ErrNewer // what it means is not known here
	}
	return err
}
