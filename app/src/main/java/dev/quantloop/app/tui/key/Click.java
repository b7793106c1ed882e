package dev.quantloop.app.tui.key;

/**
 * A press of the mouse's first button.
 *
 * @param x column from the left, from 0
 * @param y row from the top, from 0
 */
public record Click(int x, int y) implements Input {}
