/** The screen of the types that tensors get. */
package dev.quantloop.app.tui.screen.allocate;
