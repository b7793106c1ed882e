/**
 * Finding the batch sizes, threads and kind of attention that decode a model fastest on this
 * machine: trials in child processes, and a search that needs few of them.
 */
package dev.quantloop.app.tune;
