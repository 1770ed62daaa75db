package app

import (
	"errors"
	"fmt"

	"lookbook/engine"
	"lookbook/storage"
)

// Explain puts any error of the studio into the user's words: what happened
// and what to do next. Engine faults speak for themselves, storage errors are
// translated, everything else is our mistake and says how to report it. A nil
// error is the zero Message.
func Explain(err error) Message {
	if err == nil {
		return Message{}
	}
	var f *engine.Fault
	if errors.As(err, &f) {
		return Message{Code: f.Code, Args: f.Args, What: f.What, Next: f.Next}
	}
	if m, ok := explainStorage(err); ok {
		return m
	}
	f = engine.AsFault(err)
	return Message{Code: f.Code, Args: f.Args, What: f.What, Next: f.Next}
}

// storageTexts are the messages of the kinds of storage errors, narrow kinds
// before wide ones; %s in What is the path in brackets, or nothing.
var storageTexts = []struct {
	kind             error
	code, what, next string
}{
	{
		storage.ErrNewerSchema, "storage.newer",
		"Your data was written by a newer version of Lookbook%s. Nothing was changed.",
		"Install that version or a newer one, or set LOOKBOOK_DATA to another folder.",
	},
	{
		storage.ErrDamagedFile, "storage.damaged-file",
		"A stored picture is damaged%s: its bytes have changed.",
		"Restore that file from a backup, or remove it and drop the picture in or run the request again.",
	},
	{
		storage.ErrDamaged, "storage.damaged",
		"The catalog of your pictures is damaged%s.",
		"Run \"lookbook doctor --repair\", or let the window repair it; the damaged one is kept aside and your pictures stay.",
	},
	{
		storage.ErrBusy, "storage.busy",
		"Another Lookbook is using the data folder%s.",
		"Close it, or wait until it has finished, and try again.",
	},
	{
		storage.ErrDiskFull, "storage.full",
		"The disk is full%s. Nothing was half-written.",
		"Make room on the disk and try again.",
	},
	{
		storage.ErrNoPermission, "storage.permission",
		"Lookbook may not read or write there%s.",
		"Allow it in the folder's properties, or set LOOKBOOK_DATA to a folder of yours.",
	},
	{
		storage.ErrNotFound, "storage.not-found",
		"What you asked for is not in the catalog%s.",
		"Look it up in the history, or drop the picture in again.",
	},
}

func explainStorage(err error) (Message, bool) {
	path, where := "", ""
	var e *storage.Error
	if errors.As(err, &e) && e.Path != "" {
		path, where = e.Path, " ("+e.Path+")"
	}
	for _, t := range storageTexts {
		if errors.Is(err, t.kind) {
			return Message{
				Code: t.code, Args: map[string]string{"path": path}, What: fmt.Sprintf(t.what, where), Next: t.next,
			}, true
		}
	}
	return Message{}, false
}
