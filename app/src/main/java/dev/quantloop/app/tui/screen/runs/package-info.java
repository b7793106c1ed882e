/** The runs of all experiments, and the log of one. */
package dev.quantloop.app.tui.screen.runs;
