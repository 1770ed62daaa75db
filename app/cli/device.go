package cli

import (
	"context"
	"fmt"
	"io"

	"lookbook/engine/device"
	"lookbook/engine/pack"
)

func deviceVerb() verb {
	return verb{
		name: "device", summary: "say what this computer can run",
		detail: `Prints processors, memory, the providers that the runtime library offers, and for
each pack and size whether it fits, fits slowly or does not fit, and why.`,
		example: "lookbook device",
		setup: func(*flagSet) runner {
			return func(ctx context.Context, c *call, args []string) error {
				if err := noArguments("device", args); err != nil {
					return err
				}
				return c.device(ctx)
			}
		},
	}
}

// deviceReport is what this computer can run.
type deviceReport struct {
	Machine device.Machine  `json:"machine"`
	Library *device.Library `json:"library,omitempty"`
	// Problem says why the library cannot be used.
	Problem *failure   `json:"problem,omitempty"`
	Fits    []pack.Fit `json:"fits"`
}

func (r deviceReport) text(w io.Writer) {
	name := r.Machine.Processor
	if name == "" {
		name = r.Machine.System
	}
	fmt.Fprintf(w, "processor  %s, %d in use\n", name, r.Machine.CPUs)
	fmt.Fprintf(w, "memory     %s of %s available\n", size(r.Machine.Memory.Available), size(r.Machine.Memory.Total))
	for _, g := range r.Machine.Graphics {
		fmt.Fprintf(w, "graphics   %s, %s of %s available\n", g.Name, size(g.Memory.Available), size(g.Memory.Total))
	}
	if r.Library != nil {
		fmt.Fprintf(w, "provider   %s: %s\n", r.Library.Provider.Name, r.Library.Provider.Reason)
		if r.Library.Attention != "" {
			fmt.Fprintf(w, "           %s\n", r.Library.Attention)
		}
		for _, p := range r.Library.Refused {
			fmt.Fprintf(w, "           not %s: %s\n", p.Name, p.Reason)
		}
	}
	if r.Problem != nil {
		fmt.Fprintf(w, "provider   none: %s %s\n", r.Problem.What, r.Problem.Next)
	}
	marks := map[pack.Fitness]string{
		pack.Fits: "fits", pack.FitsSlowly: "fits slowly", pack.FitsNot: "does not fit", pack.FitUnknown: "unknown",
	}
	fmt.Fprintf(w, "starter    fits: made for the main processor\n")
	for _, f := range r.Fits {
		fmt.Fprintf(w, "%-10s %4d×%-5d %s: %s\n", f.Pack, f.Width, f.Height, marks[f.Fit], f.Words)
	}
}

func (c *call) device(ctx context.Context) error {
	r := deviceReport{Machine: device.Look()}
	r.Machine.Graphics = device.FindGraphics(ctx)
	provider := "CPU"
	lib, err := c.Library(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		f := describe(err)
		r.Problem = &f
	default:
		r.Library, provider = &lib, lib.Provider.Name
	}
	store, err := c.packs()
	if err != nil {
		return err
	}
	installed, err := store.List()
	if err != nil {
		return err
	}
	known := pack.Builtin()
	for _, p := range installed {
		if _, err := pack.Find(p.Name); err != nil {
			known = append(known, p.Manifest)
		}
	}
	for i := range known {
		r.Fits = append(r.Fits, pack.Advise(&known[i], r.Machine, provider)...)
	}
	return c.print(r)
}
