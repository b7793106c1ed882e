/** What the sources of an experiment that is not there yet hold. */
package dev.quantloop.app.tui.screen.corpus;
