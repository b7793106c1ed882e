package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * The state of a form: an immutable value. Rows under a fold that is closed keep what they hold,
 * and are passed over.
 *
 * @param focus index of the row that keys go to
 */
public record Form(List<Row> rows, int focus) {
  public Form {
    rows = List.copyOf(rows);
  }

  public Row focused() {
    return rows.get(focus);
  }

  public Optional<Row> find(String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst();
  }

  /** What a row holds; nothing where there is no such row. */
  public String text(String name) {
    return find(name).map(row -> row.entry().text()).orElse("");
  }

  /** What all rows hold, in their order. */
  public List<String> texts() {
    return rows.stream().map(row -> row.name() + "=" + row.entry().text()).toList();
  }

  /** Whether a row holds anything, or is turned on. */
  public boolean has(String name) {
    return !text(name).isEmpty();
  }

  public boolean isShown(Row row) {
    return row.fold().isEmpty() || has(row.fold());
  }

  /** The same with another entry in a row. */
  public Form with(String name, Entry entry) {
    return new Form(
        rows.stream().map(row -> row.name().equals(name) ? row.with(entry) : row).toList(), focus);
  }

  /** The same with another text in a row, where there is such a row. */
  public Form holding(String name, String text) {
    return find(name).map(row -> with(name, row.entry().holding(text))).orElse(this);
  }

  /** Where a row is, or -1. */
  public int indexOf(String name) {
    return rows.stream().map(Row::name).toList().indexOf(name);
  }

  /** The focus on a row, where there is such a row. */
  public Form at(String name) {
    int row = indexOf(name);
    return row < 0 ? this : at(row);
  }

  /** The focus on a row; a fold that hides it is opened. */
  public Form at(int row) {
    if (row == focus) {
      return this;
    }
    Form moved = new Form(with(focused().name(), focused().entry().left()).rows(), row);
    return isShown(rows.get(row)) ? moved : moved.holding(rows.get(row).fold(), SwitchEntry.ON);
  }

  /**
   * The focus so many shown rows further; at the first or the last it stays.
   *
   * @param by negative to go up
   */
  public Form moved(int by) {
    int step = Integer.signum(by);
    int at = focus;
    int left = Math.abs(by);
    for (int i = focus + step; left > 0 && i >= 0 && i < rows.size(); i += step) {
      if (isShown(rows.get(i))) {
        at = i;
        left--;
      }
    }
    return at(at);
  }

  /** After a key that means something to the focused entry. */
  public Optional<Form> press(Key key) {
    return focused().entry().press(key).map(entry -> with(focused().name(), entry));
  }
}
