package dev.quantloop.app.tui;

/** Something that a screen hears of: its own kinds, and these. */
public interface Message {
  /** Another process, or an effect of this one, has written to the database. */
  record Changed() implements Message {}

  /** A preference has been written. */
  record Kept() implements Message {}

  /** An effect has failed. */
  record Failed(String reason) implements Message {}
}
