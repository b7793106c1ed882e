package dev.quantloop.app.tui.text;

/**
 * Something that could stand where the cursor is.
 *
 * @param text what is written
 * @param about what it is, for people; may be empty
 */
public record WordCandidate(String text, String about) {}
