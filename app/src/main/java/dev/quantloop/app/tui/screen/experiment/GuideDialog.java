package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
import java.util.List;

/** What the last iteration showed, and what to try next; Enter asks and does it, e edits it. */
record GuideDialog(Guide guide, Choice choice, int cursor) implements Dialog {
  private static final int WIDTH = 74;

  /** A blank line, and the one that names the keys. */
  private static final int KEY_ROWS = 2;

  private static final String INDENT = "   ";
  private static final String KEYS = "enter does it  e edits  y copies";

  /** What is done with a suggestion. */
  interface Choice {
    /** Asks whether it is to be carried out, then does so. */
    Effect accept(Suggestion suggestion);

    /** Lets the user change its command before it is carried out. */
    Effect edit(Suggestion suggestion);
  }

  static GuideDialog of(Guide guide, Choice choice) {
    return new GuideDialog(guide, choice, 0);
  }

  @Override
  public String title() {
    return "What to try next";
  }

  @Override
  public Size size() {
    return size(WIDTH);
  }

  @Override
  public Size size(int columns) {
    int width = Math.min(WIDTH, columns);
    return new Size(width, lines(width).size() + KEY_ROWS);
  }

  @Override
  public Answer press(Key key) {
    List<Suggestion> all = guide.suggestions();
    if (key.kind() == Key.Kind.DOWN || key.equals(Key.of('j'))) {
      return at(cursor + 1);
    } else if (key.kind() == Key.Kind.UP || key.equals(Key.of('k'))) {
      return at(cursor - 1);
    } else if (key.equals(Key.of('g')) || key.kind() == Key.Kind.HOME) {
      return at(0);
    } else if (key.equals(Key.of('G')) || key.kind() == Key.Kind.END) {
      return at(all.size() - 1);
    } else if (all.isEmpty() || key.equals(Key.of('q'))) {
      return Answer.done();
    } else if (key.equals(Key.of('y'))) {
      return Answer.done(
          new Effect.Copy(CommandWords.line(all.get(cursor).proposal()), "the command"));
    } else if (key.equals(Key.of('e')) || key.kind() == Key.Kind.ENTER && !ready()) {
      return Answer.done(choice.edit(all.get(cursor)));
    } else if (key.kind() != Key.Kind.ENTER) {
      return Answer.stay(this);
    }
    return Answer.done(choice.accept(all.get(cursor)));
  }

  /** Otherwise its command has words in capitals, which the user has to replace. */
  private boolean ready() {
    return guide.suggestions().get(cursor).ready();
  }

  private Answer at(int row) {
    int last = Math.max(0, guide.suggestions().size() - 1);
    return Answer.stay(new GuideDialog(guide, choice, Math.max(0, Math.min(last, row))));
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    List<Line> lines = lines(canvas.width());
    int chosen = 0;
    while (chosen < lines.size() && lines.get(chosen).suggestion() != cursor) {
      chosen++;
    }
    int room = canvas.height() - KEY_ROWS;
    // With the first suggestion goes what it follows from.
    boolean top = cursor == 0 && chosen < room;
    int first = top ? 0 : Math.max(0, Math.min(chosen - room / 3, lines.size() - room));
    for (int i = 0; i < room && first + i < lines.size(); i++) {
      Line line = lines.get(first + i);
      canvas.text(0, i, line.text(), line.style());
      if (line.suggestion() == cursor) {
        canvas.restyle(i, Style.REVERSED);
      }
    }
    canvas.text(0, canvas.height() - 1, KEYS, Style.of(Color.CYAN));
  }

  /**
   * A line of the dialog.
   *
   * @param suggestion whose title it is, or -1
   */
  private record Line(String text, Style style, int suggestion) {}

  private List<Line> lines(int width) {
    List<Line> lines = new ArrayList<>();
    for (String finding : guide.findings()) {
      DisplayWidth.fold("", "", finding, width)
          .forEach(text -> lines.add(new Line(text, Style.PLAIN, -1)));
    }
    for (int i = 0; i < guide.suggestions().size(); i++) {
      Suggestion one = guide.suggestions().get(i);
      lines.add(new Line("", Style.PLAIN, -1));
      int number = i;
      DisplayWidth.fold(i + 1 + ". ", INDENT, one.titleWithCost(), width)
          .forEach(text -> lines.add(new Line(text, Style.BOLD, number)));
      DisplayWidth.fold(INDENT, INDENT, one.reason(), width)
          .forEach(text -> lines.add(new Line(text, Style.PLAIN, -1)));
      DisplayWidth.fold(INDENT, INDENT, CommandWords.line(one.proposal()), width)
          .forEach(text -> lines.add(new Line(text, Style.of(Color.CYAN), -1)));
    }
    return lines;
  }
}
