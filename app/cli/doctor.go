package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lookbook/app"
	"lookbook/engine"
	"lookbook/engine/device"
)

const (
	// lowDisk is when a result and its copies may not fit any more: a 4096
	// px PNG with original, comparison and thumbnails is under 100 MB.
	lowDisk = 500 << 20
	// lowMemory is when very large photos may not fit: a 4096 px photo has
	// 50 MB as 8-bit pixels and several planes of floating point besides.
	lowMemory = 1200 << 20
)

func doctorVerb() verb {
	return verb{
		name: "doctor", summary: "check everything that Lookbook needs", args: "[--repair]",
		detail: `Prints one line for each thing: ok, look (works, but think of it) or PROBLEM
with what to do. The exit code is 5 when there is a problem. --repair rebuilds a
damaged catalog first; the damaged one is kept aside and no picture is lost.`,
		example: "lookbook doctor",
		setup: func(fs *flagSet) runner {
			repair := fs.Bool("repair", false, "rebuild the catalog first")
			return func(ctx context.Context, c *call, args []string) error {
				if err := noArguments("doctor", args); err != nil {
					return err
				}
				return c.doctor(ctx, *repair)
			}
		},
	}
}

// States of a check.
const (
	stateOK      = "ok"
	stateLook    = "look"
	stateProblem = "problem"
)

// check is one line of the doctor.
type check struct {
	Name  string `json:"name"`
	State string `json:"state"`
	Words string `json:"words"`
	Next  string `json:"next,omitempty"`
	Code  string `json:"code,omitempty"`
}

// doctorReport is everything that was checked.
type doctorReport struct {
	Version string          `json:"version"`
	Machine device.Machine  `json:"machine"`
	Library *device.Library `json:"library,omitempty"`
	Healthy bool            `json:"healthy"`
	Checks  []check         `json:"checks"`
}

func (r doctorReport) text(w io.Writer) {
	marks := map[string]string{stateOK: "ok     ", stateLook: "look   ", stateProblem: "PROBLEM"}
	for _, c := range r.Checks {
		fmt.Fprintf(w, "%s  %-12s %s\n", marks[c.State], c.Name, c.Words)
		if c.Next != "" {
			fmt.Fprintf(w, "         %-12s → %s\n", "", c.Next)
		}
	}
}

// errSick ends the doctor with exit code 5 after its report was printed.
var errSick = &engine.Fault{
	Kind: engine.FaultLibrary, Code: "doctor.problem",
	What: "Something that Lookbook needs is not right.", Next: "Do what the lines marked PROBLEM say.",
}

func (c *call) doctor(ctx context.Context, repair bool) error {
	r := doctorReport{Version: c.Version, Machine: device.Look(), Healthy: true}
	r.Checks = append(r.Checks, check{
		Name: "program", State: stateOK, Words: fmt.Sprintf("lookbook %s on %s", c.Version, r.Machine.System),
	})
	if repair {
		r.Checks = append(r.Checks, c.repair(ctx))
	}
	r.Checks = append(r.Checks, c.checkLibrary(ctx, &r)...)
	r.Checks = append(r.Checks, checkMachine(r.Machine)...)
	r.Checks = append(r.Checks, c.checkData(ctx)...)
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, one := range r.Checks {
		r.Healthy = r.Healthy && one.State != stateProblem
	}
	if err := c.print(r); err != nil {
		return err
	}
	if !r.Healthy {
		c.json = false // the report was the one JSON object
		return errSick
	}
	return nil
}

// problem turns an error into a line.
func problem(name string, err error) check {
	m := app.Explain(err)
	return check{Name: name, State: stateProblem, Words: m.What, Next: m.Next, Code: m.Code}
}

func (c *call) repair(ctx context.Context) check {
	done, err := app.Repair(ctx, c.data)
	if err != nil {
		return problem("repair", err)
	}
	words := fmt.Sprintf("catalog rebuilt: %d pictures, %d results", done.Items, done.Variants)
	if len(done.Left) > 0 {
		words += fmt.Sprintf("; %d records could not be used and stay on disk", len(done.Left))
	}
	if done.Aside != "" {
		words += "; the former one is in " + done.Aside
	}
	return check{Name: "repair", State: stateOK, Words: words}
}

func (c *call) checkLibrary(ctx context.Context, r *doctorReport) []check {
	lib, err := c.Library(ctx)
	if err != nil {
		return []check{problem("library", err)}
	}
	r.Library = &lib
	return []check{
		{Name: "library", State: stateOK, Words: fmt.Sprintf("ONNX Runtime %s, %s", lib.Version, lib.Path)},
		{Name: "provider", State: stateOK, Words: fmt.Sprintf("%s: %s", lib.Provider.Name, lib.Provider.Reason)},
	}
}

func checkMachine(m device.Machine) []check {
	name := m.Processor
	if name == "" {
		name = "processor"
	}
	out := []check{{Name: "processor", State: stateOK, Words: fmt.Sprintf("%s, %d in use", name, m.CPUs)}}
	memory := check{
		Name: "memory", State: stateOK,
		Words: fmt.Sprintf("%s of %s available", size(m.Memory.Available), size(m.Memory.Total)),
	}
	switch {
	case m.Memory.Total == 0:
		memory.Words = "unknown on this system"
	case m.Memory.Available < lowMemory:
		memory.State = stateLook
		memory.Next = "Close other programs before working on very large photos, or use a smaller size."
	}
	return append(out, memory)
}

// checkData looks at the data folder, its disk and its database.
func (c *call) checkData(ctx context.Context) []check {
	dir := c.data
	if dir == "" {
		d, err := app.DefaultDataDir()
		if err != nil {
			return []check{problem("data folder", err)}
		}
		dir = d
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	folder, ok := checkFolder(dir)
	out := []check{folder, checkDisk(dir)}
	if ok {
		out = append(out, c.checkDatabase(ctx))
	}
	return out
}

// checkFolder sees whether files can be written in the data folder.
func checkFolder(dir string) (check, bool) {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(dir, ".doctor-*"); err == nil {
			err = errors.Join(f.Close(), os.Remove(f.Name()))
		}
	}
	if err != nil {
		return check{
			Name: "data folder", State: stateProblem, Code: "doctor.folder",
			Words: fmt.Sprintf("%s cannot be written (%v).", dir, err),
			Next:  "Allow it in the folder's properties, or set LOOKBOOK_DATA to a folder of yours.",
		}, false
	}
	return check{Name: "data folder", State: stateOK, Words: dir}, true
}

func checkDisk(dir string) check {
	free, err := device.FreeDisk(dir)
	if err != nil {
		return check{Name: "disk", State: stateLook, Words: "free space is unknown: " + err.Error()}
	}
	one := check{Name: "disk", State: stateOK, Words: size(free) + " free"}
	if free < lowDisk {
		one.State, one.Code = stateProblem, "doctor.disk"
		one.Next = "Make room on the disk; " + size(lowDisk) + " should be free."
	}
	return one
}

func (c *call) checkDatabase(ctx context.Context) check {
	s, err := c.open(ctx)
	if err != nil {
		return c.catalog(err)
	}
	err = s.Check(ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return c.catalog(err)
	}
	return check{Name: "catalog", State: stateOK, Words: "no damage in catalog, originals and results"}
}

// catalog is the line of a catalog that is not right.
func (c *call) catalog(err error) check {
	one := problem("catalog", err)
	if one.Code == "storage.damaged" {
		one.Next = "Run \"lookbook doctor --repair\"; the damaged catalog is kept aside and your pictures stay."
	}
	return one
}
