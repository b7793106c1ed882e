/** The screen of a search for the weights of sources. */
package dev.quantloop.app.tui.screen.mix;
