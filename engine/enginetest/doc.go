// Package enginetest holds what tests need of an engine: the contract suite
// that every engine.Engine passes, and a fast deterministic fake.
//
// Words: the Fake is an engine that paints the digest and the seed of a recipe
// instead of clothes; an Antic is a seed at which the fake misbehaves in one
// chosen way (fails, hangs, dies); Inputs are the pictures that the suite
// feeds to an engine. Only tests import this package.
package enginetest
