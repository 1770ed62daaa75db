// Command lookbook is a desktop studio that shows a garment on a model. Without
// a verb it opens the window; with one it works on the command line; the hidden
// verb "worker" is the child process in which the engine runs.
//
// Words: the wiring (wire.go) puts the concrete engine, storage and picture
// files behind the interfaces of app and app/cli; window.go adds the window
// unless the program is built with the tag "nowindow".
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(run()) }

// run returns the exit code. The first Ctrl-C cancels what is under way, the
// second ends the program at once.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	forget := context.AfterFunc(ctx, stop)
	defer forget()
	p := program()
	p.Args = os.Args[1:]
	return p.Run(ctx)
}
