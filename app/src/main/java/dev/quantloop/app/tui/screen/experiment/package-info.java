/** One experiment: its ranking, its curve, and what runs. The home of the work. */
package dev.quantloop.app.tui.screen.experiment;
