/** The form for a new experiment. */
package dev.quantloop.app.tui.screen.create;
