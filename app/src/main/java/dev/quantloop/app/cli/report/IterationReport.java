package dev.quantloop.app.cli.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.EarlyStopText;
import dev.quantloop.app.experiment.Fallbacks;
import dev.quantloop.app.experiment.ProvenanceLine;
import dev.quantloop.app.format.ConfidenceText;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.PredictionText;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.IterationId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Score;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.GainPrediction;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An iteration with its recipe, files, figures and provenance, for a person and as JSON. */
public final class IterationReport {
  private final Shared shared;
  private final Iteration iteration;
  private final Optional<Imatrix> imatrix;
  private final List<Quant> quants;
  private final ReplicatesReport replicates;
  private final Map<QuantId, Score> scores = new HashMap<>();
  private final Map<QuantId, List<ConfidenceBucket>> confidence = new HashMap<>();
  private final Tracker tracker;

  /** What the reports of an experiment have in common, read once for all of them. */
  private record Shared(
      Experiment experiment,
      Optional<GgufFile> model,
      Fallbacks fallbacks,
      Map<CorpusId, String> corpora,
      Map<IterationId, Imatrix> imatrices,
      Map<IterationId, List<Quant>> quants,
      List<DomainRow> domains,
      List<GainPrediction> predictions) {
    static Shared read(Tracker tracker, Experiment experiment) {
      ExperimentId id = experiment.id();
      Path model = tracker.experiments().model(experiment).path();
      return new Shared(
          experiment,
          header(model),
          Fallbacks.of(model, tracker.iterations().quants(id)),
          tracker.experiments().corpora(id).stream().collect(toMap(Corpus::id, Corpus::name)),
          tracker.iterations().imatrices(id).stream().collect(toMap(Imatrix::iteration, i -> i)),
          tracker.iterations().quants(id).stream().collect(groupingBy(Quant::iteration)),
          tracker.rankings().domainMatrix(id),
          tracker.rankings().standing(id).predictions());
    }

    private static Optional<GgufFile> header(Path model) {
      try {
        return Optional.of(GgufFile.read(model));
      } catch (LlamaException e) {
        return Optional.empty();
      }
    }
  }

  private IterationReport(Tracker tracker, Shared shared, Iteration iteration) {
    this.tracker = tracker;
    this.shared = shared;
    this.iteration = iteration;
    this.imatrix = Optional.ofNullable(shared.imatrices().get(iteration.id()));
    this.quants = shared.quants().getOrDefault(iteration.id(), List.of());
    this.replicates = new ReplicatesReport(tracker, iteration.id());
    for (Quant quant : quants) {
      tracker.evaluations().findScore(quant.id()).ifPresent(s -> scores.put(quant.id(), s));
      confidence.put(quant.id(), tracker.evaluations().confidence(quant.id()));
    }
  }

  /** One for each of an experiment's iterations. */
  public static List<IterationReport> of(
      Tracker tracker, Experiment experiment, List<Iteration> iterations) {
    Shared shared = Shared.read(tracker, experiment);
    return iterations.stream()
        .map(iteration -> new IterationReport(tracker, shared, iteration))
        .toList();
  }

  /** A line per iteration. */
  public static TextTable table(List<IterationReport> reports) {
    TextTable table =
        new TextTable(">iteration", "kind", "state", ">tokens", "chunks", "composite");
    for (IterationReport report : reports) {
      Iteration iteration = report.iteration;
      table.row(
          iteration.number(),
          iteration.kind().word(),
          iteration.state().word(),
          iteration.corpusTokens(),
          report.recipe(),
          report.composites());
    }
    return table;
  }

  private String recipe() {
    if (iteration.label().isPresent()) {
      return iteration.label().get();
    }
    return iteration.recipe().isEmpty()
        ? "no imatrix"
        : iteration.recipe().stream()
            .map(part -> part.chunks() + " " + name(part.corpus()))
            .collect(Collectors.joining(", "));
  }

  private String composites() {
    return quants.stream()
        .map(
            quant ->
                quant.quantType()
                    + " "
                    + score(quant).map(s -> Numbers.score(s.composite())).orElse("–"))
        .collect(Collectors.joining(", "));
  }

  public void print(PrintWriter out) {
    out.println(
        "iteration %d of %s: %s, %s, %s"
            .formatted(
                iteration.number(),
                shared.experiment().name(),
                iteration.kind().word(),
                iteration.state().word(),
                iteration.corpusTokens() == 0
                    ? iteration.label().orElse("without imatrix")
                    : Numbers.amount(iteration.corpusTokens(), "token")
                        + " (chunks: "
                        + recipe()
                        + ")"));
    iteration.corpusSha256().ifPresent(sha -> out.println("corpus     SHA-256 " + sha));
    imatrix.ifPresent(
        i -> {
          out.println(
              "imatrix    %s (%s)%s"
                  .formatted(
                      i.file(), Numbers.bytes(i.bytes()), CommittedFile.note(i.file(), i.bytes())));
          out.println("           SHA-256 " + i.sha256());
          out.println("           " + ProvenanceLine.of(i.provenance()));
          coverage(i)
              .ifPresent(c -> c.gaps().forEach(gap -> out.println("           warning: " + gap)));
        });
    for (Quant quant : quants) {
      out.println(
          "%-10s %s (%s, %s bits a weight%s)%s"
              .formatted(
                  quant.quantType(),
                  quant.file(),
                  Numbers.bytes(quant.bytes()),
                  Numbers.fixed(quant.bitsPerWeight(), 3),
                  shared.fallbacks().note(quant.quantType()),
                  quant.fileRemovedAt().isPresent()
                      ? ", not kept on disk"
                      : CommittedFile.note(quant.file(), quant.bytes())));
      out.println("           SHA-256 " + quant.sha256());
      out.println("           " + ProvenanceLine.of(quant.provenance()));
      score(quant)
          .ifPresent(s -> out.println("           scored: " + ProvenanceLine.of(s.provenance())));
    }
    quants.stream()
        .flatMap(quant -> tracker.earlyStops().find(quant.id()).stream())
        .forEach(stop -> out.println("verdict    " + EarlyStopText.sentence(tracker, stop)));
    for (Quant quant : quants) {
      predicted(quant).ifPresent(text -> out.println("predicted  %s".formatted(text)));
    }
    if (!replicates.isEmpty()) {
      out.println("replicates " + replicates.inWords(ownComposites()));
    }
    out.println();
    figures().print(out);
    printConfidence(out);
    out.flush();
  }

  /** What the imatrix said before it was quantized. */
  private Optional<String> predicted(Quant quant) {
    return PredictionText.of(shared.predictions(), quant.quantType(), iteration.number())
        .map(text -> quant.quantType() + ": " + text + " (no verdict)");
  }

  private Map<String, Double> ownComposites() {
    Map<String, Double> composites = new LinkedHashMap<>();
    quants.forEach(
        quant -> score(quant).ifPresent(s -> composites.put(quant.quantType(), s.composite())));
    return composites;
  }

  private TextTable figures() {
    TextTable table = new TextTable("quant", "texts", FigureText.headings(FigureLists.BY_TEXT));
    for (Quant quant : quants) {
      score(quant).ifPresent(s -> row(table, quant.quantType(), "all", s.statistics()));
      for (DomainRow row : domains(quant.quantType())) {
        row(table, row.quantType(), row.evaluationSet(), row.statistics());
      }
    }
    return table;
  }

  private void printConfidence(PrintWriter out) {
    TextTable table =
        new TextTable(
            "quant", "probability", ">of tokens", FigureText.headings(FigureLists.CONFIDENCE));
    for (Quant quant : quants) {
      for (ConfidenceBucket bucket : confidence.get(quant.id())) {
        table.row(
            quant.quantType(),
            ConfidenceText.range(bucket),
            ConfidenceText.share(bucket),
            FigureText.cells(FigureLists.CONFIDENCE, bucket.statistics()));
      }
    }
    if (!table.isEmpty()) {
      out.println();
      out.println(ConfidenceText.TITLE + ":");
      table.print(out);
    }
    scores.keySet().stream()
        .filter(quant -> confidence.get(quant).isEmpty())
        .findFirst()
        .ifPresent(quant -> out.println(ConfidenceText.MISSING));
  }

  private static void row(TextTable table, String type, String texts, FigureValues statistics) {
    table.row(type, texts, FigureText.cells(FigureLists.BY_TEXT, statistics));
  }

  public Map<String, Object> document() {
    return Json.object(
        "iteration", iteration.number(),
        "kind", iteration.kind().word(),
        "state", iteration.state().word(),
        "corpus_tokens", iteration.corpusTokens(),
        "corpus_sha256", iteration.corpusSha256().orElse(null),
        "recipe",
            iteration.recipe().stream()
                .map(
                    part ->
                        Json.object(
                            "source", name(part.corpus()),
                            "first_chunk", part.firstChunk(),
                            "chunks", part.chunks(),
                            "weight", part.weight()))
                .toList(),
        "created_at", iteration.createdAt(),
        "ended_at", iteration.endedAt().orElse(null),
        "imatrix", imatrix.map(this::document).orElse(null),
        "quants", quants.stream().map(this::document).toList(),
        "replicates", replicates.document(ownComposites()));
  }

  /** Of the model; empty where the model or the imatrix is not as it was recorded. */
  private Optional<ImatrixCoverage> coverage(Imatrix imatrix) {
    try {
      return shared
          .model()
          .filter(model -> CommittedFile.isThere(imatrix.file(), imatrix.bytes()))
          .map(model -> ImatrixCoverage.of(model, ImatrixFile.read(imatrix.file())));
    } catch (LlamaException e) {
      return Optional.empty();
    }
  }

  private Map<String, Object> document(Imatrix imatrix) {
    var document = RecordValues.without(imatrix, "id", "iteration");
    document.put("coverage", coverage(imatrix).map(CoverageReport::document).orElse(null));
    document.put("provenance", RecordValues.of(imatrix.provenance()));
    return document;
  }

  private Map<String, Object> document(Quant quant) {
    var document =
        RecordValues.of(
            quant, "quant_type", "file", "bytes", "bits_per_weight", "sha256", "seconds");
    document.put("kept_tensors", shared.fallbacks().kept(quant.quantType()).document());
    document.put("fallback_share", shared.fallbacks().share(quant.quantType()));
    if (quant.fileRemovedAt().isPresent()) {
      document.put("file", null);
    }
    document.put("provenance", RecordValues.of(quant.provenance()));
    document.put(
        "prediction",
        shared.predictions().stream()
            .filter(one -> one.quantType().equals(quant.quantType()))
            .flatMap(one -> one.steps().stream())
            .filter(step -> step.iteration().orElse(-1) == iteration.number())
            .map(step -> RecordValues.without(step, "iteration", "corpus_tokens"))
            .findFirst()
            .orElse(null));
    Optional<Score> score = score(quant);
    document.put("score", score.map(s -> s.statistics().byKey()).orElse(null));
    document.put("score_provenance", score.map(s -> RecordValues.of(s.provenance())).orElse(null));
    document.put(
        "stopped_early",
        tracker
            .earlyStops()
            .find(quant.id())
            .map(stop -> EarlyStopText.document(tracker, stop))
            .orElse(null));
    List<ConfidenceBucket> buckets = confidence.get(quant.id());
    document.put("confidence", buckets.isEmpty() ? null : ConfidenceText.document(buckets));
    document.put(
        "evaluations", domains(quant.quantType()).stream().map(IterationReport::document).toList());
    return document;
  }

  private static Map<String, Object> document(DomainRow row) {
    var document = RecordValues.of(row, "evaluation_set", "domain");
    document.put("statistics", row.statistics().byKey());
    return document;
  }

  private List<DomainRow> domains(String quantType) {
    return shared.domains().stream()
        .filter(row -> row.iteration() == iteration.number())
        .filter(row -> row.quantType().equals(quantType))
        .toList();
  }

  private Optional<Score> score(Quant quant) {
    return Optional.ofNullable(scores.get(quant.id()));
  }

  private String name(CorpusId id) {
    return shared.corpora().getOrDefault(id, "?");
  }
}
