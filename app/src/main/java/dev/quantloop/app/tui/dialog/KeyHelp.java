package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The keys of a screen, as its table has them, in a pager. */
public final class KeyHelp {
  private static final int KEYS_WIDTH = 18;
  private static final int MOST_WIDTH = KEYS_WIDTH + 56;
  private static final int BORDERS = 4;
  private static final String GAP = "  ";

  private final StyledText.Builder text = new StyledText.Builder();
  private final List<String> plain = new ArrayList<>();
  private final int room;

  private KeyHelp(int columns) {
    this.room = Math.max(1, Math.min(MOST_WIDTH, columns - BORDERS) - KEYS_WIDTH);
  }

  /**
   * @param screen its title
   * @param columns of the window
   */
  public static Pager of(String screen, List<Screen.Action> actions, int columns) {
    KeyHelp help = new KeyHelp(columns);
    actions.forEach(help::add);
    return Pager.of("Keys: " + screen, help.text.build(), String.join("\n", help.plain));
  }

  /** The reason stands behind the label where there is room, else under it. */
  private void add(Screen.Action action) {
    String keys = action.keys().stream().map(Key::label).collect(Collectors.joining(" "));
    List<String> labels = DisplayWidth.wrap("", "", action.label(), room);
    String why = action.disabled().map(reason -> "(" + reason + ")").orElse("");
    String last = labels.get(labels.size() - 1) + GAP + why;
    boolean beside = !why.isEmpty() && DisplayWidth.of(last) <= room;
    for (int i = 0; i < labels.size(); i++) {
      boolean ends = beside && i == labels.size() - 1;
      add(i == 0 ? keys : "", labels.get(i), ends ? GAP + why : "");
    }
    if (!why.isEmpty() && !beside) {
      DisplayWidth.wrap("", "", why, room).forEach(line -> add("", "", line));
    }
  }

  private void add(String keys, String label, String why) {
    String padded = DisplayWidth.pad(keys, KEYS_WIDTH);
    text.add(plain.isEmpty() ? "" : "\n", Style.PLAIN);
    text.add(padded, Style.BOLD).add(label, Style.PLAIN).add(why, Style.of(Color.GRAY));
    plain.add(padded + label + why);
  }
}
