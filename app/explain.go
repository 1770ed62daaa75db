package app

import (
	"errors"

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

func explainStorage(err error) (Message, bool) {
	args := map[string]string{"path": ""}
	where := ""
	var e *storage.Error
	if errors.As(err, &e) && e.Path != "" {
		args["path"] = e.Path
		where = " (" + e.Path + ")"
	}
	switch {
	case errors.Is(err, storage.ErrNewerSchema):
		return Message{
			Code: "storage.newer", Args: args,
			What: "Your data was written by a newer version of Lookbook" + where + ". Nothing was changed.",
			Next: "Install that version or a newer one, or set LOOKBOOK_DATA to another folder.",
		}, true
	case errors.Is(err, storage.ErrDamaged):
		return Message{
			Code: "storage.damaged", Args: args,
			What: "Stored data is damaged" + where + ".",
			Next: "Let Lookbook repair its catalogue; the damaged one is kept aside and your pictures stay.",
		}, true
	case errors.Is(err, storage.ErrBusy):
		return Message{
			Code: "storage.busy", Args: args,
			What: "Another Lookbook is using the data folder" + where + ".",
			Next: "Close it, or wait until it has finished, and try again.",
		}, true
	case errors.Is(err, storage.ErrDiskFull):
		return Message{
			Code: "storage.full", Args: args,
			What: "The disk is full" + where + ". Nothing was half-written.",
			Next: "Make room on the disk and try again.",
		}, true
	case errors.Is(err, storage.ErrNoPermission):
		return Message{
			Code: "storage.permission", Args: args,
			What: "Lookbook may not read or write there" + where + ".",
			Next: "Allow it in the folder's properties, or set LOOKBOOK_DATA to a folder of yours.",
		}, true
	case errors.Is(err, storage.ErrNotFound):
		return Message{
			Code: "storage.not-found", Args: args,
			What: "What you asked for is not in the catalogue" + where + ".",
			Next: "Look it up in the history, or drop the picture in again.",
		}, true
	}
	return Message{}, false
}
