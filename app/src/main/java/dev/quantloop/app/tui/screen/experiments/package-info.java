/** The list of experiments, where the interface begins. */
package dev.quantloop.app.tui.screen.experiments;
