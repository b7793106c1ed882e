/**
 * Trying out a library in a child process before this one trusts it: which CPU variant runs here,
 * and whether the library does on a known model what it should.
 */
package dev.quantloop.llama.probe;
