/**
 * The running interface: owns the current screen, sends it keys, carries out its effects and draws
 * its frames.
 */
package dev.quantloop.app.tui.session;
