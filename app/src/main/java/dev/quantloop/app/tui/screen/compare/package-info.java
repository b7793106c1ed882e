/** Several iterations side by side. */
package dev.quantloop.app.tui.screen.compare;
