/** The command line: the entry point, the list of commands, and what happens when one fails. */
package dev.quantloop.app.cli;
