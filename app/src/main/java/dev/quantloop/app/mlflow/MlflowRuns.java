package dev.quantloop.app.mlflow;

import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.mlflow.MlflowRun.Metric;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.export.History;
import dev.quantloop.tracker.export.ModelCard;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An experiment as runs of MLflow: one for each quant type, whose metrics are the curve over the
 * growing corpus, and below it one for each quant.
 *
 * @param identity of the database
 * @param quants types whose chosen quants are sent as files, too
 */
record MlflowRuns(History history, String identity, Set<String> quants) {
  /** Settings that may be changed later on, which parameters may not. */
  private static final Set<String> CHANGING = Set.of("replicates", "reference", "quarantine");

  /** What MLflow shows as the description of a run. */
  private static final String DESCRIPTION = "mlflow.note.content";

  /** Tells all runs of the experiment from those of others. */
  String experimentKey() {
    return identity + "/" + history.experiment().id();
  }

  /** Each after the one that it stands below. */
  List<MlflowRun> all() throws IOException {
    List<MlflowRun> runs = new ArrayList<>();
    for (RankingRow chosen : history.quantTypes().stream().map(this::chosen).toList()) {
      runs.add(ofType(chosen));
      history.ranking(chosen.quantType()).stream().map(this::ofQuant).forEach(runs::add);
    }
    history.imported().stream().map(this::ofImported).forEach(runs::add);
    return runs;
  }

  /** Why quants that were asked for are not sent, in whole lines. */
  List<String> missing() {
    return quants.stream()
        .filter(type -> !history.quantTypes().contains(type) || quantFile(chosen(type)).isEmpty())
        .map(type -> "the file of a quant to %s is not on disk and left out".formatted(type))
        .toList();
  }

  /** Marked as imported: nothing is known of it but what its file says. */
  private MlflowRun ofImported(ImportedResult result) {
    Map<String, String> parameters = new LinkedHashMap<>();
    result.quantType().ifPresent(type -> parameters.put("quant_type", type));
    result.tensors().ifPresent(tensors -> parameters.put("tensors", tensors));
    RecordValues.of(result, "label", "file", "line", "format", "file_sha256", "n_ctx", "chunks")
        .forEach(
            (name, value) -> {
              if (value != null) {
                parameters.put(name, value.toString());
              }
            });
    Instant at = history.experiment().createdAt();
    List<Metric> metrics = new ArrayList<>();
    result
        .figures()
        .forEach((figure, value) -> metrics.add(new Metric(figure.key(), value.value(), 0, at)));
    result.bytes().ifPresent(bytes -> metrics.add(new Metric("bytes", bytes, 0, at)));
    result
        .bitsPerWeight()
        .ifPresent(bits -> metrics.add(new Metric("bits_per_weight", bits, 0, at)));
    metrics.removeIf(metric -> !Double.isFinite(metric.value()));
    return new MlflowRun(
        experimentKey()
            + "/imported/"
            + result.fileSha256()
            + "/"
            + result.line()
            + "/"
            + result.label(),
        result.label() + " (imported)",
        Optional.empty(),
        at,
        Optional.of(at),
        parameters,
        Map.of("origin", "imported"),
        metrics,
        Map.of(),
        Map.of());
  }

  private RankingRow chosen(String quantType) {
    return history.chosen().stream()
        .filter(row -> row.quantType().equals(quantType))
        .findFirst()
        .orElseThrow();
  }

  private String key(String quantType) {
    return experimentKey() + "/" + quantType;
  }

  private MlflowRun ofType(RankingRow chosen) throws IOException {
    Experiment experiment = history.experiment();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("quant_type", chosen.quantType());
    parameters.put("program_version", experiment.programVersion());
    RecordValues.of(history.model(), "name", "sha256", "file_type")
        .forEach((name, value) -> parameters.put("model_" + name, value.toString()));
    Map<String, String> tags = new LinkedHashMap<>();
    experiment
        .settings()
        .values()
        .forEach(
            (name, value) ->
                (CHANGING.contains(name) ? tags : parameters).put(name, String.valueOf(value)));
    tags.put("chosen_iteration", Integer.toString(chosen.iteration()));
    tags.putAll(judged(chosen));
    Double atMost = history.atMostWorse().get(chosen.quantType());
    if (atMost != null) {
      tags.put("at_most_worse", atMost.toString());
    }
    StringBuilder card = new StringBuilder();
    new ModelCard(history, List.of(chosen)).write(card);
    tags.put(DESCRIPTION, card.toString());
    List<Metric> curve =
        history.ranking(chosen.quantType()).stream()
            .filter(row -> row.kind() == IterationKind.PLANNED)
            .flatMap(row -> figures(row).stream())
            .toList();
    return new MlflowRun(
        key(chosen.quantType()),
        experiment.name() + " " + chosen.quantType(),
        Optional.empty(),
        experiment.createdAt(),
        ended(),
        parameters,
        tags,
        curve,
        files(chosen),
        Map.of("report.html", text(ExportFormat.HTML), "results.json", text(ExportFormat.JSON)));
  }

  /** Empty while a run is at work on the experiment. */
  private Optional<Instant> ended() {
    return history.runs().stream().anyMatch(run -> run.state().active())
        ? Optional.empty()
        : history.runs().stream()
            .findFirst()
            .flatMap(Run::endedAt)
            .or(() -> Optional.of(history.experiment().createdAt()));
  }

  private String text(ExportFormat format) throws IOException {
    StringBuilder text = new StringBuilder();
    format.write(history, text);
    return text.toString();
  }

  /** The imatrix, and the quant where it is asked for. */
  private Map<String, Path> files(RankingRow row) {
    Map<String, Path> files = new LinkedHashMap<>(imatrix(row));
    if (quants.contains(row.quantType())) {
      quantFile(row).ifPresent(file -> files.put(file.getFileName().toString(), file));
    }
    return files;
  }

  private Optional<Path> quantFile(RankingRow row) {
    Quant quant = history.file(row.quant()).quant();
    return Optional.of(quant.file()).filter(file -> CommittedFile.isThere(file, quant.bytes()));
  }

  /** Where it is on disk as it was recorded. */
  private Map<String, Path> imatrix(RankingRow row) {
    return history
        .imatrix(history.iteration(row))
        .filter(imatrix -> CommittedFile.isThere(imatrix.file(), imatrix.bytes()))
        .map(imatrix -> Map.of("imatrix-" + imatrix.file().getFileName(), imatrix.file()))
        .orElse(Map.of());
  }

  private MlflowRun ofQuant(RankingRow row) {
    Iteration iteration = history.iteration(row);
    Quant quant = history.file(row.quant()).quant();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("quant_type", row.quantType());
    parameters.put("iteration", Integer.toString(row.iteration()));
    parameters.put("kind", row.kind().word());
    parameters.put("corpus_tokens", Long.toString(row.corpusTokens()));
    iteration.label().ifPresent(label -> parameters.put("label", label));
    parameters.put("recipe", history.recipe(iteration));
    parameters.put("quant_sha256", quant.sha256());
    history
        .imatrix(iteration)
        .map(Imatrix::sha256)
        .ifPresent(sha256 -> parameters.put("imatrix_sha256", sha256));
    RecordValues.of(quant.provenance())
        .forEach((name, value) -> parameters.put(name, value.toString()));
    List<Metric> metrics = new ArrayList<>(figures(row));
    metrics.add(metric(row, "bytes", row.bytes()));
    metrics.add(metric(row, "bits_per_weight", row.bitsPerWeight()));
    return new MlflowRun(
        key(row.quantType()) + "/" + row.iteration(),
        iteration.label().orElse("%s iteration %d".formatted(row.quantType(), row.iteration())),
        Optional.of(key(row.quantType())),
        iteration.createdAt(),
        Optional.of(at(row)),
        parameters,
        judged(row),
        metrics,
        Map.of(),
        Map.of());
  }

  /** What was decided of a quant, which may change with what it is held against. */
  private static Map<String, String> judged(RankingRow row) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("rank", Integer.toString(row.rank()));
    tags.put("recommended", Boolean.toString(row.recommended()));
    tags.put("verdict", JudgementText.sentence(row.judgement()));
    RecordValues.of(row.judgement(), "change", "change_low", "change_high", "clusters")
        .forEach((name, value) -> tags.put(name, value == null ? "" : value.toString()));
    return tags;
  }

  /** Every figure and the ends of its interval, where it has one. */
  private List<Metric> figures(RankingRow row) {
    List<Metric> metrics = new ArrayList<>();
    Map<Figure, Interval> intervals = history.file(row.quant()).intervals();
    for (Figure figure : Figure.values()) {
      metrics.add(metric(row, figure.key(), row.statistics().get(figure)));
      Interval interval = intervals.get(figure);
      if (interval != null) {
        metrics.add(metric(row, figure.lowKey(), interval.low()));
        metrics.add(metric(row, figure.highKey(), interval.high()));
      }
    }
    metrics.removeIf(metric -> !Double.isFinite(metric.value()));
    return metrics;
  }

  private Metric metric(RankingRow row, String key, double value) {
    return new Metric(key, value, row.corpusTokens(), at(row));
  }

  private Instant at(RankingRow row) {
    Iteration iteration = history.iteration(row);
    return iteration.endedAt().orElse(iteration.createdAt());
  }
}
