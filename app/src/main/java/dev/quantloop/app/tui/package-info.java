/**
 * The full-screen interface: model, update, view. {@link dev.quantloop.app.tui.Screen}s are
 * immutable values; a key or a {@link dev.quantloop.app.tui.Message} gives the next value and
 * {@link dev.quantloop.app.tui.Effect}s, which run elsewhere and answer with messages. One thread,
 * that of the {@code session} package, owns the state.
 */
package dev.quantloop.app.tui;
