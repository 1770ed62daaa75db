// Package cli is the command line of Lookbook: one verb per use case of the
// studio, for scripts and for computers without a display.
//
// Words: a Program is one call of the command line with everything that it
// needs from outside; a verb is its first argument; a report is what a verb
// says at the end, as text for people or, with --json, as one JSON object on
// standard output. Progress and errors go to standard error.
//
// Exit codes: 0 done; 1 failed; 2 the command line was wrong; 3 an input
// picture cannot be read; 4 nobody or nothing to dress in it, or not together;
// 5 the surroundings (library, memory, disk, packs, database); 130 canceled.
package cli
