/** The machine the program runs on: memory, processes, signals, and starting child processes. */
package dev.quantloop.app.machine;
