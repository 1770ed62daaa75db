package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lookbook/engine"
	"lookbook/engine/device"
)

func TestDoctor(t *testing.T) {
	s := newShop(t)
	r := decode[doctorReport](t, s.run("doctor", "--json", "--data", s.path("data")).want(t, ExitOK).out)
	if !r.Healthy || r.Library.Version != "1.27.0" {
		t.Errorf("%+v", r)
	}
	for _, c := range r.Checks {
		if c.State == stateProblem {
			t.Errorf("%+v", c)
		}
	}
	s.prog.Library = func(context.Context) (device.Library, error) {
		return device.Library{}, &engine.Fault{Kind: engine.FaultLibrary, Code: "library.missing", What: "No library.", Next: "Get it."}
	}
	o := s.run("doctor", "--data", s.path("data")).want(t, ExitEnvironment)
	if !strings.Contains(o.out, "PROBLEM  library      No library.") || !strings.Contains(o.out, "→ Get it.") {
		t.Errorf("%s", o.out)
	}
	if r := decode[doctorReport](t, s.run("doctor", "--json").want(t, ExitEnvironment).out); r.Healthy {
		t.Error("healthy without a library")
	}
}

func TestDoctorRepairsADamagedCatalogue(t *testing.T) {
	s := newShop(t)
	data := s.path("data")
	p, g := s.picture("p.png", 30, 40), s.picture("g.png", 20, 20)
	s.run("tryon", "--data", data, "--person", p, "--garment", g, "-o", s.path("1.png")).want(t, ExitOK)
	dbs, err := filepath.Glob(filepath.Join(data, "*.db"))
	if err != nil || len(dbs) != 1 {
		t.Fatalf("databases: %v, %v", dbs, err)
	}
	if err := os.WriteFile(dbs[0], []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	o := s.run("doctor", "--data", data).want(t, ExitEnvironment)
	if !strings.Contains(o.out, "doctor --repair") {
		t.Errorf("no word about the repair:\n%s", o.out)
	}
	s.run("history", "--data", data).want(t, ExitEnvironment)
	s.run("doctor", "--data", data, "--repair").want(t, ExitOK)
	if o := s.run("history", "--data", data).want(t, ExitOK); !strings.Contains(o.out, "p.png: g.png") {
		t.Errorf("after the repair:\n%s", o.out)
	}
}

func TestDoctorSeesAFolderThatCannotBeWritten(t *testing.T) {
	s := newShop(t)
	file := s.picture("file.png", 4, 4)
	o := s.run("doctor", "--data", filepath.Join(file, "data")).want(t, ExitEnvironment)
	if !strings.Contains(o.out, "PROBLEM  data folder") {
		t.Errorf("%s", o.out)
	}
}
