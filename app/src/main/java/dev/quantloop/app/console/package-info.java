/** The terminal session of a command: its streams, and progress while it works. */
package dev.quantloop.app.console;
