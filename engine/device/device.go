// Package device tells what this computer has and what this process used:
// processors, memory, free disk, time and memory spent, and which providers
// the runtime library offers.
//
// Words: a Machine is the computer as one report; Usage is what this process
// cost since it began; a Library is the file that executes networks, with its
// Providers (kinds of processors). Numbers that a system does not tell are 0.
package device

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Machine describes the computer.
type Machine struct {
	// System is "linux/amd64" and the like.
	System string `json:"system"`
	// Processor is its name, empty when unknown.
	Processor string `json:"processor,omitempty"`
	// CPUs is the number of logical processors that this process may use.
	CPUs   int    `json:"cpus"`
	Memory Memory `json:"memory"`
	// Graphics are the graphics processors, as far as FindGraphics was asked.
	Graphics []Graphics `json:"graphics,omitempty"`
}

// Memory in bytes; 0 = unknown. Limits of a container count.
type Memory struct {
	Total     int64 `json:"total"`
	Available int64 `json:"available"`
}

// Library describes the runtime library that executes networks.
type Library struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	// Provider is the one in use, Refused those tried before it.
	Provider Provider   `json:"provider"`
	Refused  []Provider `json:"refused,omitempty"`
	// Attention is what the self-test of the provider's attention found, in
	// words; large models depend on it.
	Attention string `json:"attention,omitempty"`
}

// Provider is a kind of processor and why it is or is not used, in words.
type Provider struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// Look describes this computer.
func Look() Machine {
	return Machine{
		System:    runtime.GOOS + "/" + runtime.GOARCH,
		Processor: processor(),
		CPUs:      runtime.GOMAXPROCS(0), // obeys affinity and container limits
		Memory:    memory(),
	}
}

// Cost is what this process used since it began.
type Cost struct {
	// CPU time of all threads, user and system.
	CPU time.Duration
	// PeakBytes is the resident high-water mark in bytes.
	PeakBytes int64
}

// Usage says what this process used so far. It costs some microseconds.
func Usage() Cost { return usage() }

// FreeDisk returns the bytes that this user may still write in dir, or where
// dir will be when it is not there yet.
func FreeDisk(dir string) (int64, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return 0, err
	}
	for {
		_, err := os.Stat(dir)
		parent := filepath.Dir(dir)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || parent == dir {
			return freeDisk(dir)
		}
		dir = parent
	}
}
