// Package hush keeps the window toolkit from writing to the terminal while the
// program is loaded.
//
// Fyne looks up the system's language when its packages are initialized, and
// logs three lines when that is "C.UTF-8", the language of most servers and
// containers: noise on every verb of the command line, none of which has a
// window. Packages are initialized in the order of their import paths, those
// that they import first (Go specification, "Program initialization"); this one
// imports only log, and so comes before anything of Fyne that needs more than
// log. What the toolkit logs later is shown.
package hush

import (
	"io"
	"log"
	"os"
)

func init() { log.SetOutput(io.Discard) }

// Over lets the log speak again; package main calls it once it is initialized.
func Over() { log.SetOutput(os.Stderr) }
