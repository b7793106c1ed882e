/** Every command of the command line: a list, and a place to write, run and read one. */
package dev.quantloop.app.tui.screen.commands;
