package dev.quantloop.app.tui.dialog;

import java.util.ArrayList;
import java.util.List;

/**
 * Goes through what was typed before, as shells do: an immutable value.
 *
 * @param entries the latest last
 * @param at the entry that is shown; their number while something new is typed
 * @param draft the new text, kept while older ones are looked at
 */
public record HistoryCursor(List<String> entries, int at, String draft) {
  public static final HistoryCursor NONE = of(List.of());

  public HistoryCursor {
    entries = List.copyOf(entries);
  }

  public static HistoryCursor of(List<String> entries) {
    return new HistoryCursor(entries, entries.size(), "");
  }

  /**
   * @param shown what the field has now
   */
  public HistoryCursor older(String shown) {
    String kept = at == entries.size() ? shown : draft;
    return new HistoryCursor(entries, Math.max(0, at - 1), kept);
  }

  public HistoryCursor newer() {
    return new HistoryCursor(entries, Math.min(entries.size(), at + 1), draft);
  }

  /** What the field is to show. */
  public String text() {
    return at == entries.size() ? draft : entries.get(at);
  }

  /** With one more at the end; an older one like it goes. */
  public HistoryCursor with(String entry) {
    List<String> more = new ArrayList<>(entries);
    more.remove(entry);
    more.add(entry);
    return of(more);
  }
}
