package dev.quantloop.app.tui.screen.sql;

import java.util.List;

/**
 * A row of an answer.
 *
 * @param number from 1
 * @param values null where SQL has null
 */
public record ResultRow(int number, List<Object> values) {
  Object value(int column) {
    return values.get(column);
  }
}
