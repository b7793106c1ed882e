package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.service.Verdicts;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.ScoredFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The same text calibrated at several context sizes: all evaluated at one size, and each at its
 * own.
 */
public final class ContextReport {
  private final Tracker tracker;
  private final SortedMap<Integer, Experiment> experiments;
  private final int at;
  private final String corpus;
  private final List<Row> rows = new ArrayList<>();

  /**
   * A calibration of a type.
   *
   * @param context empty without imatrix
   * @param there evaluated at the one size
   * @param own evaluated at its own size; empty where that is the one
   * @param held at its own size against the calibration at the one size
   */
  private record Row(
      Optional<Integer> context,
      Ranked there,
      Optional<ScoredFile> own,
      Optional<Comparison> held) {}

  /**
   * Judges what is not judged yet.
   *
   * @param experiments by size of their context
   * @param at the size at which all are evaluated
   * @param corpus name of the text that they calibrate on
   */
  public ContextReport(
      Tracker tracker, SortedMap<Integer, Experiment> experiments, int at, String corpus) {
    this.tracker = tracker;
    this.experiments = experiments;
    this.at = at;
    this.corpus = corpus;
    experiments.values().forEach(one -> tracker.verdicts().judge(one.id()));
    Experiment home = experiments.get(at);
    for (String type : home.settings().quantTypes()) {
      rows.addAll(
          together(
              tracker.verdicts().rankings(home).of(type, null, Figure.COMPOSITE).rows().stream()
                  .map(this::row)
                  .toList()));
    }
  }

  /** What the imatrix of a size is called in the experiments of others. */
  public static String label(int context) {
    return "c" + context;
  }

  private Row row(Ranked there) {
    Optional<Integer> context =
        there.file().name().equals(corpus)
            ? Optional.of(at)
            : experiments.keySet().stream()
                .filter(size -> label(size).equals(there.file().name()))
                .findFirst();
    if (context.isEmpty() || context.get() == at) {
      return new Row(context, there, Optional.empty(), Optional.empty());
    }
    List<ScoredFile> files =
        tracker
            .verdicts()
            .rankings(experiments.get(context.get()))
            .of(there.file().quant().quantType(), null, Figure.COMPOSITE)
            .files();
    Optional<ScoredFile> own = find(files, corpus);
    Optional<Comparison> held =
        own.flatMap(
            to ->
                find(files, label(at))
                    .flatMap(
                        from ->
                            tracker.verdicts().files(from.quant().id(), to.quant().id()).stream()
                                .findFirst()));
    return new Row(context, there, own, held);
  }

  /** All sizes of a type are held against the one. */
  private static List<Row> together(List<Row> rows) {
    Iterator<Comparison> held =
        Verdicts.together(rows.stream().flatMap(row -> row.held().stream()).toList()).iterator();
    return rows.stream()
        .map(
            row ->
                new Row(row.context(), row.there(), row.own(), row.held().map(one -> held.next())))
        .toList();
  }

  private static Optional<ScoredFile> find(List<ScoredFile> files, String name) {
    return files.stream().filter(file -> file.name().equals(name)).findFirst();
  }

  public void print(PrintWriter out) {
    TextTable table =
        new TextTable(
            "type",
            ">calibrated at",
            "",
            ">evaluated at " + at,
            "95 % interval",
            ">to the best",
            "verdict",
            ">at its own",
            "95 % interval",
            ">to calibrated at " + at,
            "verdict");
    for (Row row : rows) {
      table.row(
          row.there().file().quant().quantType(),
          row.context().map(Object::toString).orElse("no imatrix"),
          FileText.mark(row.there()),
          Numbers.score(row.there().file().composite()),
          FileText.interval(row.there().file()),
          row.there().onBest().map(FileText::change).orElse(""),
          FileText.verdict(row.there()),
          row.own().map(ScoredFile::composite).map(Numbers::score).orElse(""),
          row.own().map(FileText::interval).orElse(""),
          row.held().map(one -> JudgementText.change(one.change(), one.reach())).orElse(""),
          row.held().map(one -> one.outcome().word()).orElse(""));
    }
    table.print(out);
    if (rows.stream().noneMatch(row -> FileText.isUndecided(row.there().file()))) {
      out.println(FileText.MARKED);
    }
    out.println(
        "Composites at different sizes are of different tokens and can't be compared with each other.");
    experiments.forEach(
        (size, experiment) -> {
          out.println();
          out.println("At " + size + ":");
          FileRankingReport.of(tracker, List.of(experiment)).printBasis(out);
        });
    out.flush();
  }

  /** All that is known. */
  public Map<String, Object> document() {
    Map<String, Object> document =
        FileRankingReport.of(tracker, List.of(experiments.get(at))).basis();
    document.put("experiments", experiments.values().stream().map(Experiment::name).toList());
    document.put("evaluated_at", at);
    document.put("rows", rows.stream().map(ContextReport::document).toList());
    return document;
  }

  private static Map<String, Object> document(Row row) {
    return Json.object(
        "quant_type", row.there().file().quant().quantType(),
        "calibrated_at", row.context().orElse(null),
        "there", FileRankingReport.row(row.there()),
        "own", row.own().map(FileRankingReport::file).orElse(null),
        "own_against_there",
            row.held()
                .map(
                    held -> {
                      Map<String, Object> comparison = held.values();
                      comparison.put("verdict", held.outcome().word());
                      return comparison;
                    })
                .orElse(null));
  }
}
