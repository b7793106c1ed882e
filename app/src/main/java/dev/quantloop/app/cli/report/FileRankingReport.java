package dev.quantloop.app.cli.report;

import dev.quantloop.app.experiment.EarlyStopText;
import dev.quantloop.app.experiment.Fallbacks;
import dev.quantloop.app.experiment.KeptTensors;
import dev.quantloop.app.experiment.LogitsSource;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.FileText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.NoiseFloorText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.tracker.record.EarlyStop;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.FileRanking;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.stats.PairedComparison;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.view.ScoredFile;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files of any types in one ranking, and what that rests on. */
public final class FileRankingReport {
  private final Tracker tracker;
  private final List<Experiment> experiments;
  private final FileRanking ranking;
  private final ModelFile model;

  private FileRankingReport(Tracker tracker, List<Experiment> experiments) {
    this.tracker = tracker;
    this.experiments = experiments;
    this.ranking = tracker.verdicts().ranking(experiments);
    this.model = tracker.experiments().model(experiments.get(0));
  }

  /** Judges what is not judged yet. The experiments are of one model, on the same tokens. */
  public static FileRankingReport of(Tracker tracker, List<Experiment> experiments) {
    experiments.forEach(experiment -> tracker.verdicts().judge(experiment.id()));
    return new FileRankingReport(tracker, experiments);
  }

  public FileRanking ranking() {
    return ranking;
  }

  public void print(PrintWriter out) {
    if (!ranking.files().isEmpty()) {
      table().print(out);
      if (ranking.files().stream().noneMatch(FileText::isUndecided)) {
        out.println(
            FileText.MARKED
                + (stopped().isEmpty() ? "" : ", of those that were evaluated on the whole text"));
      }
    }
    printBasis(out);
    if (!stopped().isEmpty()) {
      out.println(
          "Stopped early, without figures of the whole text (judge without --stop-early evaluates the rest):");
      stopped().forEach(stop -> out.println("  " + EarlyStopText.sentence(tracker, stop)));
    }
    unevaluated().forEach(line -> out.println("not evaluated: " + line));
    out.flush();
  }

  private TextTable table() {
    TextTable table =
        new TextTable(
            ">rank",
            "",
            "file",
            "type",
            ">size",
            ">bits/w",
            ">composite",
            "95 % interval",
            FigureText.headings(FigureLists.FILES),
            ">to the best",
            "verdict");
    for (Ranked row : ranking.rows()) {
      ScoredFile file = row.file();
      table.row(
          row.rank(),
          FileText.mark(row),
          file.name(),
          file.quant().quantType(),
          Numbers.bytes(file.bytes()),
          Numbers.fixed(file.quant().bitsPerWeight(), 2),
          Numbers.score(file.composite()),
          FileText.interval(file),
          FigureText.cells(FigureLists.FILES, file.statistics()),
          row.onBest().map(FileText::change).orElse(""),
          FileText.verdict(row));
    }
    return table;
  }

  /** The baseline, the text, and how it was compared. */
  void printBasis(PrintWriter out) {
    out.println(
        "Baseline: %s (%s, %s)"
            .formatted(model.path(), model.fileType(), Numbers.bytes(model.bytes())));
    kept().forEach(out::println);
    List<EvaluationSet> sets = sets();
    int chunks = sets.stream().mapToInt(EvaluationSet::chunks).sum();
    out.println(
        "Evaluated on %s of %d tokens: %s%s"
            .formatted(
                Numbers.amount(chunks, "chunk"),
                experiments.get(0).settings().nCtx(),
                sets.stream()
                    .map(set -> set.name() + " " + set.chunks())
                    .collect(Collectors.joining(", ")),
                documents().map(text -> "; " + text).orElse("")));
    if (!ranking.files().isEmpty()) {
      logits().ifPresent(file -> out.println("The baseline's logits: " + file.inWords()));
      out.println(NoiseFloorText.line(noiseFloor(), logits().isPresent()));
    }
    QuarantineReport.print(tracker, experiments, out);
    if (ranking.files().stream().anyMatch(FileText::isUndecided)) {
      out.println(FileText.UNDECIDED);
    } else if (!ranking.files().isEmpty()) {
      out.println(FileText.METHOD);
    }
  }

  /** Of files whose tensors are in part those of a baseline that is quantized itself. */
  private List<String> kept() {
    List<GgufTensor> tensors = Fallbacks.of(model.path(), List.of()).tensors();
    return ranking.files().stream()
        .flatMap(
            file ->
                Stream.of(KeptTensors.of(tensors, file.quant().file()))
                    .filter(kept -> !kept.isEmpty())
                    .map(kept -> "As in the baseline, %s: %s".formatted(file.name(), kept.names())))
        .toList();
  }

  /** The largest of the experiments'. */
  private Optional<NoiseFloor> noiseFloor() {
    return experiments.stream()
        .flatMap(experiment -> tracker.evaluations().noiseFloor(experiment.id()).stream())
        .max(Comparator.comparingDouble(floor -> floor.statistics().composite()));
  }

  private Optional<LogitsSource> logits() {
    return LogitsSource.of(tracker, experiments.get(0).id());
  }

  private Optional<String> documents() {
    return ranking.files().stream()
        .filter(file -> file.clusters().isPresent())
        .findFirst()
        .map(
            file ->
                Numbers.amount(
                    file.clusters().getAsInt(),
                    file.documentsKnown() ? "document" : "section of text"));
  }

  List<EvaluationSet> sets() {
    return tracker.experiments().evaluationSets(experiments.get(0).id());
  }

  private List<EarlyStop> stopped() {
    return experiments.stream()
        .flatMap(experiment -> tracker.earlyStops().list(experiment.id()).stream())
        .toList();
  }

  /** "theirs.gguf (failed)" of each that has no score. */
  List<String> unevaluated() {
    return experiments.stream()
        .flatMap(experiment -> tracker.iterations().list(experiment.id()).stream())
        .filter(iteration -> iteration.label().isPresent())
        .filter(iteration -> iteration.state() != IterationState.DONE)
        .map(FileRankingReport::state)
        .toList();
  }

  private static String state(Iteration iteration) {
    return iteration.label().orElse(iteration.inWords()) + " (" + iteration.state().word() + ")";
  }

  /** All that is known. */
  public Map<String, Object> document() {
    Map<String, Object> document = basis();
    document.put("ranking", ranking.rows().stream().map(FileRankingReport::row).toList());
    document.put(
        "stopped_early",
        stopped().stream().map(stop -> EarlyStopText.document(tracker, stop)).toList());
    document.put("not_evaluated", unevaluated());
    return document;
  }

  Map<String, Object> basis() {
    return Json.object(
        "experiments", experiments.stream().map(Experiment::name).toList(),
        "baseline", RecordValues.without(model, "id"),
        "n_ctx", experiments.get(0).settings().nCtx(),
        "scored_positions", experiments.get(0).settings().scoredPositions(),
        "evaluation_sets",
            sets().stream()
                .map(set -> RecordValues.of(set, "name", "domain", "chunks", "sha256"))
                .toList(),
        "baseline_logits", logits().map(LogitsSource::document).orElse(null),
        "noise_floor", noiseFloor().map(NoiseFloor::document).orElse(null),
        "quarantine", QuarantineReport.document(tracker, experiments),
        "question", "file",
        "method", Resampling.METHOD,
        "resamples", Resampling.DEFAULT.resamples(),
        "seed", Resampling.DEFAULT.seed(),
        "least_documents", PairedComparison.LEAST_CLUSTERS);
  }

  static Map<String, Object> row(Ranked row) {
    Map<String, Object> document = Json.object("rank", row.rank());
    document.putAll(file(row.file()));
    document.put("best", FileText.isBest(row));
    document.put("tied", row.tied());
    document.put("verdict", FileText.verdict(row));
    row.onBest().ifPresent(held -> document.putAll(held.values()));
    return document;
  }

  static Map<String, Object> file(ScoredFile file) {
    Map<String, Object> document =
        Json.object(
            "name", file.name(),
            "experiment", file.experiment(),
            "iteration", file.iteration(),
            "quant_type", file.quant().quantType(),
            "file", file.quant().file(),
            "sha256", file.quant().sha256(),
            "bytes", file.bytes(),
            "bits_per_weight", file.quant().bitsPerWeight(),
            "documents", file.clusters(),
            "documents_known", file.documentsKnown());
    document.putAll(file.statistics().byKey());
    for (Figure figure : Figure.values()) {
      Interval interval = file.intervals().get(figure);
      if (interval != null) {
        document.put(figure.lowKey(), interval.low());
        document.put(figure.highKey(), interval.high());
      }
    }
    return document;
  }
}
