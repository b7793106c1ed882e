package dev.quantloop.app.tui.key;

/** Something that comes from the terminal. */
public sealed interface Input permits Key, Click {}
