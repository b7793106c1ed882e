package dev.quantloop.app.tui.form;

/**
 * A row of a form.
 *
 * @param name tells it from others
 * @param hint what it is for, shown while it has the focus
 * @param fold name of the row that shows and hides it; empty where it is always shown
 */
public record Row(String name, String label, String hint, Entry entry, String fold) {
  public static Row of(String name, String label, String hint, Entry entry) {
    return new Row(name, label, hint, entry, "");
  }

  /** The same, shown while the fold is open. */
  public Row under(String otherFold) {
    return new Row(name, label, hint, entry, otherFold);
  }

  /** The same with another entry. */
  public Row with(Entry other) {
    return new Row(name, label, hint, other, fold);
  }

  String shownHint() {
    return entry.hint().isEmpty() ? hint : entry.hint();
  }
}
