package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.mix.MixShares;
import dev.quantloop.app.mix.MixStanding;
import dev.quantloop.app.mix.MixTrial;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.IterationState;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Resampling;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a search for weights has come to. */
public final class MixReport {
  private final Tracker tracker;
  private final MixStanding standing;
  private final Mix mix;
  private final List<String> sources;

  private MixReport(Tracker tracker, MixStanding standing) {
    this.tracker = tracker;
    this.standing = standing;
    this.mix = standing.mix();
    this.sources = standing.text().names();
  }

  /** Judges what is not judged yet. */
  public static MixReport of(Tracker tracker, Mix mix) {
    tracker.verdicts().judge(mix.finals());
    return new MixReport(tracker, MixStanding.of(tracker, mix));
  }

  public void print(PrintWriter out) {
    out.println(
        "Mix of the sources of %s for %s; to be small: %s"
            .formatted(
                tracker.experiments().get(mix.of()).name(), mix.quantType(), standing.objective()));
    out.println(
        "Each is calibrated on %s of %d tokens (%s), a source by itself on %s"
            .formatted(
                Numbers.amount(mix.chunks(), "chunk"),
                standing.text().pool().contextSize(),
                counts(standing.text().counts()),
                singles()));
    printTable(out, "Tried on the search part", standing.search(), tried());
    printTable(out, "Judged on the held-out part", standing.finals(), standing.finalists());
    if (!verdicts().isEmpty()) {
      out.println();
      verdicts().forEach(out::println);
    }
    QuarantineReport.print(tracker, List.of(standing.search(), standing.finals()), out);
    imatrix()
        .ifPresent(
            file -> {
              out.println("Imatrix of the mix: " + file);
            });
    out.flush();
  }

  /** "code 6, prose 5 with 1 put aside". */
  private String counts(int[] counts) {
    return IntStream.range(0, counts.length)
        .mapToObj(i -> sources.get(i) + " " + counts[i] + putAside(i, counts[i]))
        .collect(Collectors.joining(", "));
  }

  private String putAside(int source, int chunks) {
    Corpus corpus = standing.text().pool().corpora().get(source);
    int aside = tracker.quarantine().of(corpus.id()).get(0, chunks).cardinality();
    return aside == 0 ? "" : " with %d put aside".formatted(aside);
  }

  private String singles() {
    return counts(
        IntStream.range(0, sources.size())
            .map(i -> standing.text().recipe(MixShares.only(i, sources.size()), 0).get(0).chunks())
            .toArray());
  }

  /** Best first, then those that are not evaluated. */
  private List<MixTrial> tried() {
    return standing.trials().stream()
        .sorted(Comparator.comparingDouble(trial -> trial.value().orElse(Double.MAX_VALUE)))
        .toList();
  }

  private void printTable(
      PrintWriter out, String heading, Experiment experiment, List<MixTrial> trials) {
    if (trials.isEmpty()) {
      return;
    }
    out.println();
    out.println(
        "%s (%s: %s), shares and composites:"
            .formatted(
                heading,
                experiment.name(),
                tracker.experiments().evaluationSets(experiment.id()).stream()
                    .map(set -> set.name() + " " + Numbers.amount(set.chunks(), "chunk"))
                    .collect(Collectors.joining(", "))));
    TextTable table =
        new TextTable(
            ">iteration",
            "mix",
            figures(sources),
            ">" + mix.objective().word(),
            figures(standing.domains()),
            "");
    trials.forEach(trial -> row(table, trial));
    table.print(out);
  }

  private static List<String> figures(List<String> names) {
    return names.stream().map(name -> ">" + name).toList();
  }

  private void row(TextTable table, MixTrial trial) {
    String label = trial.shares().label(sources);
    table.row(
        trial.iteration().number(),
        label.contains(",") ? "" : label,
        trial.shares().values().stream().map(MixShares::text).toList(),
        trial.value().isPresent() ? Numbers.score(trial.value().getAsDouble()) : "",
        IntStream.range(0, standing.domains().size())
            .mapToObj(
                i -> i < trial.composites().size() ? Numbers.score(trial.composites().get(i)) : "")
            .toList(),
        note(trial));
  }

  private static String note(MixTrial trial) {
    return trial.iteration().state() == IterationState.DONE
        ? trial.texts() > 1 ? Numbers.amount(trial.texts(), "calibration text") : ""
        : trial.iteration().state().word();
  }

  /** What was decided, in a line each. */
  private List<String> verdicts() {
    List<String> lines = new ArrayList<>(standing.verdicts(tracker));
    if (!standing.comparisons().isEmpty()) {
      lines.add(
          "Of %s, at 95 %%, by resampling documents (%d resamples, seed %d, Holm's correction)"
              .formatted(
                  standing.objective(), Resampling.DEFAULT.resamples(), Resampling.DEFAULT.seed()));
    }
    return lines;
  }

  /** Of the mix that was chosen; empty where it has not come to the finals. */
  private Optional<Path> imatrix() {
    return standing
        .chosen()
        .flatMap(standing::finalist)
        .flatMap(finalist -> tracker.iterations().imatrix(finalist.iteration().id()))
        .map(Imatrix::file);
  }

  /** All that is known. */
  public Map<String, Object> document() {
    return Json.object(
        "experiment", tracker.experiments().get(mix.of()).name(),
        "quant_type", mix.quantType(),
        "objective", mix.objective().word(),
        "domain_weights", mix.domainWeights(),
        "sources", sources,
        "chunks", mix.chunks(),
        "n_ctx", standing.text().pool().contextSize(),
        "calibration_texts", mix.texts(),
        "tries", mix.tries(),
        "weights", standing.chosen().map(this::shares).orElse(null),
        "search", part(standing.search(), standing.trials()),
        "finals", part(standing.finals(), standing.finalists()),
        "verdicts",
            standing.finalists().stream()
                .flatMap(
                    finalist ->
                        standing.comparisons(finalist, tracker).stream()
                            .map(held -> verdict(finalist, held)))
                .toList(),
        "summary", verdicts(),
        "quarantine",
            QuarantineReport.document(tracker, List.of(standing.search(), standing.finals())),
        "imatrix", imatrix().map(Path::toString).orElse(null),
        "method", Resampling.METHOD,
        "resamples", Resampling.DEFAULT.resamples(),
        "seed", Resampling.DEFAULT.seed());
  }

  private Map<String, Object> shares(MixShares shares) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      named.put(sources.get(i), shares.values().get(i));
    }
    return named;
  }

  private Map<String, Object> part(Experiment experiment, List<MixTrial> trials) {
    return Json.object(
        "experiment", experiment.name(),
        "evaluation_sets",
            tracker.experiments().evaluationSets(experiment.id()).stream()
                .map(set -> RecordValues.of(set, "name", "domain", "chunks", "sha256"))
                .toList(),
        "mixes", trials.stream().map(this::trial).toList());
  }

  private Map<String, Object> trial(MixTrial trial) {
    Map<String, Object> composites = new LinkedHashMap<>();
    for (int i = 0; i < trial.composites().size(); i++) {
      composites.put(standing.domains().get(i), trial.composites().get(i));
    }
    return Json.object(
        "iteration", trial.iteration().number(),
        "state", trial.iteration().state().word(),
        "label", trial.shares().label(sources),
        "shares", shares(trial.shares()),
        "tokens", trial.iteration().corpusTokens(),
        "calibration_texts", trial.texts(),
        "value", trial.value(),
        "composites", composites);
  }

  private Map<String, Object> verdict(MixTrial finalist, Comparison held) {
    Map<String, Object> document =
        Json.object(
            "mix", shares(finalist.shares()),
            "against", standing.reference(held, tracker),
            "verdict", held.outcome().word(),
            "question", held.question().word());
    document.putAll(held.values());
    document.put("calibration_texts", held.replicates());
    document.put("reference_calibration_texts", held.referenceReplicates());
    return document;
  }
}
