package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"sort"

	"newswatch"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a database file as newswatch's own (PRAGMA
// application_id): the letters "nwch".
const applicationID = 0x6e776368

// A migration takes the schema one version further. Released ones never change.
type migration struct {
	version int
	name    string
	sql     string
}

// steps returns the embedded migrations in order. File names begin with the
// version in four digits, without a gap from 0001 on.
func steps() ([]migration, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	list := make([]migration, len(names))
	for i, name := range names {
		var version int
		if _, err := fmt.Sscanf(name, "migrations/%04d_", &version); err != nil || version != i+1 {
			return nil, fmt.Errorf("%s: want number %04d", name, i+1)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		list[i] = migration{version, name, string(text)}
	}
	return list, nil
}

// version reads how far the file's schema is. It refuses a file that another
// program made, and one that a newer newswatch has written.
func version(ctx context.Context, conn *sql.Conn, newest int) (int, error) {
	var v, app, tables int
	err := conn.QueryRowContext(ctx,
		`SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id),
		        (SELECT count(*) FROM sqlite_schema)`).Scan(&v, &app, &tables)
	if err != nil {
		return 0, err
	}
	switch {
	case app != applicationID && (app != 0 || v != 0 || tables != 0):
		return 0, fmt.Errorf("%w: the file is a database of another program; give newswatch a file of its own", newswatch.ErrInvalid)
	case v > newest:
		return 0, fmt.Errorf("%w: the file was written by a newer newswatch (schema %d, this one knows up to %d); "+
			"upgrade newswatch, or restore a backup made before", newswatch.ErrInvalid, v, newest)
	}
	return v, nil
}

// migrate brings the schema up to date, each step in a transaction of its own
// with its number. Two processes may try at once: the second finds it done.
func migrate(ctx context.Context, conn *sql.Conn) error {
	list, err := steps()
	if err != nil {
		return err
	}
	have, err := version(ctx, conn, len(list))
	if err != nil {
		return err
	}
	for have < len(list) {
		if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		have, err = version(ctx, conn, len(list))
		if err == nil && have < len(list) {
			step := list[have]
			_, err = conn.ExecContext(ctx, fmt.Sprintf("%s\n;PRAGMA user_version = %d; PRAGMA application_id = %d",
				step.sql, step.version, applicationID))
			if err != nil {
				err = fmt.Errorf("%s: %w", step.name, err)
			}
			have = step.version
		}
		if err != nil {
			conn.ExecContext(ctx, "ROLLBACK")
			return err
		}
		if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
			return err
		}
	}
	return nil
}
