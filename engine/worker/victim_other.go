//go:build !linux

package worker

// Volunteer does nothing where a process cannot ask to be ended first when
// memory runs out.
func Volunteer() {}
