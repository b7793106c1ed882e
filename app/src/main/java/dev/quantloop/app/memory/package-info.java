/**
 * Where a run's models go: how much of each on GPUs, which of them at once, and what is kept in
 * files, by what they take and what there is.
 */
package dev.quantloop.app.memory;
