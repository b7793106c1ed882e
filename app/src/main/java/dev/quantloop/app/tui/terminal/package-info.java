/** The terminal: keys come from it, frames go to it. Lanterna is used here and nowhere else. */
package dev.quantloop.app.tui.terminal;
