package dev.quantloop.app.cli.command;

import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.guide.Evidence;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that make sense after a run, ready to be typed. */
final class NextSteps {
  private static final String LEAD = "Next:  ";

  private NextSteps() {}

  static List<String> after(Console console, Tracker tracker, Experiment experiment) {
    String name = experiment.name();
    Path database = tracker.file();
    List<String> commands = new ArrayList<>();
    Evidence evidence = Evidence.of(tracker, experiment);
    if (!evidence.trends().isEmpty()) {
      String best = name + ":" + evidence.trends().get(0).best().iteration();
      String none = name + ":0";
      commands.add(DbOption.typed(console, database, "show", best));
      if (!best.equals(none) && evidence.trends().get(0).none().isPresent()) {
        commands.add(DbOption.typed(console, database, "compare", none, best));
      }
    }
    Guide.of(evidence).suggestions().stream()
        .filter(Suggestion::ready)
        .findFirst()
        .map(one -> CommandWords.of(one.proposal(), DbOption.flags(console, database)))
        .map(CommandWords::line)
        .ifPresent(commands::add);
    commands.add(DbOption.typed(console, database, "next", name) + "  (why, and what else)");
    commands.add(DbOption.typed(console, database, "export", name, "--format", "md"));
    List<String> lines = new ArrayList<>();
    for (String command : commands) {
      lines.add((lines.isEmpty() ? LEAD : " ".repeat(LEAD.length())) + command);
    }
    return lines;
  }
}
