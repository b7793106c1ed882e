package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.ByteCount;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.report.FileRankingReport;
import dev.quantloop.app.cli.report.ParetoReport;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.imports.ImportedReport;
import dev.quantloop.app.judge.ComparableExperiments;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.FileRanking;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets size against quality. */
@Command(
    name = "pareto",
    header = "Set the size of quants against their quality, and choose one.",
    description =
        "Takes all evaluated quants of experiments of one model that were evaluated on the same"
            + " text, of whatever type, and tells which are on the front: no other is as small or"
            + " smaller and detectably better. What quantloop allocate has evaluated as their next"
            + " step is among them.",
    footer = {
      "  quantloop pareto mine",
      "  quantloop pareto mine --not-worse-than mine:3:Q4_K_M",
      "  quantloop pareto mine other --below 4GiB"
    })
public final class ParetoCommand extends ConsoleCommand {
  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The experiments.")
  private List<String> names;

  @Option(
      names = "--not-worse-than",
      paramLabel = "NAME:N[:TYPE]",
      description =
          "Name the smallest file that is not detectably worse than this one: an iteration, or the"
              + " name of a file that was judged.")
  private String reference;

  @Option(
      names = "--below",
      paramLabel = "SIZE",
      converter = ByteCount.class,
      description = "Name the best file that is smaller than this, such as 4GiB.")
  private Long below;

  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (Tracker tracker = history.openExisting()) {
      List<Experiment> experiments =
          names.stream()
              .map(tracker.experiments()::get)
              .distinct()
              .collect(Collectors.toCollection(ArrayList::new));
      experiments.forEach(experiment -> requireFigures(tracker, experiment));
      ComparableExperiments.require(tracker, experiments);
      experiments.addAll(steps(tracker, experiments));
      FileRankingReport files = FileRankingReport.of(tracker, experiments);
      if (files.ranking().files().isEmpty()) {
        throw new UserException("nothing is evaluated yet of " + String.join(", ", names));
      }
      ParetoReport report = new ParetoReport(files);
      answer(files.ranking(), report);
      json.print(report::document, report::print);
    }
    return ExitCode.OK;
  }

  private void requireFigures(Tracker tracker, Experiment experiment) {
    if (ImportedReport.isAll(tracker, experiment.id())) {
      throw new UserException(
          "%s holds imported results alone, without the intervals that a front rests on; see them with: %s"
              .formatted(
                  experiment.name(),
                  DbOption.typed(console, tracker.file(), "rank", experiment.name())));
    }
  }

  /** The experiments that evaluate recipes of tensor types as steps of these. */
  private static List<Experiment> steps(Tracker tracker, List<Experiment> experiments) {
    return experiments.stream()
        .flatMap(of -> tracker.allocations().list(of.id()).stream())
        .map(step -> tracker.experiments().get(step.experiment()))
        .filter(step -> !experiments.contains(step))
        .filter(step -> ComparableExperiments.are(tracker, experiments.get(0), step))
        .toList();
  }

  private void answer(FileRanking ranking, ParetoReport report) {
    if (reference != null) {
      ScoredFile file = find(ranking.files());
      report.add(
          "smallest that is not detectably worse than " + file.name(),
          ranking.smallestNotWorseThan(file));
    }
    if (below != null) {
      report.add(
          "best below " + Numbers.bytes(below),
          ranking
              .bestBelow(below)
              .orElseThrow(
                  () ->
                      new UserException(
                          "no file is smaller than %s; the smallest has %s"
                              .formatted(
                                  Numbers.bytes(below),
                                  Numbers.bytes(ranking.bySize().get(0).file().bytes())))));
    }
  }

  private ScoredFile find(List<ScoredFile> files) {
    List<ScoredFile> found =
        files.stream()
            .filter(
                file ->
                    file.name().equals(reference)
                        || file.address().equalsIgnoreCase(reference)
                        || (file.experiment() + ":" + file.iteration()).equals(reference))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    String known =
        (found.isEmpty() ? files : found)
            .stream().map(ScoredFile::address).collect(Collectors.joining(", "));
    throw new UserException(
        (found.isEmpty() ? "there is no evaluated file " : "several files are meant by ")
            + reference
            + "; say which: "
            + known);
  }
}
