package dev.quantloop.app.tui.form;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Any number of several words, which stand in groups: the arrows move, the space bar chooses, and
 * typing goes to the word that begins so.
 *
 * @param chosen in the order in which they were chosen
 * @param group in which the cursor is
 * @param option on which it is, within its group
 * @param typed so far, to find a word
 */
public record MultiChoiceEntry(
    List<Group> groups, List<String> chosen, int group, int option, String typed) implements Entry {
  private static final int TITLE_WIDTH = 7;

  /**
   * Options on a line of their own.
   *
   * @param title at most six characters
   */
  public record Group(String title, List<Option> options) {
    public Group {
      options = List.copyOf(options);
    }
  }

  /**
   * @param about a few words for people
   */
  public record Option(String name, String about) {}

  public MultiChoiceEntry {
    groups = List.copyOf(groups);
    chosen = List.copyOf(chosen);
  }

  /** Nothing is chosen; the cursor is on the first. */
  public static MultiChoiceEntry of(List<Group> groups) {
    return new MultiChoiceEntry(groups, List.of(), 0, 0, "");
  }

  /** The names, with commas between them. */
  @Override
  public String text() {
    return String.join(",", chosen);
  }

  /** Names that there are not are left out; the cursor goes to the first that is chosen. */
  @Override
  public Entry holding(String text) {
    List<String> known = new ArrayList<>();
    for (String name : text.split(",")) {
      find(name.strip(), true).ifPresent(place -> known.add(name.strip()));
    }
    MultiChoiceEntry entry = new MultiChoiceEntry(groups, known, group, option, "");
    return known.isEmpty() ? entry : find(known.get(0), true).map(entry::at).orElse(entry);
  }

  private record Place(int group, int option) {}

  private Optional<Place> find(String name, boolean whole) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (int g = 0; g < groups.size(); g++) {
      List<Option> options = groups.get(g).options();
      for (int o = 0; o < options.size(); o++) {
        String one = options.get(o).name().toUpperCase(Locale.ROOT);
        if (whole ? one.equals(wanted) : one.startsWith(wanted)) {
          return Optional.of(new Place(g, o));
        }
      }
    }
    return Optional.empty();
  }

  private MultiChoiceEntry at(Place place) {
    return new MultiChoiceEntry(groups, chosen, place.group(), place.option(), "");
  }

  @Override
  public Optional<Entry> press(Key key) {
    if (key.equals(Key.of(' '))) {
      return Optional.of(toggled());
    } else if (key.types()) {
      return Optional.of(searched(Character.toString(key.character())));
    }
    return switch (key.kind()) {
      case LEFT -> Optional.of(across(-1));
      case RIGHT -> Optional.of(across(1));
      case UP -> group == 0 ? Optional.empty() : Optional.of(down(-1));
      case DOWN -> group == groups.size() - 1 ? Optional.empty() : Optional.of(down(1));
      default -> Optional.empty();
    };
  }

  private MultiChoiceEntry toggled() {
    List<String> changed = new ArrayList<>(chosen);
    String name = cursor().name();
    if (!changed.remove(name)) {
      changed.add(name);
    }
    return new MultiChoiceEntry(groups, changed, group, option, "");
  }

  private MultiChoiceEntry searched(String character) {
    String longer = typed + character;
    Optional<Place> found = find(longer, true).or(() -> find(longer, false));
    String text = found.isPresent() ? longer : character;
    Place place = found.or(() -> find(character, false)).orElse(new Place(group, option));
    return new MultiChoiceEntry(groups, chosen, place.group(), place.option(), text);
  }

  private MultiChoiceEntry across(int by) {
    int last = groups.get(group).options().size() - 1;
    return at(new Place(group, Math.max(0, Math.min(last, option + by))));
  }

  private MultiChoiceEntry down(int by) {
    int last = groups.get(group + by).options().size() - 1;
    return at(new Place(group + by, Math.min(last, option)));
  }

  private Option cursor() {
    return groups.get(group).options().get(option);
  }

  @Override
  public int cursorLine() {
    return 1 + group;
  }

  @Override
  public boolean typing() {
    return true;
  }

  @Override
  public String hint() {
    return cursor().name() + ": " + cursor().about();
  }

  @Override
  public List<Line> lines(int width, boolean focused, ViewContext context) {
    List<Line> lines = new ArrayList<>();
    lines.add(row -> drawChosen(row, focused));
    for (int g = 0; focused && g < groups.size(); g++) {
      int number = g;
      lines.add(row -> draw(row, number, context));
    }
    return lines;
  }

  private void drawChosen(Canvas row, boolean focused) {
    String names = chosen.isEmpty() ? "none" : String.join(", ", chosen);
    Style style = focused ? Style.BOLD : Style.PLAIN;
    int x = row.text(0, 0, DisplayWidth.cut(names, row.width()), style);
    if (focused) {
      row.text(x + 2, 0, "(space chooses)", Style.of(Color.GRAY));
    }
  }

  /** A group; where it is too long, from an option on that lets the cursor be seen. */
  private void draw(Canvas row, int number, ViewContext context) {
    List<Option> options = groups.get(number).options();
    row.text(0, 0, groups.get(number).title(), Style.of(Color.GRAY));
    int first = 0;
    while (number == group && end(options, first, option) > row.width()) {
      first++;
    }
    int x = TITLE_WIDTH;
    for (int o = first; o < options.size(); o++) {
      String name = options.get(o).name();
      if (x + 1 + name.length() > row.width()) {
        row.text(x, 0, context.either("…", "."), Style.of(Color.GRAY));
        return;
      }
      boolean isChosen = chosen.contains(name);
      Style style = isChosen ? Style.BOLD.with(Color.CYAN) : Style.PLAIN;
      x = row.text(x, 0, isChosen ? context.either("●", "*") : " ", style);
      boolean here = number == group && o == option;
      x = row.text(x, 0, name, here ? style.withReversed() : style);
    }
  }

  /** The column after an option when the group is drawn from another on. */
  private static int end(List<Option> options, int first, int last) {
    int x = TITLE_WIDTH;
    for (int o = first; o <= last; o++) {
      x += 1 + options.get(o).name().length();
    }
    return x;
  }
}
