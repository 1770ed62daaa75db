package sqlite

import (
	"context"
	"database/sql"
	"errors"

	sqlite3 "github.com/mattn/go-sqlite3"

	"lookbook/storage/internal/fail"
)

// wrap turns an error of the driver into one of package fail.
func wrap(op, path string, err error) error {
	var s sqlite3.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return &fail.Error{Kind: fail.ErrNotFound, Op: op}
	case errors.As(err, &s):
		if s.Code == sqlite3.ErrInterrupt {
			return context.Canceled
		}
		return &fail.Error{Kind: kindOf(s), Op: op, Path: path, Err: err}
	}
	return fail.Wrap(op, path, err)
}

func kindOf(s sqlite3.Error) error {
	switch s.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fail.ErrBusy
	case sqlite3.ErrFull:
		return fail.ErrDiskFull
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fail.ErrDamaged
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return fail.ErrNoPermission
	}
	// Input and output errors carry the system's number.
	return fail.KindOfErrno(s.SystemErrno)
}

func isBusy(err error) bool {
	var s sqlite3.Error
	return errors.As(err, &s) && (s.Code == sqlite3.ErrBusy || s.Code == sqlite3.ErrLocked)
}
