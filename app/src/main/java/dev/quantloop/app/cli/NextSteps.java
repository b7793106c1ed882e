package dev.quantloop.app.cli;

import dev.quantloop.app.guide.Evidence;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.ReadEvidence;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;

/** Commands that make sense after a run, ready to be typed. */
final class NextSteps {
  private static final String LEAD = "Next:  ";

  private NextSteps() {}

  static List<String> after(Tracker tracker, Experiment experiment) {
    String name = experiment.name();
    List<String> commands = new ArrayList<>();
    Evidence evidence = ReadEvidence.of(tracker, experiment);
    if (!evidence.trends().isEmpty()) {
      RankingRow best = evidence.trends().get(0).best();
      commands.add("quantloop show " + name + ":" + best.iteration());
      if (best.iteration() > 0 && evidence.trends().get(0).none().isPresent()) {
        commands.add("quantloop compare %1$s:0 %1$s:%2$d".formatted(name, best.iteration()));
      }
    }
    Guide.of(evidence).suggestions().stream()
        .filter(Suggestion::ready)
        .findFirst()
        .ifPresent(suggestion -> commands.add(suggestion.commandLine()));
    commands.add("quantloop next " + name + "  (why, and what else)");
    commands.add("quantloop export " + name + " --format md");
    List<String> lines = new ArrayList<>();
    for (String command : commands) {
      lines.add((lines.isEmpty() ? LEAD : " ".repeat(LEAD.length())) + command);
    }
    return lines;
  }
}
