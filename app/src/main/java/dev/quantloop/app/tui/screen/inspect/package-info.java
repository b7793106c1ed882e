/** What is in an imatrix, and where two differ. */
package dev.quantloop.app.tui.screen.inspect;
