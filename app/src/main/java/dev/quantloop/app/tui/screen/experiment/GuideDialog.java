package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.UserPath;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.ScreenServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the last iteration showed, and what to try next; Enter asks and does it, e edits it. */
record GuideDialog(Guide guide, ScreenServices services, int cursor) implements Dialog {
  private static final int WIDTH = 74;

  /** A blank line, and the one that names the keys. */
  private static final int KEY_ROWS = 2;

  private static final String INDENT = "   ";
  private static final String KEYS = "enter does it  e edits  y copies";

  @Override
  public String title() {
    return "What to try next";
  }

  @Override
  public Size size(int columns) {
    int width = Math.min(WIDTH, columns);
    return new Size(width, lines(width).size() + KEY_ROWS);
  }

  @Override
  public Answer press(Key key) {
    List<Suggestion> all = guide.suggestions();
    switch (key.label()) {
      case "j", "down":
        return at(cursor + 1);
      case "k", "up":
        return at(cursor - 1);
      case "g", "home":
        return at(0);
      case "G", "end":
        return at(all.size() - 1);
      default:
        return all.isEmpty() || key.equals(Key.of('q'))
            ? Answer.done()
            : onSelected(key.label(), all.get(cursor));
    }
  }

  private Answer onSelected(String key, Suggestion selected) {
    return switch (key) {
      case "y" ->
          Answer.done(new Effect.Copy(CommandWords.line(selected.proposal()), "the command"));
      case "e" -> Answer.done(edit(selected));
      case "enter" -> Answer.done(selected.ready() ? accept(selected) : edit(selected));
      default -> Answer.stay(this);
    };
  }

  private Answer at(int row) {
    int last = Math.max(0, guide.suggestions().size() - 1);
    return Answer.stay(new GuideDialog(guide, services, Math.max(0, Math.min(last, row))));
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
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

  /** Where its file goes has to be looked at, and is told before anything is done. */
  private Effect accept(Suggestion suggestion) {
    return new Effect.Background(
        answers -> {
          Effect question = new Effect.Show(question(suggestion));
          answers.accept(new ExperimentUpdate.Then(s -> Transition.to(s, question)));
        });
  }

  Confirmation question(Suggestion suggestion) {
    Optional<Path> output =
        suggestion.proposal() instanceof Proposal.Quantize quantize
            ? Optional.of(quantize.output().toAbsolutePath())
            : Optional.empty();
    boolean replaces = output.filter(Files::exists).isPresent();
    String where =
        output
            .map(file -> "It " + (replaces ? "replaces " : "writes ") + shown(file))
            .orElse("Its files go beside the database, to " + shown(directory()));
    List<String> lines = List.of(where, "", CommandWords.line(suggestion.proposal()));
    return new Confirmation(
        "Do this now?",
        lines,
        new Effect.Tell(
            new ExperimentUpdate.Then(
                s -> Transition.to(s, new Effect.Say("doing it"), doing(services, suggestion)))));
  }

  private Path directory() {
    return services.database().toAbsolutePath().getParent();
  }

  private String shown(Path path) {
    return UserPath.shortened(path.toString(), services.directories().home());
  }

  private Effect edit(Suggestion suggestion) {
    return new Effect.AskCommand(ShellWords.quoted(CommandWords.of(suggestion.proposal())));
  }

  /** Carries it out, in the background: commands take their time. */
  static Effect doing(ScreenServices services, Suggestion suggestion) {
    return new Effect.Background(
        answers -> {
          Effect said = new Effect.Say(services.work().carryOut(suggestion.proposal()));
          answers.accept(
              new ExperimentUpdate.Then(s -> Transition.to(s, ExperimentUpdate.load(s), said)));
        });
  }
}
