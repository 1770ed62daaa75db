package imaging

import (
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"io/fs"
	"syscall"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"lookbook/engine"
)

// variantError says that a file is of a known format but of a kind that is not
// read, for example a JPEG inside a TIFF.
type variantError string

func (e variantError) Error() string { return string(e) }

func badPicture(code, what, next, name string, cause error) *engine.Fault {
	f := &engine.Fault{
		Kind: engine.FaultBadPicture, Code: code, Args: map[string]string{"file": name},
		What: what, Next: next,
	}
	if cause != nil {
		f.Cause = cause.Error()
	}
	return f
}

func empty(name string) error {
	return badPicture("picture.empty", fmt.Sprintf("%q is empty (0 bytes).", name),
		"Copy or download it again, then try once more.", name, nil)
}

func truncated(name string, cause error) error {
	return badPicture("picture.truncated", fmt.Sprintf("%q ends before the picture does: a part of the file is missing.", name),
		"Copy or download it again, then try once more.", name, cause)
}

func damaged(name string, cause error) error {
	return badPicture("picture.damaged", fmt.Sprintf("%q is damaged and cannot be read.", name),
		"Open it in another program and save it again as JPEG or PNG.", name, cause)
}

func notAPicture(name string) error {
	return badPicture("picture.not-a-picture", fmt.Sprintf("%q is not a picture.", name),
		"Choose a JPEG, PNG, WebP, HEIC, AVIF, TIFF, BMP or GIF file.", name, nil)
}

func unsupportedFormat(name, format string, cause error) error {
	f := badPicture("picture.unsupported-format", fmt.Sprintf("%q is %s, which Lookbook does not read.", name, format),
		"Save it as JPEG or PNG and use that.", name, cause)
	f.Kind = engine.FaultUnsupported
	f.Args["format"] = format
	return f
}

func tooLarge(name, size, limit string) error {
	f := badPicture("picture.too-large", fmt.Sprintf("%q has %s; the limit is %s.", name, size, limit),
		"Make it smaller in another program and use that.", name, nil)
	f.Args["size"], f.Args["limit"] = size, limit
	return f
}

func tooSmall(name, size string, limit int) error {
	f := badPicture("picture.too-small",
		fmt.Sprintf("%q has only %s pixels; at least %d pixels a side are needed to work with.", name, size, limit),
		"Use a larger picture; 1000 pixels and more give good results.", name, nil)
	f.Args["size"], f.Args["limit"] = size, fmt.Sprint(limit)
	return f
}

func isFolder(name string) error {
	return badPicture("picture.is-folder", fmt.Sprintf("%q is a folder, not a picture.", name),
		"Choose a picture inside it.", name, nil)
}

func notAFile(name string) error {
	return badPicture("picture.not-a-file", fmt.Sprintf("%q is a device or a pipe, not a picture file.", name),
		"Choose a picture file.", name, nil)
}

// openFault turns what the operating system said into a fault.
func openFault(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return badPicture("picture.missing", fmt.Sprintf("%q is not there.", name),
			"Check the name, or whether it was moved or deleted.", name, err)
	case errors.Is(err, fs.ErrPermission):
		return badPicture("picture.no-permission", fmt.Sprintf("%q may not be read by you.", name),
			"Allow reading in the file's properties, or copy it to a folder of yours.", name, err)
	}
	return badPicture("picture.unreadable", fmt.Sprintf("%q could not be read from the disk.", name),
		"Check the disk or the network connection, then try again.", name, err)
}

// decodeFault turns what a decoder said into a fault.
func decodeFault(name, format string, err error) error {
	var f *engine.Fault
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return engine.AsFault(err)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return truncated(name, err)
	}
	var variant variantError
	var inJPEG jpeg.UnsupportedError
	var inTIFF tiff.UnsupportedError
	if errors.As(err, &variant) || errors.As(err, &inJPEG) || errors.As(err, &inTIFF) || errors.Is(err, bmp.ErrUnsupported) {
		return unsupportedFormat(name, fmt.Sprintf("a rare kind of %s (%v)", format, err), err)
	}
	return damaged(name, err)
}
