// Package arrows holds no program code, only tests on the sources themselves:
// which package may import which (the arrows of ARCHITECTURE.md), that every
// package says what it is in at least three lines, and that no file grows
// beyond what one can read at a sitting. The linter has the arrows too; this
// test also sees the packages of other build tags and needs no tool.
package arrows
