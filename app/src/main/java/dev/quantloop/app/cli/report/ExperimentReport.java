package dev.quantloop.app.cli.report;

import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.experiment.GrowthPlan;
import dev.quantloop.app.experiment.LogitsSource;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.NoiseFloorText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.QuarantineText;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.tracker.record.AllocationSettings;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.record.Tag;
import dev.quantloop.tracker.service.Tracker;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an experiment consists of, for a person and as JSON. */
public final class ExperimentReport {
  private final Tracker tracker;
  private final Experiment experiment;
  private final ExperimentSettings settings;
  private final ModelFile model;
  private final List<Source> sources;
  private final Optional<LogitsSource> logits;
  private final List<Corpus> corpora;
  private final List<EvaluationSet> sets;
  private final List<SplitReport> splits;
  private final Optional<NoiseFloor> noiseFloor;
  private final List<AllocationStanding> steps;

  public ExperimentReport(Tracker tracker, Experiment experiment) {
    this.tracker = tracker;
    this.experiment = experiment;
    this.settings = experiment.settings();
    this.model = tracker.experiments().model(experiment);
    this.sources = tracker.experiments().sources(experiment.id());
    this.logits = LogitsSource.of(sources);
    this.corpora = tracker.experiments().corpora(experiment.id());
    this.sets = tracker.experiments().evaluationSets(experiment.id());
    this.noiseFloor = tracker.evaluations().noiseFloor(experiment.id());
    this.steps = AllocationStanding.steps(tracker, experiment);
    this.splits =
        corpora.stream().map(corpus -> SplitReport.of(tracker.experiments(), corpus)).toList();
  }

  /** A line each: model, quants, evaluation, pool, corpora to come. */
  public void printSummary(PrintWriter out) {
    out.println("experiment " + experiment.name());
    line(
        out,
        "model",
        "%s (%s, %s, %s parameters, %s)"
            .formatted(
                model.name(),
                model.architecture(),
                model.fileType(),
                Numbers.count(model.parameters()),
                Numbers.bytes(model.bytes())));
    line(out, "quants", experiment.judges() ? judged() : String.join(", ", settings.quantTypes()));
    line(
        out,
        "evaluation",
        "%s of %d tokens: %s"
            .formatted(
                Numbers.amount(sets.stream().mapToInt(EvaluationSet::chunks).sum(), "chunk"),
                settings.nCtx(),
                sets.stream()
                    .map(set -> set.name() + " " + set.chunks())
                    .collect(Collectors.joining(", "))));
    logits.ifPresent(file -> line(out, "", "against the baseline's logits in " + file.file()));
    line(out, "rounding", "noise floor: " + NoiseFloorText.of(noiseFloor, logits.isPresent()));
    QuarantineText.lines(tracker.quarantine().list(experiment.id()))
        .forEach(text -> line(out, "", text));
    tracker
        .verdicts()
        .detectableChange(experiment)
        .ifPresent(
            change ->
                line(
                    out,
                    "finds",
                    "a change of the composite of %s between two files in 80 of 100 cases, by what this model's quants showed before"
                        .formatted(Numbers.percent(change, 1))));
    if (experiment.judges()) {
      out.flush();
      return;
    } else if (tracker.iterations().isShootOut(experiment.id())) {
      line(out, "corpora", corporaApart());
      out.flush();
      return;
    }
    line(
        out,
        "pool",
        "%s, %s: %s"
            .formatted(
                Numbers.amount(poolChunks(), "chunk"),
                Numbers.tokens((long) poolChunks() * settings.nCtx()),
                corpora.stream()
                    .filter(corpus -> corpus.poolTokens() > 0)
                    .map(corpus -> corpus.name() + " " + chunks(corpus.poolTokens()))
                    .collect(Collectors.joining(", "))));
    line(out, "corpora", corpusSizes());
    line(
        out,
        "plateau",
        "%s in a row after which another doubling can bring less than %s"
            .formatted(
                Numbers.amount(settings.plateauK(), "step"), Numbers.percent(settings.tau(), 1)));
    line(
        out,
        "replicates",
        settings.replicates() == 0
            ? "none, so nothing is known of the luck of the calibration text"
            : "up to %d of each corpus".formatted(settings.replicates()));
    out.flush();
  }

  /** Those that are held against each other. */
  private String corporaApart() {
    return tracker.iterations().list(experiment.id()).stream()
        .filter(iteration -> iteration.corpusTokens() > 0)
        .map(
            iteration ->
                "%s %s"
                    .formatted(
                        iteration.label().orElse(iteration.inWords()),
                        Numbers.count(iteration.corpusTokens())))
        .collect(Collectors.joining(", ", "", " tokens"));
  }

  private String judged() {
    return tracker
        .mixes()
        .find(experiment.id())
        .map(
            mix ->
                "%s, mixes of the sources of %s"
                    .formatted(mix.quantType(), tracker.experiments().get(mix.of()).name()))
        .or(() -> tracker.allocations().find(experiment.id()).map(this::recipes))
        .orElse("files from outside");
  }

  private String recipes(AllocationSettings allocation) {
    return "types of single tensors"
        + allocation
            .of()
            .map(of -> ", a step of " + tracker.experiments().get(of).name())
            .orElse("");
  }

  private String corpusSizes() {
    List<Integer> counts = GrowthPlan.of(settings).chunkCounts(settings.nCtx(), poolChunks());
    return counts.stream()
            .limit(12)
            .map(count -> Numbers.count((double) count * settings.nCtx()))
            .collect(Collectors.joining(", "))
        + (counts.size() > 12 ? " …" : "")
        + " tokens";
  }

  /** Settings and where everything comes from. */
  public void printProvenance(PrintWriter out) {
    out.println(
        "created    %s by quantloop %s"
            .formatted(experiment.createdAt(), experiment.programVersion()));
    out.println("model      %s".formatted(model.path()));
    out.println("           SHA-256 %s, %d bytes".formatted(model.sha256(), model.bytes()));
    out.println("settings   " + ShellWords.quoted(CommandWords.of(SettingValues.of(settings))));
    for (Source source : sources) {
      out.println(
          "source     %s: %s (%s, %s)"
              .formatted(
                  source.name(), source.origin(), extent(source), Numbers.bytes(source.bytes())));
      out.println(
          "           %s SHA-256 %s"
              .formatted(source.isLogits() ? "logits" : "text", source.sha256()));
    }
    out.println("split      " + SplitReport.method(settings, splits));
    splits.stream().flatMap(split -> split.lines().stream()).forEach(out::println);
    for (Corpus corpus : corpora) {
      out.println(
          "corpus     %s: %d tokens, %s, %s"
              .formatted(
                  corpus.name(),
                  corpus.tokens(),
                  range("evaluation", corpus.evaluationFirstToken(), corpus.evaluationTokens()),
                  range("pool", corpus.poolFirstToken(), corpus.poolTokens())));
      out.println("           tokens SHA-256 " + corpus.sha256());
    }
    for (EvaluationSet set : sets) {
      out.println("evaluation %s: tokens SHA-256 %s".formatted(set.name(), set.sha256()));
    }
    out.flush();
  }

  /** "3 files", or what is in no file by its documents. */
  private String extent(Source source) {
    boolean files =
        SourceInput.isBuiltIn(source.origin())
            || SourceSpec.ofOrigin(source.name(), source.domain(), source.origin()).isFiles();
    long documents =
        splits.stream()
            .filter(split -> split.corpus().source().equals(source.id()))
            .mapToLong(SplitReport::texts)
            .sum();
    return files || documents == 0
        ? Numbers.amount(source.files(), "file")
        : Numbers.amount(documents, "document");
  }

  private static String range(String part, long first, long tokens) {
    return tokens == 0 ? "no " + part : part + " " + first + " to " + (first + tokens - 1);
  }

  public void printRemarks(PrintWriter out) {
    steps.stream()
        .flatMap(step -> step.findings().stream())
        .forEach(finding -> line(out, "recipe", finding));
    List<Tag> tags = tracker.remarks().tags(experiment.id());
    if (!tags.isEmpty()) {
      out.println(
          "tags       "
              + tags.stream()
                  .map(
                      tag ->
                          tag.name()
                              + tag.iteration().map(n -> " (iteration " + n + ")").orElse(""))
                  .collect(Collectors.joining(", ")));
    }
    for (Note note : tracker.remarks().notes(experiment.id())) {
      out.println(
          "note       %s%s"
              .formatted(
                  note.iteration().map(n -> "iteration " + n + ": ").orElse(""), note.text()));
    }
    out.flush();
  }

  /** The experiment without its iterations. */
  public Map<String, Object> document() {
    return Json.object(
        "id", experiment.id().value(),
        "name", experiment.name(),
        "created_at", experiment.createdAt(),
        "program_version", experiment.programVersion(),
        "model", RecordValues.without(model, "id"),
        "settings", settings.values(),
        "sources", sources.stream().map(source -> RecordValues.without(source, "id")).toList(),
        "baseline_logits", logits.map(LogitsSource::document).orElse(null),
        "corpora", splits.stream().map(ExperimentReport::document).toList(),
        "noise_floor", noiseFloor.map(NoiseFloor::document).orElse(null),
        "quarantine", QuarantineReport.document(tracker, List.of(experiment)),
        "evaluation_sets", sets.stream().map(ExperimentReport::document).toList(),
        "runs",
            tracker.runs().list(experiment.id()).stream()
                .map(ExperimentReport::runDocument)
                .toList(),
        "recipes", AllocationReport.brief(steps),
        "tags",
            tracker.remarks().tags(experiment.id()).stream()
                .map(ExperimentReport::tagDocument)
                .toList(),
        "notes",
            tracker.remarks().notes(experiment.id()).stream()
                .map(ExperimentReport::noteDocument)
                .toList());
  }

  public static Map<String, Object> tagDocument(Tag tag) {
    return RecordValues.without(tag, "experiment");
  }

  public static Map<String, Object> noteDocument(Note note) {
    return RecordValues.without(note, "id", "experiment");
  }

  private static Map<String, Object> document(SplitReport split) {
    Map<String, Object> document = document(split.corpus());
    document.put("documents", split.documents().isEmpty() ? null : split.document());
    document.put("reserved_parts", split.reservedDocuments());
    return document;
  }

  private static Map<String, Object> document(Corpus corpus) {
    var document = RecordValues.without(corpus, "id", "experiment", "source", "position", "sha256");
    document.put("tokens_sha256", corpus.sha256());
    return document;
  }

  private static Map<String, Object> document(EvaluationSet set) {
    var document = RecordValues.without(set, "id", "experiment", "corpus", "sha256");
    document.put("tokens_sha256", set.sha256());
    return document;
  }

  public static Map<String, Object> runDocument(Run run) {
    Map<String, Object> document = Json.object("run", run.id().value());
    document.putAll(
        RecordValues.of(run, "state", "host", "pid", "started_at", "heartbeat_at", "ended_at"));
    document.putAll(
        run.progress()
            .map(progress -> RecordValues.of(progress, "stage", "done", "total", "unit"))
            .orElseGet(
                () -> Json.object("stage", null, "done", null, "total", null, "unit", null)));
    document.putAll(RecordValues.of(run, "reason", "log_file", "program_version"));
    return document;
  }

  private int poolChunks() {
    return corpora.stream().mapToInt(corpus -> chunks(corpus.poolTokens())).sum();
  }

  private int chunks(long tokens) {
    return (int) (tokens / settings.nCtx());
  }

  private static void line(PrintWriter out, String label, String text) {
    out.println("  %-10s  %s".formatted(label, text));
  }
}
