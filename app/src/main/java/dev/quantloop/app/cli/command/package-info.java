/** The commands, a thin class each. They read options, call a use case and print its result. */
package dev.quantloop.app.cli.command;
