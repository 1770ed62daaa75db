//go:build nowindow

package main

import (
	"context"

	"lookbook/app/cli"
)

// window is nil: this build is for the command line only.
var window func(ctx context.Context, o cli.WindowOptions) error
