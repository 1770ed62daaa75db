package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"lookbook/engine"
	"lookbook/engine/device"
)

func versionVerb() verb {
	return verb{
		name: "version", summary: "print the version", example: "lookbook version --json",
		setup: func(*flagSet) runner {
			return func(_ context.Context, c *call, args []string) error {
				if err := noArguments("version", args); err != nil {
					return err
				}
				return c.print(versionReport{c.Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, c.Window != nil})
			}
		},
	}
}

// versionReport names this build.
type versionReport struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	System  string `json:"system"`
	Window  bool   `json:"window"`
}

func (r versionReport) text(w io.Writer) {
	window := ""
	if !r.Window {
		window = ", without a window"
	}
	fmt.Fprintf(w, "lookbook %s (%s, %s%s)\n", r.Version, r.Go, r.System, window)
}

// workerVerb is the engine's child process.
func workerVerb() verb {
	return verb{
		name: "worker", hidden: true, summary: "run the engine for a parent process", args: "[--stages DIR]",
		detail: "For Lookbook itself: it reads requests from standard input and ends with it.",
		setup: func(fs *flagSet) runner {
			stages := fs.String("stages", "", "keep stage results in `DIR`")
			return func(ctx context.Context, c *call, args []string) error {
				if err := noArguments("worker", args); err != nil {
					return err
				}
				return c.Worker(ctx, *stages)
			}
		},
	}
}

// Probed is what the probe verb prints: one of the two.
type Probed struct {
	Library *device.Library `json:"library,omitempty"`
	Fault   *engine.Fault   `json:"fault,omitempty"`
}

// ReadProbed reads what the probe verb printed.
func ReadProbed(b []byte) (device.Library, error) {
	var p Probed
	if err := json.Unmarshal(b, &p); err != nil {
		return device.Library{}, fmt.Errorf("read what the probe printed: %w", err)
	}
	switch {
	case p.Fault != nil:
		return device.Library{}, p.Fault
	case p.Library != nil:
		return *p.Library, nil
	}
	return device.Library{}, errors.New("the probe printed nothing of use")
}

// probeVerb loads the runtime library, which may end the process.
func probeVerb() verb {
	return verb{
		name: "probe", hidden: true, summary: "load the runtime library and say what it offers",
		detail: "For Lookbook itself: \"lookbook doctor\" shows the same in words.",
		setup: func(*flagSet) runner {
			return func(ctx context.Context, c *call, args []string) error {
				if err := noArguments("probe", args); err != nil {
					return err
				}
				var out Probed
				lib, err := c.Probe(ctx)
				if err != nil {
					out.Fault = engine.AsFault(err)
				} else {
					out.Library = &lib
				}
				return json.NewEncoder(c.Stdout).Encode(out)
			}
		},
	}
}
