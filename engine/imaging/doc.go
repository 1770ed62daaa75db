// Package imaging brings pictures in and out.
//
// A Picture is one decoded still: upright, 8-bit sRGB with straight alpha in an
// *image.NRGBA, together with what was found in the file (format, embedded
// profile, number of frames) and Notices about what was done to it. Limits are
// checked against the header before any pixel is decoded. A file that cannot
// be used is an *engine.Fault with a code that starts with "picture.".
//
// Formats are told by content, never by extension: JPEG, PNG, WebP, HEIC,
// AVIF, TIFF, BMP and GIF. Embedded profiles of the matrix kind are converted
// to sRGB; see package icc inside. Pictures go out as PNG or JPEG with an sRGB
// profile, written under a temporary name and renamed only when complete.
//
// All functions may be called from any goroutine; none keeps state.
package imaging
