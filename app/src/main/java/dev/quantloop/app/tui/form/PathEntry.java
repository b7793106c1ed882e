package dev.quantloop.app.tui.form;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path, or several: {@code NAME=PATH,PATH}. Tab completes the one under the cursor; the screen
 * reads the directory for it and passes on what it found. While several candidates are listed,
 * arrows and Tab go through them.
 *
 * @param standsFor what is shown in the place of an empty text
 * @param named whether a name and = may stand before the paths, and commas between them
 * @param listed the candidates; empty while none are shown
 * @param picked index of the candidate that is in the text, or -1
 */
public record PathEntry(
    TextField field, String standsFor, boolean named, Optional<Completion> listed, int picked)
    implements Entry {
  private static final int MOST_ROWS = 5;
  private static final int GAP = 2;

  /** An empty field for one path. */
  public static PathEntry of(String standsFor) {
    return new PathEntry(TextField.of(""), standsFor, false, Optional.empty(), -1);
  }

  /** A field for a name and its paths. */
  public static PathEntry named(String text, String standsFor) {
    return new PathEntry(TextField.of(text), standsFor, true, Optional.empty(), -1);
  }

  @Override
  public String text() {
    return field.text().strip();
  }

  @Override
  public Entry holding(String text) {
    return edited(TextField.of(text));
  }

  private PathEntry edited(TextField other) {
    return new PathEntry(other, standsFor, named, Optional.empty(), -1);
  }

  /** The path before the cursor, as far as it has been typed. */
  public String word() {
    return before().substring(wordStart());
  }

  private String before() {
    String text = field.text();
    return text.substring(0, text.offsetByCodePoints(0, field.cursor()));
  }

  private int wordStart() {
    String before = before();
    return named ? Math.max(before.indexOf('='), before.lastIndexOf(',')) + 1 : 0;
  }

  /** With what can be completed, and a list where there is a choice. */
  public PathEntry completed(Completion completion) {
    PathEntry longer =
        completion.common().length() > completion.word().length()
            ? edited(replaced(completion.common()))
            : this;
    return completion.candidates().size() < 2
        ? longer
        : new PathEntry(longer.field, standsFor, named, Optional.of(completion), -1);
  }

  /** Whether candidates are listed. */
  public boolean listing() {
    return listed.isPresent();
  }

  private TextField replaced(String word) {
    String kept = before().substring(0, wordStart()) + word;
    String after = field.text().substring(before().length());
    return new TextField(kept + after, kept.codePointCount(0, kept.length()));
  }

  @Override
  public Optional<Entry> press(Key key) {
    if (listing()) {
      Optional<Entry> inList = pressInList(key);
      if (inList.isPresent()) {
        return inList;
      }
    }
    return field.press(key).map(this::edited);
  }

  @Override
  public Entry left() {
    return edited(field);
  }

  private Optional<Entry> pressInList(Key key) {
    return switch (key.kind()) {
      case TAB, DOWN -> Optional.of(picking(picked + 1));
      case BACK_TAB, UP -> Optional.of(picking(picked < 0 ? -1 : picked - 1));
      case ESCAPE -> Optional.of(edited(picked < 0 ? field : replaced(listed.get().common())));
      case ENTER -> picked < 0 ? Optional.empty() : Optional.of(edited(field));
      default -> Optional.empty();
    };
  }

  private PathEntry picking(int index) {
    int next = Math.floorMod(index, listed.get().candidates().size());
    return new PathEntry(
        replaced(listed.get().candidates().get(next)), standsFor, named, listed, next);
  }

  @Override
  public boolean typing() {
    return true;
  }

  @Override
  public String hint() {
    return listing() ? "tab and arrows choose, enter takes it, esc none" : "";
  }

  @Override
  public List<Line> lines(int width, boolean focused, ViewContext context) {
    List<Line> lines = new ArrayList<>();
    lines.add(row -> TextEntry.draw(row, field, standsFor, focused));
    if (focused) {
      listed.ifPresent(completion -> lines.addAll(list(completion, width)));
    }
    return lines;
  }

  /** The candidates in columns, row by row, around the picked one. */
  private List<Line> list(Completion completion, int width) {
    List<String> labels = completion.candidates().stream().map(Completion::label).toList();
    int column = labels.stream().mapToInt(DisplayWidth::of).max().orElse(1) + GAP;
    int columns = Math.max(1, (width + GAP) / column);
    int rows = (labels.size() + columns - 1) / columns;
    int first = Math.max(0, Math.min(picked / columns - MOST_ROWS / 2, rows - MOST_ROWS));
    List<Line> lines = new ArrayList<>();
    for (int row = first; row < Math.min(rows, first + MOST_ROWS); row++) {
      int from = row * columns;
      lines.add(line -> draw(line, labels, from, columns, column));
    }
    int below = labels.size() - (first + MOST_ROWS) * columns + completion.more();
    if (below > 0) {
      lines.add(Line.of("… and " + below + " more", Style.of(Color.GRAY)));
    }
    return lines;
  }

  private void draw(Canvas line, List<String> labels, int from, int columns, int column) {
    for (int i = from; i < Math.min(labels.size(), from + columns); i++) {
      Style style = labels.get(i).endsWith("/") ? Style.of(Color.BLUE) : Style.PLAIN;
      String text = DisplayWidth.cut(labels.get(i), line.width());
      line.text((i - from) * column, 0, text, i == picked ? style.withReversed() : style);
    }
  }
}
