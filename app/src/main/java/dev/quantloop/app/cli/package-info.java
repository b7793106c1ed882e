/** The commands: a thin class each, with shared options as mixins; the work is done elsewhere. */
package dev.quantloop.app.cli;
