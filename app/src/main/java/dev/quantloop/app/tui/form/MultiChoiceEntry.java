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
 * Any number of several words, which stand in groups: the arrows move and the space bar chooses. A
 * word that is typed is chosen, too, by what ends it: Enter, a comma, or leaving the row.
 *
 * @param chosen in the order in which they were chosen; what was typed and is no word stays among
 *     them, for whoever reads them says so
 * @param group in which the cursor is
 * @param option on which it is, within its group
 * @param typed so far; the cursor goes to the word that begins so
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
    return String.join(",", find(typed, true).isPresent() ? taking(typed).chosen : chosen);
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
    if (key.kind() == Key.Kind.PASTE) {
      return Optional.of(typing(typed + key.line()).takingAll());
    } else if (key.equals(Key.of(','))) {
      return Optional.of(takingAll());
    } else if (key.equals(Key.of(' '))) {
      return Optional.of(isLost() ? takingAll() : toggled());
    } else if (key.types()) {
      return Optional.of(typing(typed + Character.toString(key.character())));
    }
    return switch (key.kind()) {
      case LEFT -> Optional.of(found().across(-1));
      case RIGHT -> Optional.of(found().across(1));
      case UP -> group == 0 ? Optional.empty() : Optional.of(found().down(-1));
      case DOWN -> group == last() ? Optional.empty() : Optional.of(found().down(1));
      case ENTER -> typed.isEmpty() ? Optional.empty() : Optional.of(entered());
      case BACKSPACE -> shorter();
      default -> Optional.empty();
    };
  }

  private int last() {
    return groups.size() - 1;
  }

  /** With the word that is typed; the beginning of one has only led the cursor there. */
  private MultiChoiceEntry found() {
    return find(typed, true).isPresent() ? takingAll() : typing("");
  }

  /** Whether no word begins with what is typed. */
  private boolean isLost() {
    return !typed.isEmpty() && find(typed, false).isEmpty();
  }

  private MultiChoiceEntry entered() {
    return isLost() || find(typed, true).isPresent() ? takingAll() : taking(cursor().name());
  }

  private Optional<Entry> shorter() {
    if (!typed.isEmpty()) {
      return Optional.of(typing(typed.substring(0, typed.offsetByCodePoints(typed.length(), -1))));
    } else if (chosen.isEmpty()) {
      return Optional.empty();
    }
    List<String> fewer = chosen.subList(0, chosen.size() - 1);
    return Optional.of(new MultiChoiceEntry(groups, fewer, group, option, ""));
  }

  @Override
  public Entry left() {
    return takingAll();
  }

  /** With all that is typed among the chosen. */
  private MultiChoiceEntry takingAll() {
    MultiChoiceEntry all = this;
    for (String word : typed.split("[,\\s]+")) {
      all = word.isEmpty() ? all : all.taking(word);
    }
    return all.typing("");
  }

  private MultiChoiceEntry taking(String word) {
    Optional<Place> place = find(word, true);
    MultiChoiceEntry there = place.map(this::at).orElse(this);
    String name = place.isPresent() ? there.cursor().name() : word;
    List<String> more = new ArrayList<>(chosen);
    if (!more.contains(name)) {
      more.add(name);
    }
    return new MultiChoiceEntry(groups, more, there.group, there.option, "");
  }

  private MultiChoiceEntry toggled() {
    List<String> changed = new ArrayList<>(chosen);
    String name = cursor().name();
    if (!changed.remove(name)) {
      changed.add(name);
    }
    return new MultiChoiceEntry(groups, changed, group, option, "");
  }

  private MultiChoiceEntry typing(String text) {
    Optional<Place> found = text.isEmpty() ? Optional.empty() : find(text, true);
    Place place =
        found
            .or(() -> text.isEmpty() ? Optional.empty() : find(text, false))
            .orElse(new Place(group, option));
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
    String names = chosen.isEmpty() && typed.isEmpty() ? "none" : String.join(", ", chosen);
    Style style = focused ? Style.BOLD : Style.PLAIN;
    int room = row.width() - DisplayWidth.of(typed) - 2;
    int x = row.text(0, 0, DisplayWidth.cut(names, room), style);
    if (!typed.isEmpty()) {
      x = row.text(x == 0 ? 0 : x + 2, 0, typed, style.withUnderline());
    }
    if (focused) {
      row.text(x + 2, 0, whatChooses(), Style.of(Color.GRAY));
    }
  }

  private String whatChooses() {
    if (typed.isEmpty()) {
      return "(space chooses, or type it)";
    }
    return isLost() ? "(there is no such type)" : "(enter takes " + cursor().name() + ")";
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
