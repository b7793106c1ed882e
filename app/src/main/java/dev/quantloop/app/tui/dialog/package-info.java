/** What lies over a screen for a while: questions, prompts, the help, the palette. */
package dev.quantloop.app.tui.dialog;
