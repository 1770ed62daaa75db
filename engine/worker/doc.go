// Package worker runs an engine.Engine in a child process of the same binary,
// so that a native crash or an out-of-memory kill costs one job and not the
// studio.
//
// Words: the Client is the Engine that callers see; the child is the process
// that it starts, keeps between jobs and replaces when it died; a frame is one
// message between them: four bytes of length (big endian) and that many bytes
// of JSON. The child says hello first, then answers one run after another with
// progress frames and one result frame. The child ends when its input ends, so
// it never outlives its parent.
//
// The price: 30 to 100 ms for the first job, and requests and results must be
// plain data with pixels in files.
package worker
