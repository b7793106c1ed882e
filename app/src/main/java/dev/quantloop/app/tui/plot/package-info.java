/** Plots of points, in braille or in ASCII. */
package dev.quantloop.app.tui.plot;
