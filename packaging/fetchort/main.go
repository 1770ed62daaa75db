// Command fetchort puts the ONNX Runtime library where Lookbook finds it: into
// the user's cache folder, checked against digests that are part of the source.
// It needs nothing but Go, asks the user's own pip or npm (so mirrors, proxies
// and certificates are obeyed), and does nothing at all, not even a connection,
// when the library is already there.
//
// Words: an archive is the wheel or npm package that holds the library; a
// member is one file of it; pinned means that its SHA-256 stands in
// assets/ortlib. A way is one means of getting an archive: pip, npm, or a plain
// HTTPS request to the registry that the user's settings name.
//
// Usage:
//
//	go run ./packaging/fetchort                 fetch what is missing
//	go run ./packaging/fetchort -from FOLDER    take the archive or library from there
//	go run ./packaging/fetchort -graphics       prefer the build with graphics providers
//	go run ./packaging/fetchort -print          only print where the library is
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"lookbook/assets/ortlib"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "fetchort:", err)
		}
		stop()
		os.Exit(1)
	}
}

// run is the command without the process around it.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("fetchort", flag.ContinueOnError)
	from := flags.String("from", "", "`file or folder` that holds the archive or the library; nothing is fetched")
	graphics := flags.Bool("graphics", false, "prefer the larger build that can also use graphics processors")
	printOnly := flags.Bool("print", false, "print the library's path when it is there, fetch nothing")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is not understood; -help lists the options", flags.Arg(0))
	}
	dir, err := ortlib.CacheDir()
	if err != nil {
		return err
	}
	f := newFetcher(dir, out)
	f.graphics = *graphics
	switch {
	case *printOnly:
		if _, ok := f.installed(); !ok {
			return fmt.Errorf("the library is not in %s; run \"go run ./packaging/fetchort\"", dir)
		}
	case *from != "":
		err = f.takeFrom(*from)
	default:
		err = f.fetch(ctx)
	}
	if err == nil {
		fmt.Fprintln(out, filepath.Join(dir, f.libraryName()))
	}
	return err
}
