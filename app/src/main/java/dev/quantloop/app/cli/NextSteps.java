package dev.quantloop.app.cli;

import dev.quantloop.tracker.Corpus;
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
    List<RankingRow> ranking = tracker.rankings().ranking(experiment.id());
    if (!ranking.isEmpty()) {
      // The last quant type is the smallest, as a rule, and has the most to gain.
      String type = ranking.get(ranking.size() - 1).quantType();
      RankingRow best =
          ranking.stream().filter(row -> row.quantType().equals(type)).findFirst().orElseThrow();
      commands.add("quantloop show " + name + ":" + best.iteration());
      if (best.iteration() > 0) {
        commands.add("quantloop compare %1$s:0 %1$s:%2$d".formatted(name, best.iteration()));
      }
      tracker.experiments().corpora(experiment.id()).stream()
          .filter(corpus -> best.corpusTokens() > 0 && corpus.poolTokens() >= best.corpusTokens())
          .findFirst()
          .ifPresent(corpus -> commands.add(iterate(name, best, corpus)));
    }
    commands.add("quantloop export " + name + " --format md");
    List<String> lines = new ArrayList<>();
    for (String command : commands) {
      lines.add((lines.isEmpty() ? LEAD : " ".repeat(LEAD.length())) + command);
    }
    return lines;
  }

  private static String iterate(String name, RankingRow best, Corpus corpus) {
    return "quantloop iterate %s --tokens %d --sources %s"
        .formatted(name, best.corpusTokens(), corpus.name());
  }
}
