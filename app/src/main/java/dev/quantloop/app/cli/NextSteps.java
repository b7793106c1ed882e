package dev.quantloop.app.cli;

import dev.quantloop.app.guide.Evidence;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.ReadEvidence;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Commands that make sense after a run, ready to be typed. */
final class NextSteps {
  private static final String LEAD = "Next:  ";

  private NextSteps() {}

  /**
   * @param databaseFlags what the commands that read the history are to be given; may be empty
   */
  static List<String> after(Tracker tracker, Experiment experiment, List<String> databaseFlags) {
    String name = experiment.name();
    List<List<String>> commands = new ArrayList<>();
    Evidence evidence = ReadEvidence.of(tracker, experiment);
    if (!evidence.trends().isEmpty()) {
      int best = evidence.trends().get(0).best().iteration();
      commands.add(List.of("show", name + ":" + best));
      if (best > 0 && evidence.trends().get(0).none().isPresent()) {
        commands.add(List.of("compare", name + ":0", name + ":" + best));
      }
    }
    List<String> lines = new ArrayList<>();
    commands.forEach(command -> lines.add(typed(command, databaseFlags)));
    Guide.of(evidence).suggestions().stream()
        .filter(Suggestion::ready)
        .findFirst()
        .map(one -> one.readsHistory() ? one.with(databaseFlags) : one)
        .ifPresent(suggestion -> lines.add(suggestion.commandLine()));
    lines.add(typed(List.of("next", name), databaseFlags) + "  (why, and what else)");
    lines.add(typed(List.of("export", name, "--format", "md"), databaseFlags));
    lines.replaceAll(line -> " ".repeat(LEAD.length()) + line);
    lines.set(0, LEAD + lines.get(0).strip());
    return lines;
  }

  private static String typed(List<String> command, List<String> databaseFlags) {
    return Suggestion.typed(Stream.concat(command.stream(), databaseFlags.stream()).toList());
  }
}
