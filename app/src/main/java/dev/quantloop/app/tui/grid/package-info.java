/** What a screen is drawn on: a grid of styled cells, without any terminal. */
package dev.quantloop.app.tui.grid;
