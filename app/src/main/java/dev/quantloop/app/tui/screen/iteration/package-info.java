/**
 * One quant of one iteration: how its divergence is spread, where it comes from, what was noted.
 */
package dev.quantloop.app.tui.screen.iteration;
